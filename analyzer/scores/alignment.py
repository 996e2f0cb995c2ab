"""Authentic alignment or cheap agreement; purpose, criteria and the occasions of Adjust."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analyzer import lexicon
from analyzer.dynamics import CUSTOMER, is_question
from analyzer.promise import Promise
from analyzer.scores.accountability import commitments
from analyzer.scores.shares import is_labelled
from analyzer.transcript import Utterance

MANAGER = "manager"


def agreements(utterances: Sequence[Utterance]) -> tuple[int, ...]:
    """Return the indices of utterances that agree in words: "sounds good", "let's do it"."""
    return tuple(
        utterance.index
        for utterance in utterances
        if lexicon.AGREEMENT.within(lexicon.words(utterance.text))
        and not is_question(utterance.text)
    )


def is_cheap(
    agreements: Sequence[int], labels: Sequence[str], promises: Sequence[Promise]
) -> bool | None:
    """Tell whether the agreement costs nothing: no ``invest`` and no explicit commitment.

    ``None`` when nobody agrees in words, or nothing is labelled.
    """
    if not agreements or not is_labelled(labels):
        return None
    return "invest" not in labels and not any(p.explicit for p in commitments(promises))


def is_criterion_stated(utterances: Sequence[Utterance], labels: Sequence[str]) -> bool | None:
    """Tell whether an ``invest`` utterance names what a choice has to meet.

    ``None`` when nothing is labelled.
    """
    if not is_labelled(labels):
        return None
    return any(
        label == "invest" and lexicon.CRITERIA.within(lexicon.words(utterance.text))
        for utterance, label in zip(utterances, labels, strict=True)
    )


def is_purpose_shared(roles: Sequence[str | None], labels: Sequence[str]) -> bool | None:
    """Tell whether both sides speak to ``intersect``.

    One side is the customer or, where no customer speaks, the manager; the other is
    everybody else whose role is known. ``None`` unless both speak and something is labelled.
    """
    side = CUSTOMER if CUSTOMER in roles else MANAGER
    if len({role == side for role in roles if role}) < 2 or not is_labelled(labels):
        return None
    pairs = zip(roles, labels, strict=True)
    return len({role == side for role, lb in pairs if role and lb == "intersect"}) == 2


def occasions(utterances: Sequence[Utterance]) -> Mapping[str, tuple[int, ...]]:
    """Return the indices of utterances that name an occasion of Adjust, by kind found."""
    found = {
        kind: tuple(u.index for u in utterances if phrases.within(lexicon.words(u.text)))
        for kind, phrases in lexicon.OCCASIONS.items()
    }
    return {kind: indices for kind, indices in found.items() if indices}


def is_adjust_missing(kinds: Mapping[str, Sequence[int]], labels: Sequence[str]) -> bool | None:
    """Tell whether there is an occasion to adjust but neither ``review`` nor ``renew``.

    ``None`` without an occasion, or when nothing is labelled.
    """
    if not kinds or not is_labelled(labels):
        return None
    return "review" not in labels and "renew" not in labels
