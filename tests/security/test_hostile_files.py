"""Files made to exhaust, mislead or break out of a reader are refused, and cost little."""

import contextlib
import io
import os
import time
import zipfile
from pathlib import Path

import pytest

from analyzer import readers
from analyzer.errors import ReadError
from analyzer.metadata import Metadata
from analyzer.privacy import Key, Privacy
from analyzer.privacy.redact import redact
from analyzer.readers import parse, read_all
from analyzer.transcript import Transcript, Turn

WORD = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BOMB = f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>'


def zipped(files: dict[str, bytes | str], level: int = 9) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as file:
        for name, content in files.items():
            file.writestr(name, content)
    return data.getvalue()


def word(document: str | bytes) -> bytes:
    return zipped({"word/document.xml": document})


def understated() -> bytes:
    """Zip 10 MB that the archive's directory says are ten bytes."""
    data = bytearray(zipped({"call.txt": os.urandom(100) * 1000}))
    for sign, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = data.index(sign) + at
        data[place : place + 4] = (10).to_bytes(4, "little")
    return bytes(data)


REFUSED: dict[str, tuple[str, bytes]] = {
    "zip bomb": ("a.zip", zipped({"a.txt": b"\0" * 50_000_000})),
    "zip in zip": ("a.zip", zipped({"b.zip": zipped({"a.txt": "Ann: Hi."})})),
    "zip in zip, renamed": ("a.zip", zipped({"b.txt": zipped({"a.txt": "Ann: Hi."})})),
    "zip that understates": ("a.zip", understated()),
    "zip of many files": ("a.zip", zipped({f"{n}": "" for n in range(10_001)}, 0)),
    "zip that points up": ("a.zip", zipped({"../../a.txt": "Ann: Hi."})),
    "zip that points to the root": ("a.zip", zipped({"/etc/cron.d/a.txt": "Ann: Hi."})),
    "billion laughs, Word": ("a.docx", word(f"<?xml version='1.0'?>{BOMB}{WORD}&l9;</w:document>")),
    "the same in UTF-16": ("a.docx", word(f"{BOMB}{WORD}&l9;</w:document>".encode("utf-16"))),
    "the same after a comment": ("a.docx", word(f"<!--{'x' * 9000}-->{BOMB}{WORD}</w:document>")),
    "a file of the machine, Word": (
        "a.docx",
        word(f'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>{WORD}&e;</w:document>'),
    ),
    "a cell over a billion columns": (
        "a.docx",
        word(
            f'{WORD}<w:body><w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="1000000000"/></w:tcPr>'
            "<w:p/></w:tc></w:tr></w:tbl></w:body></w:document>"
        ),
    ),
    "billion laughs, ELAN": (
        "a.eaf",
        f"<?xml version='1.0'?>{BOMB}<ANNOTATION_DOCUMENT>&l9;</ANNOTATION_DOCUMENT>".encode(),
    ),
    "a file of the machine, ELAN": (
        "a.eaf",
        b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><ANNOTATION_DOCUMENT>&e;'
        b"</ANNOTATION_DOCUMENT>",
    ),
    "deep JSON": ("a.json", b"[" * 1_000_000 + b"]" * 1_000_000),
    "deep JSON in a line": ("a.jsonl", b'{"text":' * 200_000),
    "a number of a million digits": ("a.json", b'{"speaker": "A", "text": ' + b"9" * 1_000_000),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused(case: str) -> None:
    name, data = REFUSED[case]
    began = time.process_time()
    with pytest.raises(ReadError):
        parse(data, name)
    assert time.process_time() - began < 5


def test_a_file_of_a_gigabyte_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "line.txt"
    with path.open("wb") as file:
        file.truncate(2**30)
    began = time.process_time()
    with pytest.raises(ReadError, match="larger than 256 MiB"):
        read_all(path)
    assert time.process_time() - began < 0.5


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no such device here")
def test_a_device_that_never_ends_is_not_read_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "MAX_BYTES", 1000)
    with pytest.raises(ReadError, match="larger than"):
        read_all("/dev/zero")


def test_one_line_of_megabytes_takes_no_longer_than_its_size(tmp_path: Path) -> None:
    line = b"Ann: " + b"well I think so " * 300_000
    [transcript] = parse(line + b"\nBo: Yes.\nAnn: Good.\n", "call.txt")
    assert transcript.words == 4 * 300_000 + 2


def sheet(rows: str, dimension: str) -> bytes:
    """Return a workbook that says it is larger than it is."""
    from openpyxl import Workbook

    book, data = Workbook(), io.BytesIO()
    book.save(data)
    with zipfile.ZipFile(data) as file:
        parts: dict[str, bytes | str] = {name: file.read(name) for name in file.namelist()}
    parts["xl/worksheets/sheet1.xml"] = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f'<dimension ref="{dimension}"/><sheetData>{rows}</sheetData></worksheet>'
    )
    return zipped(parts)


def row(number: int, *cells: str) -> str:
    columns = "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells)
    return f'<row r="{number}">{columns}</row>'


def test_a_sheet_that_says_it_is_huge_is_read_as_it_is() -> None:
    rows = row(1, "speaker", "text") + row(2, "Ann", "Hello there.") + row(900_000, "Bo", "Hi Ann.")
    began = time.process_time()
    [transcript] = parse(sheet(rows, "A1:XFD1048576"), "a.xlsx")
    assert [turn.text for turn in transcript] == ["Hello there.", "Hi Ann."]
    assert time.process_time() - began < 10


NAMES = ["..\\..\\evil.txt", "a/../../evil.txt", "evil.txt\0.png", "\x1b[2J.txt", "CON.txt"]


@pytest.mark.parametrize("name", NAMES)
def test_names_in_archives_write_nothing(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with contextlib.suppress(ReadError):
        parse(zipped({name: "Ann: Hello there.\nBo: Hi.\nAnn: So.\n"}), "a.zip")
    assert not [*tmp_path.rglob("*")]


LONG: dict[str, str] = {
    "digits": "1" * 100_000,
    "grouped digits": "617 " * 25_000,
    "dashes": "617-555-" * 12_500,
    "digit words": "one two oh " * 9_000,
    "dots": "a dot " * 16_000,
    "at": "a at b dot " * 9_000,
    "mail": "a.b@" * 25_000,
    "mail's local part": "a" * 100_000 + "@",
    "letters": "a b " * 25_000,
    "streets": "12 Elm Oak " * 9_000,
    "numbers in words": "twenty two " * 9_000,
    "hex": "ab:" * 33_000,
    "letters and digits": "AB12 " * 20_000,
    "words before numbers": "account number is " * 5_500 + "1",
    "links": "http://a:b" * 10_000,
    "spaces": " " * 100_000,
    "password": "password is " * 8_000,
    "capitals": "A1 " * 33_000,
}


@pytest.mark.parametrize("case", LONG)
def test_redaction_takes_no_longer_than_the_size(case: str) -> None:
    began = time.process_time()
    redact(LONG[case])
    assert time.process_time() - began < 4


def test_names_take_no_longer_than_the_size() -> None:
    turns = [Turn(speaker=f"Ann {n} Lee", text="Ann " * 200) for n in range(100)]
    began = time.process_time()
    whole = Transcript(turns=tuple(turns), format="text")
    Privacy(key=Key(bytes(range(32)))).transcript(whole, Metadata())
    assert time.process_time() - began < 4
