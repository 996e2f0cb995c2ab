"""Shares of words by label, and which parts of the cycle a conversation covers.

``labels`` and ``words`` run parallel to the utterances. Utterances labelled ``unsure`` are
left out everywhere but in ``unsure_share``, which says how much that is.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from analyzer.taxonomy import CYCLE, PHASE_OF, UNSURE


def share(labels: Sequence[str], words: Sequence[int], of: Collection[str]) -> float | None:
    """Return the share of labelled words whose label is one ``of`` the given.

    ``None`` without labelled words.

    >>> share(("close", "other", "unsure"), (3, 1, 9), of=("close",))
    0.75
    """
    labelled = sum(n for label, n in zip(labels, words, strict=True) if label != UNSURE)
    chosen = sum(n for label, n in zip(labels, words, strict=True) if label in of)
    return chosen / labelled if labelled else None


def is_labelled(labels: Sequence[str]) -> bool:
    """Tell whether at least one utterance has a label."""
    return any(label != UNSURE for label in labels)


def unsure_share(labels: Sequence[str], words: Sequence[int]) -> float | None:
    """Return the share of all words left out of the label scores, ``None`` without words."""
    unsure = sum(n for label, n in zip(labels, words, strict=True) if label == UNSURE)
    return unsure / sum(words) if sum(words) else None


def missing(labels: Sequence[str]) -> tuple[str, ...] | None:
    """Return the conversations of the cycle that no utterance is labelled with.

    ``None`` when nothing is labelled.
    """
    said = set(labels) - {UNSURE}
    return tuple(element for element in CYCLE if element not in said) if said else None


def coverage(labels: Sequence[str], phase: str) -> float | None:
    """Return the share of a phase's conversations that occur, ``None`` without labels.

    >>> coverage(("intersect", "other", "invent"), "align")
    0.6666666666666666
    """
    absent = missing(labels)
    if absent is None:
        return None
    elements = [element for element in CYCLE if PHASE_OF[element] == phase]
    return sum(element not in absent for element in elements) / len(elements)
