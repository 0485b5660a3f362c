"""Third-party data for measuring, beside the checkout. Tests that use it skip where it is absent."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parent.parent
DATA = ROOT.parent / "shared" / "data"


def shared(name: str) -> Path:
    """A file of the shared data, which need not be there."""
    return DATA / name
