import shutil
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analyzer import frames
from analyzer.classify import Model
from analyzer.errors import ConfigError, ReadError
from analyzer.pipeline import analyze
from analyzer.results import load
from analyzer.tables import SCHEMAS

CALL = Path(__file__).parents[1] / "data/samples/north/2026-04-16_negotiation_harbor-elevator.vtt"
TURNS = pd.DataFrame(
    {
        "conversation": ["b", "b", "a"],
        "speaker": ["Ana", "Bo", None],
        "role": ["rep", "customer", np.nan],
        "text": ["Can you send the counts by Friday?", "Sure, I'll send them Thursday.", "Hello."],
        "start": [0.0, 4.5, np.nan],
        "end": [4.0, 8.0, np.nan],
        "date": pd.to_datetime(["2026-03-11T10:00", "2026-03-11T10:00", None]),
        "team": ["north", "north", None],
    }
)


@pytest.fixture
def library(tmp_path: Path) -> Path:
    folder = tmp_path / "calls"
    folder.mkdir()
    shutil.copy(CALL, folder)
    return folder


def test_files_become_conversations(library: Path) -> None:
    calls = frames.score(library, workers=1)
    assert calls.columns.tolist() == SCHEMAS["conversations"].names
    assert (len(calls), calls["words"].iloc[0]) == (1, 829)


def test_out_keeps_every_dataset(library: Path, tmp_path: Path) -> None:
    out = tmp_path / "results"
    promises = frames.score([library], out, dataset="promises", workers=1)
    assert len(promises) > 0
    pd.testing.assert_frame_equal(promises, load(out, "promises"))
    assert len(load(out, "utterances")) > 60


def test_tables_beside_the_files_and_given_ones(library: Path, tmp_path: Path) -> None:
    (library / "calls.csv").write_text(f"source,team\n{CALL.name},east\n")
    (tmp_path / "mine.csv").write_text(f"source,team\n{CALL.name},west\n")
    assert frames.score(str(library), workers=1)["team"].tolist() == ["east"]
    given = frames.score(library, metadata=tmp_path / "mine.csv", workers=1)
    assert given["team"].tolist() == ["west"]


def test_what_is_skipped_is_warned_of(library: Path) -> None:
    (library / "torn.vtt").touch()
    with pytest.warns(frames.SkippedWarning, match=r"1 not scored, the first .*torn.vtt: is empty"):
        assert len(frames.score(library, workers=1)) == 1


def test_a_frame_becomes_transcripts_in_its_order() -> None:
    second, first = frames.from_frame(TURNS)
    assert (second.source, second.date) == ("b", datetime(2026, 3, 11, 10))
    assert second.metadata == {"team": "north"} and second.duration == 8.0
    assert [(turn.speaker, turn.role) for turn in second] == [("Ana", "rep"), ("Bo", "customer")]
    assert (first.date, dict(first.metadata), first.speakers) == (None, {}, ())
    assert (first.turns[0].start, first.turns[0].role) == (None, None)


DATES = ["2026-03-11", date(2026, 3, 11), datetime(2026, 3, 11), pd.Timestamp(2026, 3, 11)]


@pytest.mark.parametrize("given", DATES, ids=lambda given: type(given).__name__)
def test_dates_of_any_kind(given: object) -> None:
    (transcript,) = frames.from_frame(pd.DataFrame({"text": ["Hi."], "date": [given]}))
    assert transcript.date == datetime(2026, 3, 11)


WRONG = [
    (pd.DataFrame({"words": ["Hi."]}), ReadError, "a column of texts called text"),
    (pd.DataFrame({"text": ["Hi.", None]}), ReadError, "a column of texts called text"),
    (pd.DataFrame({"text": ["Hi."], "date": ["11/3"]}), ConfigError, "expected a date"),
]


@pytest.mark.parametrize(("frame", "error", "message"), WRONG)
def test_what_is_no_conversation(frame: pd.DataFrame, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        frames.from_frame(frame)


def test_no_rows_are_no_transcripts() -> None:
    assert frames.from_frame(TURNS.iloc[:0]) == []


@pytest.mark.parametrize("dataset", SCHEMAS)
def test_there_and_back(dataset: str) -> None:
    model = Model(threads=1)
    analyses = [analyze(transcript, model) for transcript in frames.from_frame(TURNS)]
    back = frames.to_frame(analyses, dataset)
    assert back.columns.tolist() == SCHEMAS[dataset].names
    alone = frames.to_frame(analyses[0], dataset)
    assert back["conversation"].tolist()[: len(alone)] == ["b"] * len(alone)
    if dataset == "promises":
        assert alone["due_latest"].dt.day.tolist() == [13, 12]
