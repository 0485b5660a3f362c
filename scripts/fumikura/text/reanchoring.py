"""An annotation whose passage has moved -> its file with the new position. The quote is never touched.

Only what was found word for word is written anew. A guess keeps what it knows of the text in which its words stood: the
history finds it again from there, and a second guess is not built upon a first one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fumikura.model.annotations import CONTEXT
from fumikura.model.front_matter import Value, updated

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fumikura.model.annotations import Annotation
    from fumikura.text.anchors import Anchor


def changes(annotation: Annotation, anchor: Anchor, text: str, text_hash: str) -> Mapping[str, Value]:
    """What is new of position, surroundings and hash; ``None`` takes a line away. Empty where nothing is."""
    if anchor.status not in {"exact", "moved"} or anchor.start is None or anchor.end is None:
        return {}
    header = annotation.header
    now: dict[str, Value] = {
        "prefix": text[max(0, anchor.start - CONTEXT) : anchor.start],
        "suffix": text[anchor.end : anchor.end + CONTEXT],
        "start": anchor.start,
        "text": text_hash,
    }
    before = {"prefix": header.prefix, "suffix": header.suffix, "start": header.start, "text": header.text}
    new: dict[str, Value] = {key: None if value == "" else value for key, value in now.items() if value != before[key]}
    if header.orphan:
        new["orphan"] = None
    return new


def marked(annotation: Annotation, anchor: Anchor) -> Mapping[str, Value]:
    """What says that the passage is gone, where it is and the file does not say so yet."""
    return {"orphan": True} if anchor.status == "orphan" and not annotation.header.orphan else {}


def rewritten(raw: bytes, new: Mapping[str, Value], path: str) -> bytes:
    """The file with these lines changed and no other byte, whatever its line ends. Raises ``ContentError``."""
    text = raw.decode("utf-8")
    written = updated(text, new, path)
    if "\r\n" in text:
        written = written.replace("\n", "\r\n")
    if text.startswith("\ufeff"):
        written = "\ufeff" + written
    return written.encode("utf-8")
