"""The talk of a call as shown: its dynamics, each beside a published range where there is one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from analyzer.dynamics import Reference, references
from analyzer.report import words

_SHOWN: Mapping[str, tuple[str, Callable[[float], str | None]]] = {
    "talk_share_speech": ("Talk share of the rep", words.percent),
    "longest_monologue_s": ("Longest monologue of the rep, min:s", words.clock),
    "switches_per_hour": ("Changes of speaker an hour", words.count),
    "patience_s": ("Wait of the rep before speaking", "{:.1f} s".format),
    "questions_per_hour": ("Questions of the rep an hour", words.count),
    "open_question_share": ("Open ones among them", words.percent),
}
"""Score, what it is, and how its value reads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A score of talk as shown."""

    name: str
    value: str
    """Empty where unknown."""
    range: str
    """A published range, ``up to 65 %``; empty where there is none."""
    source: str
    """Where the range is from, and what speaks against relying on it."""


def measures(row: Mapping[Any, Any]) -> tuple[Measure, ...]:
    """Return the measures of a row of conversations; none where no value is known."""
    published = {reference.score: reference for reference in references()}
    shown = tuple(
        _measure(name, words.known(row.get(score)), read, published.get(score))
        for score, (name, read) in _SHOWN.items()
    )
    return shown if any(measure.value for measure in shown) else ()


def _measure(
    name: str,
    value: float | None,
    read: Callable[[float], str | None],
    published: Reference | None,
) -> Measure:
    return Measure(
        name=name,
        value="" if value is None else read(value) or "",
        range=_range(published, read) if published else "",
        source=f"{published.source}; {published.caveat}" if published else "",
    )


def _range(published: Reference, read: Callable[[float], str | None]) -> str:
    low, high = (None if x is None else read(x) for x in (published.low, published.high))
    if low and high:
        return f"{low} – {high}"
    return f"from {low}" if low else f"up to {high}"
