"""What it is time for now: findings chosen by the rules of ``coach.toml``, with evidence.

A finding says what was observed, what tends to follow if nothing changes, and which
conversation to have. Its words are data; nothing is made up.
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
from analyzer.scores.cycle import Evidence, best_quotes
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
    evidence: tuple[Evidence, ...]


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


def _rule(row: Mapping[str, Any]) -> _Rule:
    return _Rule(**{**row, "when": conditions(row["when"]), "evidence": tuple(row["evidence"])})


_DATA = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
_REQUIRES = conditions(_DATA["requires"])
_RULES = tuple(_rule(row) for row in _DATA["findings"])


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
            observation=rule.observation.format_map(scores),
            prediction=rule.prediction,
            prescription=rule.prescription,
            evidence=best_quotes(
                sorted({index for name in rule.evidence for index in sources[name]}),
                utterances,
                confidences,
            ),
        )
        for rule in held
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
