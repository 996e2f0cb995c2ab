"""Hostile words, names, titles and file names, from the file to every output, do nothing."""

import csv
import io
import json
import re
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from icalendar import Calendar
from lxml import html

from analyzer import cli

HOSTILE = [
    # of a page
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    "<a href=javascript:alert(1)>x</a>",
    "<iframe src=//evil.example>",
    "<style>*{background:url(//evil.example)}</style>",
    "<!-- --><base href=//evil.example>",
    "{{ 7 * 7 }} {% include 'x' %} ${7*7}",
    # of a spreadsheet
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    '=HYPERLINK("http://evil.example","x")',
    "=cmd|' /C calc'!A0",
    "'=1+1",
    "\t=1+1",
    "\r=1+1",
    # of a terminal
    "\x1b[31mred\x1b[0m",
    "\x1b]0;title\x07",
    "\x1b]8;;http://evil.example\x1b\\link\x1b]8;;\x1b\\",
    "\x9b2J and \x90q",
    "\x08\x08\x7f",
    "nul\0nul",
    "\u202egnp.exe\u2066",
    "[bold red]x[/] [link=http://evil.example]y[/link]",
    # of a calendar
    "a\r\nBEGIN:VALARM\r\nACTION:EMAIL\r\nEND:VALARM",
    "END:VEVENT\nEND:VCALENDAR",
    "a;b,c:d\\nATTENDEE:mailto:x@evil.example",
    # of Markdown
    "| a | b |",
    "[x](javascript:alert(1)) ![y](http://evil.example/t.png)",
    "<http://evil.example>",
    "`code` # head\n\n# head",
    # of whoever reads lines
    "a\u2028b\u2029c\x85d",
    "\ud800 alone",
]
COMMANDS: dict[str, str] = {
    "call": "call {out} hostile",
    "page": "call {out} hostile --html {to}",
    "ledger": "ledger {out} --as-of 2026-09-30",
    "ledger.csv": "ledger {out} --as-of 2026-09-30 --to csv",
    "ledger.json": "ledger {out} --as-of 2026-09-30 --to json",
    "ledger.ics": "ledger {out} --as-of 2026-09-30 --to ics",
    "ledger.md": "ledger {out} --as-of 2026-09-30 --to md",
    "compare": "compare {out} --by rep",
    "compare.json": "compare {out} --by rep --json",
    "compare.csv": "compare {out} --by rep --csv {to}",
    "compare.html": "compare {out} --by rep --html {to}",
    "check": "check {calls}",
    "check.json": "check {calls} --json",
    "convert.csv": "convert {calls}/hostile.jsonl --to csv",
    "convert.jsonl": "convert {calls}/hostile.jsonl --to jsonl",
}
Output = Callable[[str], str]


def write(path: Path) -> None:
    """Write a call in which every hostile text is a name, and part of a promise and a request."""
    rows = [
        {"speaker": name, "text": said}
        for text in HOSTILE
        for name, said in (
            (text, f"Can you send me {text} by Friday?"),
            ("Ann", f"{text} I'll send you {text} by Friday."),
        )
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="ascii")


NAMES = ["=1+1.jsonl", "<img src=x onerror=alert(1)>.jsonl", "\x1b[31m\x9b.jsonl", "@a\nb.jsonl"]


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Output:
    """Return what a command prints, or writes to a file where it is told to."""
    root = tmp_path_factory.mktemp("hostile")
    calls, out, to = root / "calls", root / "out", root / "written"
    calls.mkdir()
    write(calls / "hostile.jsonl")
    for name in NAMES:
        (calls / name).write_text('{"speaker": "Ann", "text": "I\'ll call you on Friday."}\n' * 2)
        (calls / f"{name}.vtt").write_text("WEBVTT")
    hostile = HOSTILE[2]
    table = [("source", "date", "team", "rep", "kind", "customer", "title")]
    table += [
        ("hostile.jsonl", "2026-03-11", hostile, "=1+1", "@x", "\x1b[31mA", '"><svg onload=x>')
    ]
    with (calls / "calls.csv").open("w", newline="") as file:
        csv.writer(file).writerows(table)
    said: dict[str, str] = {}

    def run(name: str) -> str:
        if name not in said:
            said[name] = _run(COMMANDS[name].format(out=out, calls=calls, to=to))
            said[name] = to.read_text(encoding="utf-8") if to.exists() else said[name]
            to.unlink(missing_ok=True)
        return said[name]

    said["score"] = _run(f"score {calls} --out {out} --csv --workers 1")
    for path in out.glob("*.csv"):
        said[path.name] = path.read_text(encoding="utf-8")
    return run


def _run(command: str) -> str:
    with pytest.MonkeyPatch.context() as patch:
        printed = io.TextIOWrapper(
            io.BytesIO(), encoding="utf-8", errors="surrogatepass", newline=""
        )
        patch.setattr(sys, "stdout", printed)
        patch.setattr(sys, "argv", ["analyzer", *command.split()])
        try:
            cli.main()
        except SystemExit as end:
            assert end.code in (0, 3), command
        printed.flush()
        return printed.buffer.getvalue().decode("utf-8", "surrogatepass")


@pytest.mark.parametrize("name", ["score", "call", "ledger", "compare", "check"])
def test_a_terminal_is_told_nothing_but_text(name: str, output: Output) -> None:
    text = output(name)
    bad = {c for c in text if unicodedata.category(c) in ("Cc", "Cs") and c != "\n"}
    assert text and not bad and not re.search("[\u202a-\u202e\u2066-\u2069]", text)


def test_markup_of_the_terminal_is_printed_as_it_stands(output: Output) -> None:
    assert "[bold red]x[/]" in " ".join(output("call").split())


@pytest.mark.parametrize("name", ["page", "compare.html"])
def test_a_page_holds_no_element_of_a_transcript(name: str, output: Output) -> None:
    page = html.document_fromstring(output(name))
    assert len(page.findall(".//script")) <= 1 and len(page.findall(".//style")) <= 1
    for element in page.iter():
        assert element.tag not in ("img", "iframe", "base", "object", "embed", "form")
        for attribute, value in element.attrib.items():
            assert not attribute.startswith("on"), (element.tag, attribute)
            if attribute in ("href", "src", "style", "action", "srcdoc"):
                assert "javascript:" not in value.lower() and "//" not in value, value
    [policy] = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert "default-src 'none'" in policy and "unsafe" not in policy


TABLES = [
    *("ledger.csv", "compare.csv", "convert.csv", "skipped.csv"),
    *("conversations.csv", "utterances.csv", "promises.csv"),
]


@pytest.mark.parametrize("name", TABLES)
def test_no_cell_of_a_table_is_a_formula(name: str, output: Output) -> None:
    rows = [*csv.reader(io.StringIO(output(name), newline=""))]
    assert len(rows) > 1 and len({len(row) for row in rows}) == 1
    for cell in (cell for row in rows for cell in row):
        if not re.fullmatch(r"-?[\d.]+(?:e-?\d+)?", cell):
            assert not re.match(r"\s*[=+\-@]|[\t\r]", cell), cell


def test_a_calendar_holds_events_alone(output: Output) -> None:
    text = output("ledger.ics")
    calendar = Calendar.from_ical(text)
    kinds = [part.name for part in calendar.walk()]
    assert set(kinds) == {"VCALENDAR", "VEVENT"} and kinds.count("VCALENDAR") == 1
    keys = {re.split("[;:]", line)[0] for line in re.sub("\r\n ", "", text).split("\r\n") if line}
    assert keys <= {
        *("BEGIN", "END", "VERSION", "PRODID", "UID", "DTSTAMP", "DTSTART", "DTEND"),
        *("SUMMARY", "DESCRIPTION", "CATEGORIES", "TRANSP"),
    }
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", text)


def test_markdown_is_a_table_of_text(output: Output) -> None:
    text = output("ledger.md")
    rows = [line for line in text.split("\n") if line.startswith("|")]
    assert len({len(re.findall(r"(?<!\\)(?:\\\\)*\|", row)) for row in rows}) == 1
    assert not re.search(r"(?<!\\)(?:<|\]\(|!\[|`)", text)
    assert {line[:2] for line in text.split("\n") if line} <= {"# ", "##", "| "}


@pytest.mark.parametrize("name", ["ledger.json", "compare.json", "check.json"])
def test_json_is_json(name: str, output: Output) -> None:
    assert json.loads(output(name))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", output(name))


def test_jsonl_comes_back_as_it_was(output: Output) -> None:
    rows = [json.loads(line) for line in output("convert.jsonl").split("\n") if line]
    assert "<script>alert(1)</script>" in {row["speaker"] for row in rows}
    assert all(row["text"] for row in rows)
