"""Times of day and of a recording, as people and programs write them, to seconds."""

from __future__ import annotations

import re

CLOCK = (
    r"(?:(?:\d+:)?\d{1,3}:\d{1,2}(?:[.,:]\d{1,9})?(?:\s?[AaPp]\.?[Mm]\b\.?)?|\d{1,6}\.\d{1,3}s\b)"
)
"""Pattern of ``M:SS`` and ``H:MM:SS``, with a fraction, frames, AM or PM, and of ``5.25s``.

It has no groups.
"""

_CLOCK = re.compile(
    r"(?:(\d{1,4}):)?(\d{1,3}):(\d{1,2})(?:[.,](\d{1,9})|:\d{1,2})?(?:\s?([ap])\.?m\.?)?", re.I
)
_SPAN = re.compile(
    r"(?:PT)?(?:(\d{1,9})h)?\s?(?:(\d{1,9})m(?:in)?)?\s?(?:(\d{1,9}(?:\.\d+)?)s(?:ec)?)?", re.I
)


def seconds(text: str) -> float | None:
    """Return the seconds a time stands for, ``None`` where it is none.

    Frames (``H:MM:SS:FF``) are left out, as their rate is not known.

    >>> [seconds(t) for t in ("0:03", "1:02:03.5", "00:01:02,500", "PT1H2M", "0.5s", "soon")]
    [3.0, 3723.5, 62.5, 3720.0, 0.5, None]
    >>> seconds("2:05 PM")
    50700.0
    """
    text = text.strip()
    if match := _CLOCK.fullmatch(text):
        hours, minutes, whole, fraction, half = match.groups()
        if half and hours is None:
            hours, minutes, whole = minutes, whole, "0"
        if half:
            hours = int(hours) % 12 + (12 if half in "pP" else 0)
        total = int(hours or 0) * 3600 + int(minutes) * 60 + int(whole)
        return float(f"{total}.{fraction or 0}")
    match = _SPAN.fullmatch(text)
    if match and any(match.groups()):
        hours, minutes, rest = match.groups()
        return int(hours or 0) * 3600 + int(minutes or 0) * 60 + float(rest or 0)
    return None
