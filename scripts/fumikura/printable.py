"""Any text -> one that shows what is in it and does nothing: for a terminal, a log, a table in a comment.

File names, titles and quotes come from strangers. A line break in them would begin a line of its own in a log, an
escape sequence would speak to the terminal, and a bidirectional control would show what does not stand there.
"""

from __future__ import annotations

import unicodedata

BIDIRECTIONAL = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""What changes the direction of text (Unicode Standard Annex 9)."""
_JOINERS = frozenset("\u200c\u200d")
"""Shape letters and emoji; they hide nothing."""


def printable(text: str) -> str:
    """``text`` with all that is not shown as escapes: ``\\n``, ``\\u202e``; bytes that were no UTF-8 as ``\\xff``."""
    return text if text.isprintable() else "".join(_shown(char) for char in text)


def is_hidden(char: str) -> bool:
    """Whether ``char`` shows nothing, or changes how others are shown. Spaces and joiners do not count."""
    return char not in _JOINERS and unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"}


def _shown(char: str) -> str:
    if not is_hidden(char):
        return char
    code = ord(char)
    if 0xDC80 <= code <= 0xDCFF:  # how Python carries a byte of a name that is not UTF-8 (PEP 383)
        return f"\\x{code - 0xDC00:02x}"
    return {"\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(char) or (f"\\u{code:04x}" if code > 0xFF else f"\\x{code:02x}")
