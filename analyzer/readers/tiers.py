"""Tiers, as annotation programs keep them: stretches of time with text, a row to a speaker."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from analyzer.readers.base import Segment
from analyzer.readers.words import Word, segment
from analyzer.transcript import ReadWarning

_DATA = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
_LEVELS: list[str] = _DATA["levels"]
_KINDS = "|".join((*_LEVELS, *_DATA["others"]))
_NAME = re.compile(rf"(?:(?P<speaker>.+?)\s*[-_:/@ ]\s*)?(?P<kind>{_KINDS})", re.IGNORECASE)
_PAUSE = 0.5
"""Seconds of silence that end a stretch of words. Words of one tier belong together, else
those of two people who talk at once would alternate one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A stretch of a tier."""

    text: str
    start: float | None
    end: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """A row of intervals; empty ones are silence."""

    name: str
    intervals: Sequence[Interval]
    speaker: str | None = None
    """Where the program keeps it apart from the name."""


def spoken(tiers: Iterable[Tier]) -> tuple[list[Segment], list[ReadWarning]]:
    """Return what the tiers say, in the order of time, and which were left out.

    A tier's name is its speaker's. Where it names a level (``words``) or both
    (``Ann - words``), only the longest stretches of that speaker are read, so that nothing
    is read twice.
    """
    best: dict[str | None, tuple[int, Tier]] = {}
    left_out: list[str] = []
    segments: list[Segment] = []
    for tier in tiers:
        speaker, rank = _named(tier)
        if rank is None:
            left_out.append(tier.name)
            continue
        if rank < 0:
            segments += _segments(tier, speaker, words=False)
            continue
        before = best.get(speaker)
        if before is None or rank < before[0]:
            best[speaker] = (rank, tier)
            tier = before[1] if before else tier
        if before is not None:
            left_out.append(tier.name)
    for speaker, (rank, tier) in best.items():
        segments += _segments(tier, speaker, words=_LEVELS[rank].startswith("word"))
    segments.sort(key=lambda one: one.start or 0.0)
    message = f"tiers left out, as they hold no turns or the same again: {', '.join(left_out)}"
    return segments, [ReadWarning(message=message)] if left_out else []


def _named(tier: Tier) -> tuple[str | None, int | None]:
    """Return a tier's speaker, and its level: -1 for none, ``None`` when it is no speech."""
    match = _NAME.fullmatch(tier.name.strip(' "'))
    if match is None:
        return tier.speaker or tier.name.strip() or None, -1
    kind = match["kind"].lower()
    speaker = tier.speaker or match["speaker"]
    return speaker, _LEVELS.index(kind) if kind in _LEVELS else None


def _segments(tier: Tier, speaker: str | None, *, words: bool) -> list[Segment]:
    said = [one for one in tier.intervals if one.text.strip()]
    if not words:
        return [
            Segment(text=_flat(one.text), speaker=speaker, start=one.start, end=one.end)
            for one in said
        ]
    return [segment(group, speaker) for group in between_pauses(map(_word, said))]


def _word(interval: Interval) -> Word:
    return Word(text=_flat(interval.text), start=interval.start, end=interval.end)


def _flat(text: str) -> str:
    return " ".join(text.split())


def between_pauses(words: Iterable[Word]) -> list[list[Word]]:
    """Split words where a silence of half a second or more is between two."""
    groups: list[list[Word]] = []
    for word in words:
        last = groups[-1][-1] if groups else None
        if last is None or (word.start or 0.0) - (last.end or last.start or 0.0) >= _PAUSE:
            groups.append([])
        groups[-1].append(word)
    return groups
