"""Whether the conversations of the cycle come in an order that lets each do its work."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from analyzer.taxonomy import LABELS, PHASE_OF

ALIGN, ACT, ADJUST = (
    tuple(label for label in LABELS if PHASE_OF[label] == phase)
    for phase in ("align", "act", "adjust")
)


def precedence(
    first: Collection[str], second: Collection[str], labels: Sequence[str], words: Sequence[int]
) -> float | None:
    """Return the chance that a word of ``first`` comes before a word of ``second``.

    Both words are drawn at random. 1: all of ``first`` comes before any of ``second``;
    0: after; ½: neither leads. It is the Mann–Whitney U of the words' positions, divided by
    its maximum. ``None`` when either has no words.

    >>> precedence(("invent",), ("close",), ("invent", "close", "invent"), (3, 5, 1))
    0.75
    """
    ahead = earlier = later = 0
    for label, n in zip(labels, words, strict=True):
        if label in first:
            earlier += n
        elif label in second:
            ahead += earlier * n
            later += n
    return ahead / (earlier * later) if earlier and later else None


def close_without(element: str, labels: Sequence[str]) -> bool | None:
    """Tell whether the last ``close`` comes without the element before it.

    ``None`` when nothing is labelled ``close``.
    """
    closes = [index for index, label in enumerate(labels) if label == "close"]
    return element not in labels[: closes[-1]] if closes else None
