"""The cycle wheel: eight conversations around a hub, each filled as far as it is on track.

Lengths are pixels of a square of ``SIZE``; how far a segment is filled, its sign and its words
say what its colour says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import cos, pi, sin

from analyzer.taxonomy import CYCLE, PHASE_OF

SIZE = 360
_HUB, _RIM, _LABELS = 46.0, 122.0, 140.0
_GAP = 0.012
"""Of a turn, between two segments."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One conversation's place on the wheel."""

    element: str
    phase: str
    share: float | None
    """Mean of its ratings, 0 to 1; ``None`` where it is not rated."""
    track: str
    """Path of the whole segment."""
    fill: str
    """Path of its filled part; empty where nothing is."""
    x: float
    y: float
    anchor: str
    """``start``, ``middle`` or ``end``: how the label is set at x, y."""


def draw(shares: Mapping[str, float | None]) -> tuple[Segment, ...]:
    """Lay out the eight conversations clockwise from the top, in the cycle's order."""
    return tuple(_segments(shares))


def _segments(shares: Mapping[str, float | None]) -> Iterator[Segment]:
    for at, element in enumerate(CYCLE):
        start, end = at / len(CYCLE) + _GAP / 2, (at + 1) / len(CYCLE) - _GAP / 2
        share = shares.get(element)
        x, y = _point((start + end) / 2, _LABELS)
        yield Segment(
            element=element,
            phase=PHASE_OF[element],
            share=share,
            track=_ring(start, end, _RIM),
            fill=_ring(start, end, _HUB + share * (_RIM - _HUB)) if share else "",
            x=x,
            y=y + (4 if y > SIZE / 2 else -9),
            anchor="start" if x > SIZE / 2 else "end",
        )


def _ring(start: float, end: float, radius: float) -> str:
    """Return the path of a piece of a ring, from the hub to a radius; ends are in turns."""
    inner, outer = f"{_HUB:.1f} {_HUB:.1f}", f"{radius:.1f} {radius:.1f}"
    corners = (
        _point(at, r) for at, r in ((start, _HUB), (start, radius), (end, radius), (end, _HUB))
    )
    a, b, c, d = (f"{x:.1f} {y:.1f}" for x, y in corners)
    return f"M{a}L{b}A{outer} 0 0 1 {c}L{d}A{inner} 0 0 0 {a}Z"


def _point(turn: float, radius: float) -> tuple[float, float]:
    angle = 2 * pi * turn
    return SIZE / 2 + radius * sin(angle), SIZE / 2 - radius * cos(angle)
