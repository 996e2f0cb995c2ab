"""Run functions on a Dask cluster: on its own schedule, with results in the order given."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any, TypeVar

from analyzer.errors import ConfigError

_AHEAD = 3
"""Calls under way for each thread of the cluster, so that none waits for the slowest."""
_LOCAL = re.compile(r"local:([1-9]\d*)")
WAIT = 60.0
"""Seconds that a scheduler and a first worker are waited for."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Lost:
    """What takes the place of a result when every worker that tried it died."""

    reason: str


@contextmanager
def connect(address: str) -> Iterator[Any]:
    """Give a client of the scheduler at ``tcp://host:port``, or of ``local:N`` processes here.

    Raises ``ConfigError`` when there is none, it has no worker, or Dask is not installed.
    """
    try:
        distributed: Any = import_module("distributed")
    except ImportError as error:
        raise ConfigError("--cluster needs the extra: pip install 'analyzer[cluster]'") from error
    with ExitStack() as stack:
        here = _LOCAL.fullmatch(address)
        try:
            target = (
                stack.enter_context(
                    distributed.LocalCluster(
                        n_workers=int(here[1]), threads_per_worker=1, dashboard_address=None
                    )
                )
                if here
                else address
            )
            client = stack.enter_context(
                distributed.Client(target, timeout=WAIT, set_as_default=False)
            )
            client.wait_for_workers(1, timeout=WAIT)
        except (OSError, ValueError, TimeoutError) as error:
            raise ConfigError(
                f"no cluster with a worker at {address!r} (tcp://host:port or local:N): {error}"
            ) from error
        yield client


def run(
    client: Any, function: Callable[..., T], calls: Iterable[tuple[Any, ...]]
) -> Iterator[T | Lost]:
    """Yield what ``function(*call)`` gives for each call, in order; what it raises is raised.

    What a dead worker had done or not done, others do again. Few calls are under way at a
    time, so memory does not grow with their number.
    """
    distributed: Any = import_module("distributed")
    pending: deque[Any] = deque()

    def first() -> T | Lost:
        try:
            done: T = pending.popleft().result()
            return done
        except distributed.KilledWorker as error:
            return Lost(str(error))

    for call in calls:
        pending.append(client.submit(function, *call, pure=False))
        if len(pending) >= _AHEAD * max(sum(client.nthreads().values()), 1):
            yield first()
    while pending:
        yield first()
