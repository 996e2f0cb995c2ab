"""Hold a prefix of an object store, where no system gives a lock back when a process dies.

The lock is an object that names its holder. It is put only where there is none, which stores
do in one step, and its holder puts it again every ``RENEWED`` seconds; one that has not been
for ``LASTS`` seconds is a dead run's and may be taken. A holder that finds another's name in
it has lost it, for example because its machine slept, and must stop.
"""

from __future__ import annotations

import json
import os
import socket
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

LASTS = 120.0
RENEWED = 30.0


@contextmanager
def held(filesystem: Any, path: str) -> Iterator[Callable[[], None]]:
    """Hold the lease at a path of an fsspec file system.

    Raise ``BlockingIOError`` when another holds it; what is given raises it, too, once the
    lease is lost.
    """
    own = {"host": socket.gethostname(), "process": os.getpid(), "run": uuid.uuid4().hex}

    def check() -> None:
        if _holder(filesystem, path).get("run") != own["run"]:
            raise BlockingIOError("another run took this over while this one stood still")

    _take(filesystem, path, own)
    done = threading.Event()
    renewing = threading.Thread(target=_renew, args=(filesystem, path, own, done), daemon=True)
    renewing.start()
    try:
        yield check
    finally:
        done.set()
        renewing.join()
        with suppress(OSError):
            check()
            filesystem.rm_file(path)


def _take(filesystem: Any, path: str, own: dict[str, Any]) -> None:
    try:
        filesystem.pipe_file(path, _content(own), mode="create")
    except FileExistsError as error:
        holder = _holder(filesystem, path)
        if time.time() - holder.get("time", 0.0) < LASTS:
            raise BlockingIOError(
                f"another run ({holder['host']}, process {holder['process']}) is writing here, "
                f"or was killed less than {LASTS:.0f} seconds ago; wait for it"
            ) from error
        filesystem.rm_file(path)
        filesystem.pipe_file(path, _content(own), mode="create")


def _renew(filesystem: Any, path: str, own: dict[str, Any], done: threading.Event) -> None:
    while not done.wait(RENEWED):
        with suppress(Exception):  # tried again in time; a lease that is lost shows in `check`
            if _holder(filesystem, path).get("run") == own["run"]:
                filesystem.pipe_file(path, _content(own))


def _content(own: dict[str, Any]) -> bytes:
    return json.dumps({**own, "time": time.time()}).encode()


def _holder(filesystem: Any, path: str) -> dict[str, Any]:
    """Return who holds the lease, nothing where nobody does or the object is damaged."""
    try:
        holder: dict[str, Any] = json.loads(filesystem.cat_file(path))
    except (FileNotFoundError, ValueError):
        return {}
    return holder
