"""What the rules find in a stored conversation: its cycle, what it is time for, its promises.

The values that the rules take are rebuilt from rows of the results tables. What these do not
store, such as where in a turn an utterance begins, no rule looks at.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analyzer.coach import Finding, coach
from analyzer.promise import Promise
from analyzer.promises.advice import is_measurable, rewrite
from analyzer.report import words
from analyzer.scores import COLUMNS, Value
from analyzer.scores.cycle import CycleFinding, diagnose
from analyzer.scores.waste import waste_by_speaker
from analyzer.taxonomy import UNSURE
from analyzer.transcript import Utterance

MOST = 3
"""Findings that a report shows."""
_ROLES = ("speaker", "hearer", "both", "nobody")

Row = Mapping[Any, Any]
"""A row of a results table, by column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What is found; the evidence counts the utterances by position, from 0."""

    cycle: Mapping[str, CycleFinding]
    """By conversation of the cycle; empty where the row has no scores or nothing is labelled."""
    every: tuple[Finding, ...]
    """All that the rules find, the most urgent first."""
    better: tuple[str, ...]
    """For each promise a sentence that would have been explicit; empty where none is needed."""
    measurable: tuple[bool, ...]
    """For each promise whether it names a result that one can check."""
    wasteful: tuple[tuple[str, float], ...]
    """Who speaks waste, and its share in their labelled words, the highest first."""

    @property
    def time_for(self) -> tuple[Finding, ...]:
        """Return at most ``MOST``; the last is a strength, where there is one."""
        gaps = [finding for finding in self.every if finding.kind == "gap"]
        # To praise what was just found wanting confuses.
        wanting = {gap.element for gap in gaps}
        strengths = [x for x in self.every if x.kind == "strength" and x.element not in wanting]
        return (*gaps[: MOST - len(strengths[:1])], *strengths[:1])


def find(row: Row, utterances: pd.DataFrame, promises: pd.DataFrame) -> Findings:
    """Apply the rules to a conversation's rows, which are in order; texts come out clean."""
    records = utterances.to_dict("records")
    spoken = [_utterance(position, record) for position, record in enumerate(records)]
    positions = {record["index"]: position for position, record in enumerate(records)}
    made = [
        _promise(record, positions[record["utterance"]], spoken)
        for record in promises.to_dict("records")
    ]
    labels = [words.clean(record["label"]) or UNSURE for record in records]
    sureness = [words.known(record["confidence"]) or 0.0 for record in records]
    advice: dict[str, Any] = {
        "better": tuple(map(_better, made)),
        "measurable": tuple(map(is_measurable, made)),
        "wasteful": _wasteful(spoken, labels),
    }
    if not isinstance(row.get("elements_missing"), str):
        return Findings(cycle={}, every=(), **advice)
    scores = {name: _score(row.get(name), kind) for name, kind in COLUMNS.items()}
    cycle = diagnose(scores, spoken, labels, sureness)
    return Findings(
        cycle={found.element: found for found in cycle},
        every=coach(scores, spoken, labels, sureness, made),
        **advice,
    )


def _better(promise: Promise) -> str:
    return "" if promise.explicit or promise.state == "declined" else rewrite(promise)


def _wasteful(spoken: list[Utterance], labels: list[str]) -> tuple[tuple[str, float], ...]:
    shares = [(name, share) for name, share in waste_by_speaker(spoken, labels).items() if share]
    return tuple(sorted(shares, key=lambda pair: -pair[1]))


def _score(cell: Any, kind: type) -> Value:
    """Return a score as ``score()`` gives it: a column with gaps holds numbers as floats."""
    value = words.known(cell)
    return None if value is None else kind(value)


def _utterance(position: int, row: Row) -> Utterance:
    return Utterance(
        index=position,
        turn=int(row["turn"]),
        offset=0,
        speaker=words.clean(row["speaker"]) or None,
        text=words.clean(row["text"]),
        start=words.known(row["start"]),
        end=words.known(row["end"]),
        role=words.clean(row["role"]) or None,
    )


def _promise(row: Row, position: int, spoken: list[Utterance]) -> Promise:
    who, what = words.clean(row["who"]) or None, words.clean(row["what"])
    act = words.clean(row["act"])
    answer = words.known(row["answered_by"])
    return Promise(
        id="",
        utterance=position,
        act=act,
        who=who,
        to=words.clean(row["to"]) or None,
        what=what[:1].lower() + what[1:] or None,  # its verb may have begun a sentence
        when_text=words.clean(row["when_text"]) or None,
        due_earliest=words.known(row["due_earliest"]),
        due_latest=words.known(row["due_latest"]),
        strength=words.clean(row["strength"]),
        explicit=bool(row["explicit"]),
        state=words.clean(row["state"]),
        answered_by=None if answer is None else int(answer),
        quote=words.clean(row["quote"]),
        role=_role(who, act, spoken[position].speaker, spoken),
    )


def _role(who: str | None, act: str, speaker: str | None, spoken: list[Utterance]) -> str | None:
    """Return who is to act as the codebook codes it, from the name that it was resolved to."""
    if who is None or who in _ROLES:
        return who
    if who == speaker:
        return "speaker"
    present = any(who == utterance.speaker for utterance in spoken)
    return "hearer" if act == "request" and present else who
