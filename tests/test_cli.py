import io
import json
import sys
from pathlib import Path

import pandas as pd
import pytest

from analyzer import __version__, cli

SAMPLES = Path(__file__).parents[1] / "data" / "samples"
CALL = SAMPLES / "north" / "2026-04-16_negotiation_harbor-elevator.vtt"


def run(monkeypatch: pytest.MonkeyPatch, *args: object) -> int:
    """Run the command as the shell does and return its exit status."""
    monkeypatch.setattr(sys, "argv", ["analyzer", *map(str, args)])
    try:
        cli.main()
    except SystemExit as exit:
        return int(exit.code or 0)
    return 0


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("results")
    with pytest.MonkeyPatch.context() as monkeypatch:
        assert run(monkeypatch, "score", CALL, "--out", out, "--csv") == cli.Exit.OK
    return out


def test_score_writes_the_contract(results: Path) -> None:
    for name in ("conversations", "utterances", "promises"):
        frame = pd.read_parquet(results / name)
        assert len(frame) == len(pd.read_csv(results / f"{name}.csv")) > 0
    manifest = json.loads((results / "manifest.json").read_text())
    assert manifest["version"] and manifest["model"]
    assert (results / "skipped.csv").read_text().strip() == "file,line,reason"


def test_score_says_what_it_skipped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("Ana: Hello there.\nBen: Hi.\nAna: So, the budget?\n")
    (tmp_path / "in" / "b.vtt").write_bytes(b"")
    (tmp_path / "in" / "logo.png").touch()
    assert run(monkeypatch, "score", tmp_path / "in", "--out", tmp_path / "out") == 3
    said = capsys.readouterr().out
    assert "1 file scored (1 conversation" in said and "skipped" in said and "b.vtt" in said
    assert "1 file of no transcript format not read" in said


def test_a_library_uses_its_own_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text("D. W.: Hello there.\nBen: Hi.\nD. W.: So, the budget?\n")
    (tmp_path / "people.csv").write_text("alias,person,role,team\nD. W.,Dana Whitlock,rep,north\n")
    assert run(monkeypatch, "score", tmp_path, "--out", tmp_path / "out") == 0
    row = pd.read_parquet(tmp_path / "out" / "conversations").iloc[0]
    assert (row["rep"], row["team"]) == ("Dana Whitlock", "north")


@pytest.mark.parametrize("name", ["2026-04-16_negotiation_harbor-elevator", "harbor"])
def test_call_prints_one_call(
    results: Path, name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "call", results, name) == 0
    said = capsys.readouterr().out
    assert "Promises" in said and "by next Friday" in said


def test_call_writes_a_page(results: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "call.html"
    assert run(monkeypatch, "call", results, "harbor", "--html", page) == 0
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_check_tells_people_and_programs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "check", CALL) == 0
    assert "3 speakers" in capsys.readouterr().out
    assert run(monkeypatch, "check", CALL, "--json") == 0
    [report] = json.loads(capsys.readouterr().out)
    assert report["speakers"] == 3 and report["words"] == 829 and report["format"] == "webvtt"


def test_check_of_what_is_no_transcript(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "check", __file__) == 3
    assert "cannot be read" in capsys.readouterr().out


def test_convert_there_and_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "call.jsonl"
    assert run(monkeypatch, "convert", CALL, "--to", "jsonl", "--out", target) == 0
    rows = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    assert sum(len(row["text"].split()) for row in rows) == 829


def test_when_explains_and_answers_lines(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "when", "by Friday", "--said", "2026-03-11T10:00") == 0
    assert "Friday 13 March 2026" in capsys.readouterr().out
    asked = (
        '{"text": "by Friday", "said": "2026-03-11T10:00"}\n{"text": "Hi.", "said": "2026-03-11"}\n'
    )
    monkeypatch.setattr(sys, "stdin", io.StringIO(asked))
    assert run(monkeypatch, "when", "--jsonl") == 0
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert first["span"] == "by Friday" and first["latest"].startswith("2026-03-13")
    assert second is None


def test_the_version(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(monkeypatch, "--version") == 0
    assert capsys.readouterr().out == f"analyzer {__version__}\n"


WRONG = [
    (["score", "nothing-here.vtt", "--out", "out"], "nothing-here.vtt: no such file"),
    (["call", "nowhere", "x"], "holds no results"),
    (["convert", str(CALL), "--to", "docx"], "docx"),
    (["when", "by Friday"], "--said"),
    (["when", "by Friday", "--said", "friday"], "expected a date"),
]


@pytest.mark.parametrize(("args", "message"), WRONG)
def test_wrong_usage_is_one_clear_line_and_status_2(
    args: list[str],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(monkeypatch, *args) == cli.Exit.WRONG_USAGE
    assert message in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        ("call", "{results}", "harbor", "--html", "{missing}"),
        ("ledger", "{results}", "--to", "csv", "--out", "{missing}"),
        ("convert", CALL, "--to", "vtt", "--out", "{missing}"),
        ("compare", "{results}", "--by", "rep", "--csv", "{missing}"),
        ("aggregate", "{results}", "--by", "rep", "--csv", "{missing}"),
    ],
)
def test_what_cannot_be_written_is_one_clear_line(
    words: tuple[object, ...],
    results: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    missing = tmp_path / "no" / "such"
    given = [str(word).format(results=results, missing=missing) for word in words]
    assert run(monkeypatch, *given) == cli.Exit.WRONG_USAGE
    assert capsys.readouterr().err.splitlines() == [
        f"error: {missing}: cannot be written: No such file or directory"
    ]


def test_an_unknown_conversation_names_near_ones(
    results: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "call", results, "harbour") == 2
    assert "2026-04-16_negotiation_harbor-elevator" in capsys.readouterr().err


def test_results_without_a_call_say_where_the_reason_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "notes.txt").write_text("Milk, eggs, flour.\n")
    out = tmp_path / "out"
    assert run(monkeypatch, "score", tmp_path / "notes.txt", "--out", out) == cli.Exit.SOME_SKIPPED
    assert run(monkeypatch, "call", out, "harbor") == cli.Exit.WRONG_USAGE
    assert "skipped.csv" in capsys.readouterr().err
