"""Values out of JSON of unknown shape: every function takes anything and never raises."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Any

from dateutil import parser as dates

from analyzer.readers import clock

EPOCH = 1e8
"""Seconds from here on are a date since 1970, not a place in a recording: three years."""
MILLISECOND = 1e-3
TICK = 1e-7
"""100 nanoseconds, the unit of .NET and Azure."""


_YEAR = re.compile(r"\b\d{4}\b|\b\d{8}T")
_NEW_YEAR = datetime(2000, 1, 1)
"""What a date does not say is the beginning, never today's."""


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


def first(row: Mapping[str, Any], *keys: str) -> Any:
    """Return the first value that is there and not null or empty."""
    return next((row[key] for key in keys if row.get(key) not in (None, "", [], {})), None)


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
    if isinstance(value, dict):
        whole, nanos = seconds(value.get("seconds", 0)), seconds(value.get("nanos", 0), 1e-9)
        return None if whole is None or nanos is None else whole + nanos
    number = _number(value)
    if number is None:
        return clock.seconds(value) if isinstance(value, str) else None
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
    """Return a date, written with its year or as seconds or milliseconds since 1970.

    >>> moment("2026-03-02T10:00:00Z"), moment("02-MAR-2026").day, moment("10:30")
    (datetime.datetime(2026, 3, 2, 10, 0, tzinfo=datetime.timezone.utc), 2, None)
    """
    number = _number(value)
    try:
        if number is not None:
            since = number / 1000 if number > 1e11 else number
            return datetime.fromtimestamp(since, UTC) if since > 1e8 else None
        dated = isinstance(value, str) and _YEAR.search(value)
        return dates.parse(value, default=_NEW_YEAR, tzinfos=_zone) if dated else None
    except (ValueError, OverflowError, OSError):
        return None


def _zone(_: str | None, offset: int | None) -> tzinfo | None:
    """Take a zone by its offset only: names such as ``IST`` mean several."""
    return None if offset is None else timezone(timedelta(seconds=offset))


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
    found = moment(value)
    if found is None:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()
