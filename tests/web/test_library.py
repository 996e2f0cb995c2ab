"""The library while a batch writes."""

import threading
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from analyzer import batch
from analyzer.errors import StoreError
from analyzer.inputs import Found

web = pytest.importorskip("analyzer.web.library", reason="the extra web is not installed")


def found(folder: Path, name: str, text: str) -> Found:
    path = folder / f"{name}.txt"
    path.write_text(text)
    return Found(path=path, source=path.as_posix(), names=(name,))


def test_new_calls_are_seen_and_changed_ones_are_read_anew(results: Path, tmp_path: Path) -> None:
    library = web.Library(results)
    assert set(library.now().parts) == {"0", "1", "2"}
    for text in ("Who signs it?", "Who pays for it?"):
        batch.score([found(tmp_path, "new", f"Ann: {text}\nBen: I do.\n")], results, workers=1)
        library.now(fresh=True)
        call = library.call("new")
        assert call is not None
        assert call.utterances["text"].tolist() == [text, "I do."]
    assert library.call("0") is not None


def test_a_part_that_is_replaced_between_two_looks_is_looked_up_again(
    results: Path, tmp_path: Path
) -> None:
    library = web.Library(results)
    before = library.now()
    batch.score([found(tmp_path, "new", "Ann: Who signs it?\nBen: I do.\n")], results, workers=1)
    old = before.parts["0"]
    for name in ("conversations", "utterances", "promises"):
        path = results / name / f"{old}.parquet"
        if path.exists():
            path.rename(results / name / f"{old}.gone")
    with pytest.raises(FileNotFoundError):
        library.call("0")
    for name in ("conversations", "utterances", "promises"):
        gone = results / name / f"{old}.gone"
        if gone.exists():
            gone.rename(results / name / f"{old}.parquet")
    assert library.call("0") is not None


def test_reading_goes_on_while_a_batch_writes(results: Path, tmp_path: Path) -> None:
    files = [found(tmp_path, f"n{n}", f"Ann: Who signs order {n}?\nBen: I do.\n") for n in range(6)]
    batch.score(files, results, workers=1)
    library, stop, seen = web.Library(results), threading.Event(), []

    def read() -> None:
        while not stop.is_set():
            names = library.now(fresh=True).calls["conversation"].to_pylist()
            seen.append(len(names) - len(set(names)))
            assert library.call("0") is not None

    reader = threading.Thread(target=read)
    reader.start()
    for file in files[:3]:
        batch.score(
            [found(tmp_path, file.names[0], "Ann: That changed.\nBen: I see.\n")],
            results,
            workers=1,
        )
    stop.set()
    reader.join()
    assert seen
    assert not any(seen)


def test_columns_of_an_earlier_version_are_unknown(results: Path) -> None:
    for path in (results / "conversations").glob("*.parquet"):
        pq.write_table(pq.read_table(path).drop_columns(["share_act"]), path)
    calls = web.Library(results).now().calls
    assert calls.column_names == list(web.COLUMNS)
    assert calls["share_act"].null_count == len(calls)


def test_there_have_to_be_results(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="holds no results"):
        web.Library(tmp_path).now()
