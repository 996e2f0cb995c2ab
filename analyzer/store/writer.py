"""A results directory opened for writing: parts, and the commits that make them count."""

from __future__ import annotations

import contextlib
import errno
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from analyzer.errors import StoreError
from analyzer.storage import Folder, folder
from analyzer.store.manifest import (
    COMMITS,
    MANIFEST,
    Input,
    Manifest,
    Part,
    commit_name,
    read_manifest,
)

Tables = Mapping[str, pa.Table]
"""One table per dataset."""
Schemas = Mapping[str, pa.Schema]


class Store:
    """A results directory opened for writing by one process at a time.

    ``schemas`` gives each dataset's Arrow schema. Use as a context manager; raises
    ``StoreError`` when another run holds the directory, it is of a newer version, or it
    cannot be written to.
    """

    def __init__(self, directory: str | Path, schemas: Schemas) -> None:
        self.folder = folder(directory)
        self._schemas = schemas
        self._stack = contextlib.ExitStack()
        self.manifest = Manifest()
        self._part_of: dict[str, str] = {}
        self._last_id = 0
        self._check: Callable[[], None] = lambda: None

    def __enter__(self) -> Store:
        with self._writing(), contextlib.ExitStack() as stack:
            self._check = stack.enter_context(self.folder.lock())
            self._open()
            self._stack = stack.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        with self._stack:
            if kind is None:
                with self._writing():
                    self._save()

    def _open(self) -> None:
        self.manifest = read_manifest(self.folder) or Manifest()
        listed = self.manifest.parts
        self._last_id = max(map(int, listed), default=0)
        sizes = {name: self.folder.sizes(name) for name in self._schemas}
        self.manifest.parts = {i: p for i, p in listed.items() if self._is_whole(i, p, sizes)}
        self._part_of = {s: id for id, part in self.manifest.parts.items() for s in part.inputs}
        self._sweep(sizes)
        self._upgrade()
        if not self.manifest.parts:
            [id] = self.reserve(1)
            empty = {name: schema.empty_table() for name, schema in self._schemas.items()}
            self.commit(id, self.write_part(id, {}, empty))
        self._save()

    def inputs(self) -> dict[str, Input]:
        """Return every input that is scored, by its source."""
        return {
            source: given
            for part in self.manifest.parts.values()
            for source, given in part.inputs.items()
        }

    def reserve(self, count: int) -> list[str]:
        """Return names for parts to come; their order is that of the rows in the datasets."""
        first, self._last_id = self._last_id + 1, self._last_id + count
        return [f"{number:06d}" for number in range(first, self._last_id + 1)]

    def write_part(self, id: str, inputs: Mapping[str, Input], tables: Tables) -> Part:
        """Write a part, which counts once it is committed; raises ``StoreError``."""
        with self._writing():
            return write_part(self.folder, id, inputs, tables, self._schemas)

    def commit(self, id: str, part: Part | None, *, dropped: Iterable[str] = ()) -> None:
        """Count a part that is written, in place of what its inputs and ``dropped`` gave before."""
        added = {} if part is None else {id: part}
        gone = {*dropped, *(source for one in added.values() for source in one.inputs)}
        stale = sorted({self._part_of[source] for source in gone if source in self._part_of})
        for old in stale:
            earlier = self.manifest.parts[old]
            rest = {source: given for source, given in earlier.inputs.items() if source not in gone}
            if rest:
                kept = [c for given in rest.values() for c in given.conversations]
                [new] = self.reserve(1)
                added[new] = self.write_part(new, rest, self._only(old, kept))
        self._record(added, stale)

    def describe(self, about: Mapping[str, Any]) -> None:
        """Record the run's program version, model and configuration."""
        self.manifest.about = dict(about)
        with self._writing():
            self._save()

    def _record(self, added: Mapping[str, Part], gone: Sequence[str]) -> None:
        """Write a commit, and only then remove what it replaces."""
        number = self.manifest.commit + 1
        content = {"parts": {i: asdict(part) for i, part in added.items()}, "gone": [*gone]}
        with self._writing():
            self._check()
            self.folder.write(commit_name(number), json.dumps(content).encode())
        self.manifest.apply(content, number)
        self._part_of |= {source: id for id, part in added.items() for source in part.inputs}
        for id in gone:
            for name in self._schemas:
                self.folder.remove(_file(name, id))

    def _only(self, id: str, conversations: Sequence[str]) -> Tables:
        """Read a part's tables, restricted to these conversations."""
        wanted = pa.array(conversations, pa.string())
        return {
            name: table.filter(pc.is_in(table["conversation"], value_set=wanted))
            for name, table in self._read(id).items()
        }

    def _read(self, id: str) -> Tables:
        return {
            name: pq.read_table(io.BytesIO(self.folder.read(_file(name, id))))
            for name in self._schemas
        }

    def _save(self) -> None:
        """Sum the commits up in the manifest."""
        self._check()
        self.folder.write(MANIFEST, json.dumps(self.manifest.content(), indent=1).encode())
        for name in self.folder.sizes(COMMITS):
            self.folder.remove(f"{COMMITS}/{name}")

    def _is_whole(self, id: str, part: Part, sizes: Mapping[str, Mapping[str, int]]) -> bool:
        """Tell whether a part's files are as long as when written, and end as Parquet does."""
        for name, size in part.sizes.items():
            if sizes[name].get(f"{id}.parquet") != size:
                return False
            if self.folder.filesystem is None:  # stores put an object whole or not at all
                try:
                    pq.read_metadata(self.folder.path(_file(name, id)))
                except (OSError, pa.ArrowInvalid):
                    return False
        return True

    def _sweep(self, sizes: Mapping[str, Mapping[str, int]]) -> None:
        """Remove files that are not listed: left by a run that was interrupted."""
        for folder_name, names in {**sizes, "": self.folder.sizes("")}.items():
            for name in names:
                unlisted = folder_name and name.removesuffix(".parquet") not in self.manifest.parts
                if unlisted or (name.startswith(".") and name.endswith(".tmp")):
                    self.folder.remove(f"{folder_name}/{name}".lstrip("/"))

    def _upgrade(self) -> None:
        """Write parts of an earlier version anew: columns that they lack are empty."""
        columns = {
            name: {column.name: str(column.type) for column in schema}
            for name, schema in self._schemas.items()
        }
        if self.manifest.columns != columns:
            for id, part in list(self.manifest.parts.items()):
                tables = self._read(id)
                if any(not tables[name].schema.equals(s) for name, s in self._schemas.items()):
                    [new] = self.reserve(1)
                    fitted = {name: _fitted(tables[name], s) for name, s in self._schemas.items()}
                    self._record({new: self.write_part(new, part.inputs, fitted)}, [id])
        self.manifest.columns = columns

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        with writing(self.folder):
            yield


@contextlib.contextmanager
def writing(where: Folder) -> Iterator[None]:
    """Turn what goes wrong in writing to a folder into a ``StoreError`` that says what to do."""
    try:
        yield
    except BlockingIOError as error:
        raise StoreError(str(error), path=where.path()) from error
    except OSError as error:
        reason = error.strerror or str(error)
        full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        again = "make room and run it again" if full else "run it again to go on"
        raise StoreError(
            f"cannot be written to: {reason}; what was finished is kept, {again}",
            path=where.path(),
        ) from error


def write_part(
    where: Folder, id: str, inputs: Mapping[str, Input], tables: Tables, schemas: Schemas
) -> Part:
    """Write a part's files; equal tables give equal bytes. Raises ``OSError``."""
    sizes = {}
    for name, schema in schemas.items():
        buffer = io.BytesIO()
        pq.write_table(tables[name].cast(schema), buffer, compression="zstd")
        where.write(_file(name, id), buffer.getvalue())
        sizes[name] = buffer.tell()
    return Part(inputs=dict(inputs), sizes=sizes)


def _fitted(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """Return the table with the columns of a schema: what it lacks is empty."""
    columns = [
        table[column.name].cast(column.type)
        if column.name in table.column_names
        else pa.nulls(len(table), column.type)
        for column in schema
    ]
    return pa.table(columns, schema=schema)


def _file(name: str, id: str) -> str:
    return f"{name}/{id}.parquet"
