"""Which tests run: all in CI, the quick ones elsewhere."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from hypothesis import settings

if TYPE_CHECKING:
    import pytest


# What holds for every input holds also while other workers and browsers have the processor.
settings.register_profile("fumikura", deadline=None)
settings.load_profile("fumikura")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is marked slow, and say how many (pytest's "deselected"), unless it is asked for."""
    if os.environ.get("CI") or config.getoption("markexpr") or any("::" in name for name in config.args):
        return
    slow = [item for item in items if item.get_closest_marker("slow")]
    if slow:
        config.hook.pytest_deselected(items=slow)
        items[:] = [item for item in items if not item.get_closest_marker("slow")]
