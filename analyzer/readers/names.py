"""Which text before a colon is a speaker's name: decided for a document as a whole.

One line cannot tell ``Ann: we ship on Friday`` from ``My point: we ship on Friday``. A
document can: its labels come back, are short and look like names.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from analyzer.readers.notes import is_note

_DATA = tomllib.loads(Path(__file__).with_name("names.toml").read_text(encoding="utf-8"))
_SPEECH = frozenset(_DATA["speech"])
_NOT_NAMES = frozenset(_DATA["not_names"]) | (_SPEECH - frozenset(_DATA["also_names"]))
_CODE = frozenset(_DATA["code"])
_PARTICLES = frozenset(_DATA["particles"])
ADDRESS: tuple[str, ...] = tuple(_DATA["address"])
"""Words with which people turn to one another."""
_ROLES: dict[str, str] = _DATA["roles"]

_MOST_CHARACTERS = 80
_MOST_WORDS = 12
_LABEL = re.compile(
    r"""
      \s*(?:>>+\s*|[-•]\s+|\d+[.)]\s+)?[*_]{0,2}    # a caption's speaker change, a list, Markdown
      (?P<name>[^:：\n]{1,80}?)\s*
      (?:[*_]{1,2})?(?:：|:(?=\s|$|[*_]|[^\W\d_]))(?:[*_]{1,2}(?=\s|$))?[ \t]?
    """,
    re.VERBOSE,
)
_BRACKETED = re.compile(r"\s*\[(?P<name>[^\[\]:]{2,60})\]\s+(?=\S)")
_NUMBERED = re.compile(r"[^\W\d_]+[ _-]?\d{1,3}")
_ASIDE = re.compile(r"\([^()]*\)")
_BETWEEN = re.compile(r"[\s|/@+&,()\[\]-]+")
_FOREIGN = re.compile(
    r"""[={}<>;"`\\$?!]|//|/\*|\.\s+[a-z]|,$|\(\)|\(self\b|\w\*\s|\b(?:19|20)\d\d\b"""
)
"""What no name holds but code, web addresses, sentences and dates do."""
_FIRST_PERSON = re.compile(r"\bI(?:['’]\w+|,)?(?:\s|$)")
_ROLE = re.compile(r"(?P<name>.+?)\s*[(\[](?P<role>[^()\[\]]+)[)\]]")


def split_label(line: str) -> tuple[str, str] | None:
    """Split what may be a speaker's label off a line, ``None`` where nothing may be.

    >>> split_label("**Ann Lee:** Hello."), split_label("at 10:30"), split_label("see https://x.y")
    (('Ann Lee', 'Hello.'), None, None)
    """
    match = _BRACKETED.match(line)
    if match is None or is_note(match[0].strip()):
        match = _LABEL.match(line)
    if match is None or not is_plausible(name := bare_name(match["name"])):
        return None
    return name, line[match.end() :]


def bare_name(text: str) -> str:
    """Return a name without markup, a bracket around it and stray marks after it."""
    text = text.strip(" \t\xa0*_#>").rstrip("-–—|,").strip(" \t\xa0*_")
    if text[:1] + text[-1:] == "[]":
        text = text[1:-1].strip()
    return text


@lru_cache(maxsize=4096)
def is_plausible(name: str) -> bool:
    """Tell whether text can be a name at all: short, lettered and no piece of a sentence."""
    words = name.replace("’", "'").split()
    if not 0 < len(name) <= _MOST_CHARACTERS or not 0 < len(words) <= _MOST_WORDS:
        return False
    if len(name) == 1:
        return name.isupper() or name.isdigit()  # Q and A of an interview
    if name.lower() in _NOT_NAMES or not _lettered(name) or _FOREIGN.search(name):
        return False
    if words[0] in _CODE or name.count("(") != name.count(")"):
        return False
    if len(words) > 1 and _FIRST_PERSON.search(name):
        return False
    small = [word.strip(",.") for word in words if word[0].islower()]
    if any(word in _SPEECH and word not in _PARTICLES for word in small):
        return False
    return not (small and len(words) > 1 and words[0].lower() in _SPEECH)


def _lettered(name: str) -> bool:
    """Tell whether there is a letter, a vowel sign or a phone number's worth of digits."""
    kinds = [unicodedata.category(character)[0] for character in name]
    return "L" in kinds or "M" in kinds or kinds.count("N") >= 2


@lru_cache(maxsize=4096)
def is_namelike(name: str) -> bool:
    """Tell whether plausible text looks like a name by itself.

    That is capitals in up to five words, beside what is in parentheses, or a number: ``spk1``.
    """
    if _NUMBERED.fullmatch(name):
        return True
    words = [word for word in _BETWEEN.split(_ASIDE.sub(" ", name)) if word]
    capital = [not word[0].islower() or word in _PARTICLES for word in words]
    return len(name) > 1 and 0 < len(words) <= 5 and all(capital) and not words[0][0].islower()


def speakers(labels: Iterable[str | None]) -> frozenset[str]:
    """Return which labels name speakers, given each cue's or line's label in order.

    Where most units bear a label and labels come back, all are taken. Where few do, as in
    captions labelled when the speaker changes, a label must come back and look like a name;
    then others that look like one are taken too.
    """
    units = list(labels)
    counts = Counter(label for label in units if label is not None)
    total = sum(counts.values())
    if not total:
        return frozenset()
    repeats = total - len(counts)
    every = total >= 0.95 * len(units)
    if total >= 0.5 * len(units) and (repeats >= 0.2 * total or (every and _few(counts))):
        return frozenset(
            label
            for label, count in counts.items()
            if count > 1 or is_namelike(label) or (every and label.islower())
        )
    known = {
        label
        for label, count in counts.items()
        if (count > 1 and is_namelike(label)) or (count > 2 and " " not in label)
    }
    if len(known) >= 2 or (known and total >= 0.1 * len(units)):
        known |= {label for label in counts if is_namelike(label)}
        return frozenset(known)
    return frozenset()


def _few(counts: Counter[str]) -> bool:
    """Tell whether labels that never come back may be a short conversation's names."""
    return len(counts) <= 5 and all(map(is_namelike, counts))


def canonical_role(text: str) -> str | None:
    """Return what a known role is called here: ``agent`` is a ``rep``; ``None`` for others."""
    return _ROLES.get(text.strip().lower())


def split_role(label: str) -> tuple[str, str | None]:
    """Split a known role off a label, or take it from one that is nothing else.

    >>> split_role("Ann Lee (Agent)"), split_role("Customer"), split_role("Bo (Besu)")
    (('Ann Lee', 'rep'), ('Customer', 'customer'), ('Bo (Besu)', None))
    """
    match = _ROLE.fullmatch(label)
    if match and (role := canonical_role(match["role"])):
        return match["name"], role
    return label, canonical_role(label)
