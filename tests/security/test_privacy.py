"""From files of several formats to everything that is written: what is hidden is nowhere."""

import csv
import json
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from analyzer_run import run, written

from analyzer import batch, inputs, metadata
from analyzer.errors import StoreError
from analyzer.privacy import Key, Privacy, load

NAMES = ["whitlock", "dana", "joanne", "pike", "harborview", "theo", "marsh", "acme", "quentin"]
PERSONAL = ["555-0142", "4111 1111", "hunter2", "@", "elm street", "192.168"]
TEXT = """\
title: Harborview <> Dana Whitlock (dana@acme.com)
date: 2026-03-11
customer: Harborview Lifts Inc.

Dana Whitlock: Hi Joanne. What made Harborview Lifts look at this now?
Joanne Pike: We lose two days, Dana. My cell is 617-555-0142, or joanne dot pike at acme dot com.
Dana Whitlock: I'll send you the terms by Friday, and call you by 5 on 3/14 about the $1,200,000.
Joanne Pike: Okay. The card is 4111 1111 1111 1111, and Theo signs. Ship it to 42 Elm Street.
"""
VTT = """\
WEBVTT

00:00:01.000 --> 00:00:04.000
<v Dana Whitlock>Joanne, did the order go out?</v>

00:00:04.500 --> 00:00:09.000
<v Joanne Pike>Theo Marsh sent it to 192.168.10.5, the password is hunter2.</v>
"""
ROWS = """\
call_id,speaker,text
617-555-0142,Dana Whitlock,Can you send the volumes by Tuesday?
617-555-0142,Joanne Pike,Sure I will send them to you.
617-555-0143,Dana Whitlock,Did Quentin call you back?
617-555-0143,Quentin Marsh,I did call her back on Monday.
"""
PEOPLE = (
    "alias,person,role,team\nDana Whitlock,Dana Whitlock,rep,north\nTheo,Theo Marsh,customer,\n"
)


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    folder = tmp_path / "calls"
    folder.mkdir()
    (folder / "2026-03-11_Dana Whitlock_617-555-0142.txt").write_text(TEXT)
    (folder / "Harborview renewal.csv").write_text(ROWS)
    with zipfile.ZipFile(folder / "acme export.zip", "w") as archive:
        archive.writestr("Joanne Pike.vtt", VTT)
        archive.writestr("quentin.png", b"\x89PNG")
    (folder / "dana@acme.com.vtt").write_text("no captions by Joanne Pike here")
    (folder / "people.csv").write_text(PEOPLE)
    return folder


@pytest.fixture
def keyfile(tmp_path: Path) -> Path:
    path = tmp_path / "key"
    path.write_text("f3b1c9d27a604e58" * 4)
    return path


def score(calls: Path, out: Path, privacy: Privacy) -> batch.Summary:
    found = inputs.find([calls])
    known = metadata.load(found.calls, found.people)
    return batch.score(found.files, out, metadata=known, privacy=privacy, workers=1)


def test_nothing_that_is_hidden_is_written(calls: Path, keyfile: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    told = run("score", calls, "--out", out, "--redact", "--pseudonymize", keyfile, "--csv")
    assert told.returncode == 3, told.stderr
    for name, text in written(out).items():
        low = text.lower()
        assert not [word for word in (*NAMES, *PERSONAL) if word in low], name
        assert keyfile.read_text() not in text
    conversations = pd.read_parquet(out / "conversations")
    assert len(conversations) == conversations["conversation"].nunique() == 4
    promises = pd.read_parquet(out / "promises")
    assert "by 5 on 3/14" in promises["when_text"].tolist()
    assert "$1,200,000" in " ".join(pd.read_parquet(out / "utterances")["text"])


def test_a_person_has_one_pseudonym_in_all_files(
    calls: Path, keyfile: Path, tmp_path: Path
) -> None:
    privacy = load(tmp_path / "out", keyfile=keyfile)
    assert privacy.key is not None
    score(calls, tmp_path / "out", privacy)
    speakers = pd.read_parquet(tmp_path / "out" / "utterances").groupby("conversation")["speaker"]
    dana = " ".join(privacy.key.pseudonym("Dana Whitlock"))
    assert len(speakers) == 4 and all(dana in names.tolist() for _, names in speakers)
    assert pd.read_parquet(tmp_path / "out" / "conversations")["rep"].unique().tolist() == [dana]


def test_redacted_alone_keeps_names(calls: Path, tmp_path: Path) -> None:
    score(calls, tmp_path / "out", Privacy(redact=True))
    texts = written(tmp_path / "out")
    assert not [name for name, text in texts.items() if "555-0142" in text or "@" in text]
    conversations = pd.read_parquet(tmp_path / "out" / "conversations")
    assert "Dana Whitlock" in set(pd.read_parquet(tmp_path / "out" / "utterances")["speaker"])
    assert conversations["conversation"].nunique() == 4
    assert any("[phone]" in name for name in conversations["conversation"])


def test_utterances_of_a_turn_give_the_redacted_turn_back(calls: Path, tmp_path: Path) -> None:
    score(calls, tmp_path / "out", Privacy(redact=True))
    rows = pd.read_parquet(tmp_path / "out" / "utterances")
    own = rows[rows["conversation"].str.contains("2026-03-11")]
    turns = own.groupby("turn")["text"].agg("".join).tolist()
    assert turns[1] == "We lose two days, Dana. My cell is [phone], or [email]."
    quotes = pd.read_parquet(tmp_path / "out" / "promises")["quote"]
    assert all(any(quote in text for text in rows["text"].str.strip()) for quote in quotes)


def test_the_manifest_says_how_and_a_second_run_finds_all_done(
    calls: Path, keyfile: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    privacy = load(out, redact=True, keyfile=keyfile)
    assert score(calls, out, privacy).scored == 3
    said = json.loads((out / "manifest.json").read_text())["privacy"]
    assert said == privacy.about and set(said) == {"redacted", "pseudonymized", "key"}
    assert score(calls, out, privacy).unchanged == 3
    with (out / "skipped.csv").open() as file:
        [row] = csv.DictReader(file)
    assert row["file"].startswith("call-") and row["reason"]


KEY, OTHER = Key(bytes(range(32))), Key(bytes(range(1, 33)))
SETTINGS = [
    Privacy(),
    Privacy(redact=True),
    Privacy(key=KEY),
    Privacy(key=OTHER),
    Privacy(redact=True, key=KEY),
]


@pytest.mark.parametrize("first", range(len(SETTINGS)))
def test_other_settings_are_refused(first: int, calls: Path, tmp_path: Path) -> None:
    """What is written in the clear does not become hidden by a second run, so none is mixed."""
    calls.joinpath("Harborview renewal.csv").unlink()
    score(calls, tmp_path / "out", SETTINGS[first])
    for privacy in SETTINGS[:first] + SETTINGS[first + 1 :]:
        with pytest.raises(StoreError, match="another directory"):
            score(calls, tmp_path / "out", privacy)


def test_what_is_skipped_is_told_by_its_real_name(
    calls: Path, keyfile: Path, tmp_path: Path
) -> None:
    summary = score(calls, tmp_path / "out", load(tmp_path / "out", keyfile=keyfile))
    assert [Path(one.file).name for one in summary.skipped] == ["dana@acme.com.vtt"]
