from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from analyzer.errors import StoreError
from analyzer.store import Input, Store, read_manifest

SCHEMAS = {
    name: pa.schema([("conversation", pa.string()), ("n", pa.int64())])
    for name in ("calls", "lines")
}


def tables(**rows: int) -> dict[str, pa.Table]:
    content = {"conversation": list(rows), "n": list(rows.values())}
    return {name: pa.table(content, schema=schema) for name, schema in SCHEMAS.items()}


def given(name: str, sha256: str = "1") -> Input:
    return Input(name=name, sha256=sha256, context="c", conversations=(name,))


def commit(directory: Path, *sources: str, n: int = 1, **options: list[str]) -> None:
    with Store(directory, SCHEMAS) as store:
        inputs = {f"{name}.vtt": given(name, str(n)) for name in sources}
        store.commit(inputs, tables(**dict.fromkeys(sources, n)), **options)


def content(directory: Path, dataset: str = "calls") -> dict[str, int]:
    frame = pd.read_parquet(directory / dataset)
    assert frame["conversation"].is_unique
    return dict(zip(frame["conversation"], frame["n"], strict=True))


def test_what_is_committed_is_read_by_pandas(tmp_path: Path) -> None:
    commit(tmp_path, "a", "b")
    commit(tmp_path, "c")
    assert content(tmp_path) == content(tmp_path, "lines") == {"a": 1, "b": 1, "c": 1}


def test_an_empty_store_has_its_columns(tmp_path: Path) -> None:
    with Store(tmp_path, SCHEMAS):
        pass
    assert list(pd.read_parquet(tmp_path / "calls").columns) == ["conversation", "n"]


def test_a_source_committed_again_is_replaced_and_its_neighbours_stay(tmp_path: Path) -> None:
    commit(tmp_path, "a", "b")
    commit(tmp_path, "b", n=2)
    assert content(tmp_path) == content(tmp_path, "lines") == {"a": 1, "b": 2}
    with Store(tmp_path, SCHEMAS) as store:
        assert {s: i.sha256 for s, i in store.inputs().items()} == {"a.vtt": "1", "b.vtt": "2"}


def test_a_dropped_source_is_gone(tmp_path: Path) -> None:
    commit(tmp_path, "a", "b")
    commit(tmp_path, dropped=["a.vtt"])
    assert content(tmp_path) == {"b": 1}


def test_files_that_no_manifest_lists_are_removed(tmp_path: Path) -> None:
    commit(tmp_path, "a")
    [part] = [p for p in (tmp_path / "calls").glob("*.parquet") if "a" in content_of(p)]
    (tmp_path / "calls" / "000099.parquet").write_bytes(part.read_bytes())
    (tmp_path / "calls" / ".000100.parquet.tmp").write_bytes(b"half")
    commit(tmp_path, "b")
    assert content(tmp_path) == {"a": 1, "b": 1}
    assert not list((tmp_path / "calls").glob(".*.tmp"))


def content_of(path: Path) -> list[str]:
    return list(pd.read_parquet(path)["conversation"])


DAMAGE = {
    "truncated": lambda path: path.write_bytes(path.read_bytes()[:-20]),
    "zeroed": lambda path: path.write_bytes(bytes(path.stat().st_size)),
    "missing": Path.unlink,
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_part_is_done_again_whole(tmp_path: Path, damage: str) -> None:
    commit(tmp_path, "a")
    commit(tmp_path, "b")
    [part] = [p for p in (tmp_path / "lines").glob("*.parquet") if "b" in content_of(p)]
    DAMAGE[damage](part)
    with Store(tmp_path, SCHEMAS) as store:
        assert list(store.inputs()) == ["a.vtt"]
    assert content(tmp_path) == content(tmp_path, "lines") == {"a": 1}


def test_an_interrupted_commit_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit(tmp_path, "a", "b")

    def die(self: Store) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Store, "_save", die)
    with pytest.raises(KeyboardInterrupt):
        commit(tmp_path, "b", "c", n=2)
    monkeypatch.undo()
    with Store(tmp_path, SCHEMAS):
        pass
    assert content(tmp_path) == content(tmp_path, "lines") == {"a": 1, "b": 1}


def test_one_run_at_a_time(tmp_path: Path) -> None:
    with (
        Store(tmp_path, SCHEMAS),
        pytest.raises(StoreError, match="another run"),
        Store(tmp_path, SCHEMAS),
    ):
        pass


MANIFESTS = [
    ("{", "is damaged"),
    ('{"schema": 99, "parts": {}}', "is of version 99"),
    ("[]", "is damaged"),
]


@pytest.mark.parametrize(("text", "message"), MANIFESTS)
def test_a_wrong_manifest_is_an_error(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(StoreError, match=message):
        read_manifest(tmp_path)
