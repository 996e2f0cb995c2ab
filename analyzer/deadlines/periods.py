"""Rules for stretches of the calendar: weeks, months, quarters, seasons, years.

    WHICH   := this | next | last | the coming ...                        0, 1, -1
    PERIOD  := WHICH PERIODUNIT | the PERIODUNIT after next | QUARTER | the rest of UNITREF
             | MONTH [YEAR] | WHICH ANYMONTH | WHICH SEASON | the weekend | fiscal year
    NAMED   := PERIOD | WEAKMONTH $ | SEASON | YEAR       what "in", "by", "end of" can precede
    UNITREF := the PERIODUNIT | NAMED

``next week`` is the calendar week after this one.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from analyzer.deadlines.arithmetic import (
    FRIDAY,
    days,
    first_day,
    last_day,
    month_span,
    part_of_year,
    period,
)
from analyzer.deadlines.engine import GRAMMAR, Context
from analyzer.deadlines.model import Span

rule = GRAMMAR.rule
EVENT = Span(None, None, "event")


def stretch(context: Context, unit: str, offset: int) -> Span:
    """Return this, next or last unit; an event where the calendar knows no sprints."""
    if unit == "sprint" and context.calendar.sprint_start is None:
        return EVENT
    return period(context, unit, offset)


@rule("WHICH", "this [current]", "[the] current|present")
def _this(_: Context) -> int:
    return 0


@rule("WHICH", "[the] next|following|coming|upcoming", "this coming|upcoming|next")
def _next(_: Context) -> int:
    return 1


@rule("WHICH", "[the] last|past|previous|prior", "this past|last")
def _last(_: Context) -> int:
    return -1


@rule("ANYMONTH", "MONTH", "WEAKMONTH")
def _any_month(_: Context, month: int) -> int:
    return month


@rule("PERIOD", "WHICH [calendar] PERIODUNIT")
def _which(context: Context, offset: int, unit: str) -> Span:
    if unit == "weekend" and context.said.weekday() < FRIDAY and offset == 1:
        span = period(context, unit, 1)
        return replace(span, note="next weekend is that of next week, not the coming one")
    return stretch(context, unit, offset)


@rule("PERIOD", "[the] weekend")
def _weekend(context: Context) -> Span:
    return period(context, "weekend")


@rule("PERIOD", "[the] PERIODUNIT after next")
def _after_next(context: Context, unit: str) -> Span:
    return stretch(context, unit, 2)


@rule("PERIOD", "[the] rest|remainder|balance of UNITREF")
def _rest(context: Context, span: Span) -> Span:
    return replace(span, start=context.said)


@rule("PERIOD", "[the] rest|remainder of the|this|my|our day")
def _rest_of_day(context: Context) -> Span:
    return replace(period(context, "day"), start=context.said)


@rule("PERIOD", "later [on] WHICH PERIODUNIT")
def _later(context: Context, offset: int, unit: str) -> Span:
    span = stretch(context, unit, offset)
    if offset == 0 and span.start is not None:
        return replace(span, start=context.said)
    return span


@rule("YEARREF", "YEAR")
def _year_ref(_: Context, year: int) -> int:
    return year


@rule("YEARREF", "WHICH year", "the year")
def _which_year(context: Context, *offset: int) -> int:
    return context.said.year + sum(offset)


@rule("QUARTER", "[fiscal] q NUM", "[fiscal] q ONES")
def _q(_: Context, number: int) -> tuple[str, int]:
    return "quarter", number


@rule("QUARTER", "h NUM", "h ONES")
def _h(_: Context, number: int) -> tuple[str, int]:
    return "half", number


@rule("QUARTER", "[the] ORDINAL [fiscal] quarter|qtr")
def _ordinal_quarter(_: Context, number: int) -> tuple[str, int]:
    return "quarter", number


@rule("PERIOD", "QUARTER", "QUARTER [,] [of|in] [fy] YEARREF")
def _quarter(context: Context, part: tuple[str, int], *year: int) -> Span:
    return part_of_year(context, *part, year[0] if year else None)


@rule("PERIOD", "WHICH QUARTER")
def _which_quarter(context: Context, offset: int, part: tuple[str, int]) -> Span:
    span = part_of_year(context, *part, None)
    return period(
        context,
        part[0],
        12 // {"quarter": 3, "half": 6}[part[0]] * min(offset, 0),
        around=first_day(span),
    )


@rule("FISCAL", "[the] [WHICH] fiscal|financial year", "[the] WHICH fiscal")
def _fiscal(context: Context, offset: int | None) -> Span:
    return period(context, "fiscal year", offset or 0)


@rule("FISCAL", "fy YEAR", "fiscal|financial [year] YEAR")
def _fiscal_named(context: Context, year: int) -> Span:
    start = context.calendar.fiscal_year_start
    return period(context, "fiscal year", around=date(year - (start > 1), start, 1))


@rule("FISCAL", "fy NUM")
def _fiscal_short(context: Context, year: int) -> Span:
    return _fiscal_named(context, 2000 + year % 100)


@rule("PERIOD", "FISCAL")
def _fiscal_year(_: Context, span: Span) -> Span:
    return span


@rule("PERIOD", "[the month of] ANYMONTH [,] [of] YEARREF", "the month of ANYMONTH")
def _month(context: Context, month: int, year: int | None = None) -> Span:
    return month_span(context, month, year)


@rule("PERIOD", "WHICH ANYMONTH $")
def _which_month(context: Context, offset: int, month: int) -> Span:
    if offset > 0:
        span = month_span(context, month, context.said.year + 1)
        near = month > context.said.month
        return replace(span, note="next is that of next year, not the coming one" if near else "")
    span = month_span(context, month)
    return period(context, "month", -12, around=first_day(span)) if offset < 0 else span


@rule("PERIOD", "MONTHDATE")
def _iso_month(context: Context, text: str) -> Span:
    year, month = text.split("-")
    return month_span(context, int(month), int(year))


@rule("PERIOD", "WHICH SEASON", "SEASON [of] YEARREF")
def _season(context: Context, first: int, second: int) -> Span:
    offset, month = (first, second) if first < 2 else (0, first)
    year = second if first >= 2 else None
    return _season_span(context, month, year, offset)


def _season_span(context: Context, month: int, year: int | None, offset: int = 0) -> Span:
    today = context.said.date()
    first = date(year or today.year, month, 1)
    span = _three_months(context, first)
    if year is None and last_day(span) < today:
        span = _three_months(context, first.replace(year=first.year + 1))
    if offset < 0:
        span = _three_months(context, first.replace(year=first_day(span).year - 1))
    return span


def _three_months(context: Context, first: date) -> Span:
    last = last_day(period(context, "month", 2, around=first))
    return days(first, last, "quarter", "seasons are northern and begin with their month")


@rule("PERIOD", "WHICH half $")
def _which_half(context: Context, offset: int) -> Span:
    return period(context, "half", offset)


@rule("PERIOD", "ANYMONTH timeframe", "ANYMONTH time frame|period")
def _time_frame(context: Context, month: int) -> Span:
    return month_span(context, month)


@rule("NAMED", "MONTH")
def _bare_month(context: Context, month: int) -> Span:
    return month_span(context, month)


@rule("NAMED", "PERIOD")
def _period(_: Context, span: Span) -> Span:
    return span


@rule("NAMED", "WEAKMONTH $")
def _weak_month(context: Context, month: int) -> Span:
    return month_span(context, month)


@rule("NAMED", "[the] SEASON $")
def _named_season(context: Context, month: int) -> Span:
    return _season_span(context, month, None)


@rule("NAMED", "YEAR")
def _named_year(context: Context, year: int) -> Span:
    return period(context, "year", around=date(year, 1, 1))


@rule("UNITREF", "[the|this] half")
def _the_half(context: Context) -> Span:
    return period(context, "half")


@rule("UNITREF", "[the] ORDINAL half $")
def _ordinal_half(context: Context, number: int) -> Span:
    return part_of_year(context, "half", number, None)


@rule("UNITREF", "fiscal|financial")
def _the_fiscal(context: Context) -> Span:
    return period(context, "fiscal year")


@rule("UNITREF", "NAMED")
def _unit_ref(_: Context, span: Span) -> Span:
    return span


@rule("UNITREF", "[the] calendar PERIODUNIT", "[the|our|your|my] PERIODUNIT")
def _the_unit(context: Context, unit: str) -> Span:
    return stretch(context, unit, 0)
