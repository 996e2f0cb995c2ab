"""Rules for times of day.

    AMPM  := am | pm | a m | in the morning | in the afternoon ...
    PLAIN := 3:30 | half past HOURNUMBER | quarter past|to HOURNUMBER
    TOLD  := HOURNUMBER oh ONES | half HOURNUMBER | CARDINAL [minutes] past|to HOURNUMBER
    LOOSE := HOURNUMBER [MINUTES] | TOLD | 1500 hours | fifteen hundred hours
    TIME  := (PLAIN [AMPM] | LOOSE AMPM | LOOSE o'clock [AMPM] | NOON) [ZONE]
    HOUR  := LOOSE $                      bare ("by three"): only after a preposition or a day
    CLOCK := TIME | HOUR
    PART  := [early|mid|late] DAYPART | ENDPART
    ENDPART := first thing | end of day | close of business        times without more words

An hour without am or pm is read in office hours: 7 to 11 in the morning, 12 to 6 in the
afternoon; "tonight" and "evening" make it pm.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from analyzer.deadlines.engine import GRAMMAR, Context
from analyzer.deadlines.model import Span

rule = GRAMMAR.rule
_FIRST_OFFICE_HOUR = 7
_LAST_MINUTE = timedelta(days=1, seconds=-1)


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day; ``certain`` when am and pm are told apart."""

    hour: int
    minute: int = 0
    certain: bool = False

    def __post_init__(self) -> None:
        if not (0 <= self.hour <= 24 and 0 <= self.minute < 60):
            raise ValueError("no time of day")

    @property
    def office(self) -> Clock:
        """The reading in office hours, where am and pm are not told apart."""
        if self.certain or not 0 < self.hour < _FIRST_OFFICE_HOUR:
            return self
        return replace(self, hour=self.hour + 12)

    def half(self, pm: bool) -> Clock:
        """Return this time before noon or, for ``pm``, after."""
        if self.hour > 12:
            return replace(self, certain=True)
        return replace(self, hour=self.hour % 12 + 12 * pm, certain=True)

    def on(self, when: date) -> Span:
        """Return the moment on a day; midnight is the end of it."""
        clock = self.office
        start = datetime.combine(when, time()) + timedelta(hours=clock.hour, minutes=clock.minute)
        if clock.hour == 24:
            start -= timedelta(seconds=1)
        return Span(start, start, "minute")

    def soonest(self, context: Context) -> Span:
        """Return the moment today, or tomorrow where it has passed."""
        today = context.said.date()
        span = self.on(today)
        if span.start is not None and span.start >= context.said:
            return span
        if not self.certain and self.office.hour < 12:
            later = self.half(pm=True).on(today)
            if later.start is not None and later.start >= context.said and self.hour < 9:
                return later
        return replace(self.on(today + timedelta(1)), note="that time has passed today")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the day, from hour to hour."""

    first: float
    last: float
    grain: str = "hour"

    def on(self, when: date) -> Span:
        """Return the part of that day."""
        start = datetime.combine(when, time())
        end = min(start + timedelta(hours=self.last), start + _LAST_MINUTE)
        return Span(start + timedelta(hours=self.first), end, self.grain)


@rule("AMPM", "am", "a m", "in the am")
def _am(_: Context) -> bool:
    return False


@rule("AMPM", "pm", "p m", "in the pm")
def _pm(_: Context) -> bool:
    return True


@rule("AMPM", "in the morning", "that|this morning")
def _in_the_morning(_: Context) -> bool:
    return False


@rule("AMPM", "in the afternoon|evening", "at night", "that|this afternoon|evening", "tonight")
def _in_the_afternoon(_: Context) -> bool:
    return True


@rule("MINUTES", "CARDINAL")
def _minutes(_: Context, minute: int) -> int | None:
    return minute if 10 <= minute < 60 else None


@rule("HOURNUMBER", "NUM", "ONES", "TEENS")
def _hour_number(_: Context, hour: int) -> int | None:
    return hour if 1 <= hour <= 12 else None


@rule("PLAIN", "HM")
def _figures(_: Context, text: str) -> Clock:
    hour, minute = (int(part) for part in text.split(":")[:2])
    # 0:30, 08:30 and 15:30 are read off a 24-hour clock; 3:30 is not.
    return Clock(hour, minute, certain=hour > 12 or text.startswith("0"))


@rule("PLAIN", "half past HOURNUMBER")
def _half_past(_: Context, hour: int) -> Clock:
    return Clock(hour, 30)


@rule("PLAIN", "[a] quarter past|after HOURNUMBER")
def _quarter_past(_: Context, hour: int) -> Clock:
    return Clock(hour, 15)


@rule("PLAIN", "[a] quarter to|of|till HOURNUMBER")
def _quarter_to(_: Context, hour: int) -> Clock:
    return Clock(hour - 1 or 12, 45)


@rule("LOOSE", "HOURNUMBER MINUTES")
def _spelled(_: Context, hour: int, minute: int) -> Clock:
    return Clock(hour, minute)


@rule("LOOSE", "TOLD")
def _told(_: Context, clock: Clock) -> Clock:
    return clock


@rule("TOLD", "HOURNUMBER oh|o|zero ONES")
def _oh(_: Context, hour: int, minute: int) -> Clock:
    return Clock(hour, minute)


@rule("TOLD", "half HOURNUMBER")
def _half(context: Context, hour: int) -> Clock:
    return _half_past(context, hour)


@rule("TOLD", "CARDINAL [minutes] past|after HOURNUMBER")
def _past(_: Context, minute: int, hour: int) -> Clock:
    return Clock(hour, minute)


@rule("TOLD", "CARDINAL [minutes] to|till HOURNUMBER")
def _to(_: Context, minute: int, hour: int) -> Clock | None:
    return Clock(hour - 1 or 12, 60 - minute) if minute in (5, 10, 20, 25) else None


@rule("LOOSE", "NUM hours|hrs|hour")
def _military(_: Context, digits: int) -> Clock | None:
    # "Capped at 200 hours" is no time; nobody says an early hour so.
    return Clock(*divmod(digits, 100), certain=True) if digits >= 600 else None


@rule("LOOSE", "HOURCOUNT hundred hours|hrs")
def _spelled_military(_: Context, hour: int) -> Clock:
    return Clock(hour, certain=True)


@rule("HOURCOUNT", "[oh|zero|o] NUM", "[oh|zero|o] BELOW100")
def _hour_count(_: Context, hour: int) -> int:
    return hour


@rule("LOOSE", "HOURNUMBER")
def _whole(_: Context, hour: int) -> Clock:
    return Clock(hour)


@rule("BARETIME", "PLAIN [o'clock|oclock] AMPM", "LOOSE [o'clock|oclock] AMPM")
def _half_told(_: Context, clock: Clock, pm: bool) -> Clock:
    return clock.half(pm)


@rule("BARETIME", "NUM AMPM")
def _run_together(_: Context, digits: int, pm: bool) -> Clock | None:
    return Clock(digits // 100, digits % 100).half(pm) if 100 <= digits < 1300 else None


@rule("BARETIME", "PLAIN [hrs|h]", "LOOSE o'clock|oclock")
def _office(_: Context, clock: Clock) -> Clock:
    return clock


@rule("BARETIME", "[the|twelve] NOON", "NUM NOON")
def _noon(_: Context, *hour: int) -> Clock:
    return Clock(hour[-1], certain=True)


@rule("HOUR", "LOOSE [sharp|ish] $")
def _bare(_: Context, clock: Clock) -> Clock:
    return clock


@rule("TIME", "BARETIME [sharp]", "BARETIME ZONE [standard|daylight] [time]")
def _time(_: Context, clock: Clock, *_zone: str) -> Clock:
    return clock


@rule("CLOCK", "TIME", "HOUR")
def _clock(_: Context, clock: Clock) -> Clock:
    return clock


@rule("PART", "DAYPART")
def _part(_: Context, hours: list[int]) -> Part:
    return Part(hours[0], hours[1])


@rule("PART", "[in the] early DAYPART", "early in the DAYPART", "first half of the DAYPART")
def _early(_: Context, hours: list[int]) -> Part:
    return Part(hours[0], (hours[0] + hours[1]) / 2)


@rule("PART", "[in the] late|later DAYPART", "late|later in the DAYPART", "late at DAYPART")
def _late(_: Context, hours: list[int]) -> Part:
    return Part((hours[0] + hours[1]) / 2, hours[1])


@rule("PART", "[in the] mid DAYPART")
def _mid(_: Context, hours: list[int]) -> Part:
    return Part(hours[0] + (hours[1] - hours[0]) / 3, hours[1] - (hours[1] - hours[0]) / 3)


@rule("ENDPART", "first thing [in the morning]", "bright and early")
def _first_thing(_: Context) -> Part:
    return Part(7, 10)


@rule("ENDPART", "eod", "[the] end of [the|my|your|our] [working] day")
def _end_of_day(context: Context) -> Part:
    return Part(closing(context), 24, "day")


@rule("ENDPART", "cob|eob|eop", "[the] close|end of [the] business|play|trading [day]", "home time")
def _close_of_business(context: Context) -> Part:
    return Part(closing(context), closing(context))


@rule("PART", "ENDPART", "ENDPART ZONE [time]")
def _end_part(_: Context, part: Part, *_zone: str) -> Part:
    return part


def closing(context: Context) -> float:
    """Return the hour at which business closes."""
    end = context.calendar.business_end
    return end.hour + end.minute / 60
