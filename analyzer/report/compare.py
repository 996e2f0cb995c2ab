"""A comparison in the terminal and as a page: tables, and small multiples with intervals."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table
from rich.text import Text

from analyzer.comparison import Comparison
from analyzer.readers.formulas import guard
from analyzer.report.measures import DASH, measure, number
from analyzer.report.page import render
from analyzer.report.words import clean, count, known

HEIGHT, _MARGIN = 96, 8
"""Pixels of a chart, and those kept free above and below its points."""
HEADINGS = ("Period", "n", "Reps", "Mean", "Change", "Effect", "p", "Detectable", "Verdict")
_WIDE = 132
"""Columns of a terminal from which all of them are shown; else those of ``_NARROW``."""
_NARROW = ("Period", "n", "Mean", "Change", "Verdict")


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """An estimate in its chart: x in percent of the width, y in pixels."""

    x: float
    y: float
    low: float
    high: float
    verdict: str
    """Empty where there is none."""
    period: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One group's chart and rows."""

    group: str
    points: tuple[Point, ...]
    rows: tuple[tuple[str, ...], ...]
    """Cells under ``HEADINGS``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One metric's panels, all drawn to one scale."""

    metric: str
    title: str
    low: str
    high: str
    """Values at the bottom and the top of the scale."""
    panels: tuple[Panel, ...]


def print_comparison(console: Console, comparison: Comparison) -> None:
    """Print a table per metric, and what the verdicts rest on."""
    shown = HEADINGS if console.width >= _WIDE else _NARROW
    for metric, rows in comparison.rows.groupby("metric", sort=False):
        title = Text.assemble((measure(str(metric)).title, "bold"), f" ({metric})")
        table = Table(title=title, title_justify="left", box=None, padding=(0, 1, 0, 0))
        table.add_column(comparison.query.by.capitalize(), max_width=24, overflow="fold")
        for name in shown:
            # Numbers break nowhere; a verdict may break between its words.
            text = name in ("Period", "Verdict")
            table.add_column(name, justify="left" if text else "right", no_wrap=name != "Verdict")
        last = ""
        for row in rows.to_dict("records"):
            group, cells = clean(row["group"]), dict(zip(HEADINGS, _cells(row), strict=True))
            name = group if group != last else ""
            table.add_row(Text(name), *(Text(cells[heading]) for heading in shown))
            last = group
        console.print(table)
        console.print()
    if shown != HEADINGS:
        left = ", ".join(name for name in HEADINGS if name not in shown)
        console.print(Text(f"Not shown in {console.width} columns: {left}.", "dim"))
    for line in notes(comparison):
        console.print(Text(line, "dim"))


def comparison_page(comparison: Comparison) -> str:
    """Return the comparison as a self-contained page."""
    return render(
        "compare.html.j2",
        comparison=comparison,
        figures=list(figures(comparison)),
        headings=HEADINGS,
        notes=notes(comparison),
        height=HEIGHT,
    )


def notes(comparison: Comparison) -> list[str]:
    """Return what a reader has to know of the numbers."""
    settings = comparison.settings
    level = f"{100 * settings.level:g} %"
    left = (
        (comparison.undated, "without a date"),
        (comparison.ungrouped, f"without a {comparison.query.by}"),
    )
    told = [f"{count(n, 'call')} {why} left out." for n, why in left if n]
    return [
        f"{count(comparison.calls, 'call')}, {count(comparison.tested, 'change')} tested; p is "
        f"adjusted so that the chance of any false alarm in this table is {level} (Holm).",
        f"Intervals are of {100 * settings.confidence:g} %, not adjusted. Changes are within reps; "
        "* also within kinds of call, whose mix differs.",
        f"Detectable: a change of this size is found with {100 * settings.power:g} % chance. "
        f"Fewer than {settings.least_calls} calls are shown, never ranked.",
        *told,
        "For coaching, not for employment decisions.",
    ]


def figures(comparison: Comparison) -> Iterator[Figure]:
    """Yield the charts of each metric."""
    periods = sorted(comparison.rows["period"].unique())
    for metric, rows in comparison.rows.groupby("metric", sort=False):
        shown = rows[["mean", "mean_low", "mean_high"]].to_numpy(float, na_value=np.nan)
        ends = shown[~np.isnan(shown)]
        low, high = (float(ends.min()), float(ends.max())) if len(ends) else (0.0, 0.0)
        scale = (low, high) if high > low else (low - 0.5, high + 0.5)
        panels = tuple(
            _panel(clean(group), of.to_dict("records"), periods, scale)
            for group, of in rows.groupby("group", sort=False)
        )
        named = measure(str(metric))
        yield Figure(
            metric=named.score,
            title=named.title,
            low=named.write(scale[0]),
            high=named.write(scale[1]),
            panels=panels,
        )


def _panel(
    group: str, rows: Sequence[dict[Any, Any]], periods: list[str], scale: tuple[float, float]
) -> Panel:
    points = tuple(_point(row, periods, scale) for row in rows if known(row["mean"]) is not None)
    return Panel(group=group, points=points, rows=tuple(map(_cells, rows)))


def _point(row: dict[Any, Any], periods: list[str], scale: tuple[float, float]) -> Point:
    low, high = scale

    def y(value: Any) -> float:
        at = row["mean"] if known(value) is None else value
        return HEIGHT - _MARGIN - (HEIGHT - 2 * _MARGIN) * (float(at) - low) / (high - low)

    return Point(
        x=100 * (periods.index(row["period"]) + 0.5) / len(periods),
        y=y(row["mean"]),
        low=y(row["mean_low"]),
        high=y(row["mean_high"]),
        verdict=known(row["verdict"]) or "",
        period=row["period"],
        words=f"{row['period']}: {_cells(row)[3]}, n = {row['n']}",
    )


def _cells(row: dict[Any, Any]) -> tuple[str, ...]:
    named = measure(row["metric"])
    star = "*" if known(row["change"]) is not None and known(row["kind_adjusted"]) else ""
    return (
        row["period"],
        f"{row['n']:,}",
        f"{row['people']:,}",
        _with_interval(row, "mean", named.write),
        _with_interval(row, "change", named.difference) + star,
        number(row["effect"], "+"),
        _p(row["p_adjusted"]),
        named.difference(row["detectable"]).lstrip("+"),
        "not comparable" if row["comparable"] is False else known(row["verdict"]) or DASH,
    )


def _with_interval(row: dict[Any, Any], name: str, write: Callable[[Any], str]) -> str:
    low, high = (row[f"{name}_{end}"] for end in ("low", "high"))
    text = write(row[name])
    if known(low) is None or known(high) is None:
        return text
    return f"{text} ({write(low)} to {write(high)})"


def _p(value: Any) -> str:
    value = known(value)
    if value is None:
        return DASH
    return "<0.001" if value < 0.001 else f"{value:.3f}"


def comparison_csv(comparison: Comparison) -> str:
    """Return the rows as CSV; text that a spreadsheet would run as a formula gets a quote."""
    rows = comparison.rows.copy()
    rows["group"] = rows["group"].map(guard)
    return str(rows.to_csv(index=False))
