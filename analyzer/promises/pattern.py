"""A small pattern language over words, so that grammar can live in TOML files.

A pattern is a line of items; each item is a word, a class of words or a choice of words,
with an optional quantifier, and items are separated in the text by blanks, commas,
dashes or a disfluency::

    pattern = [ "^" ] item { item }
    item    = ( word | "{" class "}" | "(" word { "|" word } ")" ) [ "?" | "*" ]
            | "~" ending | "..." | ">"

``^`` demands the beginning of a clause; ``>`` marks where the part of interest begins
(the end of the match by default); ``#`` in a word is a number in digits, ``~ing`` any word
with that ending, ``...`` one to four words that name someone.

>>> fold("I’ll SEND it") == "i'll send it"
True
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_CLAUSE = r"(?<![^.?!;:,…—–-])"
_GAP = r"(?:[\s,\"“”()–—-]|\.\.\.|…)+(?:(?:um+|uh+|er|erm|you know|i mean)[\s,]+)*"
_NOBODY = r"(?!(?:i|we|it|that|this|there|what|you|some(?:one|body))\b)"
_ITEM = re.compile(
    r"(?P<mark>[>^]|\.{3}|~\w+)|(?P<body>\{\w+\}|\([^)]*\)|[^\s?*]+)(?P<count>[?*]?)"
)
_WORD = re.compile(r"[\w']+")
_APOSTROPHES = str.maketrans("’‘´`", "''''")

_LIST = re.compile(r"\{\w+\}")

Words = Mapping[str, Sequence[str]]


def fold(text: str) -> str:
    """Return the text in lower case with plain apostrophes, of the same length."""
    folded = text.translate(_APOSTROPHES)
    lowered = folded.lower()
    return lowered if len(lowered) == len(text) else _fold_slowly(folded)


def _fold_slowly(text: str) -> str:
    """Lower a text with letters whose lower case is longer, such as ``İ``: leave those."""
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


@cache
def load(name: str) -> dict[str, object]:
    """Read a TOML file that lies beside this module."""
    return tomllib.loads((Path(__file__).parent / name).read_text(encoding="utf-8"))


def words(name: str, table: str) -> dict[str, list[str]]:
    """Read the word lists of a table; ``{other}`` entries are replaced by that list."""
    raw = load(name)[table]
    if not isinstance(raw, dict):
        raise TypeError(f"{name}: [{table}] is not a table of word lists")

    def expand(entries: Sequence[str]) -> list[str]:
        return [w for e in entries for w in (expand(raw[e[1:-1]]) if _LIST.fullmatch(e) else [e])]

    return {key: expand(entries) for key, entries in raw.items()}


def _word(word: str) -> str:
    """Compile a word or phrase, with its leading gap unless it is a clitic such as ``'ll``."""
    body = r"[\s-]+".join(re.escape(part).replace("\\#", r"[\d][\d.,:]*") for part in word.split())
    end = r"(?!\w|'t\b)"
    return body + end if word.startswith(("'", "n't")) else _GAP + body + end


def choice(entries: Sequence[str]) -> str:
    """Compile a list of words and phrases to an alternation, longest first."""
    clitics = sorted((w for w in entries if w.startswith(("'", "n't"))), key=len, reverse=True)
    plain = sorted((w for w in entries if w not in clitics), key=len, reverse=True)
    parts = [_word(w) for w in clitics]
    if plain:
        bodies = (_word(w).removeprefix(_GAP) for w in plain)
        parts.append(f"{_GAP}(?:{'|'.join(bodies)})")
    return f"(?:{'|'.join(parts)})"


def _mark(mark: str) -> str:
    if mark == "^":
        return _CLAUSE
    if mark == ">":
        return f"(?=(?:{_GAP})?(?P<at>))"
    if mark == "...":
        return rf"(?:\s{_NOBODY}(?P<who>[\w'-]+(?:\s[\w'-]+){{0,3}}?))"
    return rf"{_GAP}\w+{mark[1:]}(?!\w)"


@dataclass(frozen=True, slots=True)
class Folded:
    """A text ready for matching."""

    padded: str
    """A blank and the folded text: patterns begin with the gap before a word."""
    words: frozenset[str]
    """Its words, and the parts of words that hold an apostrophe."""

    @classmethod
    def of(cls, text: str) -> Folded:
        """Fold a text and collect its words."""
        folded = fold(text)
        words = set(_WORD.findall(folded))
        for word in [word for word in words if "'" in word]:
            head, _, tail = word.partition("'")
            words |= {head, "'" + tail}
        return cls(" " + folded, frozenset(words))


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern; a group ``at`` is empty and marks the place of ``>``."""

    regex: re.Pattern[str]
    needs: tuple[frozenset[str], ...]
    """First words of its items that must be there: most texts lack one and cost nothing."""

    def finditer(self, text: Folded) -> Iterator[re.Match[str]]:
        """Yield the matches in a text."""
        if any(need.isdisjoint(text.words) for need in self.needs):
            return iter(())
        return self.regex.finditer(text.padded)


def compile_pattern(pattern: str, classes: Words) -> Pattern:
    """Compile a pattern with the word lists that its classes name."""
    out: list[str] = []
    needs = []
    for item in _ITEM.finditer(pattern):
        if item["mark"]:
            out.append(_mark(item["mark"]))
            continue
        body = item["body"]
        entries = classes[body[1:-1]] if body[0] == "{" else body.strip("()").split("|")
        out.append(choice(entries) + item["count"])
        if not item["count"] and not any("#" in entry for entry in entries):
            needs.append(frozenset(re.split(r"[\s-]", entry)[0] for entry in entries))
    return Pattern(re.compile("".join(out)), tuple(needs))
