"""Whether bare numbers are seconds, milliseconds or ticks, told by how fast people would speak."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from analyzer.readers.json_values import MILLISECOND, TICK, is_number

_FASTEST = 7.0
"""Words per second that nobody exceeds over a whole conversation: speech runs at 1 to 4."""
_LETTERS_A_WORD = 8
"""At least a word to so many characters, for scripts without spaces."""


def unit_of(said: Iterable[tuple[Any, Any, str]]) -> float:
    """Return the unit of the times of ``(start, end, text)`` rows, in seconds.

    It is the smallest in which nobody speaks too fast. Only whole numbers can be
    milliseconds or ticks; a fraction or a clock means seconds.

    >>> unit_of([(170, 1140, "Yes, we can do that.")]), unit_of([(3, 5, "Yes, we can do that.")])
    (0.001, 1.0)
    """
    times: list[float] = []
    spoken = words = last = 0.0
    for start, end, text in said:
        for time in (start, end):
            whole = isinstance(time, (int, str)) and is_number(time) and float(time).is_integer()
            if time is not None and not whole:
                return 1.0
        times += [float(time) for time in (start, end) if time is not None]
        last = max(len(text.split()), len(text) / _LETTERS_A_WORD)
        words += last
        if start is not None and end is not None:
            spoken += float(end) - float(start)
    span = spoken
    if spoken <= 0:  # from start to start, which leaves out what is said last
        span, words = max(times, default=0.0) - min(times, default=0.0), words - last
    if not words or span <= 0:
        return 1.0
    return next((unit for unit in (TICK, MILLISECOND) if words / span / unit <= _FASTEST), 1.0)
