"""JSON of every producer: which one wrote a value is told by its shape, not by its name."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import Any

from analyzer.errors import ReadError
from analyzer.readers import (
    json_cloud,
    json_corpora,
    json_editors,
    json_google,
    json_meetings,
    json_rows,
    json_speech,
    json_whisper,
)
from analyzer.readers.base import Document, Format, assemble
from analyzer.readers.json_load import Loaded, load
from analyzer.readers.shapes import Reading, Shape
from analyzer.transcript import ReadWarning, Transcript

_SUFFIXES = (".json", ".jsonl", ".ndjson")
_BEGINS = re.compile(r"\s*(?:\{\s*[\"}]|\[\s*[\[{\"\]])")
_TRANSCRIPT = re.compile(r"[-_. ]?transcripts?\Z", re.I)
_ROWS = json_rows.SHAPES[0]
_KNOWN: tuple[Shape, ...] = (
    *json_meetings.SHAPES,
    *json_cloud.SHAPES,
    *json_speech.SHAPES,
    *json_google.SHAPES,
    *json_whisper.SHAPES,
    *json_editors.SHAPES,
    *json_corpora.SHAPES,
)


def _loaded(document: Document) -> Loaded | None:
    """Return the JSON of a document that looks like it, ``None`` where there is none."""
    if not _looks_like_json(document):
        return None
    try:
        return load(document)
    except ReadError:
        return None


def _looks_like_json(document: Document) -> bool:
    return document.suffix in _SUFFIXES or bool(_BEGINS.match(document.head))


def _sniff(document: Document, shape: Shape) -> float:
    loaded = _loaded(document)
    return 0.95 if loaded is not None and shape.fits(loaded.value) else 0.0


def _sniff_rows(document: Document) -> float:
    """Take any JSON that no producer's shape fits, if only to say what is wrong with it."""
    if _loaded(document) is None:
        return 0.4 if _looks_like_json(document) else 0.0
    return 0.9 if _BEGINS.match(document.head) else 0.4


def _parse(document: Document, shape: Shape) -> Sequence[Transcript]:
    loaded = load(document)
    readings = shape.read(loaded.value, _companions(document)) if shape.fits(loaded.value) else ()
    if not readings:
        raise ReadError(_reason(shape), path=document.path)
    several = len(readings) > 1
    return [
        _transcript(
            document, shape, reading, loaded, (reading.part or str(number)) if several else None
        )
        for number, reading in enumerate(readings, 1)
    ]


def _reason(shape: Shape) -> str:
    if shape is _ROWS:
        return "JSON without a list of who said what: no rows with a text and a speaker or time"
    return f"JSON that is not a {shape.title}"


def _companions(document: Document) -> Any:
    """Return a function that gives a companion file's JSON value by its name.

    Beside ``1234-transcript.json`` it may be called ``1234-users.json`` too.
    """
    stem = PurePosixPath(document.path.replace("\\", "/").rpartition("#")[2]).stem
    own = _TRANSCRIPT.sub("", stem)

    def find(name: str) -> Any:
        names = (name, *(f"{own}{mark}{name}" for mark in "-_."))
        data = next((data for one in names if (data := document.nearby(one)) is not None), None)
        try:
            return None if data is None else json.loads(data)
        except (ValueError, RecursionError):
            return None

    return find


def _transcript(
    document: Document, shape: Shape, reading: Reading, loaded: Loaded, part: str | None
) -> Transcript:
    return assemble(
        document,
        reading.segments,
        format=shape.name,
        count=reading.count,
        producer=reading.producer or shape.producer,
        part=part,
        date=reading.date,
        title=reading.title,
        metadata=reading.metadata,
        roles={one.speaker: one.role for one in reading.segments if one.speaker and one.role},
        warnings=(*loaded.warnings, *_wordless(reading, loaded), *reading.warnings),
    )


def _wordless(reading: Reading, loaded: Loaded) -> Iterator[ReadWarning]:
    """Name the lines of JSON Lines that have no text; count such rows of other JSON."""
    if loaded.lines:
        for at in reading.wordless:
            yield ReadWarning(message="no text, left out", line=loaded.lines[at])
    elif reading.wordless:
        yield ReadWarning(message=f"{len(reading.wordless)} rows without a text were left out")


def _format(shape: Shape) -> Format:
    return Format(
        name=shape.name,
        title=shape.title,
        suffixes=_SUFFIXES,
        sniff=_sniff_rows if shape is _ROWS else lambda document: _sniff(document, shape),
        parse=lambda document: _parse(document, shape),
    )


FORMATS: tuple[Format, ...] = tuple(map(_format, (*_KNOWN, _ROWS)))
"""Producers first, most particular shapes before others they might pass for; then any rows."""
