"""Conversations in pandas: data frames of turns in, data frames of what was found out."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from analyzer import batch, inputs, results
from analyzer.errors import ReadError
from analyzer.metadata import FIELDS, parse_date
from analyzer.pipeline import Analysis
from analyzer.tables import tables
from analyzer.transcript import Transcript, Turn


class SkippedWarning(UserWarning):
    """Files could not be scored: how many, and why the first."""


def score(
    paths: str | Path | Iterable[str | Path],
    out: str | Path | None = None,
    *,
    dataset: str = "conversations",
    metadata: str | Path | None = None,
    people: str | Path | None = None,
    name_pattern: str | None = None,
    model: str | Path | None = None,
    workers: int | None = None,
) -> pd.DataFrame:
    """Score files, directories or globs, and return ``conversations`` or another dataset.

    The same as ``analyzer score``: with ``out``, all datasets are kept there for ``load``, and
    what is unchanged is not scored again. Warns with ``SkippedWarning`` of files that could
    not be read. Raises ``ConfigError``, ``ModelError`` and ``StoreError``.
    """
    given = [paths] if isinstance(paths, str | Path) else paths
    with tempfile.TemporaryDirectory() as temporary:
        directory = Path(temporary if out is None else out)
        found = inputs.find(given, ignore=directory)
        summary = batch.score(
            found.files,
            directory,
            model=_path(model),
            metadata=inputs.known(found, _path(metadata), _path(people), name_pattern),
            workers=workers,
        )
        if summary.skipped:
            _warn(summary.skipped)
        return results.load(directory, dataset)


def from_frame(frame: pd.DataFrame) -> list[Transcript]:
    """Return a transcript for each ``conversation`` of a data frame with a row to each turn.

    Columns: ``text``; where known ``conversation``, ``speaker``, ``role``, ``start`` and ``end``
    in seconds, and what is the same in all rows of a conversation: ``date``, ``title``,
    ``team``, ``rep``, ``kind``, ``customer``. Raises ``ReadError`` without texts and
    ``ConfigError`` for a date that is not ISO 8601.

    >>> call = pd.DataFrame({"speaker": ["Ana", "Bo"], "text": ["Are you in?", "Yes."]})
    >>> [transcript.speakers for transcript in from_frame(call)]
    [('Ana', 'Bo')]
    """
    if "text" not in frame or not frame["text"].map(lambda text: isinstance(text, str)).all():
        raise ReadError("expected a data frame with a column of texts called text")
    rows = frame.astype(object).where(frame.notna(), None)
    if "conversation" not in rows:
        rows = rows.assign(conversation="")
    groups = rows.groupby("conversation", sort=False)
    return [_transcript(str(name), turns.to_dict("records")) for name, turns in groups]


def to_frame(
    analyses: Analysis | Iterable[Analysis], dataset: str = "conversations"
) -> pd.DataFrame:
    """Return the rows of a dataset, whose columns ``docs/output.md`` defines."""
    given = [analyses] if isinstance(analyses, Analysis) else list(analyses)
    frame: pd.DataFrame = tables(given)[dataset].to_pandas()
    return frame


def _transcript(name: str, rows: Sequence[Mapping[Any, Any]]) -> Transcript:
    first, own = rows[0], ("role", "start", "end")
    return Transcript(
        turns=tuple(
            Turn(
                speaker=row.get("speaker"),
                text=row["text"],
                **{field: row[field] for field in own if field in row},
            )
            for row in rows
        ),
        format="frame",
        source=name,
        date=_date(first.get("date"), name),
        title=first.get("title"),
        metadata={field: first[field] for field in FIELDS if first.get(field)},
    )


def _date(given: datetime | str | None, name: str) -> datetime | None:
    """Return a date or time of any kind that pandas holds, as local wall-clock time."""
    return None if given is None else parse_date(str(given), name)


def _path(given: str | Path | None) -> Path | None:
    return None if given is None else Path(given)


def _warn(skipped: Sequence[batch.Skipped]) -> None:
    first = skipped[0]
    where = first.file if first.line is None else f"{first.file}:{first.line}"
    message = f"{len(skipped)} not scored, the first {where}: {first.reason}"
    warnings.warn(message, SkippedWarning, stacklevel=3)
