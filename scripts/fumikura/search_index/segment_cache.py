"""What is known of the index's segments from one build to the next, as bytes and back."""

from __future__ import annotations

import functools
import hashlib
import json
import unicodedata
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fumikura.search_index.segments import Segment

if TYPE_CHECKING:
    from collections.abc import Sequence


def cache_bytes(segments: Sequence[Segment]) -> bytes:
    """A line with the checksum of what follows, then JSON."""
    value = {"made_by": made_by(), "segments": [asdict(segment) for segment in segments]}
    body = json.dumps(value, separators=(",", ":")).encode("ascii")
    return hashlib.sha256(body).hexdigest().encode("ascii") + b"\n" + body


def cached_segments(data: bytes) -> list[Segment]:
    """The segments of which ``cache_bytes`` made ``data``. None of them if it is damaged, or if another version of
    this program, or of Unicode, has written them: it may have cut or folded texts otherwise."""
    checksum, _, body = data.partition(b"\n")
    if checksum != hashlib.sha256(body).hexdigest().encode("ascii"):
        return []
    value = json.loads(body)
    if not isinstance(value, dict) or value.get("made_by") != made_by():
        return []
    return [_segment(one) for one in value["segments"]]


def _segment(value: dict[str, Any]) -> Segment:
    return Segment(value["about"], tuple(value["addresses"]), tuple(value["keys"]), value["listing"])


@functools.cache
def made_by() -> str:
    """Tells apart what different versions of the modules beside this one write."""
    digest = hashlib.sha256(unicodedata.unidata_version.encode("ascii"))
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
