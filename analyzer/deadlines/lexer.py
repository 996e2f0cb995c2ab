"""Text to tokens: words in lower case with their offsets and the classes the word list gives them.

A token carries *keys*, the terminals that a grammar rule may name: its word (``friday``) and its
classes (``WEEKDAY``), each class with a value (``4``). Numbers, dates and clock times written
in figures get a class from their shape.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

WORDS: dict[str, Any] = tomllib.loads(
    Path(__file__).with_name("words.toml").read_text(encoding="utf-8")
)

_SHAPE = re.compile(
    r"""
    (?P<ISO>\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?![\d]))     # 2026-03-15, 2026/3/15
  | (?P<MONTHDATE>\d{4}-\d{2}(?![-\d]))                # 2026-03
  | (?P<FULLSLASH>\d{1,2}/\d{1,2}/(?:\d{4}|\d{2})(?![\d/]) # 3/15/26, order by calendar
      |(?<![\d-])\d{1,2}-\d{1,2}-\d{4}(?!\d))
  | (?P<SLASH>(?<![\d/])\d{1,2}/\d{1,2}(?!\.?\d|/))               # 3/15
  | (?P<DOTTED>\d{1,2}\.\d{1,2}\.(?:\d{4}|\d{2})?(?!\d)) # 15.03.2026, always day first
  | (?P<HM>\d{1,2}(?::[0-5]\d){1,2}(?!\d))             # 15:30, 15:30:00
  | (?P<ORDINAL>\d{1,2}(?:st|nd|rd|th)\b)
  | (?P<OTHER>[$€£#]\s?\d[\d.,]*\w*|\d+(?:[.,]\d+)+\w*|\d+s\b|[$\#][a-z]\w*)  # money
  | (?P<NUM>\d+)(?=\b|[a-z]+\b)
  | (?P<WORD>[^\W\d_]+(?:(?:\.[^\W\d_]\b)+\.?)?(?:['’](?!s\b)[^\W\d_]+)?)
  | (?P<POSS>['’]s\b)
  | (?P<PUNCT>[^\w\s])
  | (?P<JUNK>\w+)
    """,
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or mark: ``text[start:end]`` of the utterance."""

    word: str
    start: int
    end: int
    keys: Mapping[str, Any] = field(compare=False)
    """Terminals it may stand for, each with its value."""


def _lexicon() -> dict[str, dict[str, Any]]:
    """Turn the word list inside out: word to class to value."""
    keys: dict[str, dict[str, Any]] = {}
    for name, entries in WORDS["classes"].items():
        pairs = entries.items() if isinstance(entries, dict) else ((word, word) for word in entries)
        for word, value in pairs:
            keys.setdefault(word, {})[name] = value
    return keys


_LEXICON = _lexicon()
_FILLERS = frozenset(WORDS["fillers"])
_NOT_DATES = frozenset(WORDS["not_dates"])
_WEAK: dict[str, str] = WORDS["weak"]
_ABBREVIATED = frozenset({"WEEKDAY", "WEAKDAY", "MONTH", "WEAKMONTH"})
_BARE: Mapping[str, Any] = MappingProxyType({})
_TRIGGER_WORDS = "|".join(word for name in WORDS["triggers"] for word in WORDS["classes"][name])
_TRIGGER = re.compile(rf"\d|\b(?:{_TRIGGER_WORDS})\b")


def may_hold_time(text: str) -> bool:
    """Return whether the text has a word or figure without which no expression is found."""
    return _TRIGGER.search(text.lower()) is not None


def _keys(shape: str, raw: str, word: str, opens: bool) -> Mapping[str, Any]:
    if shape == "WORD":
        keys = {"WORD": word, **_LEXICON.get(word, _BARE)}
        for weak, strong in _WEAK.items():
            # "We sat down", "it may": only a capital inside a sentence tells the name.
            if weak in keys and raw[0].isupper() and not opens:
                return {**keys, strong: keys[weak]}
        return keys
    if shape == "NUM":
        return {"NUM": int(raw)} if len(raw) <= 4 else _BARE
    if shape == "ORDINAL":
        return {"ORDINALWORD": int(raw[:-2]), "ORDINALFIGURE": int(raw[:-2])}
    return {} if raw in _NOT_DATES else {shape: raw}


def _tokens(text: str) -> Iterator[Token]:
    opens, last = True, Token("", 0, 0, _BARE)
    for match in _SHAPE.finditer(text):
        shape, raw, start, end = match.lastgroup or "", match[0], match.start(), match.end()
        if shape == "PUNCT" and _is_silent(text, start, end, last):
            continue
        word = (
            raw.lower().replace(".", "").replace("’", "'")
            if shape in ("WORD", "POSS")
            else raw.lower()
        )
        last = Token("-" if word in "–—" else word, start, end, _keys(shape, raw, word, opens))
        yield last
        opens = raw in ".?!"


def _is_silent(text: str, start: int, end: int, last: Token) -> bool:
    """Return whether a mark only belongs to its word: end-of-day, presidents' day, Sept. 3."""
    before, after = text[start - 1 : start], text[end : end + 1]
    match text[start]:
        case "-" | "–" | "—":
            return before.isalnum() and after.isalpha()
        case "'" | "’":
            return not after.isdigit()
        case ".":
            short = len(last.word) < 5 and not _ABBREVIATED.isdisjoint(last.keys)
            return short and text[end : end + 2].strip()[:1].isdigit()
    return False


def tokenize(text: str) -> tuple[Token, ...]:
    """Split an utterance into tokens; fillers ("uh") and the commas about them are left out."""
    tokens: list[Token] = []
    filled = False
    for token in _tokens(text):
        if token.word in _FILLERS:
            filled = True
            if tokens and tokens[-1].word == ",":
                tokens.pop()
        elif not (filled and token.word == ","):
            filled = False
            tokens.append(token)
    return tuple(tokens)
