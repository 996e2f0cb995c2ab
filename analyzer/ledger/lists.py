"""The words of ``words.toml``, ready for use."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from analyzer.lexicon import Phrases, words

_DATA = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What doing a kind of promise looks like afterwards."""

    verbs: frozenset[str]
    gave: frozenset[str]
    """Said of who promised: "I sent it"."""
    got: frozenset[str]
    """Said of who was promised: "I received it"."""
    went: frozenset[str]
    """Said of the thing: "it came"."""
    people: bool = False
    """What it is about may be a person: "call Marty"."""
    itself: bool = False
    """It is rare enough to tell the promise: "signed"."""

    @property
    def all(self) -> frozenset[str]:
        """Return all of its words."""
        return self.gave | self.got | self.went


def _deed(people: bool = False, itself: bool = False, **words: list[str]) -> Deed:
    listed = {name: frozenset(list) for name, list in words.items()}
    return Deed(people=people, itself=itself, **listed)


_DEEDS = tuple(_deed(**row) for row in _DATA["deeds"])
SIDE_OF: Mapping[str, str] = _DATA["sides"]
"""``we`` or ``they`` by role."""
KEPT = Phrases(_DATA["kept"]["phrases"], besides=_DATA["kept"]["besides"])
RECEIVED = Phrases(_DATA["kept"]["received"], besides=_DATA["kept"]["passing"])
BROKEN = Phrases(_DATA["broken"]["phrases"], besides=_DATA["broken"]["besides"])
STALLED = Phrases(_DATA["broken"]["stalled"])
LATE = Phrases(_DATA["broken"]["late"], besides=_DATA["broken"]["punctual"])
RENEGOTIATED = Phrases(_DATA["renegotiated"]["phrases"])
YES, NO = (Phrases(_DATA[name]["answers"]) for name in ("kept", "broken"))
ASKING, RAISING = (Phrases(_DATA["reading"][name]) for name in ("asking", "raising"))
NEGATIONS = frozenset(_DATA["broken"]["negations"])
UNREAL, POINTING, SUBJECTS, HAVING, TAKERS = (
    frozenset(_DATA["reading"][name])
    for name in ("unreal", "pointing", "subjects", "having", "takers")
)
_VERBS = frozenset().union(*(one.verbs for one in _DEEDS))
_STOP = frozenset(_DATA["stop"]["words"].split())
_CIRCUMSTANCES = frozenset(_DATA["stop"]["circumstances"])
_PLURAL = re.compile(r"(?:n?'\w+|(?<=\w\w[^s])s)$")
_ENDING = re.compile(r"(?<=\w{3})(?:ing|ed|e)$")
_MODIFIER, _ASIDE = 0.5, 0.3
"""Weights of what describes the thing promised and of its circumstances, of 1 for the thing."""


def deed(what: str) -> Deed:
    """Return the deed that a promise's first word names; its own past tense when not listed."""
    verb = next(iter(words(what)), "")
    known = [one for one in _DEEDS if verb in one.verbs]
    past = frozenset({verb + "ed", verb.removesuffix("e") + "ed"} if verb else ())
    return Deed(
        verbs=frozenset({verb}),
        gave=past.union(*(one.gave for one in known)),
        got=frozenset().union(*(one.got for one in known)),
        went=past.union(*(one.went for one in known)),
        people=any(one.people for one in known),
        itself=any(one.itself for one in known),
    )


def stems(tokens: Iterable[str]) -> list[str]:
    """Return the stems of those words that say what something is about, in order.

    >>> stems(words("send you Hank's references and the pricing"))
    ['hank', 'referenc', 'pric']
    """
    bare = [_PLURAL.sub("", token) for token in tokens if token not in _STOP]
    return [_ENDING.sub("", word) for word in bare if len(word) > 2 and word not in _STOP]


def topic(text: str) -> dict[str, float]:
    """Return the weight of each stem of what was promised: the thing, then its circumstances.

    >>> topic("send the pilot report for the board")
    {'board': 0.3, 'pilot': 0.5, 'report': 1.0}
    """
    tokens = words(text)
    if len(tokens) == 1 or _VERBS.intersection(tokens[:1]):
        tokens = tokens[1:]
    end = next((n for n, token in enumerate(tokens) if n and token in _CIRCUMSTANCES), len(tokens))
    thing, aside = stems(tokens[:end]), stems(tokens[end:])
    return {
        **dict.fromkeys(aside, _ASIDE if thing else 1.0),
        **dict.fromkeys(thing[:-1], _MODIFIER),
        **dict.fromkeys(thing[-1:], 1.0),
    }
