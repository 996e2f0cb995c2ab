"""How scores are named and written, as ``measures.toml`` says; the same on every page."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from analyzer.report import words

DASH = "–"
"""Stands for what is not known."""


def number(value: Any, sign: str = "") -> str:
    """Return a number with three significant digits, a dash where unknown."""
    value = words.known(value)
    if value is None:
        return DASH
    return f"{value:{sign},.0f}" if abs(value) >= 1000 else f"{value:{sign}.3g}"


def _points(share: float) -> str:
    return f"{100 * share:+.0f} %"


_WRITE: Mapping[str, Callable[[Any], str | None]] = {
    "percent": words.percent,
    "points": _points,
    "clock": words.clock,
    "seconds": "{:.1f} s".format,
    "count": words.count,
    "number": number,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A score's name and notation."""

    score: str
    title: str
    notation: str = "number"
    means: str = ""
    """Its definition in one line; empty where only ``docs/scores.md`` has it."""

    def write(self, value: Any) -> str:
        """Return a value as people read it, a dash where unknown."""
        value = words.known(value)
        return (None if value is None else _WRITE[self.notation](value)) or DASH

    def difference(self, value: Any) -> str:
        """Return a difference of two values, with its sign."""
        if words.known(value) is None:
            return DASH
        return _points(value) if self.notation in ("percent", "points") else number(value, "+")


_DATA = tomllib.loads(
    files("analyzer.report").joinpath("measures.toml").read_text(encoding="utf-8")
)
TRENDS: tuple[str, ...] = tuple(_DATA["trends"])
"""Scores that reports follow over periods."""
WASTE: tuple[str, ...] = tuple(_DATA["waste"])
"""Scores that tell the waste of many calls."""
_MEASURES = {
    row["score"]: Measure(
        score=row["score"], title=row["title"], notation=row["as"], means=row["means"]
    )
    for row in _DATA["measures"]
}


def measure(score: str) -> Measure:
    """Return how a score is named and written; one that is not listed goes by its column."""
    return _MEASURES.get(score) or Measure(score=score, title=score.replace("_", " "))
