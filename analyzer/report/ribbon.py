"""The cycle ribbon: where on the time axis each speaker did which work.

A lane per speaker holds a row per phase, so that position says what colour says. Positions
along the axis are percentages of its length, heights are pixels.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import ceil

from analyzer.report import words
from analyzer.report.view import Line
from analyzer.taxonomy import PHASES, UNSURE

MAX_LANES = 8
_THIN = ("other", UNSURE)
_STEPS_S = (10, 30, 60, 120, 300, 600, 900, 1800, 3600)
_STEPS_WORDS = (10, 50, 100, 250, 500, 1000, 2500, 5000, 10000)
_MAX_TICKS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """An utterance in its lane."""

    line: Line
    x: float
    width: float
    y: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """What one speaker, or all the others together, said."""

    name: str
    role: str
    words: int
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ribbon:
    """The lanes over one axis."""

    lanes: tuple[Lane, ...]
    height: int
    """Pixels of a lane."""
    timed: bool
    """The axis is time; else it is the position in words."""
    starts: Mapping[int, float]
    """Where each utterance begins on the axis, by its index."""
    ticks: tuple[tuple[float, str], ...]
    """Position on the axis, and its name."""


def draw(lines: Sequence[Line]) -> Ribbon:
    """Lay out the utterances of a call; by words where a time is missing."""
    times = _times(lines)
    edges = times or _positions(lines)
    origin = min((start for start, _ in edges), default=0.0)
    length = max((end for _, end in edges), default=0.0) - origin or 1.0
    rows, height = _rows()
    blocks = []
    for line, (start, end) in zip(lines, edges, strict=True):
        x, width = 100 * (start - origin) / length, 100 * (end - start) / length
        y, thickness = rows[line.phase]
        blocks.append(Block(line=line, x=x, width=width, y=y, height=thickness))
    return Ribbon(
        lanes=tuple(_lane(name, said) for name, said in _by_speaker(blocks)),
        height=height,
        timed=times is not None,
        starts={block.line.index: block.x for block in blocks},
        ticks=tuple(_ticks(origin, length, timed=times is not None)),
    )


def _times(lines: Sequence[Line]) -> list[tuple[float, float]] | None:
    starts = [line.start for line in lines if line.start is not None]
    if len(starts) < len(lines) or len(set(starts)) < 2:
        return None
    following = [*starts[1:], starts[-1]]
    return [
        (start, max(start, after if line.end is None else line.end))
        for line, start, after in zip(lines, starts, following, strict=True)
    ]


def _positions(lines: Sequence[Line]) -> list[tuple[float, float]]:
    ends = list(accumulate(line.words for line in lines))
    return list(zip([0, *ends], ends, strict=False))


def _rows() -> tuple[dict[str, tuple[int, int]], int]:
    """Return top and height of each phase's row, and the height of all."""
    rows, y = {}, 0
    for phase in (*PHASES, UNSURE):
        height = 4 if phase in _THIN else 10
        rows[phase] = (y, height)
        y += height + 1
    return rows, y


def _by_speaker(blocks: Sequence[Block]) -> list[tuple[str, list[Block]]]:
    said: dict[str, list[Block]] = {}
    for block in blocks:
        said.setdefault(block.line.speaker, []).append(block)
    if len(said) <= MAX_LANES:
        return list(said.items())
    ranked = sorted(said, key=lambda name: -_words(said[name]))
    kept = set(ranked[: MAX_LANES - 1])
    rest = [block for block in blocks if block.line.speaker not in kept]
    others = f"{len(said) - len(kept)} others"
    return [*((name, said[name]) for name in said if name in kept), (others, rest)]


def _lane(name: str, said: Sequence[Block]) -> Lane:
    roles = {block.line.role for block in said}
    role = roles.pop() if len(roles) == 1 else ""
    return Lane(name=name, role=role, words=_words(said), blocks=tuple(said))


def _words(said: Sequence[Block]) -> int:
    return sum(block.line.words for block in said)


def _ticks(origin: float, length: float, *, timed: bool) -> Iterator[tuple[float, str]]:
    steps = _STEPS_S if timed else _STEPS_WORDS
    step = next((step for step in steps if length / step <= _MAX_TICKS), steps[-1])
    for at in range(ceil(origin / step) * step, int(origin + length) + 1, step):
        yield 100 * (at - origin) / length, (words.clock if timed else words.count)(at) or ""
