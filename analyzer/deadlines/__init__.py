"""When is it due? Time words of an utterance, resolved against the moment they were said.

Pure: no clock, no locale. The conventions are stated in ``docs/deadlines.md``; the grammar is
in the modules of rules, each with its part in its docstring: ``numbers``, ``durations``,
``clock``, ``periods``, ``slices``, ``dates``, ``named``, ``measures``, ``daytimes``, ``events``
and, on top, ``bounds``, ``ranges`` and ``answers``.

>>> from datetime import datetime
>>> said = datetime(2026, 3, 11, 10)
>>> due = find("I'll get the numbers over by close of business Friday.", said)
>>> due.span, due.latest.isoformat()
('by close of business Friday', '2026-03-13T17:00:00')
"""

from __future__ import annotations

from analyzer.deadlines.model import Calendar, Deadline
from analyzer.deadlines.resolve import explain, find, find_all

__all__ = ["Calendar", "Deadline", "explain", "find", "find_all"]
