"""Talk about work in place of work: how much, whose, and whether it grows."""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.scores.shares import share
from analyzer.taxonomy import UNSURE, WASTE
from analyzer.transcript import Utterance


def waste_time_share(utterances: Sequence[Utterance], labels: Sequence[str]) -> float | None:
    """Return the share of the labelled utterances' time that is waste.

    ``None`` without labelled utterances, or when one of them lacks a time.
    """
    total = waste = 0.0
    for utterance, label in zip(utterances, labels, strict=True):
        if label != UNSURE:
            if utterance.start is None or utterance.end is None:
                return None
            total += utterance.end - utterance.start
            waste += (utterance.end - utterance.start) * (label in WASTE)
    return waste / total if total else None


def waste_share_of(
    role: str, roles: Sequence[str | None], labels: Sequence[str], words: Sequence[int]
) -> float | None:
    """Return the share of waste in the labelled words of a role, ``None`` without any."""
    own = [index for index, who in enumerate(roles) if who == role]
    return share([labels[i] for i in own], [words[i] for i in own], WASTE)


def waste_by_speaker(
    utterances: Sequence[Utterance], labels: Sequence[str]
) -> dict[str, float | None]:
    """Return the share of waste in the labelled words of each speaker, in order of speaking."""
    speakers = [utterance.speaker for utterance in utterances]
    words = [utterance.words for utterance in utterances]
    names = [name for name in dict.fromkeys(speakers) if name is not None]
    return {name: waste_share_of(name, speakers, labels, words) for name in names}


def waste_trend(labels: Sequence[str], words: Sequence[int]) -> float | None:
    """Return the waste share of the second half less that of the first, −1 to 1.

    Halves are of labelled words; an utterance belongs to the half its middle lies in.
    ``None`` when a half has no labelled utterance.

    >>> waste_trend(("close", "close", "blame", "close"), (5, 5, 5, 5))
    0.5
    """
    labelled = [(lb, n) for lb, n in zip(labels, words, strict=True) if lb != UNSURE]
    total, position = sum(n for _, n in labelled), 0
    halves: tuple[list[tuple[str, int]], ...] = ([], [])
    for label, n in labelled:
        halves[2 * position + n > total].append((label, n))
        position += n
    first, second = (share([lb for lb, _ in half], [n for _, n in half], WASTE) for half in halves)
    return None if first is None or second is None else second - first
