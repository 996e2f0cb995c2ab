"""Rules that join a day with a time of day.

DAYTIME  := DAY [at] CLOCK|CLOCKS|PART | CLOCK|CLOCKS|PART [on] DAY | DAY PART [at] CLOCK
          | DAY before|after CLOCK|PART | first thing PERIOD
CLOCKS   := [from|between] CLOCK to|and CLOCK
THISPART := this|that PART | tonight
WHEN     := DAYTIME | DAY | PERIOD | SLICE | EDGE | TIME | CLOCKS | THISPART [at CLOCK]
          | MONTH $ | in the PART | ENDPART $ | later today
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from analyzer.deadlines.arithmetic import first_day, month_span, period
from analyzer.deadlines.clock import Clock, Part, closing
from analyzer.deadlines.dates import TODAY_TAKEN
from analyzer.deadlines.engine import GRAMMAR, Context
from analyzer.deadlines.model import Span

rule = GRAMMAR.rule
_NOON = 12


def _one_day(span: Span) -> date | None:
    """Return the day, where the span is no longer than one."""
    if span.start is None or span.end is None or span.start.date() != span.end.date():
        return None
    return span.start.date()


@rule(
    "AT", "[,] at|@|around|about|for|by|until", "[,] at|by around|about", "[,] no later than", ","
)
def _at(_: Context) -> bool:
    return True


@rule("DAYTIME", "DAY CLOCK", "DAY AT CLOCK")
def _day_clock(context: Context, span: Span, *found: Clock) -> Span | None:
    when = _one_day(span)
    if when is None:
        return None
    at = found[-1].on(when)
    if span.note == TODAY_TAKEN and at.end and at.end < context.said:
        return found[-1].on(when + timedelta(7))
    return replace(at, note=span.note)


@rule("DAYTIME", "TIME [on|for|,|of] DAY", "HOUR [on|,] DAY")
def _clock_day(context: Context, clock: Clock, span: Span) -> Span | None:
    return _day_clock(context, span, clock)


@rule("CLOCKS", "[from|between] CLOCK to|-|and|until|till|til|through CLOCK")
def _clocks(_: Context, first: Clock, last: Clock) -> tuple[Clock, Clock]:
    # "2 to 4 pm" is all afternoon; "11 to 1 pm" is not.
    if last.certain and not first.certain and first.hour < last.hour % 12:
        first = first.half(pm=last.hour >= _NOON)
    return first, last


@rule("DAYTIME", "DAY [,] CLOCKS", "DAY [at|around] CLOCKS", "CLOCKS [on|,] DAY")
def _day_clocks(context: Context, *found: Span | tuple[Clock, Clock]) -> Span | None:
    span = next(value for value in found if isinstance(value, Span))
    first, last = next(value for value in found if isinstance(value, tuple))
    start, end = _day_clock(context, span, first), _day_clock(context, span, last)
    if start is None or end is None or start.start is None or end.end is None:
        return None
    return replace(end, start=start.start) if start.start <= end.end else start


@rule("DAYTIME", "DAY AMPM")
def _day_half(_: Context, span: Span, pm: bool) -> Span | None:
    when = _one_day(span)
    return None if when is None else Part(*((12, 18) if pm else (6, 12))).on(when)


@rule("DAYTIME", "DAY PART [,] ENDPART")
def _day_part_end(context: Context, span: Span, _part: Part, part: Part) -> Span | None:
    return day_part(context, span, part)


@rule("DAYTIME", "first thing [in|on] PERIOD")
def _first_thing(context: Context, span: Span) -> Span:
    return Part(7, 10).on(first_day(span))


@rule("DAYTIME", "DAY [,] before CLOCK")
def _day_before(context: Context, span: Span, clock: Clock) -> Span | None:
    at = _day_clock(context, span, clock)
    return at and replace(at, start=span.start)


@rule("DAYTIME", "DAY [,] after CLOCK")
def _day_after(context: Context, span: Span, clock: Clock) -> Span | None:
    at = _day_clock(context, span, clock)
    return at and replace(at, end=span.end)


@rule("DAYTIME", "DAY [,] [in|at|by|around|over|on|for] [the] PART")
def day_part(_: Context, span: Span, part: Part) -> Span | None:
    """Return a part of a day, ``None`` where the span is longer than one."""
    when = _one_day(span)
    return None if when is None else replace(part.on(when), note=span.note)


@rule("DAYTIME", "DAY [,] before PART")
def _day_before_part(context: Context, span: Span, part: Part) -> Span | None:
    found = day_part(context, span, part)
    return found and replace(found, start=span.start, end=found.start)


@rule("DAYTIME", "DAY [,] after PART")
def _day_after_part(context: Context, span: Span, part: Part) -> Span | None:
    found = day_part(context, span, part)
    return found and replace(found, start=found.end, end=span.end)


@rule(
    "DAYTIME",
    "[the] PART [of|on|,] DAY",
    "end of DAY",
    "last thing [on] DAY",
    "[the] end of the day [on] DAY",
)
def _part_day(context: Context, *found: Part | Span) -> Span | None:
    part, span = found if len(found) == 2 else (None, found[0])
    if part is None:
        when = _one_day(span)  # type: ignore[arg-type]
        return None if when is None else Part(closing(context), 24, "day").on(when)
    return day_part(context, span, part)  # type: ignore[arg-type]


@rule("DAYTIME", "CLOCK [on] DAY [in the] PART")
def _clockday_part(context: Context, clock: Clock, span: Span, part: Part) -> Span | None:
    return _day_part_clock(context, span, part, clock)


@rule("DAYTIME", "DAY PART [at|around|by|,] CLOCK", "DAY in the PART [at|around|by|,] CLOCK")
def _day_part_clock(_: Context, span: Span, part: Part, clock: Clock) -> Span | None:
    when = _one_day(span)
    if when is None:
        return None
    told = clock if clock.certain else clock.half(pm=part.last > _NOON)
    return replace(told.on(when), note=span.note)


# --- times of today


@rule("THISPART", "this|that PART", "tonight|tonite", "[later] this evening|night")
def _this_part(_: Context, part: Part | None = None) -> Part:
    return part or Part(18, 24)


@rule("THISPART", "[later|early|late] tonight|tonite", "late|later|early THISPART")
def _tonight(_: Context, part: Part | None = None) -> Part:
    return part or Part(18, 24)


@rule("WHEN", "THISPART")
def _today_part(context: Context, part: Part) -> Span:
    return part.on(context.said.date())


@rule(
    "WHEN",
    "THISPART [at|around|about|by|@|,] CLOCK",
    "TIME THISPART",
    "HOUR THISPART",
    "CLOCK later THISPART",
)
def _today_clock(context: Context, *found: Part | Clock) -> Span:
    clock = next(value for value in found if isinstance(value, Clock))
    part = next(value for value in found if isinstance(value, Part))
    told = clock if clock.certain else clock.half(pm=part.last > _NOON)
    return told.on(context.said.date())


@rule("WHEN", "last night", "yesterday night")
def _last_night(context: Context) -> Span:
    return Part(18, 24).on(context.said.date() - timedelta(1))


@rule("WHEN", "later|sometime|still today", "later on today")
def _some_time_today(context: Context) -> Span:
    return replace(period(context, "day"), start=context.said)


def next_part(context: Context, part: Part) -> Span:
    """Return today's part of the day, or tomorrow's where today's has begun or passed."""
    # "In the morning", said in the morning, is tomorrow's; said in the afternoon, "in the
    # afternoon" is today's.
    hour = context.said.hour + context.said.minute / 60
    passed = hour >= part.first if part.first < _NOON else hour > part.last
    return part.on(context.said.date() + timedelta(int(passed)))


@rule("WHEN", "in the PART", "ENDPART $", "[the] ENDPART today")
def _in_the_part(context: Context, part: Part) -> Span:
    return next_part(context, part)


@rule("WHEN", "DAYTIME", "DAY", "PERIOD", "SLICE", "EDGE")
def _when(_: Context, span: Span) -> Span:
    return span


@rule("WHEN", "MONTH $")
def _bare_month(context: Context, month: int) -> Span:
    return month_span(context, month)


@rule("WHEN", "TIME")
def _time(context: Context, clock: Clock) -> Span:
    return clock.soonest(context)


@rule("WHEN", "the top of the hour")
def _top_of_hour(context: Context) -> Span:
    start = context.said.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return Span(start, start, "minute")


@rule("WHEN", "CLOCKS")
def _times(context: Context, clocks: tuple[Clock, Clock]) -> Span | None:
    # "From one to seven" counts; "from 1:30 to 3" and "one to seven pm" are times.
    if not any(clock.certain or clock.minute for clock in clocks):
        return None
    return _day_clocks(context, period(context, "day"), clocks)
