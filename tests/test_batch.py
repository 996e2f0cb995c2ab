import csv
import errno
import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from analyzer import batch, taxonomy, work
from analyzer.classify import Model
from analyzer.errors import ModelError, StoreError
from analyzer.inputs import Found, find
from analyzer.metadata import Metadata, load
from analyzer.privacy import Privacy
from analyzer.storage import OnDisk

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


def files_of(directory: Path) -> dict[str, bytes]:
    return {
        path.relative_to(directory).as_posix(): path.read_bytes()
        for path in directory.rglob("*")
        if path.suffix in (".parquet", ".csv", ".json")
    }


def test_workers_do_not_change_a_byte(
    calls: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "PART", 5)
    for n in range(24):
        (calls / f"more{n}.txt").write_text(CALL * (n % 7 + 1))
    written = []
    for workers in (1, 2, 3):
        out = tmp_path / f"out{workers}"
        batch.score(find([calls]).files, out, workers=workers)
        written.append(files_of(out))
    assert len(written[0]) == 3 * 7 + 2
    assert written[0] == written[1] == written[2]


def test_a_bug_in_one_file_does_not_cost_the_others(
    score: Score, monkeypatch: pytest.MonkeyPatch
) -> None:
    analyze = work.analyze

    def fail(transcript: object, model: object, name: str) -> object:
        if name == "c1":
            raise ZeroDivisionError("boom")
        return analyze(transcript, model, name)  # type: ignore[arg-type]

    monkeypatch.setattr(work, "analyze", fail)
    summary = score()
    assert summary.scored == 2
    assert "ZeroDivisionError" in " ".join(one.reason for one in summary.skipped)


def test_names_that_are_formulas_are_not_run_by_a_spreadsheet(tmp_path: Path) -> None:
    path = tmp_path / "=HYPERLINK(A1).vtt"
    path.write_text("no captions here")
    for given in (path, Path("=HYPERLINK(A1).vtt")):
        found = Found(path=path, source=given.as_posix(), names=("a",))
        batch.score([found], tmp_path / "out")
        with (tmp_path / "out" / "skipped.csv").open() as file:
            [row] = csv.DictReader(file)
        assert row["file"].lstrip("'") == given.as_posix()
        assert not row["file"].startswith("=") and not row["reason"].startswith("=")


def test_a_file_that_may_not_be_read_costs_the_others_nothing(
    score: Score, calls: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = OnDisk.read

    def refuse(self: OnDisk, name: str) -> bytes:
        if name == "c1.txt":
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return read(self, name)

    monkeypatch.setattr(OnDisk, "read", refuse)
    summary = score()
    reasons = {Path(one.file).name: one.reason for one in summary.skipped}
    assert summary.scored == 2 and reasons["c1.txt"] == "cannot be opened: Permission denied"


def test_a_model_that_fails_ends_the_run(score: Score, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> object:
        raise ModelError("cannot be loaded")

    monkeypatch.setattr(work, "analyze", fail)
    with pytest.raises(ModelError):
        score()


@pytest.mark.parametrize("other", [{"version": "0.0.0"}, {"model_id": "other"}])
def test_a_worker_of_another_version_is_refused(other: dict[str, str]) -> None:
    settings = work.Settings(
        model=None,
        model_id=Model().id,
        threads=1,
        format=None,
        people=Metadata(),
        privacy=Privacy(),
        base=Path(),
    )
    assert work.load_model(settings).id == settings.model_id
    with pytest.raises(ModelError, match="a worker has"):
        work.load_model(replace(settings, **other))  # type: ignore[arg-type]


def test_a_full_disk_is_told_and_the_run_goes_on_where_it_ended(
    score: Score, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "PART", 1)
    write = OnDisk.write

    def fail(self: OnDisk, name: str, data: bytes) -> None:
        if name == "promises/000004.parquet":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        write(self, name, data)

    monkeypatch.setattr(OnDisk, "write", fail)
    with pytest.raises(StoreError, match="No space left on device"):
        score(workers=2)
    monkeypatch.undo()
    summary = score()
    assert (summary.unchanged, summary.scored) == (1, 2)
    assert read(tmp_path, "conversations")["conversation"].tolist() == ["c0", "c1", "c2"]


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
