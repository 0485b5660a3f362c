"""The options that say who works: processes here, or a cluster."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import click

from fumikura.errors import UsageError
from fumikura.workers.executors import Cluster

if TYPE_CHECKING:
    from collections.abc import Callable

    from fumikura.workers.executors import Workers

_ADDRESS = re.compile(r"(?:tcp|tls)://\S+:\d+")


def scheduler_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """``--scheduler``."""
    said = "Of a Dask cluster whose workers do it, such as tcp://192.0.2.1:8786. The result is the same."
    return click.option("--scheduler", metavar="ADDRESS", help=said)(command)


def workers_of(workers: int | None, scheduler: str | None) -> Workers | None:
    """Who works; None where nobody has said. Raises ``UsageError``."""
    if scheduler is None:
        return workers
    if workers is not None:
        raise UsageError("--workers is for processes here, and --scheduler for a cluster; give one of the two")
    if not _ADDRESS.fullmatch(scheduler):
        raise UsageError(f"--scheduler {scheduler!r} is no address such as tcp://192.0.2.1:8786")
    return Cluster(scheduler)
