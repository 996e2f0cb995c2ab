"""The reps of a team: a table of them, and how each measure is distributed over them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analyzer.aggregate.groups import Aggregate
from analyzer.aggregate.portfolio import Portfolio
from analyzer.report import words
from analyzer.report.measures import DASH, TRENDS, Measure, measure


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """A rep in the distribution of a measure."""

    name: str
    x: float
    """Percent of the scale."""
    enough: bool
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How a measure is distributed over the reps of a team."""

    measure: Measure
    low: str
    high: str
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A rep of a team, in the order of names."""

    name: str
    calls: int
    minutes: str
    values: tuple[str, ...]
    """Means of ``TRENDS``."""


def members(portfolio: Portfolio) -> tuple[Member, ...]:
    """Gather the table of reps."""
    return tuple(
        Member(
            name=words.clean(group.group),
            calls=group.exposure.calls,
            minutes=words.count(group.exposure.minutes) or DASH,
            values=tuple(measure(score).write(group.values[score].mean) for score in TRENDS),
        )
        for group in portfolio.members.groups
    )


def spreads(portfolio: Portfolio) -> tuple[Spread, ...]:
    """Gather how each measure of ``TRENDS`` is distributed."""
    return tuple(
        _spread(measure(score), portfolio.members.groups, portfolio.members.settings.least_calls)
        for score in TRENDS
    )


def _spread(named: Measure, groups: Sequence[Aggregate], least: int) -> Spread:
    known = [
        (words.clean(group.group), value.mean, value.n)
        for group in groups
        if (value := group.values[named.score]).mean is not None
    ]
    means = [mean for _, mean, _ in known if mean is not None]
    low, high = min(means, default=0.0), max(means, default=0.0)
    width = high - low or 1.0
    dots = tuple(
        Dot(
            name=name,
            x=50.0 if high == low else 4 + 92 * (mean - low) / width,
            enough=n >= least,
            words=f"{name} {named.write(mean)}, n = {n}",
        )
        for name, mean, n in known
        if mean is not None
    )
    return Spread(measure=named, low=named.write(low), high=named.write(high), dots=dots)
