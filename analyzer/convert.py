"""Write a transcript in a common format. Reading it back gives the same turns.

What a format cannot hold is left out and listed here:

======== =====================================================================
jsonl    nothing of the turns; not the date, title and other metadata
convokit the same
csv      times within turns; notes that are not in brackets; control characters
vtt      times of words; such notes, such characters; roles; a missing end; microseconds
txt      times within and at the end of turns; such notes, such characters; microseconds
======== =====================================================================
"""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from analyzer.errors import ConfigError
from analyzer.readers.formulas import guard, harmless
from analyzer.readers.notes import split_notes
from analyzer.transcript import Transcript, Turn

_SHORTEST_CUE_S = 0.001
_WORDS_A_CUE = 2
_ESCAPED = {code: f"\\u{code:04x}" for code in (*range(0x7F, 0xA0), *range(0xD800, 0xE000))}
"""Characters that JSON allows as they are and terminals obey, or files cannot hold."""


def write(transcript: Transcript, to: str) -> str:
    """Return the transcript's turns in a format of `WRITERS`.

    Raise ``ConfigError`` for another format, or when the format needs times that the
    transcript does not have.
    """
    try:
        writer = WRITERS[to]
    except KeyError:
        message = f"no transcript is written as {to!r}; there are: {', '.join(WRITERS)}"
        raise ConfigError(message) from None
    return writer(transcript)


def _jsonl(transcript: Transcript) -> str:
    return _lines(
        {"speaker": turn.speaker, "text": turn.text, **_details(turn)} for turn in transcript
    )


def _lines(rows: Iterator[dict[str, Any]]) -> str:
    written = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    return written.translate(_ESCAPED)


def _details(turn: Turn) -> dict[str, Any]:
    """Return what else is known of a turn."""
    details = {
        "start": turn.start,
        "end": turn.end,
        "role": turn.role,
        "notes": [{"offset": note.offset, "text": note.text} for note in turn.notes],
        "marks": [
            {"offset": mark.offset, "start": mark.start, "end": mark.end} for mark in turn.marks
        ],
    }
    return {key: value for key, value in details.items() if value not in (None, [])}


def _convokit(transcript: Transcript) -> str:
    """Write ``utterances.jsonl``; a conversation bears the id of its first utterance."""
    name = re.sub(r"\W+", "-", transcript.source).strip("-") or "conversation"
    return _lines(
        {
            "id": f"{name}-{index}",
            "conversation_id": f"{name}-0",
            "reply_to": f"{name}-{index - 1}" if index else None,
            "speaker": turn.speaker,
            "timestamp": turn.start,
            "text": turn.text,
            "meta": {key: value for key, value in _details(turn).items() if key != "start"},
        }
        for index, turn in enumerate(transcript)
    )


def _csv(transcript: Transcript) -> str:
    columns = ("speaker", "role", "start", "end", "text")
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(columns)
    for turn in transcript:
        cells = (turn.speaker, turn.role, turn.start, turn.end, _with_notes(turn))
        writer.writerow([guard(cell) if isinstance(cell, str) else cell for cell in cells])
    return table.getvalue()


def _with_notes(turn: Turn) -> str:
    """Return the text with those notes in it that reading would take out again."""
    text = turn.text
    for note in sorted(turn.notes, key=lambda note: note.offset, reverse=True):
        before, after = text[: note.offset], text[note.offset :]
        with_note = f"{before.rstrip()} {note.text} {after.lstrip()}".strip()
        if split_notes(with_note)[0] == " ".join(
            part for part in (before.strip(), after.strip()) if part
        ):
            text = with_note
    return text


def _txt(transcript: Transcript) -> str:
    return harmless("\n".join(_paragraph(turn) for turn in transcript))


def _paragraph(turn: Turn) -> str:
    """Write ``Name (0:01:02.5):`` above the text; a blank line ends it."""
    time = "" if turn.start is None else f" ({_clock(turn.start)})"
    head = f"{turn.speaker}{time}:\n" if turn.speaker else ""
    return f"{head}{' '.join(_with_notes(turn).split())}\n"


def _vtt(transcript: Transcript) -> str:
    if any(turn.start is None for turn in transcript):
        raise ConfigError("WebVTT needs times, and turns of this transcript have none")
    pieces = [piece for turn in transcript for piece in _cues(turn)]
    afters = [*(piece.start for piece in pieces[1:]), None]
    return harmless("WEBVTT\n\n" + "\n".join(map(_cue, pieces, afters)))


def _cues(turn: Turn) -> list[Turn]:
    """Split a turn at the cues it was joined from; not at words, which are too short to read."""
    marks = turn.marks
    begins = [mark.offset for mark in marks]
    whole = (
        bool(begins) and begins[0] == 0 and all(turn.text[at - 1].isspace() for at in begins[1:])
    )
    if not whole or turn.words < _WORDS_A_CUE * len(marks) or begins != sorted(set(begins)):
        return [turn]
    return [
        replace(
            turn,
            text=turn.text[at:after].rstrip(),
            start=mark.start,
            end=mark.end,
            notes=tuple(
                replace(note, offset=note.offset - at)
                for note in turn.notes
                if at <= note.offset < after or note.offset == after == len(turn.text)
            ),
        )
        for mark, at, after in zip(marks, begins, [*begins[1:], len(turn.text)], strict=True)
    ]


def _cue(turn: Turn, after: float | None) -> str:
    """Write a cue; one without an end lasts until the next begins."""
    start = turn.start or 0.0
    end = max(turn.end or after or 0.0, start + _SHORTEST_CUE_S)
    text = html.escape(re.sub(r"\s*\n\s*", "\n", _with_notes(turn)), quote=False)
    if turn.speaker:
        text = f"<v {html.escape(turn.speaker, quote=False)}>{text}</v>"
    return f"{_clock(start)} --> {_clock(end)}\n{text}\n"


def _clock(time: float) -> str:
    milliseconds = round(time * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest / 1000:06.3f}"


WRITERS: Mapping[str, Callable[[Transcript], str]] = {
    "jsonl": _jsonl,
    "vtt": _vtt,
    "csv": _csv,
    "txt": _txt,
    "convokit": _convokit,
}
"""Writers by the name of their format."""
