"""Numbers -> bytes: seven bits a byte, the lowest first, the eighth set in all but the last."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def varints(numbers: Iterable[int]) -> bytes:
    """``numbers``, none of them below 0, one after the other."""
    out = bytearray()
    for number in numbers:
        rest = number
        while rest > 127:
            out.append(rest & 127 | 128)
            rest >>= 7
        out.append(rest)
    return bytes(out)
