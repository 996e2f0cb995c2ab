"""Stage notes, such as ``[laughter]``, ``(inaudible)`` or ``♪ theme ♪``, split off the words."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Callable
from pathlib import Path

from analyzer.transcript import Note

_DATA = tomllib.loads(Path(__file__).with_name("notes.toml").read_text(encoding="utf-8"))
_WORDS = "|".join(re.escape(word) for word in sorted(_DATA["words"], key=len, reverse=True))
_INNER = rf"\s*(?:{_WORDS})\b[^\[\]()<>*\n]{{0,80}}"
_NOTE = re.compile(
    rf"""
      \[(?:\w+\s+){{0,2}}{_INNER}\] | \({_INNER}\)    # [laughter], [they laugh], (coughs)
    | <{_INNER}> | \*{_INNER}\*                        # <laughs>, *sighs*
    | ♪+[^♪]{{0,300}}♪+ | [♪♫]+                        # ♪ theme music ♪
    """,
    re.IGNORECASE | re.VERBOSE,
)
_WHOLE = re.compile(r"\[[^\[\]]{1,200}\]|\([^()]{1,200}\)|♪[^♪]*")
_SAID = frozenset(_DATA["said"])
_MARKS = frozenset("[(<*♪♫")


def is_note(text: str) -> bool:
    """Tell whether text is one stage note by its words.

    >>> is_note("[Ann laughs]"), is_note("[Ann]")
    (True, False)
    """
    return _NOTE.fullmatch(text) is not None


def split_notes(text: str) -> tuple[str, tuple[Note, ...], Callable[[int], int]]:
    """Return the words, the notes among them, and how an offset moved.

    The words lose white space at both ends and the space that a note leaves double.

    >>> text, notes, moved = split_notes("Well [laughter] yes.")
    >>> text, notes, moved(16)
    ('Well yes.', (Note(offset=5, text='[laughter]'),), 5)
    """
    if _MARKS.isdisjoint(text):
        return _stripped(text)
    bare = text.strip()
    if _WHOLE.fullmatch(bare) and _SAID.isdisjoint(bare.lower().strip("[]().,!?").split()):
        return "", (Note(offset=0, text=bare),), lambda offset: 0
    found = list(_NOTE.finditer(text))
    if not found:
        return _stripped(text)
    return _without(text, [(match.start(), match.end()) for match in found])


def _stripped(text: str) -> tuple[str, tuple[Note, ...], Callable[[int], int]]:
    words = text.strip()
    lead = len(text) - len(text.lstrip())
    return words, (), lambda offset: min(max(offset - lead, 0), len(words))


def _without(
    text: str, spans: list[tuple[int, int]]
) -> tuple[str, tuple[Note, ...], Callable[[int], int]]:
    """Cut spans out; each takes the white space after it along where one is before it too."""
    kept = ""
    notes: list[Note] = []
    origins, targets = [0], [0]  # an offset at or after origins[i] moved to targets[i] + rest
    last = 0
    for start, end in [*spans, (len(text), len(text))]:
        piece = text[last:start]
        if not kept or kept[-1].isspace():
            last += len(piece) - len(piece.lstrip())
            piece = piece.lstrip()
        origins.append(last)
        targets.append(len(kept))
        kept += piece
        if end > start:
            notes.append(Note(offset=len(kept), text=text[start:end]))
        last = end
    words = kept.rstrip()

    def moved(offset: int) -> int:
        at = bisect_right(origins, offset) - 1
        after = targets[at + 1] if at + 1 < len(targets) else len(words)
        return min(targets[at] + offset - origins[at], after, len(words))

    return (
        words,
        tuple(Note(offset=min(note.offset, len(words)), text=note.text) for note in notes),
        moved,
    )
