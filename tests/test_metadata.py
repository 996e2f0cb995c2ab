from datetime import datetime
from pathlib import Path

import pytest

from analyzer.errors import ConfigError
from analyzer.metadata import Metadata, apply, compile_pattern, load
from analyzer.transcript import Transcript, Turn


def transcript(**fields: object) -> Transcript:
    turns = (
        Turn(speaker="dana w. ", text="Hi."),
        Turn(speaker="Joanne", text="Hello."),
        Turn(speaker=None, text="Hm."),
    )
    return Transcript(turns=turns, format="text", source="north/a_b.txt", **fields)  # type: ignore[arg-type]


@pytest.fixture
def tables(tmp_path: Path) -> Metadata:
    calls, people = tmp_path / "calls.csv", tmp_path / "people.csv"
    calls.write_text("source,date,team,rep,kind,stage\na_b.txt,2026-03-11,,Dana W.,demo,late\n")
    people.write_text(
        "alias,person,role,team\nDana W.,Dana Whitlock,rep,north\nJoanne,Jo Marsh,customer,\n"
    )
    return load(calls, people)


SOURCES = ["/srv/calls/a_b.txt", "calls/a_b.txt", "a_b.txt", "calls/a_b", "s3://sales/a_b.txt"]


@pytest.mark.parametrize("given", SOURCES)
def test_a_row_is_found_by_any_tail_of_the_path(given: str) -> None:
    tables = Metadata(calls={given: {"source": given, "kind": "demo"}})
    source = given if "://" in given else "/srv/calls/a_b.txt"
    assert tables.known(source)["kind"] == "demo"
    assert tables.known("/srv/calls/b.txt") == {}


def test_people_fix_names_and_roles(tables: Metadata) -> None:
    turns = apply(transcript(), tables).turns
    assert [(t.speaker, t.role) for t in turns] == [
        ("Dana Whitlock", "rep"),
        ("Jo Marsh", "customer"),
        (None, None),
    ]


def test_a_row_of_calls_wins_over_the_header(tables: Metadata) -> None:
    header = transcript(date=datetime(2020, 1, 1), metadata={"kind": "discovery", "team": "x"})
    known = apply(header, tables)
    assert known.date == datetime(2026, 3, 11)
    assert dict(known.metadata) == {
        "kind": "demo",
        "team": "x",
        "rep": "Dana Whitlock",
        "stage": "late",
    }


def test_team_comes_from_the_rep_when_nothing_else_says(tables: Metadata) -> None:
    assert apply(transcript(), tables).metadata["team"] == "north"


def test_the_only_speaker_in_the_role_is_the_rep() -> None:
    known = apply(transcript(roles={"Joanne": "rep"}), Metadata())
    assert known.metadata["rep"] == "Joanne"


def test_the_named_rep_gets_the_role() -> None:
    known = apply(transcript(metadata={"rep": "Joanne"}), Metadata())
    assert [t.role for t in known] == [None, "rep", None]


PATTERNS = [
    ("{date}_{team}", "2026-03-11_north", {"date": "2026-03-11", "team": "north"}),
    ("{kind} - {customer}", "demo - Acme - East", {"kind": "demo", "customer": "Acme - East"}),
    ("{date}_{team}", "nothing", None),
]


@pytest.mark.parametrize(("pattern", "stem", "expected"), PATTERNS)
def test_name_patterns(pattern: str, stem: str, expected: dict[str, str] | None) -> None:
    match = compile_pattern(pattern).fullmatch(stem)
    assert (match and match.groupdict()) == expected


@pytest.mark.parametrize("pattern", ["", "call", "{stage}", "{date}{date}"])
def test_wrong_patterns(pattern: str) -> None:
    with pytest.raises(ConfigError, match="must hold some of"):
        compile_pattern(pattern)


WRONG = [
    ("date,team\n2026-01-01,x\n", "lacks the column source", 1),
    ("source,date\na.txt,11/03/2026\n", "expected a date", 2),
    ("source,date\na.txt,2026-01-01\n,2026-01-02\n", "expected source", 3),
    ("source,date\na.txt,2026-01-01,extra\n", "no more fields", 2),
]


@pytest.mark.parametrize(("content", "message", "line"), WRONG)
def test_a_wrong_table_is_an_error_with_its_line(
    tmp_path: Path, content: str, message: str, line: int
) -> None:
    path = tmp_path / "calls.csv"
    path.write_text(content)
    with pytest.raises(ConfigError, match=message) as caught:
        load(path)
    assert (caught.value.path, caught.value.line) == (str(path), line)


def test_an_absent_table_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load(people=tmp_path / "none.csv")
