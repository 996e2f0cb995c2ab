"""Personal data read aloud: "john dot smith at acme dot com", "six one seven, five five five"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from analyzer.privacy.hits import WORDS, Hit, any_of, is_called, is_thing, is_user, named

_MAIL, _SPOKEN = WORDS["mail"], WORDS["spoken"]
_NEAR = 40
_SEVEN = 7
"""Fewest digits of a telephone."""

_AT = r"(?:\s+at(?:\s+sign)?\s+|\s*(?:\(\s*at\s*\)|\[\s*at\s*\]|@)\s*)"
_DOT = r"(?:\s+dot\s+|\s*(?:\(\s*dot\s*\)|\[\s*dot\s*\])\s*|\.)"
_JOINT = rf"(?:\s+{any_of(_MAIL['joints'])}\s+|\s*(?:\(dot\)|\[dot\])\s*|[._+-])"
_PART = r"[a-z0-9]{1,40}"
_TLD = any_of(_MAIL["tlds"])
# Repetitions are bounded, so that no text takes long.
_ADDRESS = re.compile(
    rf"""(?<![\w@.'’])
    (?P<local> {_PART}(?:{_JOINT}{_PART}){{1,6}}              # john dot smith two
               (?:\s+(?:{any_of(_SPOKEN["digits"])}|\d+))?
             | (?:[a-z0-9][\s-]{{1,3}}){{1,30}}[a-z0-9]{{1,2}}       # j d o e
             | (?:(?<=\bis\s)|(?<=['’]s\s)){_PART}(?:\s{_PART}){{1,2}}  # is jane smith
             | {_PART} )                                # jane
    (?P<at>{_AT})
    (?P<domain> {_PART}(?:(?:\s+(?:dash|hyphen)\s+|-|\s){_PART}){{0,2}}
                (?:{_DOT}{_PART}){{0,2}}? )
    {_DOT}{_TLD}(?:{_DOT}{_TLD})?(?!\w)""",
    re.VERBOSE | re.I,
)
_JOINTS, _NO_BOX = frozenset(_MAIL["joints"]), frozenset(_MAIL["no_box"])
_OPENS = re.compile(r"(?:\A|[.,;:?!])\s*\Z")
"""Where an answer begins that may be an address alone."""
_CONTEXT = re.compile(rf"(?<![\w\[]){any_of(_MAIL['context'])}(?!\w)", re.I)

_TOKEN = re.compile(r"[^\W\d_]+|\d+|[^\w\s]")
_GLUE = frozenset(",.-–—;…")


def emails(text: str) -> Iterator[Hit]:
    """Yield e-mail addresses that are spelled out in words."""
    for match in _ADDRESS.finditer(text):
        if _is_mailbox(text, match) and not is_user(text, match.start()):
            yield Hit(*match.span(), "email")


def _is_mailbox(text: str, match: re.Match[str]) -> bool:
    """Tell "jane at acme dot com" from "find us at acme dot com"."""
    local, domain = match["local"].lower(), match["domain"].lower()
    words = local.split()
    spelled = all(len(word) == 1 for word in words) and len(words) > 1
    joined = spelled or not _JOINTS.isdisjoint(words) or re.search(r"[._+-]", local)
    if joined or re.search(r"[(\[@]", match["at"]):
        return True
    if not _NO_BOX.isdisjoint(words):
        return False
    if local in _MAIL["boxes"] or domain in _MAIL["providers"] or match["local"][0].isupper():
        return True
    before = text[max(0, match.start() - _NEAR) : match.start()]
    return _CONTEXT.search(before) is not None or _OPENS.search(before) is not None


@dataclass(slots=True)
class _Run:
    """Digits said one after the other."""

    start: int = 0
    end: int = 0
    digits: str = ""
    single: int = 0
    """Digits said alone, as words or numerals."""
    spoken: int = 0
    """Those of them that are words."""
    repeat: int = 0
    tens: bool = False

    def add(self, token: re.Match[str], digits: str, *, word: bool) -> None:
        """Take a token's digits in."""
        if not self.digits and not self.repeat:
            self.start = token.start()
        if len(digits) == 1:
            digits *= self.repeat or 1
            self.single += len(digits)
        self.spoken += word
        self.digits += digits
        self.end, self.repeat = token.end(), 0


def numbers(text: str) -> Iterator[Hit]:
    """Yield numbers whose digits are read aloud, or written one by one."""
    for run in _runs(text):
        kind = _kind(text, run)
        if kind is not None:
            yield Hit(run.start, run.end, kind)


def _runs(text: str) -> Iterator[_Run]:
    """Yield the stretches of digits, numerals and words for them."""
    run = _Run()
    for token in _TOKEN.finditer(text):
        word = token[0].lower()
        if word in _SPOKEN["times"]:
            run.start = run.start if run.digits else token.start()
            run.repeat = _SPOKEN["times"][word]
        elif not _take(run, token, word) and run.digits and not _is_between(word):
            yield run
            run = _Run()
        elif not run.digits:
            run = _Run()
    if run.digits:
        yield run


def _is_between(word: str) -> bool:
    return word in _GLUE or word in _SPOKEN["between"]


def _take(run: _Run, token: re.Match[str], word: str) -> bool:
    """Add a token to the run where it is digits; tell whether it was."""
    if word.isdecimal() and word.isascii() and len(word) <= 4 and _is_alone(token):
        run.add(token, word, word=False)
    elif word in _SPOKEN["digits"]:
        digit = _SPOKEN["digits"][word]
        if run.tens and digit != "0":  # "twenty" was "2" and "0", of which "six" takes the latter
            run.digits = run.digits[:-1]
        run.add(token, digit, word=True)
    elif word in _SPOKEN["pairs"]:
        run.add(token, _SPOKEN["pairs"][word], word=True)
    elif word in _SPOKEN["tens"]:
        run.add(token, _SPOKEN["tens"][word] + "0", word=True)
    elif word == "hundred" and run.digits in ("8", "9"):  # "eight hundred" opens toll-free ones
        run.add(token, "00", word=True)
    else:
        return False
    run.tens = word in _SPOKEN["tens"]
    return True


def _is_alone(token: re.Match[str]) -> bool:
    """Tell a numeral from a part of a date, a clock time or an amount."""
    text = token.string
    return text[token.end() : token.end() + 1] not in ("/", ":", "%") and (
        text[: token.start()][-1:] not in ("/", ":", "$", "€", "£")
    )


def _kind(text: str, run: _Run) -> str | None:
    """Return what a run of digits is; ``None`` for counting, ratings and years."""
    from stdnum import luhn

    n = len(run.digits)
    if run.single < min(n, 4) or is_thing(text, run.start):
        return None
    if kind := named(text, run.start, n):
        return kind
    aloud = run.spoken >= 4 or n >= 10 or is_called(text, run.start)
    if n < _SEVEN or not aloud or _is_counting(run.digits):
        return None
    if n >= 13 and luhn.is_valid(run.digits):
        return "card"
    return "phone" if n <= 11 else "account"


def _is_counting(digits: str) -> bool:
    """Tell "one, two, three …" up or down, and one digit over and over."""
    values = [*map(int, digits)]
    steps = {after - before for before, after in pairwise(values)}
    return len(steps) <= 1 or digits in "12345678910" or digits in "10987654321"
