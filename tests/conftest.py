"""Which tests run, all in CI and the quick ones elsewhere, and what holds for all of them."""

from __future__ import annotations

import os
import signal
import threading
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

from compiled_templates import keep_compiled
from making import examples

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


# What holds for every input holds also while other workers and browsers have the processor.
settings.register_profile("all", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("quick", settings.get_profile("all"), max_examples=examples(100), derandomize=True)
settings.load_profile("all" if os.environ.get("CI") else "quick")

# A shell that starts the tests in the background has them ignore Ctrl-C, and with them each command that a test stops so.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def compiled_templates() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        keep_compiled(patch)
        yield


@pytest.fixture
def short_tick(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was written is settled after a tenth of a second, as on the file systems of today, and not after two."""
    monkeypatch.setattr("fumikura.disk.stamps.TICK", 100_000_000)


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
    """Run what is marked ``apart`` in a thread of its own, which is not waited for when the test's time is over."""
    if pyfuncitem.get_closest_marker("apart") is None:
        return None
    test: Callable[..., Any] = pyfuncitem.obj
    values = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}
    outcome: Future[None] = Future()

    def run() -> None:
        try:
            outcome.set_result(test(**values))
        except BaseException as error:  # noqa: BLE001  it is raised where the test is waited for
            outcome.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    outcome.result()
    return True
