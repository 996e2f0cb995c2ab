"""What the import doctor finds, and what it advises."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from analyzer.doctor import Voice, check, examine, unmapped
from analyzer.transcript import Transcript, Turn

UNMAPPED = [
    ("Speaker 1", "a recogniser's label"),
    ("SPEAKER_00", "a recogniser's label"),
    ("spk_0", "a recogniser's label"),
    ("A", "a recogniser's label"),
    ("0", "a recogniser's label"),
    ("UU", "a recogniser's label"),
    ("9007199254740993", "an id"),
    ("U02BBBBBBB1", "an id"),
    ("Unknown Speaker", "nobody in particular"),
    ("<NA>", "nobody in particular"),
    ("+1 (617) 555-0100", "a phone number"),
    ("+49*******65", "a phone number"),
    ("Ida’s iPhone", "a device or room"),
    ("Oslo Meeting Room 2", "a device or room"),
    ("AGENT", "a role"),
    ("Ida Berg", None),
    ("王芳", None),
    ("Guest, Ann", None),
    ("Agent Smith", None),
    ("Bo", None),
    ("Speaker Pelosi", None),
]


@pytest.mark.parametrize(("name", "kind"), UNMAPPED)
def test_names_that_are_no_persons(name: str, kind: str | None) -> None:
    assert unmapped(name) == kind


def call(*turns: Turn, **more: object) -> Transcript:
    return Transcript(turns=turns, format="webvtt", source="call.vtt", segments=4, **more)  # type: ignore[arg-type]


TIMED = call(
    Turn(speaker="Ida", text="Who signs this off?", start=1.0, end=3.0, role="rep"),
    Turn(speaker="Speaker 2", text="Our CFO.", start=2.5, end=4.0, role="customer"),
    Turn(speaker="Ida", text="Then Monday.", start=5.0, end=6.0, role="rep"),
)


def test_counts() -> None:
    report = examine(TIMED)
    assert (report.speakers, report.turns, report.segments, report.words) == (2, 3, 4, 8)
    assert (report.duration_s, report.overlaps, report.missing_times) == (5.0, 1, 0)
    assert report.by_speaker == (
        Voice(name="Ida", turns=2, words=6, unmapped=None),
        Voice(name="Speaker 2", turns=1, words=2, unmapped="a recogniser's label"),
    )
    assert report.unavailable == ()


UNAVAILABLE = [
    (call(Turn(speaker="Ida", text="Hello."), Turn(speaker="Omar", text="Hi.")),
     {"talk_share_call", "patience_s", "interruptions_per_hour", "longest_monologue_s"}),
    (call(Turn(speaker=None, text="Hello. Hi.", start=0.0, end=2.0)),
     {"talk_share_words", "switches_per_hour", "patience_s"}),
    (call(Turn(speaker="Ida", text="Hello.", start=0.0, role="rep"),
          Turn(speaker="Omar", text="Hi.", start=2.0, role="customer")),
     {"patience_s", "talk_share_speech", "overlaps_per_hour"}),
]  # fmt: skip


@pytest.mark.parametrize(("transcript", "scores"), UNAVAILABLE)
def test_scores_that_a_file_does_not_give(transcript: Transcript, scores: set[str]) -> None:
    assert scores <= set(examine(transcript).unavailable)


FIXES = [
    (TIMED, ["map Speaker 2 to people in people.csv", "--name-pattern '{date}_"]),
    (call(Turn(speaker=None, text="Hello.", start=0.0)),
     ["export with speakers", "--name-pattern"]),
    (call(Turn(speaker="Ida", text="Hello.")),
     ["who is rep and who is customer", "--name-pattern", "export with times"]),
]  # fmt: skip


SPANISH = (
    "Buenos días, gracias por recibirnos hoy. Le mando la propuesta el viernes sin falta, y la "
    "semana que viene le confirmo si el equipo de compras está de acuerdo con el precio hablado."
)
ENGLISH = (
    "Thanks for having us today. I'll send you the proposal on Friday without fail, and next week "
    "I can confirm whether the buying team agrees to the price that we talked about in March."
)


@pytest.mark.parametrize(
    ("text", "warned"), [(SPANISH, True), (ENGLISH, False), ("Sí, hola.", False)]
)
def test_a_language_it_is_not_made_for(text: str, warned: bool) -> None:
    fixes = examine(call(Turn(speaker="Ida", text=text))).fixes
    assert any("does not look English" in fix for fix in fixes) == warned


@pytest.mark.parametrize(("transcript", "advice"), FIXES)
def test_advice(transcript: Transcript, advice: list[str]) -> None:
    fixes = examine(transcript).fixes
    assert len(fixes) == len(advice)
    assert all(part in fix for part, fix in zip(advice, fixes, strict=True))


def test_a_file_that_cannot_be_read_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "empty.vtt"
    path.write_text("")
    [report] = check(path)
    assert (report.path, report.error) == (str(path), "is empty")
    assert report.fixes == ("if it is a transcript, say which format by --format",)


def test_each_conversation_of_a_file_is_reported(tmp_path: Path) -> None:
    rows = [
        {"id": "1", "conversation_id": "a", "speaker": "Ida", "text": "Hello."},
        {"id": "2", "conversation_id": "b", "speaker": "Omar", "text": "Hi."},
    ]
    path = tmp_path / "utterances.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    assert [report.path for report in check(path)] == [f"{path}#a", f"{path}#b"]


def test_the_report_for_programs_is_json() -> None:
    data = json.loads(json.dumps(examine(TIMED).as_dict()))
    assert {"path", "format", "speakers", "turns", "words", "duration_s", "warnings"} <= data.keys()
    assert (data["path"], data["speakers"], data["unmapped"]) == ("call.vtt", 2, ["Speaker 2"])
