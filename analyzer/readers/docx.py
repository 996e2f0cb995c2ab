"""Word documents: transcripts as Teams, Google Meet, Rev and others save them."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import replace

from analyzer.errors import ReadError
from analyzer.readers import teams
from analyzer.readers.archive import check_office, office_kind
from analyzer.readers.base import Document, Format, assemble
from analyzer.readers.header import boilerplate
from analyzer.readers.spoken import read_spoken
from analyzer.readers.table import Table, parse_rows, to_rows
from analyzer.transcript import Transcript


def _sniff(document: Document) -> float:
    return 0.9 if office_kind(document.data) == ".docx" else 0.0


def _parse(document: Document) -> Sequence[Transcript]:
    check_office(document.data, document.path)
    lines, tables = _content(document)
    if captions := _captions(document, lines):
        return captions
    found = read_spoken(document, lines)
    if not found.named:
        rows = next((rows for table in tables if (rows := to_rows(table))), None)
        if rows is not None:
            return parse_rows(document, rows, format="docx")
    if not found.segments:
        raise ReadError("no paragraph begins with a speaker or a time")
    header = found.header
    return [
        assemble(
            document,
            found.segments,
            format="docx",
            producer=header.producer or _producer(lines),
            date=header.date,
            title=header.title,
            metadata=header.metadata,
            roles=header.roles,
            warnings=found.warnings,
        )
    ]


def _captions(document: Document, lines: Sequence[str]) -> list[Transcript]:
    """Read Teams' older documents, which hold a timing line, a name and words as captions do."""
    text = replace(document, text="\n".join(lines))
    [captions] = teams.FORMATS
    if captions.sniff(text) < 0.5:
        return []
    return [replace(found, format="docx") for found in captions.parse(text)]


def _producer(lines: Sequence[str]) -> str | None:
    return next((name for line in lines if (name := boilerplate(line))), None)


def _content(document: Document) -> tuple[list[str], list[Table]]:
    """Return the paragraphs' lines, each paragraph followed by a blank one, and the tables."""
    import docx

    try:
        file = docx.Document(io.BytesIO(document.data))
        lines = [line for paragraph in file.paragraphs for line in _lines(paragraph.text)]
        tables: list[Table] = [
            [[cell.text for cell in row.cells] for row in table.rows] for table in file.tables
        ]
    except Exception as error:  # python-docx raises whatever a damaged file makes it stumble on
        raise ReadError(f"a damaged DOCX file: {error}", path=document.path) from error
    return lines, tables


def _lines(paragraph: str) -> Iterator[str]:
    yield from paragraph.replace("\r", "\n").split("\n")
    yield ""


FORMATS = (
    Format(name="docx", title="Word document", suffixes=(".docx",), sniff=_sniff, parse=_parse),
)
