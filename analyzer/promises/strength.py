"""How firmly a promise is given: ``firm``, ``hedged`` or ``conditional``.

A condition makes a promise conditional where it stands before its frame in the same sentence,
or after its action in the same clause. A hedge counts in the frame's own clause, or right
after the action. What stands before another frame of the sentence belongs to that one.
"""

from __future__ import annotations

import re

from analyzer.promises.frames import Match, any_of
from analyzer.promises.pattern import fold

_CLAUSE = re.compile(r"[,:–—]| and | but | so ")
_RELATIVE = re.compile(r"\b(?:that|which|who)\s$")
_SENTENCE = re.compile(r"[.?!;](?=\s|$)")
_SUPPOSING = re.compile(r"\bif\b[^,.?!;]*$")
"""Before a frame that states a condition: "if we can agree, I'll …"."""
_APART = re.compile(r"\b(?:and|but|because|i|we|you|they|he|she|it|that'?ll)\b")


def strength(text: str, match: Match, end: int, frames: tuple[Match, ...]) -> str:
    """Return the strength of the frame's promise, whose action and time end at an index.

    ``frames`` are those of the text that may own a condition or hedge before them.
    """
    folded = fold(text)
    first, last = _bounds(folded, match, end, frames)
    before = not match.frame.rhetorical and _conditions(folded, first, match.start, match)
    after = _conditions(folded, end, last, match)
    follows = bool(after) and not _APART.search(folded, end, after[0])
    soft = match.frame.strength == "hedged" and not _emphatic(folded, match)
    if soft and match.frame.act == "request":
        return "hedged"  # "if you have the time, could you maybe …" asks softly
    if match.frame.strength == "conditional" or before or follows:
        return "conditional"
    return "hedged" if soft or _hedged(folded, match, end, first, last) else "firm"


def _emphatic(folded: str, match: Match) -> bool:
    """Tell whether a frame that hedges stresses: "we can definitely take a look"."""
    return bool(any_of("emphatic").search(" " + folded[match.start : match.end]))


def _hedged(folded: str, match: Match, end: int, first: int, last: int) -> bool:
    """Tell whether a hedge stands in the frame's clause, opens the sentence or ends it."""
    clause = max(first, *(m.end() for m in _CLAUSE.finditer(folded, first, match.start)), 0)
    if _RELATIVE.search(folded, clause, match.start):  # "what I think matters, that I'll share"
        clause = match.start
    around = " " + folded[clause : last if match.frame.name == "bare" else match.end]
    lists = ("soft", "soft_promise") if match.frame.act == "promise" else ("soft",)
    return (
        any(any_of(name).search(around) for name in lists)
        or bool(
            any_of("soft_within").search(" " + folded[match.end : end])
            or any_of("soft").match(" " + folded[match.end : end])
        )
        or bool(any_of("soft_sentence").search(" " + folded[first : match.start]))
        or bool(any_of("soft_after").match(" " + folded[end:last].lstrip(" ,")))
    )


def _bounds(folded: str, match: Match, end: int, frames: tuple[Match, ...]) -> tuple[int, int]:
    """Return the bounds of the sentence around a frame, less what belongs to earlier frames."""
    marks = [m.end() for m in _SENTENCE.finditer(folded, 0, match.start)]
    marks += [
        other.end
        for other in frames
        if other.end < match.start and not _SUPPOSING.search(folded, 0, other.start)
    ]
    after = _SENTENCE.search(folded, end)
    return max(marks, default=0), (after.start() if after else len(folded))


def _conditions(folded: str, start: int, end: int, match: Match) -> list[int]:
    """Return where conditions begin in a stretch: not "if you could", nor "check if it's up"."""
    padded = " " + folded
    found = []
    for m in any_of("condition").finditer(padded, start, end + 1):
        asked = any_of("asking", "$").search(padded[: m.start()])
        polite = match.frame.act == "request" and any_of("polite_if").match(padded, m.end())
        moot = any_of("moot_if").match(padded, m.end())
        moot = moot or any_of("soft_after", r"(?=\W*$)").match(padded, m.start())
        if m[0].strip(' ,"') != "if" or not (asked or polite or moot):
            found.append(m.start())
    return found
