"""One function over many items: in this process, on all cores, or, past one machine, on a cluster."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from fumikura.workers.handing_out import Finished

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

Item = TypeVar("Item")
Value = TypeVar("Value")

MAX_SECONDS = 120.0
"""Between two values. The slowest saved page that was measured takes two; a table of 100 MB some ten."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Workers on other machines: see ``cluster.py``."""

    scheduler: str
    """Address of a Dask scheduler, such as ``tcp://192.0.2.1:8786``."""


Workers = int | Cluster
"""How many processes here, or where others are."""


def cores() -> int:
    """The processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def over(
    function: Callable[[Item], Iterable[Value]],
    items: Sequence[Item],
    *,
    workers: Workers,
    seconds: float = MAX_SECONDS,
) -> Iterator[tuple[Item, Value | Finished]]:
    """Each item with each value that ``function`` gives for it, then with ``Finished``; items in their order.

    ``workers``: processes, or a cluster; with 1 all happens here. ``function`` and what it takes and gives have to be
    picklable, and it gives the same for the same item whenever it is asked. An item whose worker dies, or, in processes
    of ours, gives nothing for ``seconds``, ends with a fault, and the next ones go on. What ``function`` raises is
    raised here. Closing the generator ends the workers.
    """
    if workers == 1:
        for item in items:
            for value in function(item):
                yield item, value
            yield item, Finished()
        return
    if isinstance(workers, Cluster):
        from fumikura.workers.cluster import over_cluster  # noqa: PLC0415  seldom needed

        yield from over_cluster(function, items, workers.scheduler)
        return
    from fumikura.workers.lanes import Lanes  # noqa: PLC0415  what starts processes is slow to import

    with Lanes(function, items, workers, seconds) as lanes:
        yield from lanes.results()
