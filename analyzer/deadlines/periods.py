"""Rules for stretches of the calendar, and for their beginnings, middles and ends.

    WHICH   := this | next | last | the coming ...                        0, 1, -1
    PERIOD  := WHICH PERIODUNIT | the PERIODUNIT after next | QUARTER | the rest of UNITREF
             | MONTH [YEAR] | WHICH ANYMONTH | WHICH SEASON | the weekend | fiscal year
    NAMED   := PERIOD | WEAKMONTH $ | SEASON | YEAR       what "in", "by", "end of" can precede
    UNITREF := the PERIODUNIT | NAMED
    SLICE   := early|mid|late NAMED | first|second half of UNITREF | ORDINAL week of UNITREF
             | the week of DAY
    EDGE    := end|start of UNITREF | PERIODUNIT end | EOW | EOM | EOQ | EOY

``next week`` is the calendar week after this one. The end of a week is its last working day, the
end of anything longer its last day. Early, mid and late are thirds.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from analyzer.deadlines.arithmetic import (
    FRIDAY,
    add_business_days,
    day,
    days,
    first_day,
    last_day,
    month_span,
    on_or_after,
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


@rule("PERIOD", "WHICH PERIODUNIT")
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


@rule("QUARTER", "q NUM", "q ONES")
def _q(_: Context, number: int) -> tuple[str, int]:
    return "quarter", number


@rule("QUARTER", "h NUM", "h ONES")
def _h(_: Context, number: int) -> tuple[str, int]:
    return "half", number


@rule("QUARTER", "[the] ORDINAL quarter|qtr")
def _ordinal_quarter(_: Context, number: int) -> tuple[str, int]:
    return "quarter", number


@rule("PERIOD", "QUARTER", "QUARTER [,] [of|in] [fy] YEARREF")
def _quarter(context: Context, part: tuple[str, int], *year: int) -> Span:
    return part_of_year(context, *part, year[0] if year else None)


@rule("PERIOD", "WHICH QUARTER")
def _which_quarter(context: Context, offset: int, part: tuple[str, int]) -> Span:
    span = part_of_year(context, *part, None)
    return period(context, part[0], 12 // {"quarter": 3, "half": 6}[part[0]] * min(offset, 0),
                  around=first_day(span))


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


@rule("PERIOD", "MONTH", "[the month of] ANYMONTH [,] [of] YEARREF", "the month of ANYMONTH")
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
    if offset < 0 and first_day(span) > today:
        span = _three_months(context, first.replace(year=first_day(span).year - 1))
    return span


def _three_months(context: Context, first: date) -> Span:
    last = last_day(period(context, "month", 2, around=first))
    return days(first, last, "quarter", "seasons are northern and begin with their month")


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


@rule("UNITREF", "NAMED")
def _unit_ref(_: Context, span: Span) -> Span:
    return span


@rule("UNITREF", "[the|our|your|my] PERIODUNIT")
def _the_unit(context: Context, unit: str) -> Span:
    return stretch(context, unit, 0)


# --- parts of a stretch


def _thirds(span: Span) -> tuple[date, int]:
    return first_day(span), (last_day(span) - first_day(span)).days + 1


def _working(span: Span) -> Span:
    """Return a week without its weekend."""
    if span.grain != "week":
        return span
    return days(first_day(span), _end(span), "week", span.note)


def _end(span: Span) -> date:
    last = last_day(span)
    if span.grain == "week":
        return on_or_after(last - timedelta(6), FRIDAY)
    return last


@rule("SLICE", "early [on] [the] NAMED", "early in UNITREF", "[the] early part of UNITREF")
def _early(_: Context, span: Span) -> Span:
    first, length = _thirds(_working(span))
    return days(first, first + timedelta(round(length / 3) - 1), "day", span.note)


@rule("SLICE", "mid [-] NAMED", "[the] middle|mid of UNITREF", "mid PERIODUNIT")
def _mid(context: Context, span: Span | str) -> Span:
    if isinstance(span, str):
        span = stretch(context, span, 0)
    first, length = _thirds(_working(span))
    third = round(length / 3)
    return days(first + timedelta(third), first + timedelta(length - third - 1), "day", span.note)


@rule("SLICE", "late [on] [the] NAMED", "late|later in UNITREF", "[the] back|tail end of UNITREF",
      "[the] latter|later|last part of UNITREF", "late UNITREF")
def _late(_: Context, span: Span) -> Span:
    first, length = _thirds(_working(span))
    third = round(length / 3)
    return days(first + timedelta(length - third), first + timedelta(length - 1), "day", span.note)


@rule("SLICE", "early to mid [-] NAMED")
def _early_to_mid(context: Context, span: Span) -> Span:
    return replace(_early(context, span), end=_mid(context, span).end)


@rule("SLICE", "mid to late NAMED")
def _mid_to_late(context: Context, span: Span) -> Span:
    return replace(_mid(context, span), end=_late(context, span).end)


@rule("HALFWORD", "first|front|1st")
def _first_half(_: Context) -> int:
    return 0


@rule("HALFWORD", "second|back|latter|last|2nd")
def _second_half(_: Context) -> int:
    return 1


@rule("SLICE", "[the|in] HALFWORD half of UNITREF", "the HALFWORD half of UNITREF")
def _half(context: Context, which: int, span: Span) -> Span:
    if span.grain in ("year", "fiscal year"):
        return period(context, "half", which, around=first_day(span))
    first, length = _thirds(_working(span))
    # The Wednesday of a working week is in both halves.
    if which == 0:
        return days(first, first + timedelta((length + 1) // 2 - 1), "day", span.note)
    return days(first + timedelta(length // 2), _end(span), "day", span.note)


@rule("SLICE", "[the] ORDINAL week [of|in] UNITREF")
def _nth_week(context: Context, number: int, span: Span) -> Span | None:
    # As in ISO 8601, the week that has most of its days in the period is the first.
    middle = first_day(span) + timedelta(3)
    start = first_day(period(context, "week", number - 1, around=middle))
    return days(start, start + timedelta(6), "week") if start <= last_day(span) else None


@rule("SLICE", "[the] last week of|in UNITREF")
def _last_week(context: Context, span: Span) -> Span:
    return period(context, "week", around=last_day(span))


@rule("SLICE", "[the] week of|commencing|starting|beginning [on] DAY",
      "[the] week of|commencing|starting|beginning ORDINALDAY")
def _week_of(context: Context, span: Span) -> Span:
    return period(context, "week", around=first_day(span))


@rule("SLICE", "week NUM")
def _week_number(context: Context, number: int) -> Span:
    today = context.said.date()
    monday = date.fromisocalendar(today.year, number, 1)
    if monday + timedelta(6) < today:
        monday = date.fromisocalendar(today.year + 1, number, 1)
    return days(monday, monday + timedelta(6), "week")


@rule("EDGE", "[the] [very] end|close of UNITREF", "[the] end of SLICE", "FISCAL end",
      "[the] PERIODUNIT ['s] end")
def _end_of(context: Context, span: Span | str) -> Span:
    if isinstance(span, str):
        span = stretch(context, span, 0)
    return span if span.start is None else day(_end(span), span.note)


@rule("EDGE", "WHICH PERIODUNIT ['s] end")
def _which_end(context: Context, offset: int, unit: str) -> Span:
    return _end_of(context, stretch(context, unit, offset))


@rule("EDGE", "ANYMONTH end", "end ANYMONTH")
def _month_end(context: Context, month: int) -> Span:
    return day(last_day(month_span(context, month)))


@rule("EDGE", "[the] QUARTER end")
def _quarter_end(context: Context, part: tuple[str, int]) -> Span:
    return day(last_day(part_of_year(context, *part, None)))


@rule("SHORTUNIT", "eow")
def _eow(_: Context) -> str:
    return "week"


@rule("SHORTUNIT", "eom")
def _eom(_: Context) -> str:
    return "month"


@rule("SHORTUNIT", "eoq")
def _eoq(_: Context) -> str:
    return "quarter"


@rule("SHORTUNIT", "eoy")
def _eoy(_: Context) -> str:
    return "year"


@rule("EDGE", "[the] SHORTUNIT")
def _short(context: Context, unit: str) -> Span:
    return _end_of(context, unit)


@rule("EDGE", "[the] SHORTUNIT [of|,] PERIOD")
def _short_of(context: Context, _unit: str, span: Span) -> Span:
    return _end_of(context, span)


@rule("EDGE", "end UNITREF")
def _end_without_of(context: Context, span: Span) -> Span:
    return _end_of(context, span)


@rule("EDGE", "[the] [very] start|top of UNITREF")
def _start_of(_: Context, span: Span) -> Span:
    return day(first_day(span), span.note)


@rule("EDGE", "[the] [very] beginning of UNITREF")
def _beginning_of(context: Context, span: Span) -> Span:
    return _early(context, span)


@rule("EDGE", "[the] last business|working day of|in UNITREF")
def _last_business_day(context: Context, span: Span) -> Span:
    return day(add_business_days(context.calendar, last_day(span) + timedelta(1), -1))


@rule("EDGE", "[the] ORDINAL business|working day of|in UNITREF")
def _nth_business_day(context: Context, number: int, span: Span) -> Span:
    return day(add_business_days(context.calendar, first_day(span) - timedelta(1), number))


@rule("EDGE", "[the] last day of|in UNITREF")
def _last_day(_: Context, span: Span) -> Span:
    return day(last_day(span))


@rule("EDGE", "[the] ORDINAL day of|in UNITREF")
def _nth_day(_: Context, number: int, span: Span) -> Span:
    return day(first_day(span) + timedelta(number - 1))
