"""The calls of a results directory, as they are now: read once, then only what is new.

The manifest says which parts count, so a batch may write at the same time: its unfinished
parts are not seen, and a part that is replaced between two reads is looked up again.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from analyzer import results
from analyzer.errors import StoreError
from analyzer.store import COMMITS, MANIFEST, read_manifest
from analyzer.tables import CONVERSATIONS

COLUMNS = (
    *("conversation", "date", "title", "team", "rep", "kind", "customer", "model"),
    *("duration_s", "words", "utterances", "commitments", "promises_explicit"),
    *("unsure_share", "share_align", "share_act", "share_adjust", "share_waste", "share_other"),
)
"""Columns of *conversations* that lists show."""
RESTS = 5.0
"""How many times as long as it took to look at the manifest it is not looked at again."""
TRIES = 3
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The calls at a moment."""

    calls: pa.Table
    """``COLUMNS``, the latest call first."""
    parts: Mapping[str, str]
    """Name of the part that holds a conversation."""
    order: tuple[str, ...]
    """Names of the parts, the newest first."""
    stamp: int
    """Differs from that of any other snapshot."""
    facets: dict[str, list[str]] = field(default_factory=dict)


class Library:
    """Reads a results directory; raises ``StoreError`` where there is none."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._lock = threading.Lock()
        self._parts: dict[tuple[str | int, ...], pa.Table] = {}
        self._seen: tuple[int, ...] = ()
        self._next = 0.0
        self._snapshot: Snapshot | None = None

    def now(self, *, fresh: bool = False) -> Snapshot:
        """Return the calls; ``fresh`` looks even where it was looked a moment ago."""
        with self._lock:
            begun = time.monotonic()
            snapshot = self._snapshot
            if snapshot is None or fresh or begun >= self._next:
                self._snapshot = snapshot = self._refreshed()
                end = time.monotonic()
                self._next = end + RESTS * (end - begun)
            return snapshot

    def call(self, conversation: str) -> results.Call | None:
        """Read one conversation, ``None`` where there is none of exactly this name."""

        def read() -> results.Call | None:
            part = self.now().parts.get(conversation)
            if part is None:
                return None
            conversations, utterances, promises = (
                self.part(name, part, [("conversation", "==", conversation)]).to_pandas()
                for name in ("conversations", "utterances", "promises")
            )
            return results.Call.of(conversations.iloc[0], utterances, promises)

        return self.settled(read)

    def settled(self, read: Callable[[], T]) -> T:
        """Read again, looking anew, where a part was replaced in the meantime."""
        for _ in range(TRIES - 1):
            try:
                return read()
            except (FileNotFoundError, IndexError):
                self.now(fresh=True)
        return read()

    def part(
        self,
        dataset: str,
        part: str,
        filters: object = None,
        columns: list[str] | None = None,
    ) -> pa.Table:
        """Read one part of a dataset, or those of its rows and columns."""
        path = self.directory / dataset / f"{part}.parquet"
        return pq.read_table(path, filters=filters, columns=columns)

    def texts(self, conversations: set[str]) -> dict[str, list[str]]:
        """Return the texts of these conversations' utterances, in order."""
        parts = self.now().parts
        wanted: dict[str, list[str]] = {}
        for name in sorted(conversations & parts.keys()):
            wanted.setdefault(parts[name], []).append(name)

        def read() -> dict[str, list[str]]:
            return dict(self._texts(wanted))

        return self.settled(read)

    def _texts(self, wanted: Mapping[str, list[str]]) -> Iterator[tuple[str, list[str]]]:
        for part, names in wanted.items():
            columns = ["conversation", "index", "text"]
            table = self.part("utterances", part, [("conversation", "in", names)], columns)
            for name, rows in table.to_pandas().groupby("conversation"):
                yield str(name), rows.sort_values("index")["text"].tolist()

    def _refreshed(self) -> Snapshot:
        """Return a snapshot of now: the last one, where nothing was written since."""
        seen = self._stamp()
        if self._snapshot is not None and seen == self._seen:
            return self._snapshot
        for _ in range(TRIES - 1):
            with contextlib.suppress(FileNotFoundError):  # replaced since the manifest was read
                snapshot = self._load()
                break
        else:
            snapshot = self._load()
        self._seen = seen
        return snapshot

    def _stamp(self) -> tuple[int, ...]:
        """Return what differs once a run has written to the manifest or beside it."""
        found = []
        for name in (MANIFEST, COMMITS):
            try:
                stat = (self.directory / name).stat()
                found += [stat.st_mtime_ns, stat.st_ino]
            except FileNotFoundError:
                found += [0, 0]
        return tuple(found)

    def _load(self) -> Snapshot:
        manifest = read_manifest(self.directory)
        if manifest is None:
            raise StoreError("holds no results; `analyzer score` writes them", path=self.directory)
        # A name may come again, but hardly with files of the same sizes.
        keys: dict[tuple[str | int, ...], str] = {
            (id, *part.sizes.values()): id for id, part in manifest.parts.items()
        }
        tables = {
            key: self._parts[key] if key in self._parts else self._rows(id)
            for key, id in keys.items()
        }
        rows = [
            table.append_column("part", pa.array([keys[key]] * len(table), pa.string()))
            for key, table in tables.items()
        ]
        whole = pa.concat_tables(rows)
        whole = whole.sort_by([("date", "descending"), ("conversation", "ascending")])
        names, of = whole["conversation"].to_pylist(), whole["part"].to_pylist()
        self._parts = tables
        return Snapshot(
            calls=whole.drop_columns(["part"]),
            parts=dict(zip(names, of, strict=True)),
            order=tuple(sorted(keys.values(), reverse=True)),
            stamp=0 if self._snapshot is None else self._snapshot.stamp + 1,
        )

    def _rows(self, part: str) -> pa.Table:
        """Read what lists show; a column that another version did not write is unknown."""
        path = self.directory / "conversations" / f"{part}.parquet"
        there = set(pq.read_schema(path).names)
        table = pq.read_table(path, columns=[name for name in COLUMNS if name in there])
        wanted = pa.schema([CONVERSATIONS.field(name) for name in COLUMNS])
        columns = [
            table[name].cast(wanted.field(name).type)
            if name in there
            else pa.nulls(len(table), wanted.field(name).type)
            for name in COLUMNS
        ]
        return pa.table(columns, schema=wanted)


def facets(snapshot: Snapshot, column: str) -> list[str]:
    """Return the values of a column, sorted."""
    if column not in snapshot.facets:
        values = pc.unique(snapshot.calls[column]).drop_null().to_pylist()
        snapshot.facets[column] = sorted(value for value in values if value.strip())
    return snapshot.facets[column]
