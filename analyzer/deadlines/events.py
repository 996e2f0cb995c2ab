"""Rules for times that hang on an occasion; they stay words, without dates.

NAME      := up to three words that may stand before an occasion's noun
EVENTREF  := [the|our|...] [NAME] EVENT                    the board meeting, go-live
HAPPENING := SUBJECT BE [NAME] READY | SUBJECT RESULT       legal is back, they sign
OCCASION  := after|before|by|until|when ... EVENTREF|HAPPENING | once SUBJECT CLAUSE
VAGUE     := soon | shortly | asap | as soon as possible | right away
"""

from __future__ import annotations

from analyzer.deadlines.engine import GRAMMAR, Context
from analyzer.deadlines.lexer import WORDS
from analyzer.deadlines.model import Span
from analyzer.deadlines.periods import EVENT

rule = GRAMMAR.rule
NO_TIME = Span(None, None, "none")
"""Stands for an idiom: read, and passed over."""
_NO_NAME = GRAMMAR.stops.union(
    ("not", "been", "a", "an", "had", "have", "has", "do", "did"),
    *(WORDS["classes"][name] for name in ("BE", "RESULT", "READY", "SUBJECT", "SUBJECTBE")),
)


@rule("NAME", "WORD")
def _name(_: Context, word: str) -> str | None:
    return None if word in _NO_NAME else word


@rule("NAMES", "NAME ['s]", "NAME ['s] NAME ['s]", "NAME ['s] NAME NAME")
def _names(_: Context, *_found: str) -> bool:
    return True


@rule("DETERMINER", "the|a|an|our|your|my|their|his|her|this|that|next", "our|the|your next")
def _determiner(_: Context) -> bool:
    return True


@rule(
    "EVENTREF",
    "[DETERMINER] EVENT",
    "[DETERMINER] go live",
    "[DETERMINER] NAME ['s] EVENT",
    "[DETERMINER] NAME ['s] NAME EVENT",
    "[DETERMINER] NAME NAME ['s] NAME EVENT",
)
def _event(_: Context, *_found: object) -> Span:
    return EVENT


@rule("SOMEONE", "SUBJECT", "[DETERMINER] NAME", "[DETERMINER] NAME NAME")
def _someone(_: Context, *_found: object) -> bool:
    return True


@rule(
    "HAPPENING",
    "SOMEONE BE READY",
    "SOMEONE BE NAME READY",
    "SUBJECTBE READY",
    "SUBJECTBE NAME READY",
    "SOMEONE RESULT [off|back|up|on|in]",
    "SOMEONE have|has CLAUSE",
)
def _happening(_: Context, *_found: object) -> bool:
    return True


@rule("CLAUSE", "ANY", "ANY CLAUSE")
def _clause(_: Context, *_found: object) -> bool:
    return True


@rule("ANY", "WORD", "'s")
def _any(_: Context, word: str = "") -> bool | None:
    return None if word in ("and", "so", "but", "if", "because", "then", "when", "or") else True


@rule(
    "OCCASION",
    "after|before|until|till|following EVENTREF",
    "by|prior to EVENTREF",
    "ahead|in advance of EVENTREF",
    "[right|shortly|straight|soon] after EVENTREF",
    "[right] after this|that $",
    "at the next EVENT",
    "at|by the end of DETERMINER EVENT",
)
def _around_event(_: Context, *_found: object) -> Span:
    return EVENT


@rule("OCCASION", "when|until|till|after|before HAPPENING", "by the time HAPPENING")
def _when(_: Context, *_found: object) -> Span:
    return EVENT


@rule(
    "OCCASION",
    "once SUBJECT CLAUSE",
    "as soon as CLAUSE",
    "once SUBJECTBE CLAUSE",
    "once DETERMINER CLAUSE",
    "once HAPPENING",
)
def _once(_: Context, *_found: object) -> Span:
    return EVENT


@rule("OCCASION", "when|whenever SUBJECT get|gets|have|has a chance|minute|moment|second|sec")
def _chance(_: Context, *_found: object) -> Span:
    return EVENT


@rule(
    "VAGUE",
    "soon $",
    "very|pretty|quite|real soon",
    "shortly",
    "asap",
    "right|straight away",
    "as soon as possible",
    "as soon as SUBJECT can",
    "as soon as humanly possible",
    "immediately $",
    "momentarily",
    "straightaway",
    "at SUBJECT earliest convenience",
)
def _vague(_: Context, *_found: object) -> Span:
    return Span(None, None, "vague", "haste without a date")


@rule("OPENING", *WORDS["openings"])
@rule("IDIOM", *WORDS["idioms"])
def _idiom(_: Context, *_found: object) -> Span:
    return NO_TIME
