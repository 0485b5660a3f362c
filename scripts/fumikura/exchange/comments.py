"""Words from strangers -> words that our files can hold, the same every time."""

from __future__ import annotations

import re

from fumikura.model.shapes import one_line

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_SPACES = re.compile(r"[\t\n\f\r ]+")
_SURROGATES = re.compile("[\ud800-\udfff]")


def clean_comment(text: str) -> str:
    """A comment as it will be read back: ``\\n`` line ends, no control characters, nothing at its ends.

    Half a surrogate pair, which no file can hold, becomes U+FFFD.
    """
    text = _SURROGATES.sub("\ufffd", _CONTROLS.sub("", _LINE_ENDS.sub("\n", text)))
    return text.replace("\ufeff", "").strip()


def clean_line(text: str) -> str:
    """The same for one line."""
    return one_line(clean_comment(text).replace("\n", " "))


def clean_quote(text: str) -> str:
    """A passage as canonical text has it: runs of HTML's white space as one space, a full-width space as it is."""
    return _SPACES.sub(" ", clean_comment(text))


def clean_context(text: str) -> str:
    """The same for what stands before or after a passage, where the space at an end counts."""
    return _SPACES.sub(" ", _SURROGATES.sub("\ufffd", _CONTROLS.sub("", text)))
