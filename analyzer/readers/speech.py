"""Words that people say, told from code, settings, logs and manuals that have colons too."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analyzer.readers.base import Segment
from analyzer.readers.names import ADDRESS

_CODE = re.compile(
    r"""
      [;{}\\][ \t]*$                                         # ends as a statement does
    | ^[ \t]*(?://|/\*|\*/|\#include|\#!|import\s|from\s\S+\sc?import\b|cdef\b|cpdef\b)
    | ^[ \t]*(?:(?:def|class|raise)\s+\w+[(:]|else:|try:|(?:elif|except|if|for|while)\b.*:$|@\w+$)
    | \s[=!+*/|&-]?=\s | \w\(\) | \w\([\w*]+\)[ \t]*$ | :: | (?<!-)->(?![ ]\d)
    | ^[ \t]*</?[A-Za-z][^<>]*>                             # a tag
    | ^[^a-z\n]{0,80}\b(?:INFO|DEBUG|WARN|WARNING|ERROR|TRACE|FATAL)\b
    """,
    re.MULTILINE | re.VERBOSE,
)
_FENCE = re.compile(r"^(?:```|~~~)", re.MULTILINE)
_WORD = re.compile(r"[^\W\d_][^={}<>;\\|_/]*|\W*[^\W\d_]+\W*")
_ADDRESS = re.compile(rf"\b(?:{'|'.join(map(re.escape, ADDRESS))})\b|[?!？！¿]", re.IGNORECASE)
_MOST_CODE = 0.08
_LONG = 40
"""Characters of a token that is no word but a key, a hash or base64."""


def is_speech(segments: Sequence[Segment], sample: str) -> bool:
    """Tell whether the segments found in a text are a conversation."""
    texts = [segment.text for segment in segments if segment.text.strip()]
    tokens = [token for text in texts for token in text.split()]
    lines = sum(bool(line.strip()) for line in sample.split("\n"))
    if not tokens or len(_CODE.findall(sample)) > _MOST_CODE * lines + 1:
        return False
    if _FENCE.search(sample):
        return False  # a page about something, which may well quote a talk
    words = sum(bool(_WORD.fullmatch(token)) for token in tokens)
    if words < 0.6 * len(tokens):
        return False
    if any("\u2e80" <= character <= "\uffdc" for character in sample):
        return True  # what follows counts words between spaces, which Chinese does not put
    long = sum(len(token) for token in tokens if len(token) > _LONG and "://" not in token)
    if long > 0.3 * sum(map(len, tokens)):
        return False
    untimed = all(segment.start is None for segment in segments)
    return _enough_words(segments, len(tokens), len(texts), untimed) and _is_addressed(
        segments, " ".join(texts), len(tokens), untimed and len(segments) < 0.4 * lines
    )


def _enough_words(segments: Sequence[Segment], words: int, texts: int, untimed: bool) -> bool:
    """Tell turns from the values of settings, most of whose keys are in lower case."""
    small = sum(bool(one.speaker and one.speaker.islower()) for one in segments)
    keys = untimed and 2 * small > len(segments)
    return words >= (2 if keys else 1.2) * texts


def _is_addressed(segments: Sequence[Segment], text: str, words: int, sparse: bool) -> bool:
    """Tell talk, in which people turn to one another, where labels alone do not prove it.

    They do not where they never come back, nor where few lines have one, as in manuals.
    """
    names = {segment.speaker for segment in segments}
    found = len(_ADDRESS.findall(text))
    untimed = all(segment.start is None for segment in segments)
    least = max(2, len(names)) if untimed else 1
    if None not in names and len(names) == len(segments) and found < least:
        return False
    return not sparse or found >= 0.012 * words
