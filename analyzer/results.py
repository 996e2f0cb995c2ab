"""Read a results directory: whole datasets, or one conversation."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.compute as pc
import pyarrow.dataset as ds

from analyzer.errors import StoreError
from analyzer.readers.formulas import guard
from analyzer.storage import folder
from analyzer.store import read_manifest, writing
from analyzer.tables import SCHEMAS

_TRIES = 5
_ALL = pc.scalar(True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One scored conversation: its row, and its rows in the other datasets, in order."""

    row: Mapping[str, Any]
    utterances: pd.DataFrame
    promises: pd.DataFrame

    @classmethod
    def of(cls, row: pd.Series[Any], utterances: pd.DataFrame, promises: pd.DataFrame) -> Call:
        """Return the call of these rows, which are all of one conversation."""
        return cls(
            row={str(column): value for column, value in row.items()},
            utterances=utterances.sort_values("index"),
            promises=promises.sort_values("utterance"),
        )


def load(
    directory: str | Path,
    dataset: str,
    *,
    columns: Sequence[str] | None = None,
    **where: str,
) -> pd.DataFrame:
    """Read a dataset, or those of its rows in which the columns have these values.

    ``columns`` names what to read, everything by default. What is read is committed, also
    while a run writes. Raises ``StoreError`` when the directory holds no results.
    """
    for _ in range(_TRIES - 1):
        try:
            return _load(directory, dataset, columns, where)
        except FileNotFoundError:  # a part was replaced since the manifest was read
            continue
    return _load(directory, dataset, columns, where)


def _load(
    directory: str | Path, dataset: str, columns: Sequence[str] | None, where: Mapping[str, str]
) -> pd.DataFrame:
    manifest = read_manifest(directory)
    if manifest is None:
        raise StoreError("holds no results; `analyzer score` writes them", path=directory)
    place, wanted = folder(directory), where.get("conversation")
    parts = (
        id
        for id, part in manifest.parts.items()
        if wanted is None or any(wanted in given.conversations for given in part.inputs.values())
    )
    paths = [place.path(f"{dataset}/{id}.parquet") for id in sorted(parts, key=int)]
    conditions = (ds.field(column) == value for column, value in where.items())
    rows = ds.dataset(paths, SCHEMAS[dataset], format="parquet", filesystem=place.filesystem)
    frame: pd.DataFrame = rows.to_table(
        columns=columns, filter=reduce(and_, conditions, _ALL)
    ).to_pandas()
    return frame


def call(directory: str | Path, name: str) -> Call:
    """Read the conversation of this name, or the only one whose name ends or begins so.

    Raises ``StoreError`` when there is none, or more than one.
    """
    rows = load(directory, "conversations")
    found = _match(name, rows["conversation"].tolist(), directory)
    row = rows[rows["conversation"] == found].iloc[0]
    utterances, promises = (
        load(directory, dataset, conversation=found) for dataset in ("utterances", "promises")
    )
    return Call.of(row, utterances, promises)


def write_csv(directory: str | Path) -> None:
    """Write each dataset as one CSV file beside the Parquet datasets."""
    place = folder(directory)
    for name in SCHEMAS:
        frame = load(directory, name)
        text = frame.select_dtypes(include=["object", "string"]).columns
        frame[text] = frame[text].map(lambda v: guard(v) if isinstance(v, str) else v)
        with writing(place):
            place.write(f"{name}.csv", frame.to_csv(index=False).encode())


def _match(name: str, names: list[str], directory: str | Path) -> str:
    if name in names:
        return name
    found = [n for n in names if n.endswith(f"/{name}")] or [n for n in names if name in n]
    if len(found) == 1:
        return found[0]
    if not names:
        raise StoreError("holds no scored conversation; skipped.csv says why", path=directory)
    close = found or difflib.get_close_matches(name, names) or names
    reason = f"{len(found)} conversations match {name!r}" if found else f"no conversation {name!r}"
    raise StoreError(f"{reason}; there is {', '.join(close[:5])}", path=directory)
