"""Rules for days with names: those of ``holidays.toml``, and public holidays of a country.

DAY := [the|this|next|last] HOLIDAY [of YEARREF] | HOLIDAY week | the bank holiday
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from dateutil.easter import easter
from dateutil.relativedelta import relativedelta

from analyzer.deadlines.arithmetic import day, first_day, on_or_after, period, public_holidays
from analyzer.deadlines.dates import next_time
from analyzer.deadlines.engine import GRAMMAR, Context
from analyzer.deadlines.model import Span
from analyzer.deadlines.periods import EVENT

rule = GRAMMAR.rule


def _holiday_date(row: dict[str, Any], year: int) -> date:
    if "fixed" in row:
        found = date(year, *row["fixed"])
    elif "easter" in row:
        found = easter(year) + timedelta(row["easter"])
    else:
        month, weekday, number = row["nth"]
        first = date(year, month, 1) + relativedelta(months=number < 0)
        found = on_or_after(first, weekday) + timedelta(7 * (number - (number > 0)))
    return found + timedelta(row.get("plus", 0))


def _register_holidays() -> None:
    path = Path(__file__).with_name("holidays.toml")
    for row in tomllib.loads(path.read_text(encoding="utf-8"))["day"]:
        rule("HOLIDAY", *row["names"])(lambda _, row=row: row)


_register_holidays()


@rule("DAY", "[the|this] HOLIDAY", "HOLIDAY [,] [of|in] YEARREF")
def _holiday(context: Context, row: dict[str, Any], year: int | None = None) -> Span:
    return day(next_time(context, year, lambda year: _holiday_date(row, year)))


@rule("DAY", "next HOLIDAY")
def _next_holiday(context: Context, row: dict[str, Any]) -> Span:
    found = next_time(context, None, lambda year: _holiday_date(row, year))
    return day(found)


@rule("DAY", "last HOLIDAY")
def _last_holiday(context: Context, row: dict[str, Any]) -> Span:
    found = next_time(context, None, lambda year: _holiday_date(row, year))
    return day(_holiday_date(row, found.year - 1))


@rule("DAY", "the|next|this bank|public holiday [weekend|monday]", "the holiday [weekend|monday]")
def _public_holiday(context: Context) -> Span:
    if context.calendar.country is None:
        return EVENT
    known = public_holidays(context.calendar.country)
    return day(next(when for when in _days_from(context.said.date()) if when in known))


def _days_from(when: date) -> Iterator[date]:
    for offset in range(1, 367):
        yield when + timedelta(offset)


@rule("DAY", "HOLIDAY week")
def _holiday_week(context: Context, row: dict[str, Any]) -> Span:
    return period(context, "week", around=first_day(_holiday(context, row)))
