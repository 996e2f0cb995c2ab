"""Scores over periods: small charts of one rep or team, beside the rep's team.

Positions along the axis are percentages of its length, heights are pixels.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from analyzer.comparison import Comparison
from analyzer.report.measures import DASH, Measure, measure
from analyzer.report.words import count, known

HEIGHT, _MARGIN = 110, 10
"""Pixels of a chart, and those kept free above and below its points."""
_ASIDE = 2.0
"""Percent of the axis by which the team's points stand to the right of one's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """An estimate in its chart, and in words."""

    period: str
    x: float
    y: float
    low: float
    high: float
    """Ends of the interval; both at y where there is none."""
    told: bool
    """It has an interval: there are calls enough."""
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """One score over periods."""

    measure: Measure
    now: str
    """The value of the last period, with its interval."""
    interval: str
    """The interval alone; empty where there is none."""
    change: str
    """Change from the period before with its interval, and the verdict in words."""
    top: str
    bottom: str
    """Values at the top and the bottom of the scale."""
    points: tuple[Point, ...]
    beside: tuple[Point, ...]
    """Of the team; none where there is none to be shown."""
    periods: tuple[tuple[float, str], ...]
    """Position and name of each period."""


def trends(
    history: Comparison, changes: Comparison, beside: Comparison | None, now: str
) -> tuple[Trend, ...]:
    """Lay out every metric of a history; ``now`` is the last period's name."""
    periods = list(dict.fromkeys(_ordered(history, beside)))
    return tuple(
        _trend(
            measure(metric),
            _rows(history, metric),
            _rows(beside, metric) if beside else {},
            _rows(changes, metric).get(now, {}),
            periods,
            now,
        )
        for metric in history.query.metrics
    )


def _ordered(*found: Comparison | None) -> list[str]:
    return sorted({period for one in found if one for period in one.rows["period"]})


def _rows(found: Comparison, metric: str) -> dict[str, Mapping[Any, Any]]:
    rows = found.rows[found.rows["metric"] == metric]
    return {row["period"]: row for row in rows.to_dict("records")}


def _trend(
    measure: Measure,
    own: Mapping[str, Mapping[Any, Any]],
    beside: Mapping[str, Mapping[Any, Any]],
    change: Mapping[Any, Any],
    periods: Sequence[str],
    now: str,
) -> Trend:
    low, high = _scale([*own.values(), *beside.values()])
    at = {name: 100 * (i + 0.5) / len(periods) for i, name in enumerate(periods)}

    def points(rows: Mapping[str, Mapping[Any, Any]], aside: float) -> Iterator[Point]:
        for name, row in rows.items():
            if known(row["mean"]) is not None:
                yield _point(measure, row, at[name] + aside, (low, high))

    return Trend(
        measure=measure,
        now=_estimate(measure, own[now]) if now in own else DASH,
        interval=_interval(measure, own[now]) if now in own else "",
        change=_change(measure, change),
        top=measure.write(high),
        bottom=measure.write(low),
        points=tuple(points(own, 0)),
        beside=tuple(points(beside, _ASIDE)),
        periods=tuple((x, name) for name, x in at.items()),
    )


def _scale(rows: Sequence[Mapping[Any, Any]]) -> tuple[float, float]:
    ends = ("mean", "mean_low", "mean_high")
    values = [float(row[end]) for row in rows for end in ends if known(row[end]) is not None]
    low, high = min(values, default=0.0), max(values, default=0.0)
    return (low, high) if high > low else (low - 0.5, high + 0.5)


def _point(measure: Measure, row: Mapping[Any, Any], x: float, scale: tuple[float, float]) -> Point:
    told = known(row["mean_low"]) is not None
    heights = [row["mean"], *((row["mean_low"], row["mean_high"]) if told else 2 * [row["mean"]])]
    share = (np.asarray(heights, float) - scale[0]) / (scale[1] - scale[0])
    y, low, high = (HEIGHT - _MARGIN - (HEIGHT - 2 * _MARGIN) * share).round(1).tolist()
    return Point(
        period=row["period"],
        x=x,
        y=y,
        low=low,
        high=high,
        told=told,
        words=f"{_estimate(measure, row)}, n = {row['n']}",
    )


def _estimate(measure: Measure, row: Mapping[Any, Any]) -> str:
    text, interval = measure.write(row["mean"]), _interval(measure, row)
    return f"{text} ({interval})" if interval else text


def _interval(measure: Measure, row: Mapping[Any, Any]) -> str:
    if known(row["mean_low"]) is None:
        return ""
    return f"{measure.write(row['mean_low'])} to {measure.write(row['mean_high'])}"


def _change(measure: Measure, row: Mapping[Any, Any]) -> str:
    """Say how a score changed, as far as it may be said."""
    if not row or known(row["n_previous"]) is None or not row["n_previous"]:
        return "no call before to compare with"
    since = f"{row['previous']}, n = {row['n_previous']} and {row['n']}"
    if row["comparable"] is False:
        return f"not comparable with {since}: another model or taxonomy"
    if known(row["change"]) is None:
        return f"{row['verdict']} to compare with {since}"
    low, high = (measure.difference(row[f"change_{end}"]) for end in ("low", "high"))
    return f"{row['verdict']}: {measure.difference(row['change'])} ({low} to {high}) from {since}"


def basis(changes: Comparison) -> str:
    """Say on what the verdicts rest."""
    settings = changes.settings
    tested = "No change could be tested."
    if changes.tested:
        tested = f"{count(changes.tested, 'change')} tested, with a chance of "
        tested += f"{100 * settings.level:g} % at most of any false alarm among them."
    return (
        f"{tested} Intervals are of {100 * settings.confidence:g} %, by a bootstrap clustered on "
        f"rep and call, from {settings.least_calls} calls on. Changes are within reps, and within "
        "kinds of call where their mix differs."
    )
