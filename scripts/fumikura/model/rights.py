"""How much of an article a published site may contain."""

from __future__ import annotations

from typing import Literal

Rights = Literal["full", "excerpt", "private"]
RIGHTS: tuple[Rights, ...] = ("full", "excerpt", "private")
