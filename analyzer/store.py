"""The results directory: Parquet datasets, and a manifest that says what is in them.

Scored conversations are written as *parts*, one file per dataset. A part counts once the
manifest lists it, and the manifest is replaced in one step, so whatever interrupts a
run, nothing is lost that was listed and nothing is there twice: files that no manifest
lists, or that are not as long as it says, are removed when the directory is next opened.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from analyzer.errors import StoreError

SCHEMA = 1
"""Version of the datasets' columns and of the manifest."""

Tables = Mapping[str, pa.Table]
"""One table per dataset."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """A scored file: what it was, under which conditions, and what it gave."""

    name: str
    """Name of its conversation; of several in the file, each name's beginning."""
    sha256: str
    context: str
    """Hash of all else that decides the result: model, metadata, options."""
    conversations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One file per dataset, and the inputs whose conversations they hold."""

    inputs: Mapping[str, Input]
    sizes: Mapping[str, int]
    """Bytes of the file in each dataset."""


@dataclass(slots=True, kw_only=True)
class Manifest:
    """What a results directory holds."""

    parts: dict[str, Part] = field(default_factory=dict)
    about: dict[str, Any] = field(default_factory=dict)
    """Program version, model and configuration of the last run."""


class Store:
    """A results directory opened for writing by one process at a time.

    ``schemas`` gives each dataset's Arrow schema. Use as a context manager; raises
    ``StoreError`` when another run holds the directory or it is of another version.
    """

    def __init__(self, directory: Path, schemas: Mapping[str, pa.Schema]) -> None:
        self.directory = directory
        self._schemas = schemas
        self._lock = contextlib.ExitStack()
        self.manifest = Manifest()

    def __enter__(self) -> Store:
        self.directory.mkdir(parents=True, exist_ok=True)
        self._lock.enter_context(_locked(self.directory))
        try:
            self._open()
        except BaseException:
            self._lock.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._lock.close()

    def _open(self) -> None:
        for name in self._schemas:
            (self.directory / name).mkdir(exist_ok=True)
        self.manifest = read_manifest(self.directory) or Manifest()
        whole = {id: part for id, part in self.manifest.parts.items() if self._is_whole(id, part)}
        self.manifest.parts = whole
        self._sweep()
        if not whole:
            self._write_part({}, {name: s.empty_table() for name, s in self._schemas.items()})
            self._save()

    def inputs(self) -> dict[str, Input]:
        """Return every input that is scored, by its source."""
        return {
            source: given
            for part in self.manifest.parts.values()
            for source, given in part.inputs.items()
        }

    def commit(
        self, inputs: Mapping[str, Input], tables: Tables, *, dropped: Iterable[str] = ()
    ) -> None:
        """Add scored inputs, in place of what they and the dropped sources gave before."""
        gone = inputs.keys() | set(dropped)
        stale = {id: part for id, part in self.manifest.parts.items() if part.inputs.keys() & gone}
        for id, part in stale.items():
            rest = {source: given for source, given in part.inputs.items() if source not in gone}
            if rest:
                kept = {c for given in rest.values() for c in given.conversations}
                self._write_part(rest, self._only(id, kept))
        if inputs:
            self._write_part(inputs, tables)
        for id in stale:
            del self.manifest.parts[id]
        self._save()
        self._sweep()

    def describe(self, about: Mapping[str, Any]) -> None:
        """Record the run's program version, model and configuration."""
        self.manifest.about = dict(about)
        self._save()

    def _only(self, id: str, conversations: set[str]) -> Tables:
        """Read a part's tables, restricted to these conversations."""
        wanted = pa.array(sorted(conversations), pa.string())
        tables = {name: pq.read_table(self._file(name, id)) for name in self._schemas}
        return {
            name: table.filter(pc.is_in(table["conversation"], value_set=wanted))
            for name, table in tables.items()
        }

    def _write_part(self, inputs: Mapping[str, Input], tables: Tables) -> None:
        """Write a part's files; it counts once the manifest is saved."""
        id = f"{max(map(int, self.manifest.parts), default=0) + 1:06d}"
        sizes = {}
        for name, schema in self._schemas.items():
            path = self._file(name, id)
            with replacing(path) as temporary:
                pq.write_table(tables[name].cast(schema), temporary, compression="zstd")
            sizes[name] = path.stat().st_size
        self.manifest.parts[id] = Part(inputs=dict(inputs), sizes=sizes)

    def _save(self) -> None:
        content = {
            "schema": SCHEMA,
            **self.manifest.about,
            "parts": {id: asdict(part) for id, part in self.manifest.parts.items()},
        }
        with replacing(self.directory / "manifest.json") as temporary:
            temporary.write_text(json.dumps(content, indent=1), encoding="utf-8")

    def _is_whole(self, id: str, part: Part) -> bool:
        """Tell whether a part's files are as long as when written, and end as Parquet does."""
        for name, size in part.sizes.items():
            path = self._file(name, id)
            try:
                if path.stat().st_size != size:
                    return False
                pq.read_metadata(path)
            except (OSError, pa.ArrowInvalid):
                return False
        return True

    def _sweep(self) -> None:
        """Remove files that the manifest does not list."""
        for name in self._schemas:
            for path in self._files(name):
                if path.stem not in self.manifest.parts:
                    path.unlink()
            for path in (self.directory / name).glob(".*.tmp"):
                path.unlink()

    def _files(self, name: str) -> list[Path]:
        return list((self.directory / name).glob("[0-9]*.parquet"))

    def _file(self, name: str, id: str) -> Path:
        return self.directory / name / f"{id}.parquet"


def read_manifest(directory: Path) -> Manifest | None:
    """Read a results directory's manifest; ``None`` where there is none yet.

    Raises ``StoreError`` when it is damaged or of another version.
    """
    path = directory / "manifest.json"
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        schema, parts = content.pop("schema"), content.pop("parts")
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise StoreError("is damaged; remove the directory and score again", path=path) from error
    if schema != SCHEMA:
        raise StoreError(f"is of version {schema}; this program reads {SCHEMA}", path=path)
    return Manifest(
        parts={
            id: Part(
                inputs={
                    source: Input(**{**given, "conversations": tuple(given["conversations"])})
                    for source, given in part["inputs"].items()
                },
                sizes=part["sizes"],
            )
            for id, part in parts.items()
        },
        about=content,
    )


@contextlib.contextmanager
def _locked(directory: Path) -> Iterator[None]:
    from filelock import FileLock, Timeout

    lock = FileLock(directory / ".lock", timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise StoreError("another run is writing here; wait for it", path=directory) from error
    try:
        yield
    finally:
        lock.release()


@contextlib.contextmanager
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
