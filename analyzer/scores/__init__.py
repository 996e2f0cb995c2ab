"""Scores of a conversation: one small pure function each, and the columns they make.

A score is ``None`` where it cannot be computed, never 0. ``docs/scores.md`` defines each by
its column's name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from analyzer.dynamics import CUSTOMER, REP, dynamics
from analyzer.promise import Promise
from analyzer.scores import accountability, alignment, cycle, timing, waste
from analyzer.scores.rules import Value
from analyzer.scores.shares import coverage, missing, share, unsure_share
from analyzer.taxonomy import CYCLE, LABELS, PHASE_OF, PHASES
from analyzer.transcript import Turn, Utterance

__all__ = ["COLUMNS", "Value", "score"]


def score(
    utterances: Sequence[Utterance],
    labels: Sequence[str],
    promises: Sequence[Promise],
    turns: Sequence[Turn],
    duration: float | None,
) -> dict[str, Value]:
    """Return every score by column name, in the order of ``COLUMNS``.

    ``labels`` runs parallel to ``utterances``: a label of the taxonomy or ``unsure``.
    ``duration`` is in seconds.
    """
    words = [utterance.words for utterance in utterances]
    scores: dict[str, Value] = {
        **_shares(labels, words),
        **_waste(utterances, labels, words),
        **_promises(promises),
        **_timing(labels, words),
        **_alignment(utterances, labels, promises),
        **dynamics(turns, utterances, duration),
    }
    return scores | _ratings(labels, words, scores)


def _shares(labels: Sequence[str], words: Sequence[int]) -> dict[str, Value]:
    phases = {
        phase: tuple(label for label in LABELS if PHASE_OF[label] == phase) for phase in PHASES
    }
    absent = missing(labels)
    return {
        "unsure_share": unsure_share(labels, words),
        **{f"share_{label}": share(labels, words, (label,)) for label in LABELS},
        **{f"share_{phase}": share(labels, words, of) for phase, of in phases.items()},
        "elements_present": None if absent is None else len(CYCLE) - len(absent),
        "elements_missing": None if absent is None else ",".join(absent),
        **{f"coverage_{phase}": coverage(labels, phase) for phase in ("align", "act", "adjust")},
    }


def _waste(
    utterances: Sequence[Utterance], labels: Sequence[str], words: Sequence[int]
) -> dict[str, Value]:
    roles = [utterance.role for utterance in utterances]
    return {
        "waste_time_share": waste.waste_time_share(utterances, labels),
        "waste_share_rep": waste.waste_share_of(REP, roles, labels, words),
        "waste_share_customer": waste.waste_share_of(CUSTOMER, roles, labels, words),
        "waste_trend": waste.waste_trend(labels, words),
    }


def _promises(promises: Sequence[Promise]) -> dict[str, Value]:
    commitments = accountability.commitments(promises)
    return {
        "promises_made": accountability.count(promises, "promise"),
        "promises_asked": accountability.count(promises, "request"),
        "promises_offered": accountability.count(promises, "offer"),
        "commitments": len(commitments),
        "promises_explicit": sum(promise.explicit for promise in commitments),
        "commitments_owned_share": accountability.owned_share(promises),
        "commitments_dated_share": accountability.dated_share(promises),
        "promise_score": accountability.promise_score(promises),
        "answered_share": accountability.answered_share(promises),
        "accountability_closed": accountability.accountability_closed(promises),
    }


def _timing(labels: Sequence[str], words: Sequence[int]) -> dict[str, Value]:
    return {
        "align_before_act": timing.precedence(timing.ALIGN, timing.ACT, labels, words),
        "act_before_adjust": timing.precedence(timing.ACT, timing.ADJUST, labels, words),
        "intersect_before_invent": timing.precedence(("intersect",), ("invent",), labels, words),
        "close_without_intersect": timing.close_without("intersect", labels),
        "close_without_clarify": timing.close_without("clarify", labels),
    }


def _alignment(
    utterances: Sequence[Utterance], labels: Sequence[str], promises: Sequence[Promise]
) -> dict[str, Value]:
    agreements = alignment.agreements(utterances)
    occasions = alignment.occasions(utterances)
    roles = [utterance.role for utterance in utterances]
    return {
        "agreements": len(agreements),
        "cheap_agreement": alignment.is_cheap(agreements, labels, promises),
        "criteria_stated": alignment.is_criterion_stated(utterances, labels),
        "purpose_shared": alignment.is_purpose_shared(roles, labels),
        "adjust_occasions": ",".join(occasions),
        "adjust_missing": alignment.is_adjust_missing(occasions, labels),
    }


def _ratings(
    labels: Sequence[str], words: Sequence[int], scores: Mapping[str, Value]
) -> dict[str, Value]:
    points: dict[str, float | None] = {}
    for element in CYCLE:
        presence = cycle.presence(element, labels, words)
        rating = None if presence is None else cycle.rate(element, presence, scores)[0]
        points[f"rating_{element}"] = None if rating is None else cycle.POINTS[rating]
    rated = [point for point in points.values() if point is not None]
    return {**points, "cycle_score": sum(rated) / len(rated) if rated else None}


_TEXTS = ("elements_missing", "adjust_occasions")
_COUNTS = (
    *("elements_present", "agreements", "commitments"),
    *("promises_made", "promises_asked", "promises_offered", "promises_explicit"),
)
_FLAGS = (
    *("close_without_intersect", "close_without_clarify", "cheap_agreement"),
    *("criteria_stated", "purpose_shared", "adjust_missing"),
)
_TYPES: dict[str, type] = {
    **dict.fromkeys(_TEXTS, str),
    **dict.fromkeys(_COUNTS, int),
    **dict.fromkeys(_FLAGS, bool),
}

COLUMNS: Mapping[str, type] = MappingProxyType(
    {name: _TYPES.get(name, float) for name in score((), (), (), (), None)}
)
"""The columns that scores add to the ``conversations`` dataset, in order, with their types."""
