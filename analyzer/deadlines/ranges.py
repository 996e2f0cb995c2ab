"""Rules for ranges, further rows of ``BOUND``.

BOUND := from|between POINT to|and POINT | WHEN to POINT | the ORDINAL to the ORDINAL
       | EITHER and EITHER                                two days that follow each other
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from analyzer.deadlines.arithmetic import days, first_day, last_day
from analyzer.deadlines.bounds import following
from analyzer.deadlines.dates import next_day_of_month
from analyzer.deadlines.engine import GRAMMAR, Context
from analyzer.deadlines.model import Span

rule = GRAMMAR.rule


@rule("BOUND", "[from|between] [the] MONTHDAY to|-|and|through|until|till [the] DATE")
def _days_of_month(_: Context, number: int, last: Span) -> Span | None:
    start = first_day(last).replace(day=number)
    return days(start, last_day(last), "day", last.note) if start <= last_day(last) else None


@rule("BOUND", "[from|between] DATE to|-|and|through|until|till [the] MONTHDAY $")
def _days_of_same_month(_: Context, first: Span, number: int) -> Span | None:
    end = first_day(first).replace(day=number)
    return days(first_day(first), end, "day", first.note) if end >= first_day(first) else None


@rule(
    "BOUND",
    "[from] the ORDINAL to|through|thru|-|until|till|til [the] ORDINAL $",
    "between the ORDINAL and|- [the] ORDINAL $",
)
def _ordinals(context: Context, first: int, last: int) -> Span:
    start = first_day(next_day_of_month(context, first))
    end = start.replace(day=last)
    return days(start, end if last > first else end + relativedelta(months=1), "day")


@rule(
    "BOUND",
    "between POINT and POINT",
    "WHEN to|through|thru|-|until|till|til POINT",
    "from POINT to|through|thru|-|until|till|til POINT",
)
def _between(_: Context, first: Span, second: Span) -> Span | None:
    second = following(first, second)
    if first.start is None or second.end is None or second.end < first.start:
        return None
    return replace(second, start=first.start, note=first.note or second.note)


@rule("MONTHDAY", "NUM", "ORDINAL", "BELOW100")
def _month_day(_: Context, number: int) -> int | None:
    return number if 1 <= number <= 31 else None


@rule("BOUND", "EITHER and EITHER")
def _two_days(_: Context, first: Span, second: Span) -> Span | None:
    second = following(first, second)
    if None in (first.end, second.end) or last_day(first) + timedelta(1) != first_day(second):
        return None
    return replace(second, start=first.start, note=first.note or second.note)
