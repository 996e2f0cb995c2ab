"""Phrases that scores look for, read from ``lexicon.toml``: data, not regular expressions.

A phrase is words separated by spaces; ``a|b`` stands for either word and ``...`` for up to
three words of any kind. Case, punctuation and the kind of apostrophe do not matter.

>>> Phrases(["missed ... target|quota"]).count(words("We missed this quarter's target."))
1
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
_GAP = frozenset({"..."})
_GAP_WORDS = 3

_Pattern = tuple[frozenset[str], ...]


@lru_cache(maxsize=8192)
def words(text: str) -> tuple[str, ...]:
    """Split text into lower-case words without punctuation.

    >>> words("Mm-hmm, that’s 9%.")
    ('mm-hmm', "that's", '9')
    """
    return tuple(_WORD.findall(text.lower().replace("’", "'")))


class Phrases:
    """A set of phrases to find in a sequence of words."""

    def __init__(self, phrases: Iterable[str], *, besides: Iterable[str] = ()) -> None:
        """Take the phrases, and others (``besides``) in which they mean something else."""
        self._by_first: dict[str, list[tuple[_Pattern, bool]]] = {}
        for group, counts in ((besides, False), (phrases, True)):
            for phrase in group:
                pattern = tuple(frozenset(part.split("|")) for part in phrase.lower().split())
                for first in pattern[0]:
                    self._by_first.setdefault(first, []).append((pattern, counts))

    def count(self, tokens: Sequence[str]) -> int:
        """Count the phrases, not overlapping, from left to right."""
        count = position = 0
        for index, token in enumerate(tokens):
            if index >= position and token in self._by_first:
                end, counts = self._longest(tokens, index)
                position = max(position, end)
                count += counts
        return count

    def within(self, tokens: Sequence[str]) -> bool:
        """Tell whether at least one phrase occurs."""
        return not self._by_first.keys().isdisjoint(tokens) and self.count(tokens) > 0

    def starts(self, tokens: Sequence[str]) -> bool:
        """Tell whether a phrase stands at the start."""
        return self.begin(tokens) > 0

    def begin(self, tokens: Sequence[str]) -> int:
        """Return how many words at the start are phrases, one after the other."""
        position = 0
        while position < len(tokens):
            end, counts = self._longest(tokens, position)
            if not counts:
                break
            position = end
        return position

    def _longest(self, tokens: Sequence[str], start: int) -> tuple[int, bool]:
        """Return the end of the longest match at ``start``, 0 for none, and if it counts."""
        longest = (0, False)
        for pattern, counts in self._by_first.get(tokens[start], ()):
            end = _end(pattern, tokens, start)
            if end > longest[0]:
                longest = (end, counts)
        return longest


def _end(pattern: _Pattern, tokens: Sequence[str], start: int) -> int:
    """Return the index after a match of the pattern at ``start``, 0 where there is none."""
    position = start
    for index, part in enumerate(pattern):
        if part == _GAP:
            rest = pattern[index + 1 :]
            starts = range(position, min(position + _GAP_WORDS + 1, len(tokens)))
            return next((end for at in starts if (end := _end(rest, tokens, at))), 0)
        if position == len(tokens) or tokens[position] not in part:
            return 0
        position += 1
    return position


_DATA = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))

BACK_CHANNELS = Phrases(_DATA["back_channels"]["phrases"])
FILLERS = Phrases(_DATA["fillers"]["phrases"], besides=_DATA["fillers"]["besides"])
OPENINGS = Phrases(_DATA["questions"]["openings"])
"""Words before a question proper: "so", "and", "okay" …"""
ASKING = Phrases(_DATA["questions"]["asking"])
"""First words of a question written without its mark."""
YES_NO = Phrases(_DATA["questions"]["yes_no"])
"""First words of a question that asks for yes or no."""
OPEN = Phrases(_DATA["questions"]["open"], besides=_DATA["questions"]["closed"])
INVITATIONS = Phrases(_DATA["questions"]["invitations"])
"""Words that invite to tell, whatever the form: "tell me", "walk us through" …"""
AGREEMENT = Phrases(_DATA["agreement"]["phrases"], besides=_DATA["agreement"]["besides"])
CRITERIA = Phrases(_DATA["criteria"]["phrases"])
OCCASIONS: dict[str, Phrases] = {
    kind: Phrases(phrases) for kind, phrases in _DATA["occasions"].items()
}
"""Occasions of Adjust, by kind."""
