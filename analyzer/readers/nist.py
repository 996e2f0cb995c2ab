"""NIST's speech formats: CTM (words), RTTM (who speaks when), STM (both).

An RTTM holds no words, so the CTM is the file to read; an RTTM of the same name beside it
gives the speakers. Without one, a CTM's file ids may (``Ann_00012_call``), or its channels.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from analyzer.errors import ReadError
from analyzer.readers.base import Document, Format, Segment, assemble
from analyzer.readers.tiers import between_pauses
from analyzer.readers.words import Word, by_speaker, segment
from analyzer.transcript import ReadWarning, Transcript

_TIME = r"\d{1,9}(?:\.\d{0,9})?"
_CTM = re.compile(
    rf"(\S+)\s+(\S+)\s+({_TIME})\s+({_TIME})\s+(\S+)(?:\s+-?[\d.]+|\s+NA)?(?:\s+\S+){{0,2}}"
)
_RTTM = re.compile(rf"SPEAKER\s+(\S+)\s+\d+\s+({_TIME})\s+({_TIME})\s+\S+\s+\S+\s+(\S+).*")
_STM = re.compile(rf"(\S+)\s+(\S+)\s+(\S+)\s+({_TIME})\s+({_TIME})\s+(?:<[^>]*>\s*)?(.*[^\W\d_].*)")
_UTTERANCE_ID = re.compile(r"(?P<speaker>.+)_\d+_\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    file: str
    channel: str
    word: Word


def _share(document: Document, pattern: re.Pattern[str], comment: str = ";") -> float:
    """Return which part of the first lines fits, but for comments."""
    lines = [line.strip() for line in document.head.split("\n")[:40]]
    rows = [line for line in lines[:-1] or lines if line and not line.startswith(comment)]
    return sum(bool(pattern.fullmatch(row)) for row in rows) / len(rows) if rows else 0.0


def _sniff_ctm(document: Document) -> float:
    share = _share(document, _CTM)
    return share if share > 0.8 or document.suffix == ".ctm" else 0.0


def _sniff_stm(document: Document) -> float:
    share = _share(document, _STM)
    return 0.9 * share if share > 0.8 or document.suffix == ".stm" else 0.0


def _sniff_rttm(document: Document) -> float:
    return 1.0 if _share(document, _RTTM) > 0 else 0.0


def _rows(
    document: Document, pattern: re.Pattern[str], warnings: list[ReadWarning]
) -> Iterator[list[str]]:
    for number, line in enumerate(document.lines, 1):
        if not line.strip() or line.startswith(";"):
            continue
        match = pattern.fullmatch(line.strip())
        if match is None:
            warnings.append(ReadWarning(message="not a line of the format, left out", line=number))
        else:
            yield [field or "" for field in match.groups()]


def _parse_ctm(document: Document) -> Sequence[Transcript]:
    warnings: list[ReadWarning] = []
    rows = [
        _Row(file=file, channel=channel, word=_word(word, start, length))
        for file, channel, start, length, word in _rows(document, _CTM, warnings)
    ]
    parts = _recordings(rows, _speakers_beside(document))
    if not parts:
        raise ReadError("no line holds a word and its times", path=document.path)
    return [
        assemble(document, segments, format="ctm", part=part, warnings=warnings)
        for part, segments in parts.items()
    ]


def _recordings(rows: Sequence[_Row], turns: dict[str, _Turns]) -> dict[str | None, list[Segment]]:
    """Return the segments of each recording, by file id where there are several."""
    ids = list(dict.fromkeys(row.file for row in rows))
    if len(ids) > 1 and not turns and all(map(_UTTERANCE_ID.fullmatch, ids)):
        return {None: _by_utterance(rows)}
    by_id: dict[str, list[_Row]] = {}
    for row in rows:
        by_id.setdefault(row.file, []).append(row)
    return {
        file if len(ids) > 1 else None: _by_channel(own, turns.get(file))
        for file, own in by_id.items()
    }


def _word(text: str, start: str, length: str) -> Word:
    return Word(text=text, start=float(start), end=round(float(start) + float(length), 6))


def _by_utterance(rows: Iterable[_Row]) -> list[Segment]:
    """Make a segment of each utterance id, named by the speaker in it."""
    said: dict[str, list[Word]] = {}
    for row in rows:
        said.setdefault(row.file, []).append(row.word)
    segments = [segment(words, file.rsplit("_", 2)[0]) for file, words in said.items()]
    return sorted(segments, key=lambda one: one.start or 0.0)


def _by_channel(rows: Sequence[_Row], turns: _Turns | None) -> list[Segment]:
    """Make segments of a recording's words, by the RTTM's speakers, else by channel."""
    if turns is not None:
        ordered = sorted(rows, key=lambda row: row.word.start or 0.0)
        return by_speaker(turns.name(row.word) for row in ordered)
    channels = dict.fromkeys(row.channel for row in rows)
    segments = [
        segment(words, channel if len(channels) > 1 else None)
        for channel in channels
        for words in between_pauses(row.word for row in rows if row.channel == channel)
    ]
    return sorted(segments, key=lambda one: one.start or 0.0)


class _Turns:
    """Who speaks when in a recording."""

    def __init__(self, stretches: Iterable[tuple[float, float, str]]) -> None:
        self._stretches = sorted(stretches)
        self._starts = [start for start, _, _ in self._stretches]

    def name(self, word: Word) -> Word:
        """Return the word with whoever began last before its middle, if still speaking."""
        middle = ((word.start or 0.0) + (word.end or 0.0)) / 2
        at = bisect_right(self._starts, middle)
        open_now = (
            one for one in reversed(self._stretches[max(at - 20, 0) : at]) if middle <= one[1]
        )
        speaker = next((name for _, _, name in open_now), None)
        return Word(text=word.text, start=word.start, end=word.end, speaker=speaker)


def _speakers_beside(document: Document) -> dict[str, _Turns]:
    """Return the speakers' stretches by file id, from the RTTM of the same name."""
    data = document.nearby(PurePosixPath(document.path.replace("\\", "/")).stem + ".rttm")
    stretches: dict[str, list[tuple[float, float, str]]] = {}
    for line in (data or b"").decode("utf-8", "replace").splitlines():
        if match := _RTTM.fullmatch(line.strip()):
            file, start, length, name = match.groups()
            stretch = (float(start), float(start) + float(length), name)
            stretches.setdefault(file, []).append(stretch)
    return {file: _Turns(found) for file, found in stretches.items()}


def _parse_rttm(document: Document) -> Sequence[Transcript]:
    name = PurePosixPath(document.path.replace("\\", "/")).stem + ".ctm"
    message = "an RTTM says who speaks when but holds no words; put its CTM beside it and read that"
    raise ReadError(f"{message} ({name})", path=document.path)


def _parse_stm(document: Document) -> Sequence[Transcript]:
    warnings: list[ReadWarning] = []
    parts: dict[str, list[Segment]] = {}
    for file, _, speaker, start, end, text in _rows(document, _STM, warnings):
        said = Segment(text=text, speaker=speaker, start=float(start), end=float(end))
        parts.setdefault(file, []).append(said)
    if not parts:
        raise ReadError("no line holds a speaker, times and words", path=document.path)
    return [
        assemble(
            document,
            sorted(segments, key=lambda one: one.start or 0.0),
            format="stm",
            part=file if len(parts) > 1 else None,
            warnings=warnings,
        )
        for file, segments in parts.items()
    ]


FORMATS = (
    Format(
        name="rttm",
        title="RTTM speaker times, to a CTM",
        suffixes=(".rttm",),
        sniff=_sniff_rttm,
        parse=_parse_rttm,
    ),
    Format(
        name="ctm",
        title="CTM time-marked words",
        suffixes=(".ctm",),
        sniff=_sniff_ctm,
        parse=_parse_ctm,
    ),
    Format(
        name="stm",
        title="STM segment-marked speech",
        suffixes=(".stm",),
        sniff=_sniff_stm,
        parse=_parse_stm,
    ),
)
