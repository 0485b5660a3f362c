"""Bytes -> text, whatever a Japanese or a Western program has written them in.

The order: byte order mark, escape sequences of ISO-2022-JP, valid UTF-8, UTF-16 without a mark, the declared
charset, resiliparse's guess (30 of 30 Japanese encodings on whole articles), checked against the
Japanese encodings, which short texts hide. What no encoding explains is no text.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from resiliparse.parse.encoding import detect_encoding, map_encoding_to_html5

from fumikura.errors import ContentError

if TYPE_CHECKING:
    from collections.abc import Iterator

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SIGNATURES = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive (or EPUB, Word, …)"),
    (b"\x89PNG\r\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"RIFF", "a picture, sound or film (RIFF)"),
    (b"\x1f\x8b", "gzip-compressed"),
    (b"bplist00", "a Safari web archive or another binary property list"),
    (b"SQLite format 3", "a database"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
)
_WIDER = {
    # What web pages and Windows call by the standard's name is the vendor's larger set (WHATWG Encoding,
    # 4.2).
    "shift_jis": "cp932",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
}
_FALLBACKS = {"euc_jp": "euc_jis_2004", "cp932": "shift_jis_2004", "iso2022_jp": "iso2022_jp_ext"}
"""Larger sets for what the first one lacks, such as ① in EUC-JP."""

_JAPANESE = frozenset({"cp932", "euc_jp"})

_META_CHARSET = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_ISO_2022_JP = re.compile(rb"\x1b\$[@B]|\x1b\(J")
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_COMMON = re.compile("[\\s -~\u3001-\u30ff\uff01-\uff9f]")
COMMON = 0.4
"""Share of kana, ASCII and punctuation that a Japanese text has at least. Random bytes have 0.02 of them, and so has
UTF-16 whose bytes are swapped."""
_SHORT = 200
"""Bytes below which half a character at the end is a sign that it is no UTF-16."""
_HEAD = 4096
"""Bytes in which a page declares its charset: HTML asks for the first 1024; saved pages put a comment
before."""
_SAMPLE = 1_000_000
"""Bytes that are enough to tell an encoding by."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text as all the rest of the program sees it."""

    text: str
    """``\\n`` line ends; no control characters but ``\\n`` and tab."""
    encoding: str | None
    """None for what is no text."""
    warnings: tuple[str, ...] = ()


def decode(data: bytes, name: str, declared: str | None = None) -> Decoded:
    """The text in ``data``. ``declared``: charset that the server named. ``name``: for messages.

    Raises ``ContentError`` for an empty file and for what is no text.
    """
    if not data.strip():
        raise ContentError(name, 1, "the file is empty", "save the article again", code="empty")
    _refuse_known_binaries(data, name)
    encoding = _encoding(data, declared)
    if encoding is None:
        raise _binary(name, "a binary file, or text in an unknown encoding")
    text, warnings = _decoded(data, encoding)
    text = _LINE_ENDS.sub("\n", text.removeprefix("\ufeff"))
    text, controls = _CONTROLS.subn("", text)
    if controls > max(20, len(text) // 20):
        raise _binary(name, f"a binary file ({controls:,} control characters)")
    if controls:
        warnings.append(f"{_count(controls, 'control character')} removed")
    if not text.strip():
        raise ContentError(name, 1, "there is no text in the file", "save the article again", code="empty")
    return Decoded(text, encoding, tuple(warnings))


def _refuse_known_binaries(data: bytes, name: str) -> None:
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            raise _binary(name, kind)


def _binary(name: str, kind: str) -> ContentError:
    return ContentError(name, 1, f"this is {kind}, no text", "save the article as HTML, Markdown or text", "binary")


def _encoding(data: bytes, declared: str | None) -> str | None:
    """Name of a Python codec, or None for what is no text."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return encoding
    if _ISO_2022_JP.search(data) and data.isascii():
        return "iso2022_jp"
    if b"\x00" in data:
        return _utf_16(data)
    if _decodes(data, "utf-8") or _is_broken_utf_8(data):
        return "utf-8"
    wide = _utf_16(data)  # without a single ASCII character
    fitting = wide or next((one for one in _candidates(data, declared) if _decodes(data, one)), None)
    if fitting:
        return fitting
    # A byte or two may be broken: the first choice then, with a warning that counts them.
    guess = next(_candidates(data, declared))
    lost = data.decode(guess, "replace").count("\ufffd")
    return guess if lost * 100 < len(data) else None


def _candidates(data: bytes, declared: str | None) -> Iterator[str]:
    """Codecs in the order of their likelihood, the guess among them at least."""
    in_page = _META_CHARSET.search(data, 0, _HEAD)
    guess = _codec(detect_encoding(data[:_SAMPLE], from_html_meta=False)) or "utf-8"
    if guess not in _JAPANESE and (japanese := _short_japanese(data)):
        guess = japanese
    for name in (declared, in_page[1].decode("ascii") if in_page else None):
        codec = _codec(name)
        # UTF-8 was tried; UTF-16 cannot be right in a page that could be read to here. Nearly all EUC-JP
        # decodes as Shift_JIS too, into half-width kana: between the two the statistics know better.
        if codec and not codec.startswith("utf") and not (codec in _JAPANESE and guess in _JAPANESE):
            yield codec
    yield guess
    for codec in ("utf-8", "cp932", "euc_jp", "cp1252"):
        if codec != guess and not (codec == "cp1252" and _is_noise(data)):
            yield codec


def _codec(name: str | None) -> str | None:
    """Python's codec for a charset's name or one of its aliases on the web; None for what is none of them."""
    if not name:
        return None
    known = map_encoding_to_html5("shift_jis" if name.lower() == "cp932" else name, fallback_utf8=False)
    try:
        return _WIDER.get(known, codecs.lookup(known).name) if known else None
    except LookupError:
        return None


def _decodes(data: bytes, encoding: str) -> bool:
    return any(_try(data, one) is not None for one in (encoding, _FALLBACKS.get(encoding)) if one)


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _decoded(data: bytes, encoding: str) -> tuple[str, list[str]]:
    for one in (encoding, _FALLBACKS.get(encoding)):
        text = _try(data, one) if one else None
        if text is not None:
            return text, []
    text = data.decode(encoding, "replace")
    lost = text.count("\ufffd")
    return text, [f"{_count(lost, 'character')} could not be read as {encoding}, and stand as \ufffd"]


def _utf_16(data: bytes) -> str | None:
    """UTF-16 without its mark: the NUL bytes of its ASCII characters stand all on one side, or what most of a
    Japanese text consists of comes out when it is read so, and not the other way round."""
    if len(data) % 2 and len(data) < _SHORT:
        return None
    sample = data[: min(len(data), _SAMPLE) & ~1]
    low, high = sample[0::2].count(0), sample[1::2].count(0)
    for encoding, nuls, others in (("utf-16-le", high, low), ("utf-16-be", low, high)):
        text = _try(sample, encoding)
        if text is None or _is_garbage(text[:10_000]):
            continue
        if nuls > 20 * others or len(_COMMON.findall(text)) > COMMON * len(text):
            return encoding
    return None


def _is_garbage(text: str) -> bool:
    """Whether many of the characters are unassigned, private or controls."""
    bad = sum(1 for char in text if unicodedata.category(char) in {"Cn", "Co", "Cc", "Cs"} and char not in "\t\n\r")
    return bad * 20 > len(text)


def _short_japanese(data: bytes) -> str | None:
    """The Japanese encoding in which every run of non-ASCII characters makes a Japanese word, if there is
    one.

    Statistics need more than a line; a Western text has single accented letters between ASCII ones instead.
    """
    for encoding in ("euc_jp", "cp932"):
        text = _try(data[:_SAMPLE], encoding) or _try(data[:_SAMPLE], _FALLBACKS[encoding])
        runs = re.findall(r"[^\x00-\x7f]+", text) if text else []
        if runs and all(_is_japanese(run) for run in runs) and any(re.search("[ぁ-んァ-ヶ]", run) for run in runs):
            return encoding
    return None


def _is_japanese(run: str) -> bool:
    return (
        re.fullmatch(
            "[\u2010-\u266f\u3000-\u30ff\u4e00-\u9fff\uff01-\uff5e\uff61-\uff9f]{2,}|[\u3000-\u303f\uff01-\uff5e]",
            run,
        )
        is not None
    )


def _is_broken_utf_8(data: bytes) -> bool:
    """Whether most of what is not ASCII is UTF-8, which does not happen by chance."""
    text = data[:_SAMPLE].decode("utf-8", "replace")
    lost = text.count("\ufffd")
    return sum(char > "\x7f" for char in text) > 11 * lost


def _is_noise(data: bytes) -> bool:
    """Whether the bytes above ASCII are too many for a Western text; cp1252 decodes nearly anything."""
    sample = data[:_SAMPLE]
    return sum(byte > 0x7F for byte in sample) * 3 > len(sample)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
