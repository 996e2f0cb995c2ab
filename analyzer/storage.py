"""Where files lie: directories of this machine, or an object store that a URL names.

Both kinds of folder do the same few things, and what is written is there whole or not at
all: on disk by renaming, in an object store because that is how it stores. Every failure is
an ``OSError``. URLs (``s3://``, ``gs://``, ``abfs://`` …) are opened by fsspec, which reads
credentials as the provider's own tools do, and that is installed by the extra ``cluster``.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any, Protocol

from analyzer.errors import ConfigError
from analyzer.lease import held

Stamp = tuple[int, str]
"""Bytes of a file, and something that changes when it is written again."""


def is_url(where: str | Path | None) -> bool:
    """Tell whether this names an object in a store, not a file of this machine."""
    return isinstance(where, str) and "://" in where


def posix(where: str | Path) -> str:
    """Return a path with forward slashes, or a URL as it is."""
    return where if isinstance(where, str) else where.as_posix()


class Folder(Protocol):
    """A directory or prefix. ``name`` is a path below it, with forward slashes."""

    @property
    def location(self) -> str | Path:
        """Return where it is, as `folder` takes it."""

    @property
    def filesystem(self) -> Any:
        """What pandas and pyarrow are to open `path` with; ``None`` for this machine's disks."""

    def path(self, name: str = "") -> str:
        """Return the full path of a file below, as `filesystem` names it."""

    def read(self, name: str) -> bytes:
        """Return a file's bytes; raise ``FileNotFoundError`` where there is none."""

    def write(self, name: str, data: bytes) -> None:
        """Write a file, or replace it, at once and to stay."""

    def sizes(self, folder: str) -> dict[str, int]:
        """Return the bytes of each file in a folder below, by its name there."""

    def stamp(self, name: str) -> Stamp:
        """Return what tells whether a file has changed."""

    def remove(self, name: str) -> None:
        """Remove a file if it is there."""

    def lock(self) -> AbstractContextManager[Callable[[], None]]:
        """Hold the folder; what is given raises ``OSError`` once another holds it.

        Raise ``BlockingIOError`` when another holds it already.
        """


def folder(where: str | Path) -> Folder:
    """Return the folder at a path or URL; raise ``ConfigError`` for a URL of no known kind."""
    return InStore(str(where).rstrip("/")) if is_url(where) else OnDisk(Path(where))


def beside(where: str | Path) -> tuple[Folder, str]:
    """Return the folder that a file lies in, and its name there; a bucket lies in itself."""
    if is_url(where):
        above, _, name = str(where).rpartition("/")
        return InStore(above if "://" in above else str(where)), name
    return OnDisk(Path(where).parent), Path(where).name


@dataclass(frozen=True, slots=True)
class OnDisk:
    """A directory of this machine, or of a disk that machines share."""

    location: Path

    @property
    def filesystem(self) -> None:
        """Paths are opened as they are."""
        return

    def path(self, name: str = "") -> str:
        """Return a file's path."""
        return str(self.location / name)

    def read(self, name: str) -> bytes:
        """Read a file."""
        return (self.location / name).read_bytes()

    def write(self, name: str, data: bytes) -> None:
        """Write beside, then rename; both have reached the disk when this returns."""
        path = self.location / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as temporary:
            temporary.write_bytes(data)
        _sync(path.parent)

    def sizes(self, folder: str) -> dict[str, int]:
        """List a directory, empty where there is none."""
        try:
            entries = [*os.scandir(self.location / folder)]
        except FileNotFoundError:
            return {}
        return {entry.name: entry.stat().st_size for entry in entries if entry.is_file()}

    def stamp(self, name: str) -> Stamp:
        """Return size and time of last change."""
        status = (self.location / name).stat()
        return status.st_size, str(status.st_mtime_ns)

    def remove(self, name: str) -> None:
        """Remove a file."""
        (self.location / name).unlink(missing_ok=True)

    @contextmanager
    def lock(self) -> Iterator[Callable[[], None]]:
        """Hold a lock that the system gives back however the process ends."""
        from filelock import FileLock, Timeout

        self.location.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.location / ".lock", timeout=0)
        try:
            lock.acquire()
        except Timeout as error:
            raise BlockingIOError("another run is writing here; wait for it") from error
        try:
            yield lambda: None
        finally:
            lock.release()


@dataclass(frozen=True, slots=True)
class InStore:
    """A prefix in an object store."""

    location: str

    @property
    def filesystem(self) -> Any:
        """The fsspec file system of the URL."""
        return _filesystem(self.location)

    def path(self, name: str = "") -> str:
        """Return an object's path without the protocol."""
        stripped = str(self.filesystem._strip_protocol(self.location))
        return f"{stripped}/{name}" if name else stripped

    def read(self, name: str) -> bytes:
        """Get an object."""
        with _reached():
            return bytes(self.filesystem.cat_file(self.path(name)))

    def write(self, name: str, data: bytes) -> None:
        """Put an object."""
        with _reached():
            self.filesystem.pipe_file(self.path(name), data)

    def sizes(self, folder: str) -> dict[str, int]:
        """List a prefix."""
        with _reached():
            try:
                found = self.filesystem.ls(self.path(folder), detail=True, refresh=True)
            except FileNotFoundError:
                return {}
            return {
                PurePosixPath(one["name"]).name: one["size"]
                for one in found
                if one["type"] == "file"
            }

    def stamp(self, name: str) -> Stamp:
        """Return size, and the store's own tag or time of last change."""
        with _reached():
            self.filesystem.invalidate_cache()
            info = self.filesystem.info(self.path(name))
            changed = (info[key] for key in ("ETag", "etag", "LastModified", "mtime", "created"))
            with contextlib.suppress(KeyError):
                return info["size"], str(next(changed))
            return info["size"], ""

    def remove(self, name: str) -> None:
        """Delete an object."""
        with _reached(), contextlib.suppress(FileNotFoundError):
            self.filesystem.rm_file(self.path(name))

    @contextmanager
    def lock(self) -> Iterator[Callable[[], None]]:
        """Hold a lease, which a run that was killed loses by itself."""
        with contextlib.ExitStack() as stack:
            with _reached():
                check = stack.enter_context(held(self.filesystem, self.path(".lock")))
            yield _reached()(check)


def expand(url: str) -> Iterator[tuple[str, str]]:
    """Yield the URL of each object that a URL, a prefix or a glob names, after what led to it."""
    filesystem = _filesystem(url)
    with _reached():
        filesystem.invalidate_cache()
        for root in sorted(filesystem.glob(url.rstrip("/"))):
            for path in [root] if filesystem.isfile(root) else sorted(filesystem.find(root)):
                yield filesystem.unstrip_protocol(root), filesystem.unstrip_protocol(path)


@contextmanager
def local(where: Path | str | None) -> Iterator[Path | None]:
    """Give a path at which a file can be opened; an object is copied for that long."""
    if not is_url(where):
        yield None if where is None else Path(where)
        return
    above, name = beside(str(where))
    with TemporaryDirectory() as scratch:
        path = Path(scratch, name)
        path.write_bytes(above.read(name))
        yield path


def _filesystem(url: str) -> Any:
    try:
        fsspec: Any = import_module("fsspec")
    except ImportError as error:
        raise ConfigError(
            "URLs need the extra: pip install 'analyzer[cluster]'", path=url
        ) from error
    try:
        return fsspec.filesystem(fsspec.utils.get_protocol(url))
    except (ImportError, ValueError) as error:
        raise ConfigError(f"cannot be opened: {error}", path=url) from error


@contextmanager
def _reached() -> Iterator[None]:
    """Turn whatever a store's library raises into an ``OSError``."""
    try:
        yield
    except (OSError, ConfigError):
        raise
    except Exception as error:
        raise OSError(f"the store cannot be reached: {error}") from error


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a temporary path to write to, which then takes the place of ``path`` at once."""
    temporary = path.with_name(f".{path.name}.tmp")
    try:
        yield temporary
        with temporary.open("rb") as file:
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _sync(directory: Path) -> None:
    """Make a rename outlast a power cut, where the system lets a directory be opened."""
    if hasattr(os, "O_DIRECTORY"):
        descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
