"""CHAT, the transcription format of TalkBank and CLAN (``.cha``).

pylangacq reads CHAT for language research: it leaves out repeated, corrected and filled
words (``<I want> [//] I need``, ``&-um``), which were said. So the little that a conversation
needs is read here: main lines, their codes, time bullets and the word times of ``%wor``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from analyzer.readers.base import Document, Format, Segment, assemble
from analyzer.readers.json_values import moment
from analyzer.readers.names import canonical_role
from analyzer.readers.words import Word, align
from analyzer.transcript import Note, ReadWarning, Transcript

_BULLET = re.compile(r"\x15(\d{1,12})_(\d{1,12})-?\x15")
_WORD_TIME = re.compile(r"(?<![^\s\x15])([^\s\x15]+)\s+\x15(\d{1,12})_(\d{1,12})-?\x15")
_NOTE = re.compile(
    r"""
      &=\S+                     # a sound or gesture: &=laughs
    | \[(?:=!|%)[^\[\]]*\]      # how it was said, a comment: [=! whispering]
    | \((?:\.{1,3}|[\d.:]+)\)   # a pause: (.) (1.5)
    | \b(?:xxx|yyy|www)\b       # not understood, not transcribed
    """,
    re.VERBOSE,
)
_CODE = re.compile(
    r"""
      \[[^\[\]]*\]              # replacements, retracings, overlaps: [: text] [//] [>]
    | [⌈⌉⌊⌋]\d?                 # overlaps of conversation analysis
    | [↑↓⇗↗→↘⇘∞≈≋≡∙⌋∆∇°▁▔☺♋⁎⁇∬Ἡ„‡§∾↻Ϋ⤇↫‹›〔〕]
    | (?<!\S)\+[^\w\s]*[.?!](?=\s|$)  # how an utterance ends: +... +/. (their . ? ! are below)
    | (?<!\S)\+[<^",+≋≈]*(?=\s|$)     # how it begins: +< +^ ++
    | (?<!\S)0\S*               # a word left out
    | (?<=\S)@[\w:$&+]+         # kinds of words: gonna@d, yes@s:eng
    | (?<!\S)&[-+~]?            # fillers and fragments: &-um, &+fr
    | [<>()]                    # scopes, and letters left out: (a)bout
    | (?<=\w):+(?=\w|\s|$)      # drawls: no:
    | (?<=\w)\^(?=\w)           # breaks within words
    """,
    re.VERBOSE,
)
_ENDS = re.compile(r"(?<!\S)\+[^\w\s]*?([.?!])(?=\s|$)")


@dataclass(slots=True, kw_only=True)
class _Line:
    """A line with its tier's name: ``*ANN``, ``%wor``, ``@Date``; continuation lines joined."""

    name: str
    text: str
    number: int
    under: list[_Line] = field(default_factory=list)
    """The dependent tiers of a main line."""


def _sniff(document: Document) -> float:
    head = document.head.lstrip()
    if head.startswith("@UTF8") or re.search(r"^@Begin$", head, re.MULTILINE):
        return 1.0
    return 0.8 if document.suffix == ".cha" and re.search(r"^\*\w+:", head, re.MULTILINE) else 0.0


def _parse(document: Document) -> Sequence[Transcript]:
    headers: dict[str, str] = {}
    said: list[_Line] = []
    for line in _lines(document.lines):
        if line.name.startswith("*"):
            said.append(line)
        elif line.name.startswith("%") and said:
            said[-1].under.append(line)
        else:
            headers.setdefault(line.name, line.text)
    people = _people(headers.get("@Participants", ""))
    segments = [_segment(line, people) for line in said]
    return [
        assemble(
            document,
            segments,
            format="chat",
            date=moment(headers.get("@Date")),
            title=headers.get("@Title") or None,
            roles={name: role for name, role in people.values() if role},
            warnings=() if "@End" in headers else [_cut_off(document)],
        )
    ]


def _cut_off(document: Document) -> ReadWarning:
    return ReadWarning(message="no @End: the file seems cut off", line=len(document.lines))


def _lines(lines: Sequence[str]) -> Iterator[_Line]:
    """Yield tiers and headers; a line that begins with a tab or space goes on with its own."""
    current: _Line | None = None
    for number, line in enumerate(lines, 1):
        if line[:1] in ("*", "%", "@"):
            if current is not None:
                yield current
            name, _, text = line.partition(":")
            current = _Line(name=name.strip(), text=text.strip(), number=number)
        elif current is not None and line.strip():
            current.text += " " + line.strip()
    if current is not None:
        yield current


def _people(header: str) -> dict[str, tuple[str, str | None]]:
    """Return name and role by code, from ``CODE [Name] Role`` separated by commas.

    >>> _people("ANN Ann_Lee Customer, BOB Participant")
    {'ANN': ('Ann Lee', 'customer'), 'BOB': ('BOB', None)}
    """
    people = {}
    for part in header.split(","):
        words = part.split()
        if not words:
            continue
        name = words[1].replace("_", " ") if len(words) > 2 else words[0]
        role = words[-1].replace("_", " ") if len(words) > 1 else "Participant"
        known = canonical_role(role)
        people[words[0]] = (name, known if known or role == "Participant" else role)
    return people


def _segment(line: _Line, people: dict[str, tuple[str, str | None]]) -> Segment:
    code = line.name[1:].strip()
    name, role = people.get(code, (code or None, None))
    text, notes = _clean(_BULLET.sub("", line.text))
    times = [(int(start) / 1000, int(end) / 1000) for start, end in _BULLET.findall(line.text)]
    words = (
        Word(text=word, start=int(start) / 1000, end=int(end) / 1000)
        for tier in line.under
        if tier.name == "%wor"
        for word, start, end in _WORD_TIME.findall(tier.text)
    )
    return Segment(
        text=text,
        speaker=name,
        role=role,
        start=times[0][0] if times else None,
        end=times[-1][1] if times else None,
        notes=notes,
        marks=align(text, words),
    )


def _clean(text: str) -> tuple[str, tuple[Note, ...]]:
    """Return the words said, without codes, and the notes among them.

    >>> _clean("<I want> [//] I need (a)bout &-um two &=laughs . ")
    ('I want I need about um two.', (Note(offset=26, text='&=laughs'),))
    """
    spoken = ""
    notes: list[Note] = []
    after = 0
    for match in _NOTE.finditer(text):
        spoken = _add(spoken, text[after : match.start()])
        notes.append(Note(offset=len(spoken), text=match[0]))
        after = match.end()
    return _add(spoken, text[after:]), tuple(notes)


def _add(spoken: str, coded: str) -> str:
    """Add a stretch of coded text to the words before it, punctuation without a space."""
    coded = _ENDS.sub(r"\1", coded)
    words = _CODE.sub("", coded).replace("_", " ").split()
    for word in words:
        glued = not spoken or not any(map(str.isalnum, word))
        spoken += word if glued else f" {word}"
    return spoken


FORMATS = (
    Format(
        name="chat",
        title="CHAT (TalkBank, CLAN)",
        suffixes=(".cha",),
        sniff=_sniff,
        parse=_parse,
    ),
)
