"""Whether bare numbers are seconds, milliseconds or ticks, told by how fast people would speak."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from analyzer.readers.json_values import MILLISECOND, TICK, is_number

_SLOWEST = 0.02
"""Words per second below which times cannot be seconds: one word in fifty seconds.

Speech runs at 1 to 4 words per second, so in milliseconds it seems to run at 0.001 to
0.004, and a meeting with long pauses read in seconds stays well above this.
"""


def unit_of(said: Iterable[tuple[Any, Any, str]]) -> float:
    """Return the unit of the times of ``(start, end, text)`` rows, in seconds.

    Only whole numbers can be milliseconds or ticks; a fraction or a clock means seconds.

    >>> unit_of([(170, 1140, "Yes, we can do that.")]), unit_of([(3, 5, "Yes, we can do that.")])
    (0.001, 1.0)
    """
    times: list[float] = []
    spoken, words = 0.0, 0
    for start, end, text in said:
        for time in (start, end):
            whole = isinstance(time, (int, str)) and is_number(time) and float(time).is_integer()
            if time is not None and not whole:
                return 1.0
        times += [float(time) for time in (start, end) if time is not None]
        words += len(text.split())
        if start is not None and end is not None:
            spoken += float(end) - float(start)
    span = spoken if spoken > 0 else max(times, default=0.0) - min(times, default=0.0)
    if not words or span <= 0:
        return 1.0
    rate = words / span
    if rate >= _SLOWEST:
        return 1.0
    return MILLISECOND if rate >= _SLOWEST * MILLISECOND else TICK
