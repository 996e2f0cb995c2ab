"""The same results from a scheduler with workers of its own, and from an object store."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from analyzer import batch, results
from analyzer.errors import ConfigError
from analyzer.inputs import find, known
from analyzer.storage import folder
from analyzer.tables import SCHEMAS

pytest.importorskip("distributed", reason="the extra cluster is not installed")
pytest.importorskip("s3fs", reason="the extra cluster is not installed")
pytest.importorskip("moto.server", reason="moto[server] is not installed")

# Of the libraries of the cluster and of the store, not of this package.
pytestmark = pytest.mark.filterwarnings("ignore")

CALL = """\
Dana: Thanks for the time. What made you look at this now?
Joanne: We lose {n} days every month to manual dispatch.
Dana: I'll send you the pilot terms by Friday.
"""
FILES, PART, WORKERS = 24, 2, 2


@pytest.fixture(scope="module", autouse=True)
def store() -> Iterator[str]:
    """An S3 server; the workers learn of it from the environment, as they would elsewhere."""
    import boto3
    from moto.server import ThreadedMotoServer

    with pytest.MonkeyPatch.context() as patch:
        server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        server.start()
        host, port = server.get_host_and_port()
        patch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, "testing")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        boto3.client("s3").create_bucket(Bucket="bucket")
        yield "s3://bucket"
        server.stop()


@pytest.fixture(scope="module")
def scheduler(store: str) -> Iterator[Any]:
    import dask
    from distributed import LocalCluster

    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 0}),
        LocalCluster(n_workers=WORKERS, threads_per_worker=1, dashboard_address=None) as cluster,
    ):
        yield cluster


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "PART", PART)


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    path = tmp_path / "calls"
    path.mkdir()
    for n in range(FILES):
        (path / f"c{n:02}.txt").write_text(CALL.format(n=n))
    (path / "broken.vtt").write_text("no captions here")
    (path / "calls.csv").write_text("source,team\nc03.txt,north\n")
    return path


def score(paths: str | Path, out: str | Path, **options: Any) -> batch.Summary:
    found = find([paths])
    return batch.score(found.files, out, metadata=known(found), **options)


def files_of(out: Path) -> dict[str, bytes]:
    paths = (path for path in out.rglob("*") if path.suffix in (".parquet", ".csv", ".json"))
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in paths}


def test_a_cluster_gives_the_same_bytes_though_a_worker_dies(
    scheduler: Any, calls: Path, tmp_path: Path
) -> None:
    local = score(calls, tmp_path / "local", workers=1)
    out = tmp_path / "out"
    with scheduler.get_client() as client:
        victim = next(iter(client.run(os.getpid).values()))

    def kill() -> None:
        while not (out / "commits" / "000003.json").exists():
            time.sleep(0.002)
        os.kill(victim, signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    summary = score(calls, out, cluster=scheduler.scheduler_address)
    killer.join()
    assert summary == local and summary.scored == FILES
    assert files_of(out) == files_of(tmp_path / "local")


def test_from_bucket_to_bucket(scheduler: Any, store: str, calls: Path, tmp_path: Path) -> None:
    for path in calls.iterdir():
        folder(f"{store}/calls").write(path.name, path.read_bytes())
    out = f"{store}/results"
    score(calls, tmp_path / "local", workers=1)
    first = score(f"{store}/calls", out, cluster=scheduler.scheduler_address)
    assert (first.scored, len(first.skipped)) == (FILES, 1)
    for dataset in SCHEMAS:
        ours, theirs = results.load(out, dataset), results.load(tmp_path / "local", dataset)
        differs = [name for name in ("source", "promise") if name in ours]
        pd.testing.assert_frame_equal(ours.drop(columns=differs), theirs.drop(columns=differs))
    assert set(results.load(out, "conversations")["team"].dropna()) == {"north"}
    folder(f"{store}/calls").write("c05.txt", CALL.format(n=99).encode())
    again = score(f"{store}/calls", out, workers=1)
    assert (again.scored, again.unchanged, len(again.skipped)) == (1, FILES - 1, 1)
    texts = results.load(out, "utterances").groupby("conversation")["text"].sum()
    assert "99 days" in texts["c05"] and len(texts) == FILES
    assert b"broken.vtt" in folder(out).read("skipped.csv")
    assert set(folder(out).sizes("")) == {"manifest.json", "skipped.csv"}


def test_a_file_that_kills_workers_costs_no_other(
    scheduler: Any, calls: Path, tmp_path: Path
) -> None:
    from distributed import WorkerPlugin

    class Killer(WorkerPlugin):  # type: ignore[misc]
        """Makes every worker, those started later too, die of one file."""

        name = "killer"

        def setup(self, worker: object) -> None:
            from analyzer import work

            analyze = work.analyze

            def kill(transcript: Any, model: Any, name: str) -> Any:
                if name == "c03":
                    os._exit(1)
                return analyze(transcript, model, name)

            work.analyze = kill

    with scheduler.get_client() as client:
        client.register_plugin(Killer())
    summary = score(calls, tmp_path / "out", cluster=scheduler.scheduler_address)
    reasons = {Path(one.file).name: one.reason for one in summary.skipped}
    assert summary.scored == FILES - 1
    assert reasons.keys() == {"broken.vtt", "c03.txt"} and "died" in reasons["c03.txt"]


@pytest.mark.parametrize("address", ["local:0", "nonsense", "tcp://127.0.0.1:1"])
def test_no_cluster_there_is_an_error(
    calls: Path, tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("analyzer.cluster.WAIT", 1)
    with pytest.raises(ConfigError, match="no cluster with a worker"):
        score(calls, tmp_path / "out", cluster=address)


def test_urls_of_no_known_kind_and_empty_buckets(store: str) -> None:
    with pytest.raises(ConfigError, match="cannot be opened"):
        find(["nothing://bucket"])
    with pytest.raises(ConfigError, match="no such file"):
        find([f"{store}/empty"])
    with pytest.raises(ConfigError, match="cannot be listed"):
        find(["s3://no-such-bucket/x*"])
