"""The time words of an utterance: "by Friday", "next week after the demo", "once it's live".

This finds the words that say when, also those without a date, which the codebook counts as
a *when*; what date they mean is the business of ``analyzer.deadlines``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from analyzer.promises.pattern import fold, words

_TOKEN = re.compile(
    r"""
    \d{4}-\d\d-\d\d | \d{1,2}/\d{1,2}(?:/\d{2,4})?              # 2026-03-11, 3/11
  | \d+(?:[.:]\d\d)?(?:st|nd|rd|th|[ap]m|[ap]\.m\.)?(?!\w)      # 3, 9:30, 15th, 10am
  | [ap]\.m\. | mid(?=-)
  | \w+(?:['-]\w+)*
  | [^\w\s]
    """,
    re.VERBOSE,
)
_CLOCK = re.compile(r"\d{1,2}(?:[.:]\d\d)?[ap]\.?m\.?|\d{1,2}[:]\d\d")
_DATE = re.compile(r"\d{4}-\d\d-\d\d|\d{1,2}/\d{1,2}(?:/\d{2,4})?|\d{1,2}(?:st|nd|rd|th)|20\d\d")
_LONGEST = 5
"""Words of the longest entry of the lists."""

_LETTERS = {
    "unit": "u", "day": "d", "month": "m", "part": "p", "number": "n", "ordinal": "o",
    "meridiem": "M", "article": "t", "which": "w", "rank": "q", "edge": "e", "edge_noun": "E",
    "by": "B", "prep": "P", "for": "F", "joiner": "j", "after": "f", "alone": "a", "weak": "a",
    "rate": "y", "event": "v", "conjunction": "c", "clock": "k", "date": "D",
}  # fmt: skip
_CORE = r"""(?:
    (?:(?<=B)|(?<=Bt)) [dm] x? v                 # before the August board meeting
  | [twqe]* n{0,2} p? d p? (?:t?[oq])?             # next Friday, Monday morning, Friday the 13th
  | d [wq] n* u                                   # Thursday this week
  | t? [oqnD] j? m D?                           # the third of March, 3 March
  | [te]* j? w? m (?:t?[noqD])? (?:j?D)?        # end of March, mid-August, March 3rd, 2027
  | [twq] u j t? [oqD] (?:j?m)?                  # the week of the ninth
  | t? [wqe]+ t? [wq]? n* [uE]                     # next two weeks, close of business
  | (?<=[PBF]) t* n (?:[jP]t?n)? u f?           # in six to eight weeks, within an hour
  | (?<=[PB]) t+ [wq]? n* u                       # in the week, over a month
  | [nt] (?:[jP]n)? u (?:f | j(?=[wq]?[da]))      # two weeks out, a week from Tuesday
  | [twq]? n? u (?: B(?=[.j]|$) | (?=B[^.j]) )  # the week after, three weeks after the launch
  | (?:t?[wqe]+ | (?<=[PB])t? | (?<=[da])) p    # this morning, before lunch
  | p a | n{1,2} P t p                         # noon tomorrow, seven in the morning
  | k M* | t? n{1,2} M+                        # 10am, three o'clock
  | (?<=[BP]) t o | (?<=B) t? [no] n? (?!u)    # on the third, by nine thirty
  | (?<=[BP]) t q (?=[.j]|$)                   # on the first
  | t [oq] (?=[.]|$) | o (?=[.]|$)             # the tenth.
  | t? D | t? a f?                             # the 15th, tomorrow
  | (?<=[PB]) t? [wq] [xtwqn]{0,3} v+              # in the next steering meeting
  | (?<=B) t? [xtn]{0,2} v+                    # at the demo
  | (?<=P) t [wq] v+
  | (?<=B) t x{1,2} p                          # at the partners' dinner
  | y (?=[.jB]|$)                              # send it weekly
)"""
_PHRASE = re.compile(rf"[BPFet]*(?:{_CORE})(?:[BPjf]*{_CORE})*f?M*", re.VERBOSE)

_BOUNDS = ("before", "after", "until", "till")
_NEW = ("the", "this", "next")
_LASTING = frozenset({"nu", "tnu", "njnu"})

Span = tuple[int, int]
"""A stretch of a text, ``text[start:end]``."""


@dataclass(frozen=True, slots=True)
class _Piece:
    kind: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Lists:
    kinds: dict[str, str]
    """Kind's letter of each entry; where lists share an entry, the later list wins."""
    weak: frozenset[str]
    capital: frozenset[str]
    loose: frozenset[str]
    past: frozenset[str]
    stop: frozenset[str]
    subject: frozenset[str]
    modal: frozenset[str]
    not_before_when: frozenset[str]
    not_after_when: frozenset[str]


@cache
def _lists() -> _Lists:
    lists = words("times.toml", "words")
    stop = words("times.toml", "stop")
    before, after = (words("times.toml", "not_when")[key] for key in ("before", "after"))
    return _Lists(
        kinds={
            form: _LETTERS[kind]
            for kind, entries in lists.items()
            for entry in entries
            for form in (entry, entry.replace("-", " "))  # "twenty-third" as recognisers write it
        },
        weak=frozenset(lists["weak"]),
        capital=frozenset(words("times.toml", "capital")["words"]),
        loose=frozenset(words("times.toml", "loose")["words"]),
        past=frozenset(words("times.toml", "past")["words"]),
        stop=frozenset(stop["words"]),
        subject=frozenset(stop["subject"]),
        modal=frozenset(stop["modal"]),
        not_before_when=frozenset(before),
        not_after_when=frozenset(after),
    )


def _single(word: str) -> str:
    if _CLOCK.fullmatch(word):
        return "k"
    if _DATE.fullmatch(word):
        return "D"
    if word[0].isdigit():
        return "n"
    return "x" if word[0].isalnum() else "."


def _pieces(text: str) -> list[_Piece]:
    """Split a text to the longest entries of the word lists; other words are of kind ``x``."""
    tokens = [(m[0], m.start(), m.end()) for m in _TOKEN.finditer(fold(text))]
    pieces: list[_Piece] = []
    at = 0
    while at < len(tokens):
        length, phrase, kind = _longest([word for word, _, _ in tokens[at : at + _LONGEST]])
        start, end = tokens[at][1], tokens[at + length - 1][2]
        if phrase in _lists().capital and (start == 0 or not text[start].isupper()):
            kind = "x"
        if kind != "x" and phrase.endswith("'s"):
            end -= len("'s")
        pieces.append(_Piece(kind, phrase, start, end))
        at += length
    return pieces


def _longest(words: list[str]) -> tuple[int, str, str]:
    """Return how many of the words form the longest entry of the lists, that and its kind."""
    for length in range(len(words), 0, -1):
        phrase = " ".join(words[:length])
        if kind := _lists().kinds.get(phrase.removesuffix("'s")):
            return length, phrase, kind
    return 1, words[0], _single(words[0])


def find_times(text: str) -> tuple[Span, ...]:
    """Return the time phrases of a text in order; they do not overlap.

    >>> text = "Next week, once legal is back, I'll send it by end of day Friday."
    >>> [text[start:end] for start, end in find_times(text)]
    ['Next week, once legal is back', 'by end of day Friday']
    """
    pieces = _pieces(text)
    runs = [m.span() for m in _PHRASE.finditer("".join(piece.kind for piece in pieces))]
    runs = [_extend(pieces, *run) for run in (_trim(pieces, *run) for run in runs) if run]
    starts = {start for start, _ in runs}
    runs += [(i, _clause_end(pieces, i)) for i in range(len(pieces)) if _opens(pieces, i, starts)]
    return tuple((pieces[a].start, pieces[b - 1].end) for a, b in _merge(pieces, runs))


def lone_time(text: str) -> Span | None:
    """Return the time phrase of a text that says nothing else: "Thursday, by lunch."."""
    for start, end in find_times(text):
        if not re.search(r"\w", text[:start] + text[end:]) and not is_weak(text[start:end]):
            return start, end
    return None


def is_weak(text: str) -> bool:
    """Tell whether a time phrase is one only where it follows an action: "now", "quickly"."""
    return fold(text) in _lists().weak


def _trim(pieces: list[_Piece], start: int, end: int) -> tuple[int, int] | None:
    """Leave off loose words at the beginning; a duration ("for two weeks") is no time."""
    lists = _lists()
    lasts = pieces[start].text in ("for", "by")
    while pieces[start].text in lists.loose or (start + 1 < end and _is_particle(pieces, start)):
        lasts |= pieces[start].text == "for"
        start += 1
    lasts |= pieces[start].text == "for"
    kinds = "".join(piece.kind for piece in pieces[start:end]).removeprefix("B")
    noun = kinds[0] in "tm" and kinds[-1] in "dm" and end < len(pieces) and pieces[end].kind in "xv"
    past = any(piece.text in lists.past for piece in pieces[start:end])
    return None if past or noun or (lasts and kinds in _LASTING) else (start, end)


def _is_particle(pieces: list[_Piece], at: int) -> bool:
    """Tell whether a preposition is the verb's, not the time's: "fill it in | tonight"."""
    word, after = pieces[at], pieces[at + 1]
    if word.text == "over" and after.text == "this":
        return pieces[at + 2 : at + 3] != [] and pieces[at + 2].kind == "p"
    if word.text in ("in", "over", "on", "through", "around"):
        return after.kind in ("BPa" if word.text == "on" else "BPFad")
    if word.kind == "P" and after.text == "that":
        return any(piece.text in _NEW for piece in pieces[at + 2 : at + 3])
    return (word.kind == "P" and after.kind in "BP") or (
        word.text == "that" and (after.text in _NEW or after.kind in "ed")
    )


def _extend(pieces: list[_Piece], start: int, end: int) -> tuple[int, int]:
    """Let a phrase go on that names a clause or event: "before the Monday email goes"."""
    last = pieces[end - 1]
    opens = last.text.endswith((" after", " before"))
    opens |= pieces[start].text in _BOUNDS and last.kind in "dm"
    follows = end < len(pieces) and pieces[end].kind in "xv"
    lists = _lists()
    speaks = follows and pieces[end].text.partition("'")[0] in (*lists.stop, *lists.subject)
    if opens and follows and not speaks:
        end = max(end, _clause_end(pieces, end - 1))
    return start, end


def _opens(pieces: list[_Piece], at: int, taken: set[int]) -> bool:
    """Tell whether a clause of time begins at a piece."""
    piece = pieces[at]
    if at in taken or at + 1 >= len(pieces) or pieces[at + 1].kind in ".j":
        return False
    if piece.text == "once" and pieces[at + 1].text in ("a", "again", "more", "every", "per"):
        return False
    if piece.text in _BOUNDS:
        return pieces[at + 1].text not in ("all", "care") and pieces[at - 1].text != "look"
    if piece.text != "when":
        return piece.kind == "c" and piece.text != "when's"
    before = pieces[at - 1].text if at else ""
    lists = _lists()
    return before not in lists.not_before_when and pieces[at + 1].text not in lists.not_after_when


def _clause_end(pieces: list[_Piece], start: int) -> int:
    """Return the index of the piece before which the clause of time ends."""
    lists = _lists()
    for at in range(start + 1, len(pieces)):
        here, following = pieces[at].text, pieces[at + 1].text if at + 1 < len(pieces) else ""
        speaks = here in lists.stop or (here in lists.subject and following in lists.modal)
        if pieces[at].kind == "." or here == "," or (at > start + 1 and speaks):
            return at - 1 if pieces[at - 1].kind == "j" else at
    return len(pieces)


def _merge(pieces: list[_Piece], runs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join runs that overlap or lie side by side, a comma between them or not."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(runs):
        if joined and all(piece.text == "," for piece in pieces[joined[-1][1] : start]):
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
