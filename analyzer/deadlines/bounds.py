"""Rules that join days with times and put bounds on them; ``BOUND`` is the grammar's top.

    WHEN  := DAYTIME | DAY | PERIOD | SLICE | EDGE | TIME
    POINT := WHEN | ORDINALDAY | NAMED | HOUR | PART          what a preposition can precede
    BOUND := by|until|no later than POINT | before POINT | after|from POINT | on|in|at POINT
           | from|between POINT to|and POINT | POINT to|or POINT | OCCASION | VAGUE | WHEN

``by X`` includes X and may be done from now on; ``before X`` ends when X begins.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from analyzer.deadlines.arithmetic import days, first_day, last_day, month_span, period
from analyzer.deadlines.clock import Clock, Part
from analyzer.deadlines.dates import next_day_of_month
from analyzer.deadlines.durations import Duration
from analyzer.deadlines.engine import GRAMMAR, Context
from analyzer.deadlines.model import Span
from analyzer.deadlines.periods import EVENT

rule = GRAMMAR.rule
_SECOND = timedelta(seconds=1)
_NOON = 12


# --- a day and a time


def _one_day(span: Span) -> date | None:
    """Return the day, where the span is no longer than one."""
    if span.start is None or span.end is None or span.start.date() != span.end.date():
        return None
    return span.start.date()


@rule("AT", "[,] at|@|around|about|for|by|until", "[,] at|by around|about", "[,] no later than", ",")
def _at(_: Context) -> bool:
    return True


@rule("DAYTIME", "DAY CLOCK", "DAY AT CLOCK")
def _day_clock(_: Context, span: Span, *found: Clock) -> Span | None:
    when = _one_day(span)
    return None if when is None else replace(found[-1].on(when), note=span.note)


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


@rule("DAYTIME", "DAY [,] before CLOCK")
def _day_before(context: Context, span: Span, clock: Clock) -> Span | None:
    at = _day_clock(context, span, clock)
    return at and replace(at, start=span.start)


@rule("DAYTIME", "DAY [,] after CLOCK")
def _day_after(context: Context, span: Span, clock: Clock) -> Span | None:
    at = _day_clock(context, span, clock)
    return at and replace(at, end=span.end)


@rule("DAYTIME", "DAY [,] [in|at|by|around|over|on|for] [the] PART")
def _day_part(_: Context, span: Span, part: Part) -> Span | None:
    when = _one_day(span)
    return None if when is None else replace(part.on(when), note=span.note)


@rule("DAYTIME", "DAY [,] before PART")
def _day_before_part(context: Context, span: Span, part: Part) -> Span | None:
    found = _day_part(context, span, part)
    return found and replace(found, start=span.start, end=found.start)


@rule("DAYTIME", "DAY [,] after PART")
def _day_after_part(context: Context, span: Span, part: Part) -> Span | None:
    found = _day_part(context, span, part)
    return found and replace(found, start=found.end, end=span.end)


@rule("DAYTIME", "[the] PART [of|on|,] DAY", "end of DAY", "[the] end of the day [on] DAY")
def _part_day(context: Context, *found: Part | Span) -> Span | None:
    part, span = found if len(found) == 2 else (None, found[0])
    if part is None:
        when = _one_day(span)  # type: ignore[arg-type]
        closing = context.calendar.business_end
        return None if when is None else Part(closing.hour + closing.minute / 60, 24, "day").on(when)
    return _day_part(context, span, part)  # type: ignore[arg-type]


@rule("DAYTIME", "CLOCK [on] DAY [in the] PART")
def _clock_day_part(context: Context, clock: Clock, span: Span, part: Part) -> Span | None:
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


@rule("WHEN", "THISPART [at|around|about|by|@|,] CLOCK", "TIME THISPART", "HOUR THISPART",
      "CLOCK later THISPART")
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


def _next_part(context: Context, part: Part) -> Span:
    span = part.on(context.said.date())
    if span.end is not None and span.end < context.said:
        return part.on(context.said.date() + timedelta(1))
    return span


@rule("WHEN", "in the PART", "ENDPART $", "[the] ENDPART today")
def _in_the_part(context: Context, part: Part) -> Span:
    return _next_part(context, part)


@rule("WHEN", "DAYTIME", "DAY", "PERIOD", "SLICE", "EDGE")
def _when(_: Context, span: Span) -> Span:
    return span


@rule("WHEN", "TIME")
def _time(context: Context, clock: Clock) -> Span:
    return clock.soonest(context)


@rule("WHEN", "CLOCKS")
def _times(context: Context, clocks: tuple[Clock, Clock]) -> Span | None:
    # "From one to seven" counts; "from 1:30 to 3" and "one to seven pm" are times.
    if not any(clock.certain or clock.minute for clock in clocks):
        return None
    return _day_clocks(context, period(context, "day"), clocks)


# --- what a preposition can precede


@rule("POINT", "WHEN", "ORDINALDAY", "NAMED")
def _point(_: Context, span: Span) -> Span:
    return span


@rule("POINT", "the NUM $")
def _number_day(context: Context, number: int) -> Span:
    return next_day_of_month(context, number)


@rule("POINT", "[the] PART")
def _part_point(context: Context, part: Part) -> Span:
    return _next_part(context, part)


@rule("POINT", "WEAKDAY $")
def _weak_day(context: Context, weekday: int) -> Span:
    return period(context, "day", (weekday - context.said.weekday()) % 7)


@rule("POINT", "APPROXIMATELY POINT")
def _around(_: Context, _word: bool, span: Span) -> Span:
    return span


@rule("APPROXIMATELY", "around|about|sometime|maybe|like|roughly|probably|hopefully|perhaps|say",
      "sometime|somewhere around|in|on|by|during", "in or around", "the", "as early|late as",
      "at the very latest|least", "on|in")
def _approximately(_: Context) -> bool:
    return True


@rule("POINT", "EITHER or EITHER", "EITHER , EITHER or EITHER")
def _either(_: Context, *found: Span) -> Span | None:
    spans = [(span.start, span.end) for span in found if span.start and span.end]
    if len(spans) < len(found):
        return None
    first, *rest = (Span(start, end, found[-1].grain) for start, end in spans)
    for span in rest:
        first = replace(first, end=_following(first, span).end)
    return replace(first, note="one or the other")


def _following(first: Span, span: Span) -> Span:
    """Return the span a week later where it is before the first: "Tuesday or Wednesday"."""
    if first.start is None or span.start is None or span.end is None or span.start >= first.start:
        return span
    week = timedelta(7)
    return replace(span, start=span.start + week, end=span.end + week)


@rule("EITHER", "WHEN", "ORDINALDAY", "APPROXIMATELY WHEN")
def _one_of_two(_: Context, *found: Span) -> Span:
    return found[-1]


@rule("STRETCH", "WHEN", "NAMED", "PART", "APPROXIMATELY STRETCH")
def _stretch(context: Context, *found: Span | Part | bool) -> Span | None:
    span = found[-1]
    if isinstance(span, Part):
        return _next_part(context, span)
    return span if isinstance(span, Span) else None


@rule("HOURPOINT", "HOUR", "APPROXIMATELY HOUR")
def _hour_point(context: Context, *found: Clock) -> Span:
    return found[-1].soonest(context)


# --- bounds


@rule("BY", "by|until|till|til", "[by] no|not later than", "[by] at the latest [by]", "on or before",
      "up to|until", "by [the] latest", "between now and", "due [by|on]", "through")
def _by_word(_: Context) -> bool:
    return True


@rule("BOUND", "BY POINT [at the latest]", "BY HOURPOINT [at the latest]")
def _by(context: Context, _by: bool, span: Span) -> Span:
    if span.end is None:
        return EVENT
    return replace(span, start=min(context.said, span.end), bound="by")


@rule("BOUND", "WHEN [at the|the very] latest")
def _at_the_latest(context: Context, span: Span) -> Span:
    return _by(context, True, span)


@rule("BOUND", "before [the] end of UNITREF", "before EDGE")
def _before_end(context: Context, span: Span) -> Span:
    return _by(context, True, span)


@rule("BOUND", "before|until HOURPOINT", "before|prior|ahead|afore [to|of] POINT", "in advance of POINT")
def _before(context: Context, span: Span) -> Span:
    if span.start is None:
        return EVENT
    end = span.start if span.grain in ("minute", "hour") else span.start - _SECOND
    return replace(span, start=min(context.said, end), end=end, bound="by")


@rule("BOUND", "not before|until POINT", "no earlier|sooner than POINT")
def _not_before(_: Context, span: Span) -> Span:
    return replace(span, end=None, bound="from")


@rule("BOUND", "after HOURPOINT", "after|past|following POINT")
def _after(_: Context, span: Span) -> Span:
    return replace(span, start=span.end, end=None, bound="from")


@rule("BOUND", "from|since|starting|beginning|effective POINT [on|onwards|onward]",
      "starting|beginning|effective from|on|in POINT", "as of|from POINT", "WHEN or later|after", "WHEN onwards|onward")
def _from(_: Context, span: Span) -> Span:
    return replace(span, end=None, bound="from")


@rule("BOUND", "in|into the new year")
def _new_year(context: Context) -> Span:
    start = first_day(period(context, "year", 1))
    return days(start, start + timedelta(30), "month", "how far into the new year is not said")


@rule("BOUND", "at HOURPOINT", "around|about HOUR", "on|for POINT", "on or|about|around POINT",
      "in|at|during|over|around|about|sometime|to [the] STRETCH")
def _in(context: Context, span: Span | Clock) -> Span:
    return span.soonest(context) if isinstance(span, Clock) else span


@rule("BOUND", "WHEN", "EITHER or EITHER", "EITHER , EITHER or EITHER")
def _bare(context: Context, *found: Span) -> Span | None:
    return found[0] if len(found) == 1 else _either(context, *found)


@rule("BOUND", "VAGUE", "OCCASION")
def _occasion(_: Context, span: Span) -> Span:
    return span


@rule("BOUND", "[from|between] [the] MONTHDAY to|-|and|through|until|till [the] DATE")
def _days_of_month(_: Context, number: int, last: Span) -> Span | None:
    start = first_day(last).replace(day=number)
    return days(start, last_day(last), "day", last.note) if start <= last_day(last) else None


@rule("BOUND", "[from|between] DATE to|-|and|through|until|till [the] MONTHDAY $")
def _days_of_same_month(_: Context, first: Span, number: int) -> Span | None:
    end = first_day(first).replace(day=number)
    return days(first_day(first), end, "day", first.note) if end >= first_day(first) else None


@rule("BOUND", "between POINT and POINT", "WHEN to|through|thru|-|until|till|til POINT",
      "from POINT to|through|thru|-|until|till|til POINT")
def _between(_: Context, first: Span, second: Span) -> Span | None:
    second = _following(first, second)
    if first.start is None or second.end is None or second.end < first.start:
        return None
    return replace(second, start=first.start, note=first.note or second.note)


@rule("MONTHDAY", "NUM", "ORDINAL", "BELOW100")
def _month_day(_: Context, number: int) -> int | None:
    return number if 1 <= number <= 31 else None


@rule("BOUND", "by|before|at [market] close $")
def _close(context: Context) -> Span:
    closing = datetime.combine(context.said.date(), context.calendar.business_end)
    return Span(min(context.said, closing), closing, "minute", bound="by")


@rule("BOUND", "IDIOM")
def _idiom(_: Context, span: Span) -> Span:
    return span


@rule("SOLO", "NAMED", "ORDINALDAY", "POINT")
def _alone(_: Context, span: Span) -> Span:
    return span


@rule("SOLO", "DURATION")
def _length_alone(context: Context, duration: Duration) -> Span:
    return duration.shift(context, context.said)


@rule("SOLO", "WEAKMONTH", "SEASON")
def _month_alone(context: Context, month: int) -> Span:
    return month_span(context, month)


@rule("SOLO", "LOOSE")
def _time_alone(context: Context, clock: Clock) -> Span | None:
    return clock.soonest(context) if clock.minute else None


@rule("SOLO", "[right] now")
def _now(context: Context) -> Span:
    return Span(context.said, context.said, "minute")
