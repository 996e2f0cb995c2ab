"""Read a results directory: whole datasets, or one conversation."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from analyzer.errors import StoreError
from analyzer.readers.formulas import guard
from analyzer.store import read_manifest
from analyzer.tables import SCHEMAS


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One scored conversation: its row, and its rows in the other datasets, in order."""

    row: Mapping[str, Any]
    utterances: pd.DataFrame
    promises: pd.DataFrame


def load(directory: Path, dataset: str, **where: str) -> pd.DataFrame:
    """Read a dataset, or those of its rows in which the columns have these values.

    Raises ``StoreError`` when the directory holds no results.
    """
    if read_manifest(directory) is None:
        raise StoreError("holds no results; `analyzer score` writes them", path=directory)
    filters = [(column, "==", value) for column, value in where.items()]
    return pd.read_parquet(directory / dataset, filters=filters or None)


def call(directory: Path, name: str) -> Call:
    """Read the conversation of this name, or the only one whose name ends or begins so.

    Raises ``StoreError`` when there is none, or more than one.
    """
    rows = load(directory, "conversations")
    found = _match(name, rows["conversation"].tolist(), directory)
    row = rows.set_index("conversation", drop=False).loc[found]
    return Call(
        row={str(column): value for column, value in row.items()},
        utterances=load(directory, "utterances", conversation=found).sort_values("index"),
        promises=load(directory, "promises", conversation=found).sort_values("utterance"),
    )


def write_csv(directory: Path) -> None:
    """Write each dataset as one CSV file beside the Parquet datasets."""
    for name in SCHEMAS:
        frame = load(directory, name)
        text = frame.select_dtypes(include=["object", "string"]).columns
        frame[text] = frame[text].map(lambda v: guard(v) if isinstance(v, str) else v)
        frame.to_csv(directory / f"{name}.csv", index=False)


def _match(name: str, names: list[str], directory: Path) -> str:
    if name in names:
        return name
    found = [n for n in names if n.endswith(f"/{name}")] or [n for n in names if name in n]
    if len(found) == 1:
        return found[0]
    close = found or difflib.get_close_matches(name, names) or names
    reason = f"{len(found)} conversations match {name!r}" if found else f"no conversation {name!r}"
    raise StoreError(f"{reason}; there is {', '.join(close[:5])}", path=directory)
