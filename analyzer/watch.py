"""Say when files in a folder are new or changed, and no longer being written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from analyzer import storage
from analyzer.errors import ConfigError
from analyzer.inputs import Inputs, find
from analyzer.storage import Stamp, posix

EVERY = 2.0
"""Seconds between two looks. A file that is the same in two of them is taken to be whole."""

Stamps = Mapping[str, Stamp]


def rounds(look: Callable[[], Inputs | None], pause: Callable[[], object]) -> Iterator[Inputs]:
    """Yield what is there whenever it has changed and stands still; it never ends.

    ``look`` gives what is there now, or ``None``. Of it, files still growing are left out
    until they stop; they bring about the next round.
    """
    before: Stamps = {}
    done: Stamps = {}
    while True:
        found = look()
        now = {} if found is None else _stamps(found)
        still = {name: stamp for name, stamp in now.items() if before.get(name) == stamp}
        if found is not None and still != done:
            done = still
            if whole := tuple(file for file in found.files if file.given in still):
                yield Inputs(
                    files=whole, ignored=found.ignored, calls=found.calls, people=found.people
                )
        before = now
        pause()


def look(paths: Sequence[str], out: str | Path) -> Inputs | None:
    """Return the files there, ``None`` where there are none yet.

    Raises ``ConfigError`` when a path is neither a URL nor a directory.
    """
    for path in paths:
        if not storage.is_url(path) and not Path(path).is_dir():
            raise ConfigError("no such directory to watch", path=path)
    try:
        return find(paths, ignore=out)
    except ConfigError:
        return None


def _stamps(found: Inputs) -> dict[str, Stamp]:
    """Return what tells that a file, or one of the tables beside them, changed."""
    tables = [path for path in (found.calls, found.people) if path is not None]
    stamps = {}
    for path in [*(file.path for file in found.files), *tables]:
        folder, name = storage.beside(path)
        try:
            stamps[posix(path)] = folder.stamp(name)
        except OSError:  # gone since, or not to be read: nothing to wait for
            stamps[posix(path)] = (0, "")
    return stamps
