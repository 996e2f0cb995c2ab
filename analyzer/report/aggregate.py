"""Aggregates in the terminal and as CSV."""

from __future__ import annotations

import pandas as pd
from rich.console import Console
from rich.table import Table
from rich.text import Text

from analyzer.aggregate import Aggregates, Value
from analyzer.readers.formulas import guard
from analyzer.report.measures import DASH, Measure, measure
from analyzer.report.words import clean, count


def print_aggregates(console: Console, found: Aggregates) -> None:
    """Print a row per group: its exposure, then of each metric the mean and the pooled value."""
    table = Table(box=None, padding=(0, 2, 0, 0))
    for name in (found.query.by.capitalize(), "Calls", "Utterances", "Minutes"):
        table.add_column(name, justify="left" if not table.columns else "right")
    for metric in found.query.metrics:
        table.add_column(measure(metric).title, justify="right")
    for group in found.groups:
        shown = group.exposure
        values = (_value(measure(metric), value) for metric, value in group.values.items())
        cells = (f"{shown.calls:,}", f"{shown.utterances:,}", count(shown.minutes) or DASH, *values)
        table.add_row(Text(clean(group.group)), *cells)
    console.print(table)
    for line in notes(found):
        console.print(Text(line, "dim"))


def _value(named: Measure, value: Value) -> str:
    """Return the mean, and below it the pooled value and its interval where there are any."""
    lines = [named.write(value.mean)]
    if value.mean_low is not None:
        lines.append(f"{named.write(value.mean_low)} to {named.write(value.mean_high)}")
    if value.pooled is not None:
        lines.append(f"pooled {named.write(value.pooled)}")
    return "\n".join(lines)


def notes(found: Aggregates) -> list[str]:
    """Return what a reader has to know of the numbers."""
    settings = found.settings
    left = ((found.undated, "without a date"), (found.ungrouped, f"without a {found.query.by}"))
    mixed = [clean(group.group) for group in found.groups if not group.comparable]
    return [
        f"Means over calls, each counting once; {100 * settings.confidence:g} % intervals from "
        f"{settings.least_calls} calls on; pooled: each counts by the ratio's denominator.",
        *(f"{count(n, 'call')} {why} left out." for n, why in left if n),
        *([f"Scored by several models or taxonomies: {', '.join(mixed)}."] if mixed else []),
        "For coaching, not for employment decisions.",
    ]


def aggregates_csv(found: Aggregates) -> str:
    """Return a row per metric and group; text that a spreadsheet would run gets a quote."""
    rows = [{**row, "group": guard(row["group"])} for row in found.rows()]
    return pd.DataFrame(rows).to_csv(index=False)
