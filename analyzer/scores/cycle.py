"""The eight conversations diagnosed: present, weak or absent; on track, weak or off track.

The rules are in ``cycle.toml`` and test scores; this module applies them and finds quotes.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analyzer.scores.alignment import occasions
from analyzer.scores.rules import Condition, Value, conditions
from analyzer.scores.shares import is_labelled
from analyzer.taxonomy import CYCLE, PHASE_OF, UNSURE
from analyzer.transcript import Utterance

ON_TRACK, WEAK, OFF_TRACK = "on track", "weak", "off track"
POINTS = {ON_TRACK: 1.0, WEAK: 0.5, OFF_TRACK: 0.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A quote, and where to find it."""

    utterance: int
    quote: str
    time: float | None
    """Seconds from the start of the recording."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleFinding:
    """One of the eight conversations, diagnosed."""

    element: str
    presence: str
    """``present``, ``weak`` or ``absent``."""
    rating: str | None
    """``on track``, ``weak`` or ``off track``; ``None`` when not called for."""
    reasons: tuple[str, ...]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    when: tuple[Condition, ...]
    rating: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Element:
    applies: tuple[Condition, ...]
    absent: str
    thin: str
    rules: tuple[_Rule, ...]


def _element(row: Mapping[str, Any]) -> _Element:
    rules = [{**rule, "when": conditions(rule["when"])} for rule in row.get("rules", ())]
    return _Element(
        applies=conditions(row.get("applies", ())),
        absent=row["absent"],
        thin=row["thin"],
        rules=tuple(_Rule(**rule) for rule in rules),
    )


_DATA = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
_ELEMENTS = {row["name"]: _element(row) for row in _DATA["elements"]}


def presence(element: str, labels: Sequence[str], words: Sequence[int]) -> str | None:
    """Return ``present``, ``weak`` or ``absent``; ``None`` when nothing is labelled.

    Weak is less than ``cycle.toml`` asks for, of utterances or of words other than ``other``.
    """
    if not is_labelled(labels):
        return None
    count = sum(label == element for label in labels)
    own = sum(n for label, n in zip(labels, words, strict=True) if label == element)
    work = sum(n for lb, n in zip(labels, words, strict=True) if lb not in (UNSURE, "other"))
    enough = count >= _DATA["present"]["utterances"] and own >= _DATA["present"]["share"] * work
    return ("present" if enough else "weak") if count else "absent"


def rate(
    element: str, presence: str, scores: Mapping[str, Value]
) -> tuple[str | None, tuple[str, ...]]:
    """Return the rating and its reasons; ``None`` and none when the element is not called for."""
    rules = _ELEMENTS[element]
    if presence == "absent":
        applies = all(condition.holds(scores) for condition in rules.applies)
        return (OFF_TRACK, (rules.absent,)) if applies else (None, ())
    held = [rule for rule in rules.rules if all(c.holds(scores) for c in rule.when)]
    reasons = tuple(rule.reason for rule in held)
    ratings = [rule.rating for rule in held]
    if presence == "weak":
        reasons, ratings = (rules.thin, *reasons), [WEAK, *ratings]
    return min(ratings, key=POINTS.__getitem__, default=ON_TRACK), reasons


def diagnose(
    scores: Mapping[str, Value],
    utterances: Sequence[Utterance],
    labels: Sequence[str],
    confidences: Sequence[float],
) -> tuple[CycleFinding, ...]:
    """Diagnose each of the eight conversations, in the cycle's order, with its best quotes.

    ``scores`` are those of ``score()`` for the same conversation. Where Review or Renew is
    absent, the quotes are the occasions that call for it. Empty when nothing is labelled.
    """
    words = [utterance.words for utterance in utterances]
    findings = []
    for element in CYCLE:
        state = presence(element, labels, words)
        if state is None:
            return ()
        rating, reasons = rate(element, state, scores)
        spoken = [i for i, label in enumerate(labels) if label == element]
        if not spoken and rating is not None and PHASE_OF[element] == "adjust":
            spoken = sorted({i for found in occasions(utterances).values() for i in found})
        evidence = best_quotes(spoken, utterances, confidences)
        findings.append(
            CycleFinding(
                element=element,
                presence=state,
                rating=rating,
                reasons=reasons,
                evidence=evidence,
            )
        )
    return tuple(findings)


def best_quotes(
    indices: Sequence[int],
    utterances: Sequence[Utterance],
    confidences: Sequence[float],
    *,
    most: int = 3,
) -> tuple[Evidence, ...]:
    """Return up to ``most`` quotes in order of speaking: long enough to read, then surest."""

    def worth(index: int) -> tuple[bool, float]:
        return utterances[index].words >= 4, confidences[index]

    best = sorted(sorted(indices, key=worth, reverse=True)[:most])
    return tuple(
        Evidence(utterance=i, quote=utterances[i].text.strip(), time=utterances[i].start)
        for i in best
    )
