"""The talk of a call as shown: its dynamics, each beside a published range where there is one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from analyzer.dynamics import Reference, references
from analyzer.report.measures import measure
from analyzer.report.words import known

SHOWN = (
    *("talk_share_speech", "longest_monologue_s", "switches_per_hour"),
    *("patience_s", "questions_per_hour", "open_question_share"),
)
"""Scores of talk that a report shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A score of talk as shown."""

    score: str
    name: str
    value: str
    """Empty where unknown."""
    range: str
    """A published range, ``up to 65 %``; empty where there is none."""
    source: str
    """Where the range is from, and what speaks against relying on it."""


def measures(row: Mapping[Any, Any]) -> tuple[Measured, ...]:
    """Return the measures of a row of conversations; none where no value is known."""
    published = {reference.score: reference for reference in references()}
    shown = tuple(_measured(score, row.get(score), published.get(score)) for score in SHOWN)
    return shown if any(one.value for one in shown) else ()


def _measured(score: str, value: Any, published: Reference | None) -> Measured:
    named = measure(score)
    return Measured(
        score=score,
        name=named.title,
        value="" if known(value) is None else named.write(value),
        range=_range(published) if published else "",
        source=f"{published.source}; {published.caveat}" if published else "",
    )


def _range(published: Reference) -> str:
    low, high = (
        None if end is None else measure(published.score).write(end)
        for end in (published.low, published.high)
    )
    if low and high:
        return f"{low} – {high}"
    return f"from {low}" if low else f"up to {high}"
