"""What the JSON readers share: a shape to know a producer by, and what reading it gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from analyzer.readers.base import Segment
from analyzer.transcript import ReadWarning

Nearby = Callable[[str], Any]
"""The JSON value of a companion file by its name, ``None`` where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One conversation of a JSON value, before it becomes a transcript."""

    segments: Sequence[Segment]
    count: int | None = None
    """Utterances or monologues of the source, where not the number of segments."""
    part: str | None = None
    """Its id, in a file that may hold several."""
    date: datetime | None = None
    title: str | None = None
    producer: str | None = None
    """Where it differs from its shape's."""
    metadata: Mapping[str, str] = field(default_factory=dict)
    wordless: Sequence[int] = ()
    """Positions of rows that have no text and were passed over."""
    warnings: Sequence[ReadWarning] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A producer's JSON: how its value looks, and how it reads."""

    name: str
    title: str
    producer: str | None
    fits: Callable[[Any], bool]
    """Tell by the value's structure; takes anything and never raises."""
    read: Callable[[Any, Nearby], Sequence[Reading]]
    """Return the conversations; none where nothing is said."""
