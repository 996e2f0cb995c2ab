"""Every real file of ``../shared/formats`` gives the speakers and cues its index states."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from analyzer.errors import ReadError
from analyzer.readers import read

SHARED = Path(__file__).parents[3] / "shared" / "formats"

NO_TRANSCRIPT = {
    "azure_batch/azure-batch-schema-v2024-11-15.json": "a schema",
    "csv/zoom-correction-changelog.tsv": "a list of corrections",
    "html/aws-transcribe-player.html": "its words are compressed within a script",
    "rttm/earnings21-4397800.rttm": "says who speaks when, and no words",
    "webvtt/empty.vtt": "empty",
}
"""Files that are refused, and why."""

OTHER_SPEAKERS = {
    "bbc_kaldi/bbc-kaldi-speaker-segments.json": (2, "three of five have times but say no words"),
    "html/hyperaudio-article.json": (2, "the index counts attributes; names stand before colons"),
}
"""Number of speakers where the index has another, and why."""

OTHER_SEGMENTS = {
    "plaintext/name-hhmmss-colon.md": (
        71,
        "the index misses the first head, which has no time, and two with a dash after the name",
    ),
}
"""Number of segments where the index has another, and why."""


def _index() -> list[dict[str, str]]:
    if not SHARED.is_dir():
        return []
    with (SHARED / "INDEX.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


INDEX = _index()
needs_shared = pytest.mark.skipif(not INDEX, reason="../shared/formats is not beside the project")


def _count(text: str) -> int | None:
    """Return an index's number of cues or turns: ``225 (timing lines)``, ``words=9,seg=77``."""
    match = re.fullmatch(r"(\d+)(?: \(.*\))?", text) or re.search(
        r"\bs(?:pk)?seg=(\d+)|seg=(\d+)", text
    )
    return int(next(filter(None, match.groups()))) if match else None


@needs_shared
@pytest.mark.parametrize("row", INDEX, ids=lambda row: row["path"])
def test_real_file(row: dict[str, str]) -> None:
    path = row["path"]
    if path in NO_TRANSCRIPT:
        with pytest.raises(ReadError) as caught:
            read(SHARED / path)
        assert "\n" not in str(caught.value)
        return
    transcript = read(SHARED / path)
    speakers, _ = OTHER_SPEAKERS.get(path, (_count(row["n_speakers"]), ""))
    segments, _ = OTHER_SEGMENTS.get(path, (_count(row["n_cues_or_turns"]), ""))
    if speakers is not None:
        assert len(transcript.speakers) == speakers
    if segments is not None:
        assert transcript.segments == segments


@needs_shared
def test_exceptions_name_files_of_the_index() -> None:
    paths = {row["path"] for row in INDEX}
    assert not {*NO_TRANSCRIPT, *OTHER_SPEAKERS, *OTHER_SEGMENTS} - paths
