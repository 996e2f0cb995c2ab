"""Values as people read them: clean text, clock times, days, percentages, counts.

Every function takes a cell of a results table, in which ``None``, ``NaN`` and ``NaT`` all mean
unknown.
"""

from __future__ import annotations

import unicodedata
from datetime import datetime, time
from typing import Any

import pandas as pd

_BIDI = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))
"""Marks that reorder the text around them: dropped, so that a quote cannot disguise itself."""

_WHOLE_DAY = {(0, 0), (23, 59)}
"""Times of day that only mark where a day begins or ends."""


def known(value: Any) -> Any:
    """Return the value, or ``None`` where the cell means unknown or is blank.

    >>> known(float("nan")), known(" "), known(0)
    (None, None, 0)
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    return None if pd.api.types.is_scalar(value) and pd.isna(value) else value


def clean(value: Any) -> str:
    """Return the text on one line, harmless to a terminal or a page; empty where unknown.

    Control characters and lone surrogates become U+FFFD, marks that override the direction
    of writing are dropped, white space is one space.

    >>> clean("a\\x1b[31mb\\n c")
    'a\ufffd[31mb c'
    """
    value = known(value)
    text = "" if value is None else " ".join(str(value).split())
    return "".join(
        "\ufffd" if unicodedata.category(char) in ("Cc", "Cs") else char
        for char in text.translate(_BIDI)
    )


def clock(seconds: Any) -> str | None:
    """Return seconds as minutes and seconds, with hours from one hour on.

    >>> clock(724.6), clock(3723), clock(None)
    ('12:04', '1:02:03', None)
    """
    seconds = known(seconds)
    if seconds is None:
        return None
    minutes, second = divmod(int(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"


def percent(share: Any) -> str | None:
    """Return a share of 1 in percent; what is not 0 does not read 0.

    >>> percent(0.417), percent(0.002), percent(0.0), percent(None)
    ('42 %', '<1 %', '0 %', None)
    """
    share = known(share)
    if share is None:
        return None
    return "<1 %" if 0 < share < 0.01 else f"{100 * share:.0f} %"


def count(n: Any, noun: str = "") -> str | None:
    """Return a count with its noun, in the plural where it is not 1.

    >>> count(4120, "word"), count(1, "speaker"), count(None, "word")
    ('4,120 words', '1 speaker', None)
    """
    n = known(n)
    if n is None:
        return None
    return f"{int(n):,} {noun}{'' if n == 1 else 's'}" if noun else f"{int(n):,}"


def day(value: Any) -> str | None:
    """Return a date as ``Tue 3 Mar 2026``, with the time where it says one.

    >>> day("2026-03-03"), day(datetime(2026, 3, 6, 12, 0))
    ('Tue 3 Mar 2026', 'Fri 6 Mar 2026, 12:00')
    """
    moment = _moment(value)
    if moment is None:
        return None
    date = f"{moment:%a} {moment.day} {moment:%b} {moment.year}"
    return date if _whole(moment.time()) else f"{date}, {moment:%H:%M}"


def due(earliest: Any, latest: Any) -> str | None:
    """Return the days within which something is due.

    >>> due("2026-03-02", "2026-03-06"), due("2026-03-06", "2026-03-06 23:59")
    ('Mon 2 Mar – Fri 6 Mar 2026', 'Fri 6 Mar 2026')
    """
    first, last = _moment(earliest), _moment(latest)
    if last is None:
        return f"from {day(first)}" if first else None
    if first is None or first.date() == last.date():
        return day(last)
    start = f"{first:%a} {first.day} {first:%b}"
    return f"{start if first.year == last.year else f'{start} {first.year}'} – {day(last)}"


def _moment(value: Any) -> datetime | None:
    value = known(value)
    return None if value is None else pd.Timestamp(value).to_pydatetime(warn=False)


def _whole(at: time) -> bool:
    return (at.hour, at.minute) in _WHOLE_DAY
