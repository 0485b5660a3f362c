"""Which tests run: all in CI, the quick ones elsewhere."""

from __future__ import annotations

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from collections.abc import Callable


# What holds for every input holds also while other workers and browsers have the processor.
settings.register_profile("fumikura", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("fumikura")

# A shell that starts the tests in the background has them ignore Ctrl-C, and with them each command that a test stops so.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is marked slow, and say how many (pytest's "deselected"), unless it is asked for."""
    if os.environ.get("CI") or config.getoption("markexpr") or any("::" in name for name in config.args):
        return
    slow = [item for item in items if item.get_closest_marker("slow")]
    if slow:
        config.hook.pytest_deselected(items=slow)
        items[:] = [item for item in items if not item.get_closest_marker("slow")]


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run what is marked ``apart`` in a thread of its own."""
    if pyfuncitem.get_closest_marker("apart") is None:
        return None
    test: Callable[..., Any] = pyfuncitem.obj
    with ThreadPoolExecutor(1) as thread:
        thread.submit(test, **{name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}).result()
    return True
