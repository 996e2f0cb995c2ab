"""Work that takes long, one piece after another in a thread of its own, and how far it is."""

from __future__ import annotations

import contextlib
import queue
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace

from analyzer.errors import AnalyzerError

KEPT = 50
"""Jobs that are remembered."""
WAITING = 20
"""Jobs that may wait; more are refused."""

Report = Callable[..., None]
"""Called with the fields of `Job` that changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A piece of work as seen from outside."""

    id: str
    title: str
    stage: str = "waiting"
    """What is going on, in words."""
    done: int = 0
    total: int = 0
    finished: bool = False
    failed: bool = False
    result: tuple[str, ...] = ()
    """What came of it: names of conversations, or reasons."""


class Jobs:
    """Runs jobs; made once per app, and closed with it."""

    def __init__(self) -> None:
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._lock = threading.Lock()
        self._queue: queue.Queue[tuple[str, Callable[[Report], tuple[str, ...]]] | None] = (
            queue.Queue(WAITING)
        )
        self.closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="jobs", daemon=True)
        self._thread.start()

    def add(self, title: str, work: Callable[[Report], tuple[str, ...]]) -> Job | None:
        """Let work be done; ``None`` where too much is waiting already."""
        job = Job(id=secrets.token_urlsafe(9), title=title)
        with self._lock:
            try:
                self._queue.put_nowait((job.id, work))
            except queue.Full:
                return None
            self._jobs[job.id] = job
            while len(self._jobs) > KEPT:
                self._jobs.popitem(last=False)
        return job

    def get(self, id: str) -> Job | None:
        """Return a job as it stands."""
        with self._lock:
            return self._jobs.get(id)

    def close(self) -> None:
        """Ask the work in hand to stop, and begin no other."""
        self.closing.set()
        with contextlib.suppress(queue.Full):
            self._queue.put_nowait(None)

    def _run(self) -> None:
        while (item := self._queue.get()) is not None and not self.closing.is_set():
            id, work = item
            self._report(id, stage="starting")
            try:
                result = work(lambda id=id, **changed: self._report(id, **changed))
                self._report(id, stage="done", finished=True, result=result)
            except AnalyzerError as error:
                self._report(id, stage="failed", finished=True, failed=True, result=(str(error),))
            except Exception as error:  # a bug met in one job must not cost the others
                reason = f"internal error, please report it: {type(error).__name__}: {error}"
                self._report(id, stage="failed", finished=True, failed=True, result=(reason,))

    def _report(self, id: str, **changed: object) -> None:
        with self._lock:
            if id in self._jobs:
                self._jobs[id] = replace(self._jobs[id], **changed)  # type: ignore[arg-type]
