import csv
import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from analyzer import batch, taxonomy
from analyzer.inputs import find
from analyzer.metadata import Metadata, load

CALL = """\
Dana: Thanks for the time. What made you look at this now?
Joanne: We lose two days every month to manual dispatch.
Dana: I'll send you the pilot terms by Friday.
Joanne: Okay, good.
"""


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    folder = tmp_path / "calls"
    folder.mkdir()
    for n in range(3):
        (folder / f"c{n}.txt").write_text(CALL.replace("two", str(n + 2)))
    (folder / "broken.vtt").write_text("no captions here")
    return folder


Score = Callable[..., batch.Summary]


@pytest.fixture
def score(calls: Path, tmp_path: Path) -> Score:
    def run(**options: object) -> batch.Summary:
        out = tmp_path / "out"
        return batch.score(find([calls]).files, out, **options)  # type: ignore[arg-type]

    return run


def read(tmp_path: Path, dataset: str) -> pd.DataFrame:
    return pd.read_parquet(tmp_path / "out" / dataset)


def test_what_is_written(score: Score, tmp_path: Path) -> None:
    summary = score()
    assert (summary.scored, summary.conversations, len(summary.skipped)) == (3, 3, 1)
    conversations = read(tmp_path, "conversations").set_index("conversation")
    assert list(conversations.index) == ["c0", "c1", "c2"]
    assert conversations["speakers"].tolist() == [2, 2, 2]
    assert conversations["duration_s"].isna().all()
    utterances = read(tmp_path, "utterances").query("conversation == 'c0'")
    assert (
        " ".join(utterances["text"]).split()
        == CALL.replace("Dana:", "").replace("Joanne:", "").replace("two", "2").split()
    )
    probabilities = utterances[[f"p_{label}" for label in taxonomy.LABELS]]
    assert probabilities.sum(axis=1).round(3).eq(1).all()


def test_skipped_files_are_listed_with_a_reason(score: Score, tmp_path: Path) -> None:
    score()
    with (tmp_path / "out" / "skipped.csv").open() as file:
        [row] = csv.DictReader(file)
    assert row["file"].endswith("broken.vtt") and row["reason"]


def test_a_second_run_does_nothing(score: Score, tmp_path: Path) -> None:
    score()
    before = {p: p.stat().st_mtime_ns for p in (tmp_path / "out").rglob("*.parquet")}
    summary = score()
    assert (summary.scored, summary.unchanged) == (0, 3)
    assert before == {p: p.stat().st_mtime_ns for p in (tmp_path / "out").rglob("*.parquet")}


def test_a_changed_file_is_scored_again(score: Score, calls: Path, tmp_path: Path) -> None:
    score()
    (calls / "c1.txt").write_text(CALL.replace("Friday", "Tuesday"))
    assert score().scored == 1
    texts = read(tmp_path, "utterances").groupby("conversation")["text"].sum()
    assert "Tuesday" in texts["c1"] and "Friday" in texts["c0"] and len(texts) == 3


def test_a_file_that_became_unreadable_loses_its_old_scores(
    score: Score, calls: Path, tmp_path: Path
) -> None:
    score()
    (calls / "c1.txt").write_bytes(b"")
    assert len(score().skipped) == 2
    assert read(tmp_path, "conversations")["conversation"].tolist() == ["c0", "c2"]


def test_new_metadata_scores_again_what_it_touches(score: Score, tmp_path: Path) -> None:
    score()
    table = tmp_path / "calls.csv"
    table.write_text("source,date,team\nc1.txt,2026-03-11,north\n")
    assert score(metadata=load(calls=table)).scored == 1
    row = read(tmp_path, "conversations").set_index("conversation").loc["c1"]
    assert (row["team"], row["date"]) == ("north", pd.Timestamp("2026-03-11"))


def test_promise_ids_are_stable(score: Score, tmp_path: Path) -> None:
    score()
    first = read(tmp_path, "promises")["promise"].tolist()
    score(metadata=Metadata(pattern="{kind}x"))
    assert sorted(read(tmp_path, "promises")["promise"]) == sorted(first)
    assert len(set(first)) == len(first) > 0


def test_workers_do_not_change_the_result(calls: Path, tmp_path: Path) -> None:
    for n in range(20):
        (calls / f"more{n}.txt").write_text(CALL * (n + 1))
    frames = []
    for workers in (1, 2):
        out = tmp_path / f"out{workers}"
        batch.score(find([calls]).files, out, workers=workers)
        frames.append(pd.read_parquet(out / "utterances"))
    pd.testing.assert_frame_equal(*frames)


def test_a_bug_in_one_file_does_not_cost_the_others(
    score: Score, monkeypatch: pytest.MonkeyPatch
) -> None:
    analyze = batch.analyze

    def fail(transcript: object, model: object, name: str) -> object:
        if name == "c1":
            raise ZeroDivisionError("boom")
        return analyze(transcript, model, name)  # type: ignore[arg-type]

    monkeypatch.setattr(batch, "analyze", fail)
    summary = score()
    assert summary.scored == 2
    assert "ZeroDivisionError" in " ".join(one.reason for one in summary.skipped)


def test_progress_is_told_per_file(score: Score) -> None:
    told: list[tuple[int, int, int]] = []
    score(progress=lambda done, total, words: told.append((done, total, words)))
    assert [done for done, _, _ in told] == [1, 2, 3, 4]
    assert sum(words for _, _, words in told) == 3 * 30


def test_two_files_of_one_name_are_told_apart(calls: Path, tmp_path: Path) -> None:
    (calls / "c0.jsonl").write_text(json.dumps({"speaker": "Ana", "text": "Hello there."}) + "\n")
    batch.score(find([calls]).files, tmp_path / "out")
    names = read(tmp_path, "conversations")["conversation"].tolist()
    assert sorted(names) == ["c0", "c0.txt", "c1", "c2"]
