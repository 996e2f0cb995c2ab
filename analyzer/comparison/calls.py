"""The calls to compare: read with no more columns than needed, in groups and periods."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from analyzer import results, scores
from analyzer.comparison.settings import SETTINGS, Exposure
from analyzer.errors import ConfigError
from analyzer.metadata import FIELDS

PERIODS = ("quarter", "month", "year")
METRICS = tuple(
    name
    for name, kind in {
        "speakers": int,
        "duration_s": float,
        "words": int,
        "turns": int,
        **scores.COLUMNS,
    }.items()
    if kind is not str
)
"""What can be compared: every score that is a number, or yes and no as 1 and 0."""

_BASE = ("conversation", "date", "rep", "kind", "model", "taxonomy")
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What to compare. Raises ``ConfigError`` for what cannot be."""

    by: str
    """``team``, ``rep``, ``kind`` or ``customer``."""
    period: str = "quarter"
    """``quarter``, ``month`` or ``year``."""
    metrics: tuple[str, ...] = SETTINGS.metrics
    since: date | None = None
    """First day."""
    until: date | None = None
    """Last day."""
    fiscal_year_start: int = 1
    """Month in which quarters begin to be counted; 1 is the calendar year."""
    seed: int = 0

    def __post_init__(self) -> None:
        _one_of("--by", self.by, FIELDS)
        _one_of("--period", self.period, PERIODS)
        for metric in self.metrics:
            _one_of("--metric", metric, METRICS)
        if not self.metrics or len(set(self.metrics)) < len(self.metrics):
            raise ConfigError("expected each metric once")
        if not 1 <= self.fiscal_year_start <= 12:
            raise ConfigError(f"expected a month from 1 to 12, got {self.fiscal_year_start}")

    @property
    def exposures(self) -> Mapping[str, Exposure]:
        """Return the exposure of each metric that has one."""
        every = SETTINGS.exposures
        return {metric: every[metric] for metric in self.metrics if metric in every}

    @property
    def columns(self) -> list[str]:
        """Return the columns of the conversations dataset that are needed."""
        formulas = " ".join(exposure.formula for exposure in self.exposures.values())
        named = re.findall(r"[a-z_]\w*", formulas)
        return list(dict.fromkeys((*_BASE, self.by, *self.metrics, *named)))

    def period_of(self, dates: pd.Series[pd.Timestamp]) -> pd.Series[pd.Period]:
        """Return the period of each date."""
        return dates.dt.to_period(frequency(self.period, self.fiscal_year_start))

    def name_of(self, period: pd.Period) -> str:
        """Return a period's name."""
        return name_of(period, self.period, self.fiscal_year_start)


def name_of(days: pd.Period, period: str, fiscal_year_start: int) -> str:
    """Return a period's name; a fiscal year is named after the year it ends in."""
    if period == "month":
        return f"{days.year}-{days.month:02}"
    year = f"{days.qyear}" if period == "quarter" else f"{days.year}"
    year = year if fiscal_year_start == 1 else f"FY{year}"
    return f"{year} Q{days.quarter}" if period == "quarter" else year


def frequency(period: str, fiscal_year_start: int) -> str:
    """Return what pandas calls a period in a year that begins in this month."""
    if period == "month":
        return "M"
    return f"{'Q' if period == 'quarter' else 'Y'}-{_MONTHS[fiscal_year_start - 2]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Calls:
    """Calls of known group and date, sorted by name, and how many were left out."""

    frame: pd.DataFrame
    """The columns read, with ``group`` and ``period``; metrics are floats."""
    exposure: pd.DataFrame
    """One column per metric, ``NaN`` for metrics without; rows as in ``frame``."""
    undated: int
    ungrouped: int
    """Dated, but of unknown group."""


def read(directory: Path, query: Query, also: Sequence[str] = ()) -> pd.DataFrame:
    """Read the columns that the query needs, and those named besides.

    Raises ``StoreError`` where there are no results.
    """
    columns = list(dict.fromkeys((*query.columns, *also)))
    return results.load(directory, "conversations", columns=columns)


def gather(frame: pd.DataFrame, query: Query) -> Calls:
    """Put calls into groups and periods; the order of rows does not matter."""
    frame = within(frame, query)
    dated = frame[frame["date"].notna()]
    grouped = dated[known(dated[query.by])].reset_index(drop=True)
    return Calls(
        frame=grouped.assign(
            **{name: grouped[name].astype("float64") for name in query.metrics},
            group=grouped[query.by],
            period=query.period_of(grouped["date"]),
        ),
        exposure=exposure(grouped, query),
        undated=len(frame) - len(dated),
        ungrouped=len(dated) - len(grouped),
    )


def within(frame: pd.DataFrame, query: Query) -> pd.DataFrame:
    """Return the calls that are not outside the query's days, sorted by name."""
    frame = frame.sort_values("conversation", kind="stable", ignore_index=True)
    if query.since is not None:
        frame = frame[~(frame["date"] < pd.Timestamp(query.since))]
    if query.until is not None:
        frame = frame[~(frame["date"] >= pd.Timestamp(query.until) + pd.Timedelta(days=1))]
    return frame


def exposure(frame: pd.DataFrame, query: Query) -> pd.DataFrame:
    """Return what each call weighs, one column per metric, ``NaN`` for metrics without."""
    weights = pd.DataFrame(np.nan, index=frame.index, columns=[*query.metrics])
    for metric, given in query.exposures.items():
        weights[metric] = np.asarray(frame.eval(given.formula, engine="python"), float)
    return weights


def known(column: pd.Series[str]) -> pd.Series[bool]:
    """Tell which names are neither unknown nor blank."""
    return column.notna() & (column.astype("string").str.strip().fillna("") != "")


def _one_of(option: str, given: str, allowed: Iterable[str]) -> None:
    names = list(allowed)
    if given not in names:
        close = difflib.get_close_matches(given, names) or names
        raise ConfigError(f"{option} {given!r} is not one of {', '.join(close)}")
