"""Values out of JSON of unknown shape: every function takes anything and never raises."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from analyzer.readers import clock
from analyzer.readers.header import parse_date
from analyzer.transcript import Mark, Note

EPOCH = 1e8
"""Seconds from here on are a date since 1970, not a place in a recording: three years."""
MILLISECOND = 1e-3
TICK = 1e-7
"""100 nanoseconds, the unit of .NET and Azure."""


_LONGEST_TIME = 40
"""Characters of a written time, as `seconds` takes it."""
_LATEST = 1e11
"""Seconds since 1970 beyond which a number must be milliseconds: the year 5138."""


def rows(value: Any) -> list[dict[str, Any]]:
    """Return the objects of an array; nothing of anything else."""
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def inner(value: Any, *path: str | int) -> Any:
    """Follow keys and indexes into nested objects and arrays; ``None`` where they end."""
    for key in path:
        if isinstance(value, dict) and isinstance(key, str):
            value = value.get(key)
        elif isinstance(value, list) and isinstance(key, int) and key < len(value):
            value = value[key]
        else:
            return None
    return value


def record(value: Any) -> dict[str, Any]:
    """Return an object; an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def first(row: Any, *keys: str) -> Any:
    """Return an object's first value of the keys that is there and not null or empty."""
    found = (record(row).get(key) for key in keys)
    return next((value for value in found if value not in (None, "", [], {})), None)


def text(value: Any) -> str:
    """Return a string's text; ``""`` of anything else. Halves of surrogate pairs are replaced."""
    if not isinstance(value, str):
        return ""
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def name(value: Any) -> str | None:
    """Return a speaker's name or id, numbers as their digits; ``None`` where there is none."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else None
    return (text(value).strip() or None) if isinstance(value, str) else str(value)


def seconds(value: Any, unit: float = 1.0) -> float | None:
    """Return a time in seconds: a number of ``unit``, a clock, ``"0.5s"``, or ``PT0.5S``.

    >>> seconds(460230, MILLISECOND), seconds("0.500s"), seconds({"seconds": "2", "nanos": 5e8})
    (460.23, 0.5, 2.5)
    """
    if isinstance(value, dict) and "relative" in value:
        value = value["relative"]
    if isinstance(value, dict):
        whole, nanos = _number(value.get("seconds", 0)), _number(value.get("nanos", 0))
        number = None if whole is None or nanos is None else whole + nanos * 1e-9
    else:
        number = _number(value)
    if number is None:
        brief = isinstance(value, str) and len(value) <= _LONGEST_TIME
        return clock.seconds(value) if brief else None
    return round(number * unit, 7) if math.isfinite(number) and number >= 0 else None


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        return float(value)
    except (ValueError, OverflowError):
        return None


def is_number(value: Any) -> bool:
    """Tell whether a value is a finite number, or a string of one."""
    number = _number(value)
    return number is not None and math.isfinite(number)


def moment(value: Any) -> datetime | None:
    """Return a date as wall-clock time; of seconds or milliseconds since 1970, in UTC.

    >>> moment("2026-03-02T10:00:00Z"), moment(1772445600000), moment(7)
    (datetime.datetime(2026, 3, 2, 10, 0), datetime.datetime(2026, 3, 2, 10, 0), None)
    """
    number = _number(value)
    if number is None:
        return parse_date(value) if isinstance(value, str) else None
    since = number / 1000 if number > _LATEST else number
    if not EPOCH <= since <= _LATEST:
        return None
    return datetime.fromtimestamp(since, UTC).replace(tzinfo=None)


def from_first(
    stamps: Sequence[Any], unit: float = 1.0
) -> tuple[list[float | None], datetime | None]:
    """Return times in seconds; of dates and times of day, from the first one, and that one.

    >>> from_first(["2026-03-02T10:00:00Z", "2026-03-02T10:00:07Z"])[0], from_first([2, 7])
    ([0.0, 7.0], ([2.0, 7.0], None))
    """
    times = [seconds(stamp, unit) for stamp in stamps]
    if not any(time is not None for time in times):
        times = [_since_1970(stamp) for stamp in stamps]
    begin = min((time for time in times if time is not None), default=0.0)
    if begin < EPOCH:
        return times, None
    return [None if time is None else round(time - begin, 6) for time in times], moment(begin)


def _since_1970(value: Any) -> float | None:
    """Return an ISO 8601 date in seconds since 1970, as UTC where it names no zone."""
    try:
        found = datetime.fromisoformat(value)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()
    except (TypeError, ValueError, OverflowError):
        return None


def notes(value: Any, length: int) -> tuple[Note, ...]:
    """Return stage notes of a text of a length, as `analyzer.convert` writes them."""
    return tuple(
        Note(offset=at, text=text(row.get("text")))
        for row in rows(value)
        for at in [row.get("offset")]
        if isinstance(at, int) and 0 <= at <= length
    )


def marks(value: Any, length: int) -> tuple[Mark, ...]:
    """Return times within a text of a length, as `analyzer.convert` writes them."""
    return tuple(
        Mark(offset=at, start=start, end=seconds(row.get("end")))
        for row in rows(value)
        for at, start in [(row.get("offset"), seconds(row.get("start")))]
        if isinstance(at, int) and 0 <= at <= length and start is not None
    )
