"""Rules for days.

    DATE       := ANYMONTH ORDINAL|DAYNUM [YEAR] | ORDINAL of ANYMONTH [YEAR] | 2026-03-15 | 3/15
    ORDINALDAY := [the] ORDINAL $                   the next such day of a month
    DAY        := today | tomorrow | [WHICH] WEEKDAY | WEEKDAY next week | WEEKDAY the ORDINAL
                | DATE | ORDINAL WEEKDAY of UNITREF | ORDINAL of PERIOD | WEEKDAY week
                | a week [on] WEEKDAY

A date without a year is the next one to come, today included. ``Friday`` is the next Friday,
today included; ``this Friday`` that of this week unless it is past; ``next Friday`` that of the
next calendar week; ``last Friday`` that of the last.

A little over 300 lines: a grammar is read as one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from analyzer.deadlines.arithmetic import (
    day,
    first_day,
    in_week,
    is_business_day,
    last_day,
    on_or_after,
    period,
)
from analyzer.deadlines.durations import Duration
from analyzer.deadlines.engine import GRAMMAR, Context
from analyzer.deadlines.model import Span

rule = GRAMMAR.rule
TODAY_TAKEN = "said on that weekday: today is taken"


def next_time(context: Context, year: int | None, make: Callable[[int], date]) -> date:
    """Return the date of the year said, or else of the first year in which it is not past."""
    if year is not None:
        return make(year)
    today = context.said.date()
    for candidate in range(today.year, today.year + 9):
        try:
            found = make(candidate)
        except ValueError:  # 29 February
            continue
        if found >= today:
            return found
    raise ValueError("no such day")


@rule("DAYNUM", "NUM", "BELOW100 $")
def _day_number(_: Context, number: int) -> int | None:
    return number if 1 <= number <= 31 else None


@rule(
    "DATE",
    "ANYMONTH [,] [the] ORDINAL [[,] [of|in] YEAR]",
    "ANYMONTH DAYNUM [[,] [of|in] YEAR]",
)
def _month_day(context: Context, month: int, number: int, year: int | None) -> Span:
    return day(next_time(context, year, lambda year: date(year, month, number)))


@rule(
    "DATE",
    "[the] ORDINAL [day] [of] ANYMONTH [[,] [of|in] YEAR]",
    "NUM [of] MONTH [[,] [of|in] YEAR]",
    "NUM of WEAKMONTH [[,] [of|in] YEAR]",
    "NUM WEAKMONTH YEAR",
    "NUM WEAKMONTH $",
    "BELOW100 of ANYMONTH [YEAR]",
)
def _day_month(context: Context, number: int, month: int, year: int | None = None) -> Span:
    return _month_day(context, month, number, year)


@rule("DATE", "ISO")
def _iso(_: Context, text: str) -> Span:
    year, month, number = (
        int(part) for part in text.replace("/", "-").replace(".", "-").split("-")
    )
    return day(date(year, month, number))


@rule("DATE", "DOTTED")
def _dotted(context: Context, text: str) -> Span:
    number, month, *year = (int(part) for part in text.split(".") if part)
    return _month_day(context, month, number, _century(year))


@rule("DATE", "SLASH")
def _plain_date(context: Context, text: str) -> Span | None:
    # 3/4 may be three quarters; 3/15 is a date.
    return _slash(context, text) if max(int(part) for part in text.split("/")) > 12 else None


@rule("DATE", "SLASH $", "FULLSLASH")
def _slash(context: Context, text: str) -> Span:
    first, second, *year = (int(part) for part in text.replace("-", "/").split("/"))
    swapped = context.calendar.day_first
    if first > 12 or second > 12:
        swapped = first > 12
    month, number = (second, first) if swapped else (first, second)
    found = _month_day(context, month, number, _century(year))
    both = first <= 12 and second <= 12 and first != second
    return replace(found, note="month and day may be meant the other way round" if both else "")


def _century(year: list[int]) -> int | None:
    if not year:
        return None
    return year[0] if year[0] >= 100 else 2000 + year[0]


@rule("ORDINALDAY", "the ORDINAL $", "[the] ORDINALFIGURE $", "[the] ORDINAL of the month $")
def next_day_of_month(context: Context, number: int) -> Span:
    """Return the next day with that number in its month, today included."""
    today = context.said.date()
    for months in range(3):
        try:
            found = (today.replace(day=1) + relativedelta(months=months)).replace(day=number)
        except ValueError:
            continue
        if found >= today:
            return day(found)
    raise ValueError("no such day")


@rule("ORDINALDAY", "ORDINAL $")
def _without_the(context: Context, number: int) -> Span | None:
    return next_day_of_month(context, number) if number > 3 else None


@rule("DAY", "[the] ORDINALFIGURE $")
def _figure_day(context: Context, number: int) -> Span:
    return next_day_of_month(context, number)


@rule("DAY", "the ORDINAL $")
def _bare_ordinal(context: Context, number: int) -> Span | None:
    # "the first, ... the second" counts things far more often than days.
    return next_day_of_month(context, number) if number >= 10 else None


@rule("DAY", "[the] ORDINAL of PERIOD", "NUM of PERIOD")
def _ordinal_of(_: Context, number: int, span: Span) -> Span | None:
    if span.grain != "month":
        return None
    return day(first_day(span).replace(day=number))


@rule("DAY", "DATE")
def _date(_: Context, span: Span) -> Span:
    return span


@rule("DAY", "RELDAY")
def _relative(context: Context, offset: int) -> Span:
    return period(context, "day", offset)


@rule("DAY", "[the] day after tomorrow", "overmorrow")
def _after_tomorrow(context: Context) -> Span:
    return period(context, "day", 2)


@rule("DAY", "[the] day before yesterday")
def _before_yesterday(context: Context) -> Span:
    return period(context, "day", -2)


@rule("DAY", "[the] next business|working day")
def _next_business_day(context: Context) -> Span:
    when = context.said.date() + timedelta(1)
    while not is_business_day(context.calendar, when):
        when += timedelta(1)
    return day(when)


@rule("ANYDAY", "WEEKDAY", "WEAKDAY")
def _any_day(_: Context, weekday: int) -> int:
    return weekday


@rule("DAY", "[this] coming|upcoming ANYDAY", "the coming|upcoming ANYDAY")
def _coming(context: Context, weekday: int) -> Span:
    return day(on_or_after(context.said.date() + timedelta(1), weekday))


@rule("DAY", "[the] WEEKDAY")
def _weekday(context: Context, weekday: int) -> Span:
    today = context.said.date()
    found = on_or_after(today, weekday)
    return day(found, TODAY_TAKEN if found == today else "")


@rule("DAY", "WHICH ANYDAY")
def _which_weekday(context: Context, offset: int, weekday: int) -> Span:
    today = context.said.date()
    found = in_week(context, today, weekday) + timedelta(7 * offset)
    if offset == 0 and found < today:
        return day(found + timedelta(7), "that day of this week is past")
    near = offset > 0 and (found - today).days > 7
    return day(found, "next is that of next week, not the coming one" if near else "")


@rule("WEEKOFFSET", "[of|in] WHICH week")
def _week_offset(_: Context, offset: int) -> int:
    return offset


@rule("WEEKOFFSET", "[of|in] [the] week after next")
def _week_after_next(_: Context) -> int:
    return 2


@rule("DAY", "[on] ANYDAY [,] WEEKOFFSET")
def _weekday_in(context: Context, weekday: int, offset: int) -> Span:
    return day(in_week(context, context.said.date(), weekday) + timedelta(7 * offset))


@rule(
    "DAY",
    "WEEKOFFSET [,] [on] [the] ANYDAY",
    "WEEKOFFSET [,] probably|maybe|likely|perhaps|say|ideally|hopefully [on] ANYDAY",
)
def _in_weekday(context: Context, offset: int, weekday: int) -> Span:
    return _weekday_in(context, weekday, offset)


@rule("DAY", "WEEKDAY week")
def _weekday_week(context: Context, weekday: int) -> Span:
    return day(on_or_after(context.said.date(), weekday) + timedelta(7))


@rule("DAY", "DURATION [on|this] WEEKDAY")
def _weeks_on(context: Context, duration: Duration, weekday: int) -> Span | None:
    if duration.unit not in ("week", "fortnight"):
        return None
    return duration.after_day(context, on_or_after(context.said.date(), weekday))


@rule("DAY", "DURATION RELDAY")
def _weeks_today(context: Context, duration: Duration, offset: int) -> Span | None:
    if duration.unit not in ("week", "fortnight"):
        return None
    return duration.after_day(context, context.said.date() + timedelta(offset))


@rule("DAY", "this|same time next week")
def _same_time_next_week(context: Context) -> Span:
    return period(context, "day", 7)


@rule("DAY", "[the] this|same time [on] DAY")
def _same_time(_: Context, span: Span) -> Span:
    return span


@rule("DAY", "[the] WEEKDAY after next")
def _weekday_after_next(context: Context, weekday: int) -> Span:
    return day(in_week(context, context.said.date(), weekday) + timedelta(14))


@rule("DAY", "ANYDAY [,] the ORDINAL", "ANYDAY ORDINAL $")
def _weekday_ordinal(context: Context, weekday: int, number: int) -> Span:
    first = context.said.date().replace(day=1)
    for months in range(14):
        try:
            found = (first + relativedelta(months=months)).replace(day=number)
        except ValueError:
            continue
        if found >= context.said.date() and found.weekday() == weekday:
            return day(found)
    raise ValueError("no such day")


@rule("DAY", "ANYDAY [,] [the] DATE")
def _weekday_date(_: Context, weekday: int, span: Span) -> Span:
    if first_day(span).weekday() == weekday:
        return span
    return replace(span, note="the weekday is not that of the date")


@rule("DAY", "DATE [,] WEEKDAY")
def _date_weekday(context: Context, span: Span, weekday: int) -> Span:
    return _weekday_date(context, weekday, span)


@rule("DAY", "CARDINAL WEEKDAYS from now", "CARDINAL WEEKDAY from now")
def _weekdays_from_now(context: Context, number: int, weekday: int) -> Span:
    first = on_or_after(context.said.date() + timedelta(1), weekday)
    return day(first + timedelta(7 * (number - 1)))


@rule("DAY", "[the] ORDINAL WEEKDAY of|in UNITREF")
def _nth_weekday(_: Context, number: int, weekday: int, span: Span) -> Span | None:
    found = on_or_after(first_day(span), weekday) + timedelta(7 * (number - 1))
    return day(found) if found <= last_day(span) else None


@rule("DAY", "[the] last WEEKDAY of|in UNITREF")
def _last_weekday(_: Context, weekday: int, span: Span) -> Span:
    return day(on_or_after(last_day(span) - timedelta(6), weekday))
