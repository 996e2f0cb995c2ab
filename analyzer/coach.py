"""What it is time for now: findings chosen by the rules of ``coach.toml``, with evidence.

A finding says what was observed, what tends to follow if nothing changes, and which
conversation to have; a pattern is one that recurs over calls. Their words are data; nothing is
made up.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analyzer.promise import Promise
from analyzer.scores import Value
from analyzer.scores.accountability import commitments
from analyzer.scores.alignment import agreements, occasions
from analyzer.scores.cycle import ON_TRACK, CycleFinding, Evidence, best_quotes
from analyzer.scores.rules import Condition, conditions
from analyzer.taxonomy import LABELS
from analyzer.transcript import Utterance


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something to say about a conversation, and the conversation it is time for."""

    id: str
    kind: str
    """``gap`` or ``strength``."""
    element: str
    """The conversation of the cycle it prescribes."""
    observation: str
    prediction: str
    prescription: str
    practice: str
    """What to do in each call for a week; empty for a strength."""
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """A finding that recurs over calls, or a conversation of the cycle that is on track."""

    id: str
    kind: str
    """``gap`` or ``strength``."""
    element: str
    observation: str
    prediction: str
    """Empty for a conversation on track."""
    prescription: str
    practice: str
    calls: int
    """In which it is found."""
    of: int
    """Calls in which it could be."""
    evidence: tuple[tuple[int, tuple[Evidence, ...]], ...]
    """Position of each call in which it is found, and the quotes there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    id: str
    kind: str
    element: str
    when: tuple[Condition, ...]
    observation: str
    prediction: str
    prescription: str
    evidence: tuple[str, ...]
    practice: str = ""
    across: str = ""


def _rule(row: Mapping[str, Any]) -> _Rule:
    return _Rule(**{**row, "when": conditions(row["when"]), "evidence": tuple(row["evidence"])})


_DATA = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
_REQUIRES = conditions(_DATA["requires"])
_RULES = tuple(_rule(row) for row in _DATA["findings"])
_BY_ID = {rule.id: rule for rule in _RULES}


def coach(
    scores: Mapping[str, Value],
    utterances: Sequence[Utterance],
    labels: Sequence[str],
    confidences: Sequence[float],
    promises: Sequence[Promise],
) -> tuple[Finding, ...]:
    """Return what the rules find, the most urgent first; the first says what it is time for.

    ``scores`` are those of ``score()`` for the same conversation. Empty when too much of it
    is unsure to say anything.
    """
    if not _hold(_REQUIRES, scores):
        return ()
    held = [rule for rule in _RULES if _hold(rule.when, scores)]
    sources = _sources(utterances, labels, promises) if held else {}
    return tuple(
        Finding(
            id=rule.id,
            kind=rule.kind,
            element=rule.element,
            observation=_said(rule.observation, scores),
            prediction=rule.prediction,
            prescription=rule.prescription,
            practice=rule.practice,
            evidence=best_quotes(
                sorted({index for name in rule.evidence for index in sources[name]}),
                utterances,
                confidences,
            ),
        )
        for rule in held
    )


def _said(text: str, scores: Mapping[str, Value]) -> str:
    """Fill in scores; those that are no counts are shares."""
    return text.format_map(
        {
            name: f"{100 * value:.0f} %" if isinstance(value, float) else value
            for name, value in scores.items()
        }
    )


def patterns(
    found: Sequence[Sequence[Finding]], cycles: Sequence[Mapping[str, CycleFinding]]
) -> tuple[Pattern, ...]:
    """Return what recurs over calls: strengths, then gaps, each the most frequent first.

    ``found`` are the findings of each call and ``cycles`` its cycle by conversation, empty
    where it could not be scored. What is as frequent keeps the order of the rules.
    """
    of = sum(map(bool, cycles))
    at: dict[str, list[tuple[int, tuple[Evidence, ...]]]] = {rule.id: [] for rule in _RULES}
    for position, findings in enumerate(found):
        for finding in findings:
            at[finding.id].append((position, finding.evidence))
    recurring = [_pattern(_BY_ID[id], places, of) for id, places in at.items() if places]
    every = [*recurring, *_habits(cycles)]
    return tuple(sorted(every, key=lambda pattern: (pattern.kind == "gap", -pattern.calls)))


def _pattern(rule: _Rule, at: Sequence[tuple[int, tuple[Evidence, ...]]], of: int) -> Pattern:
    return Pattern(
        id=rule.id,
        kind=rule.kind,
        element=rule.element,
        observation=rule.across or rule.observation,
        prediction=rule.prediction,
        prescription=rule.prescription,
        practice=rule.practice,
        calls=len(at),
        of=of,
        evidence=tuple(at),
    )


def _habits(cycles: Sequence[Mapping[str, CycleFinding]]) -> Iterable[Pattern]:
    """Yield the conversations of the cycle that are mostly on track."""
    for row in _DATA["habits"]["of"]:
        rated = [
            (position, cycle[row["element"]])
            for position, cycle in enumerate(cycles)
            if cycle and cycle[row["element"]].rating
        ]
        good = [(position, one.evidence) for position, one in rated if one.rating == ON_TRACK]
        if good and len(good) >= _DATA["habits"]["share"] * len(rated):
            yield Pattern(
                id=f"{row['element']} on track",
                kind="strength",
                element=row["element"],
                observation=row["observation"],
                prediction="",
                prescription=row["prescription"],
                practice="",
                calls=len(good),
                of=len(rated),
                evidence=tuple(good),
            )


def _hold(conditions: Iterable[Condition], scores: Mapping[str, Value]) -> bool:
    return all(condition.holds(scores) for condition in conditions)


def _sources(
    utterances: Sequence[Utterance], labels: Sequence[str], promises: Sequence[Promise]
) -> dict[str, Sequence[int]]:
    """Return the utterances that a rule may quote, by the name it uses."""
    return {
        **{label: [i for i, own in enumerate(labels) if own == label] for label in LABELS},
        "agreements": agreements(utterances),
        "occasions": [index for found in occasions(utterances).values() for index in found],
        "commitments": [promise.utterance for promise in commitments(promises)],
        "vague promises": [p.utterance for p in commitments(promises) if not p.explicit],
        "unanswered requests": [
            p.utterance
            for p in promises
            if p.act == "request" and p.state in ("open", "unanswered")
        ],
    }
