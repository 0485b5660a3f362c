"""What is known of the index's segments from one build to the next, as bytes and back."""

from __future__ import annotations

import functools
import hashlib
import json
import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fumikura.search_index.segments import Segment

if TYPE_CHECKING:
    from collections.abc import Sequence

_GENERATION = re.compile(r"[0-9a-f]{16}")


def cache_bytes(segments: Sequence[Segment]) -> bytes:
    """A line with the checksum of what follows, then JSON."""
    parts = [
        {"about": one.about, "addresses": one.addresses, "keys": one.keys, "listing": one.listing} for one in segments
    ]
    value = {"made_by": made_by(), "segments": parts}
    body = json.dumps(value, separators=(",", ":")).encode("ascii")
    return hashlib.sha256(body).hexdigest().encode("ascii") + b"\n" + body


def cached_segments(data: bytes) -> list[Segment]:
    """The segments of which ``cache_bytes`` made ``data``. None of them if it is damaged, or if another version of
    this program, or of Unicode, has written them: it may have cut or folded texts otherwise."""
    checksum, _, body = data.partition(b"\n")
    if checksum != hashlib.sha256(body).hexdigest().encode("ascii"):
        return []
    value = json.loads(body)
    if not isinstance(value, dict) or value.get("made_by") != made_by() or not isinstance(value.get("segments"), list):
        return []
    found = [_segment(one) for one in value["segments"]]
    return [one for one in found if one is not None] if all(found) else []


def _segment(value: Any) -> Segment | None:
    """The segment that ``value`` tells of. None if it tells of none: who writes the file can write a checksum."""
    names = {"about": dict, "addresses": list, "keys": list, "listing": str}
    if not isinstance(value, dict) or any(not isinstance(value.get(name), kind) for name, kind in names.items()):
        return None
    about, addresses, keys = value["about"], value["addresses"], value["keys"]
    is_whole = (
        _GENERATION.fullmatch(str(about.get("generation")))
        and isinstance(about.get("units"), int)
        and all(isinstance(text, str) for text in (*addresses, *keys))
        and len(set(addresses)) == len(addresses) == len(keys) == about.get("documents")
    )
    return Segment(about, tuple(addresses), tuple(keys), value["listing"]) if is_whole else None


@functools.cache
def made_by() -> str:
    """Tells apart what different versions of the modules beside this one write."""
    digest = hashlib.sha256(unicodedata.unidata_version.encode("ascii"))
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
