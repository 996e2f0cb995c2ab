"""Labels that people gave to utterances of a results directory, as labelled conversations.

A corrections file is CSV with the columns ``conversation, index, label`` and, where wanted,
``act, by, at``. Of several rows for one utterance the last one counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from analyzer import labelled, results
from analyzer.errors import ConfigError, ReadError, StoreError
from analyzer.labelled import Conversation, Labelled
from analyzer.metadata import rows
from analyzer.readers.formulas import unguard
from analyzer.taxonomy import ACTS, LABELS

REQUIRED = ("conversation", "index", "label")


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What a person says of one utterance."""

    conversation: str
    index: int
    label: str
    act: str | None
    """``None`` where the person did not say."""
    line: int


def load(path: Path, directory: Path | None = None) -> list[Conversation]:
    """Read labels: a corrections file with its results directory, or a layout of `labelled`.

    Raises ``ReadError`` or ``ConfigError`` with file and line, also when there are none.
    """
    if path.suffix.lower() == ".csv":
        return _corrected(path, directory)
    found = labelled.load(path)
    if not found:
        raise ReadError("holds no labelled conversation (.tsv)", path=path)
    return found


def read(path: Path) -> list[Correction]:
    """Read a corrections file; raise ``ConfigError`` with file and line for what is wrong."""
    return [_correction(row, path, line) for line, row in rows(path, REQUIRED)]


def _correction(row: dict[str, str], path: Path, line: int) -> Correction:
    label, act = row["label"], row.get("act", "")
    if not row["index"].isdecimal():
        raise ConfigError("expected an index from 0", path=path, line=line)
    if label not in LABELS or act not in ("", *ACTS):
        raise ConfigError(f"unknown label or act: {label!r}, {act!r}", path=path, line=line)
    return Correction(
        conversation=unguard(row["conversation"]),
        index=int(row["index"]),
        label=label,
        act=act or None,
        line=line,
    )


def _corrected(path: Path, directory: Path | None) -> list[Conversation]:
    if directory is None:
        raise ConfigError("corrections need the results directory they are about", path=path)
    given: dict[str, dict[int, Correction]] = {}
    for one in read(path):
        given.setdefault(one.conversation, {})[one.index] = one
    if not given:
        raise ConfigError("holds no corrections", path=path)
    return [_conversation(directory, rows, path) for rows in given.values()]


def _conversation(directory: Path, given: dict[int, Correction], path: Path) -> Conversation:
    """Return a scored conversation whose utterances carry the labels given."""
    first = next(iter(given.values()))
    try:
        found = results.call(directory, first.conversation)
    except StoreError as error:
        raise ConfigError(error.message, path=path, line=first.line) from error
    utterances = tuple(_utterances(found, given))
    beyond = [one for one in given.values() if one.index >= len(utterances)]
    if beyond:
        raise ConfigError(
            f"{first.conversation} has no utterance {beyond[0].index}, only {len(utterances)}",
            path=path,
            line=beyond[0].line,
        )
    name = str(found.row["conversation"])
    return Conversation(id=name, source="corrections", group=name, utterances=utterances)


def _utterances(call: results.Call, given: dict[int, Correction]) -> Iterator[Labelled]:
    columns = call.utterances[["index", "speaker", "text"]].itertuples(index=False, name=None)
    for index, speaker, text in columns:
        one = given.get(index)
        yield Labelled(
            speaker=speaker if isinstance(speaker, str) else None,
            text=text,
            label=None if one is None else one.label,
            act=None if one is None else one.act,
        )
