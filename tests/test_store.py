import contextlib
import errno
import json
import os
from dataclasses import asdict
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analyzer import lease
from analyzer.errors import StoreError
from analyzer.storage import InStore, OnDisk
from analyzer.store import SCHEMA, Input, Store, read_manifest

SCHEMAS = {
    name: pa.schema([("conversation", pa.string()), ("n", pa.int64())])
    for name in ("calls", "lines")
}


def tables(**rows: int) -> dict[str, pa.Table]:
    content = {"conversation": list(rows), "n": list(rows.values())}
    return {name: pa.table(content, schema=schema) for name, schema in SCHEMAS.items()}


def given(name: str, sha256: str = "1") -> Input:
    return Input(name=name, sha256=sha256, context="c", conversations=(name,))


def commit(directory: Path, *sources: str, n: int = 1, dropped: list[str] | None = None) -> None:
    with Store(directory, SCHEMAS) as store:
        add(store, *sources, n=n, dropped=dropped)


def add(store: Store, *sources: str, n: int = 1, dropped: list[str] | None = None) -> None:
    [id] = store.reserve(1)
    inputs = {f"{name}.vtt": given(name, str(n)) for name in sources}
    part = store.write_part(id, inputs, tables(**dict.fromkeys(sources, n))) if inputs else None
    store.commit(id, part, dropped=dropped or ())


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

    def die(self: Store, *_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Store, "_record", die)
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
    ('{"schema": 99, "parts": {}}', "is of version 99, this program reads up to 2: update it"),
    ('{"schema": 0, "parts": {}}', "is damaged"),
    ("[]", "is damaged"),
]


@pytest.mark.parametrize(("text", "message"), MANIFESTS)
def test_a_wrong_manifest_is_an_error(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(StoreError, match=message):
        read_manifest(tmp_path)


def version_1(directory: Path) -> None:
    """Write a directory as version 1 did: all in the manifest, and without the column ``n``."""
    parts = {}
    for id, names in {"000001": [], "000002": ["a", "b"], "000003": ["c"]}.items():
        for dataset in SCHEMAS:
            path = directory / dataset / f"{id}.parquet"
            path.parent.mkdir(parents=True, exist_ok=True)
            table = pa.table(
                {"conversation": pa.array(names, pa.string()), "old": [1] * len(names)}
            )
            pq.write_table(table, path)
        sizes = {name: (directory / name / f"{id}.parquet").stat().st_size for name in SCHEMAS}
        inputs = {f"{name}.vtt": asdict(given(name)) for name in names}
        parts[id] = {"inputs": inputs, "sizes": sizes}
    content = {"schema": 1, "version": "0.1.0", "model": "m", "parts": parts}
    (directory / "manifest.json").write_text(json.dumps(content))


def test_version_1_is_migrated_and_nothing_is_lost(tmp_path: Path) -> None:
    version_1(tmp_path)
    before = read_manifest(tmp_path)
    assert before is not None and before.about == {"version": "0.1.0", "model": "m"}
    commit(tmp_path, "c", n=3)
    frame = pd.read_parquet(tmp_path / "lines").set_index("conversation")
    assert list(frame.columns) == ["n"]
    assert frame["n"].isna().to_dict() == {"a": True, "b": True, "c": False}
    with Store(tmp_path, SCHEMAS) as store:
        assert set(store.inputs()) == {"a.vtt", "b.vtt", "c.vtt"}
        assert store.inputs()["a.vtt"] == given("a")
    assert json.loads((tmp_path / "manifest.json").read_text())["schema"] == SCHEMA


def test_a_migration_that_is_interrupted_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    version_1(tmp_path)
    write = OnDisk.write
    for survived in range(9):
        left = survived

        def fail(self: OnDisk, name: str, data: bytes) -> None:
            nonlocal left
            left -= 1
            if left < 0:
                raise KeyboardInterrupt
            write(self, name, data)

        monkeypatch.setattr(OnDisk, "write", fail)
        with contextlib.suppress(KeyboardInterrupt), Store(tmp_path, SCHEMAS):
            pass
        monkeypatch.undo()
        manifest = read_manifest(tmp_path)
        assert manifest is not None
        sources = [source for part in manifest.parts.values() for source in part.inputs]
        assert sorted(sources) == ["a.vtt", "b.vtt", "c.vtt"]
    commit(tmp_path)
    assert set(content(tmp_path)) == set(content(tmp_path, "lines")) == {"a", "b", "c"}


FULL = [(errno.ENOSPC, "make room and run it again"), (errno.EIO, "run it again to go on")]


@pytest.mark.parametrize(("number", "message"), FULL)
@pytest.mark.parametrize("at", range(5), ids="write {}".format)
def test_a_disk_that_is_full_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, message: str, at: int
) -> None:
    commit(tmp_path, "a", "b")
    written = 0
    write_bytes = Path.write_bytes

    def fail(path: Path, data: bytes) -> int:
        nonlocal written
        written += 1
        if written == at + 2:  # the first is the manifest's, on opening
            write_bytes(path, data[: len(data) // 2])
            raise OSError(number, os.strerror(number))
        return write_bytes(path, data)

    monkeypatch.setattr(Path, "write_bytes", fail)
    with pytest.raises(StoreError, match=f"cannot be written to: .*{message}"):
        commit(tmp_path, "b", "c", n=2)
    monkeypatch.undo()
    assert not [*tmp_path.rglob(".*.tmp")]
    with Store(tmp_path, SCHEMAS) as store:
        committed = "c.vtt" in store.inputs()
    new, old = {"a": 1, "b": 2, "c": 2}, {"a": 1, "b": 1}
    assert content(tmp_path) == content(tmp_path, "lines") == (new if committed else old)
    commit(tmp_path, "b", "c", n=2)
    assert content(tmp_path) == content(tmp_path, "lines") == new


def test_a_commit_writes_no_more_the_more_there_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[tuple[str, int]] = []
    write = OnDisk.write

    def note(self: OnDisk, name: str, data: bytes) -> None:
        written.append((name.split("/")[0], len(data)))
        write(self, name, data)

    monkeypatch.setattr(OnDisk, "write", note)
    with Store(tmp_path, SCHEMAS) as store:
        for n in range(40):
            add(store, f"call-{n:02}")
    commits = [size for folder, size in written if folder == "commits"]
    assert len(commits) == 41 and max(commits[1:]) - min(commits[1:]) < 5
    assert [folder for folder, _ in written].count("manifest.json") == 2
    assert not [*(tmp_path / "commits").iterdir()]


def test_what_a_running_batch_committed_can_be_read(tmp_path: Path) -> None:
    with Store(tmp_path, SCHEMAS) as store:
        add(store, "a")
        add(store, "a", "b", n=2)
        manifest = read_manifest(tmp_path)
        assert manifest is not None
        assert {s for part in manifest.parts.values() for s in part.inputs} == {"a.vtt", "b.vtt"}


def test_a_bucket_is_a_directory_like_another() -> None:
    pytest.importorskip("fsspec", reason="the extra cluster is not installed")
    url = "memory://bucket/results"
    with Store(url, SCHEMAS) as store:
        add(store, "a", "b")
        with pytest.raises(StoreError, match="another run"), Store(url, SCHEMAS):
            pass
    with Store(url, SCHEMAS) as store:
        add(store, "b", "c", n=2)
        add(store, "d", dropped=["a.vtt"])
    manifest = read_manifest(url)
    assert manifest is not None
    sources = [source for part in manifest.parts.values() for source in part.inputs]
    assert sorted(sources) == ["b.vtt", "c.vtt", "d.vtt"]
    assert set(InStore(url).sizes("lines")) == {f"{id}.parquet" for id in manifest.parts}
    assert InStore(url).sizes("commits") == {} and ".lock" not in InStore(url).sizes("")


def test_a_lease_of_a_dead_run_is_taken_and_its_holder_stops(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pytest.importorskip("fsspec", reason="the extra cluster is not installed")
    url = "memory://bucket/leased"
    with pytest.raises(StoreError, match="took this over"), Store(url, SCHEMAS) as first:
        add(first, "a")
        monkeypatch.setattr(lease, "LASTS", 0.0)
        with Store(url, SCHEMAS) as second:
            add(second, "b")
            add(first, "c")
    assert content_of_bucket(url) == {"a.vtt", "b.vtt"}


def content_of_bucket(url: str) -> set[str]:
    with Store(url, SCHEMAS) as store:
        return set(store.inputs())
