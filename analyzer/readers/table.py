"""Tables of speech: CSV, TSV and XLSX, with any sensible column names.

Columns are known by the names in ``keys.toml``. A table without a header is read when one
column's short values come back, as names do, and another holds the words.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from itertools import groupby
from typing import Any

from analyzer.errors import ReadError
from analyzer.readers.archive import check_office, office_kind
from analyzer.readers.base import Document, Format, assemble
from analyzer.readers.clock import seconds
from analyzer.readers.formulas import unguard
from analyzer.readers.header import Header, read_header
from analyzer.readers.json_rows import SHAPES, conversations
from analyzer.readers.json_values import is_number
from analyzer.readers.keys import find_key
from analyzer.readers.names import is_namelike, is_plausible, speakers
from analyzer.transcript import ReadWarning, Transcript

Table = Sequence[Sequence[str]]
Rows = list[dict[str, Any]]

_ROWS = SHAPES[0]
_DELIMITERS = "\t,;|"
_MOST_TITLES = 5
_MOST_ROWS = 1_000_000
_MOST_COLUMNS = 100
_CONVERSATION = re.compile(
    r"(?:conversation|call|meeting|transcript|session|recording)[\s_-]?(?:id|key|no|number)?", re.I
)


def _cells(text: str, delimiter: str) -> list[list[str]]:
    """Read delimited text; quotes that do not pair up are taken as mere characters."""
    paired = text.count('"') % 2 == 0
    try:
        found = csv.reader(
            io.StringIO(text, newline=""),
            delimiter=delimiter,
            quoting=csv.QUOTE_MINIMAL if paired else csv.QUOTE_NONE,
        )
        return [[*map(unguard, row)] for row in found if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise ReadError(f"not a readable table: {error}") from error


def _delimiter(lines: Sequence[str]) -> str | None:
    """Return what parts the first lines, at least once each, mostly as often."""
    sample = [line for line in lines[:20] if line.strip()]
    first = sample[0] if sample else ""
    present = [mark for mark in _DELIMITERS if mark in first]
    return max(present, key=lambda mark: sum(mark in line for line in sample), default=None)


def to_rows(table: Table, delimiter: str = " ") -> Rows:
    """Return a table's rows by column name; none where it is no table of speech.

    A title may stand above the header. Cells beyond the header's are of words that hold the
    delimiter, and go to the last column.
    """
    for at, names in enumerate(table[:_MOST_TITLES]):
        columns = [re.sub(r"[()\[\]/:*#]+", " ", cell).strip() for cell in names]
        known = dict.fromkeys(filter(None, columns))
        if find_key(known, "text") and (find_key(known, "speaker") or find_key(known, "start")):
            rows = [_row(columns, cells, delimiter) for cells in table[at + 1 :]]
            return rows if _is_speech(rows) else []
    rows = _headless(table)
    return rows if _is_speech(rows) else []


def _row(names: Sequence[str], cells: Sequence[str], delimiter: str) -> dict[str, Any]:
    last = len(names) - 1
    values = (*cells[:last], delimiter.join(cells[last:]))
    return dict(zip(names, map(str.strip, values), strict=False))


def _is_speech(rows: Rows) -> bool:
    """Tell rows that are a conversation together, not each by itself."""
    found = conversations(rows)
    return len(found) == 1 and len(found[0][0]) == len(rows)


def _headless(table: Table) -> Rows:
    """Name the columns of a table without a header by what they hold: times, a name, words.

    Other columns stand only after these, else the table is one of something else.
    """
    width = min((len(row) for row in table), default=0)
    columns = [[row[at].strip() for row in table] for at in range(width)]
    spoken = max(columns, key=lambda cells: sum(map(len, cells)), default=[])
    clocks = [at for at, cells in enumerate(columns) if all(map(_is_time, cells))]
    who = next((at for at, cells in enumerate(columns) if _are_names(cells, spoken)), None)
    if who is None or sum(len(cell.split()) for cell in spoken) < 3 * len(spoken):
        return []
    if set(range(columns.index(spoken))) - {who, *clocks}:
        return []
    kinds = {who: "speaker", columns.index(spoken): "text"}
    kinds |= dict(zip(clocks, ("start", "end"), strict=False))
    return [{kind: row[at].strip() for at, kind in kinds.items()} for row in table]


def _is_name(cell: str) -> bool:
    likely = is_namelike(cell) or cell.isalpha()
    return likely and is_plausible(cell) and any(map(str.isalpha, cell))


def _is_time(cell: str) -> bool:
    return is_number(cell) or seconds(cell) is not None


def _are_names(cells: Sequence[str], spoken: Sequence[str]) -> bool:
    if cells is spoken or not all(map(_is_name, cells)):
        return False
    return len(speakers(cells)) == len(set(cells)) < len(cells)


def parse_rows(
    document: Document,
    rows: Rows,
    *,
    format: str,
    producer: str | None = None,
    header: Header | None = None,
    warnings: Iterable[ReadWarning] = (),
) -> list[Transcript]:
    """Make a transcript of each conversation in a table's rows."""
    key = next((name for name in rows[0] if _CONVERSATION.fullmatch(name)), None)
    parts = _grouped(rows, key) if key else {"": rows}
    header = header or Header()
    transcripts: list[Transcript] = []
    for part, own in parts.items():
        [reading] = _ROWS.read(own, lambda name: None)
        transcripts.append(
            assemble(
                document,
                reading.segments,
                format=format,
                count=len(own),
                producer=producer,
                part=part if len(parts) > 1 else None,
                date=header.date or reading.date,
                title=header.title,
                metadata=header.metadata,
                roles=header.roles,
                warnings=(*warnings, *reading.warnings),
            )
        )
    return transcripts


def _grouped(rows: Rows, key: str) -> Mapping[str, Rows]:
    parts: dict[str, Rows] = {}
    for part, own in groupby(rows, lambda row: str(row.get(key, ""))):
        parts.setdefault(part, []).extend(own)
    return {part: own for part, own in parts.items() if _is_speech(own)}


def _sniff(document: Document) -> float:
    if not document.text:
        return 0.0
    lines = document.head.split("\n")
    lines = lines[:-1] if len(document.text) > len(document.head) else lines
    _, used = read_header(lines)
    delimiter = _delimiter(lines[used:])
    if delimiter is None:
        return 0.0
    try:
        return 0.9 if to_rows(_cells("\n".join(lines[used:]), delimiter), delimiter) else 0.0
    except ReadError:
        return 0.0


def _parse(document: Document) -> Sequence[Transcript]:
    header, used = read_header(document.lines)
    body = document.lines[used:]
    delimiter = _delimiter(body) or ","
    rows = to_rows(_cells("\n".join(body), delimiter), delimiter)
    if not rows:
        raise ReadError("a table without columns of speakers or times and of words")
    producer = "Whisper" if list(rows[0]) == ["start", "end", "text"] else None
    return parse_rows(document, rows, format="csv", producer=producer, header=header)


def _sniff_xlsx(document: Document) -> float:
    return 0.9 if office_kind(document.data) == ".xlsx" else 0.0


def _parse_xlsx(document: Document) -> Sequence[Transcript]:
    """Read every sheet that holds speech; several are several conversations."""
    check_office(document.data, document.path)
    sheets = {name: rows for name, table in _sheets(document).items() if (rows := to_rows(table))}
    if not sheets:
        raise ReadError("no sheet has columns of speakers or times and of words")
    if len(sheets) == 1:
        return parse_rows(document, next(iter(sheets.values())), format="xlsx")
    found: list[Transcript] = []
    for name, rows in sheets.items():
        part = Document(path=f"{document.path}#{name}", data=b"", text="")
        found += parse_rows(part, rows, format="xlsx")
    return found


def _sheets(document: Document) -> dict[str, Table]:
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(document.data), read_only=True, data_only=True)
        return {sheet.title: _grid(sheet) for sheet in book.worksheets}
    except Exception as error:  # openpyxl raises whatever a damaged file makes it stumble on
        raise ReadError(f"a damaged XLSX file: {error}", path=document.path) from error


def _grid(sheet: Any) -> Table:
    """Return a sheet's rows that hold something, equally long, whatever size it says it has."""
    sheet.reset_dimensions()
    found = (
        [_written(cell) for cell in row[:_MOST_COLUMNS]]
        for row in sheet.iter_rows(max_row=_MOST_ROWS, values_only=True)
    )
    rows = [row for row in found if any(row)]
    width = max(map(len, rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows]


def _written(cell: Any) -> str:
    """Return a cell as text; Excel's times of day are clocks, as it takes ``0:03`` for one."""
    if cell is None:
        return ""
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    if isinstance(cell, time):
        return cell.isoformat("milliseconds")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


FORMATS = (
    Format(
        name="csv",
        title="Table (CSV, TSV)",
        suffixes=(".csv", ".tsv", ".tab"),
        sniff=_sniff,
        parse=_parse,
    ),
    Format(
        name="xlsx",
        title="Excel table",
        suffixes=(".xlsx",),
        sniff=_sniff_xlsx,
        parse=_parse_xlsx,
    ),
)
