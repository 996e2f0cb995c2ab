"""What all readers share: decoding, archives, notes, times, names, joining, sniffing."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from analyzer.errors import ReadError
from analyzer.readers import FORMATS, archive, parse, read, read_all
from analyzer.readers.base import Segment, join, since_first
from analyzer.readers.clock import seconds
from analyzer.readers.decode import decode
from analyzer.readers.names import split_label
from analyzer.readers.notes import split_notes
from analyzer.transcript import Mark, Note

CALL = "Ann: Good to see you.\nBo: You too.\nAnn: Shall we?\n"
TEXT = "WEBVTT\n\n00:01.000 --> 00:02.000\nJosé: señal – “sí” 你好 🚗\n"


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_unicode_with_and_without_mark(encoding: str, mark: str) -> None:
    assert decode((mark + TEXT).encode(encoding)) == (TEXT, ())


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", "Ann: It’s what I said.\nBo: Yes.\n"),
        ("cp1252", "Zoë: It’s a café – “naïve”, isn’t it?\nAndré: Très bien.\n"),
        ("gb18030", "主持人：大家好，欢迎来到我们的会议。\n客户：谢谢，我们开始吧。\n"),
        ("cp932", "佐藤：本日はお時間をいただきありがとうございます。\n田中：こちらこそどうぞ。\n"),
        ("cp1251", "Анна: Здравствуйте, как ваши дела?\nИван: Спасибо, хорошо, а у вас?\n"),
    ],
)
def test_legacy_encodings_are_read_and_said(encoding: str, text: str) -> None:
    decoded, warnings = decode(text.encode(encoding))
    assert decoded == text
    assert [warning.message.partition(";")[0] for warning in warnings] == ["not UTF-8"]


@pytest.mark.parametrize("cut", [1, 2, 3])
def test_file_cut_within_a_character(cut: int) -> None:
    text, warnings = decode("Ann: one\nBo: two 🚗".encode()[:-cut])
    assert text == "Ann: one\nBo: two "
    assert [str(warning) for warning in warnings] == [
        "line 2: the file ends within a character: it seems cut off"
    ]


def test_damaged_utf8_is_replaced_and_said() -> None:
    text, warnings = decode("Zoë: é\nJosé: ñ ü ö".encode() + b"\n\xff ok bo ann")
    assert text.endswith("\ufffd ok bo ann")
    assert warnings[0].line == 3


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(end: str) -> None:
    [transcript] = parse(CALL.replace("\n", end).encode(), "call.txt")
    assert [turn.text for turn in transcript] == ["Good to see you.", "You too.", "Shall we?"]


def test_stray_nuls_are_left_out_and_said() -> None:
    [transcript] = parse(CALL.replace("too", "t\0oo").encode(), "call.txt")
    assert transcript.turns[1].text == "You too."
    assert str(transcript.warnings[0]) == "NUL characters were left out"


def zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in files.items():
            file.writestr(name, data)
    return buffer.getvalue()


def test_archive_of_calls() -> None:
    data = zipped(
        {
            "a/one.txt": CALL.encode(),
            "two.vtt": TEXT.encode(),
            "x.csv": b"a,b\n1,2\n",
            "__MACOSX/._one.txt": b"\0",
        }
    )
    one, two = parse(data, "calls.zip")
    assert (one.source, two.source) == ("calls.zip#a/one.txt", "calls.zip#two.vtt")
    assert "1 files of the archive left out: x.csv" in str(one.warnings[-1])


def test_companions_in_an_archive_are_not_left_out() -> None:
    users = b'[{"id": "U1", "profile": {"real_name": "Ann Lee"}}]'
    day = b'[{"type": "message", "user": "U1", "text": "Hi all.", "ts": "1772618400.1"}]'
    [transcript] = parse(zipped({"users.json": users, "sales/2026-03-04.json": day}), "slack.zip")
    assert transcript.speakers == ("Ann Lee",)
    assert not transcript.warnings


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"../../etc/call.txt": CALL.encode()}, "points outside the archive"),
        ({"/call.txt": CALL.encode()}, "points outside the archive"),
        ({"call.txt": b"Ann: hello there.\n" * 400_000}, "packed suspiciously small"),
        ({"call.txt": zipped({"call.txt": CALL.encode()})}, "archive within an archive"),
        ({"a.zip": b""}, "archive within an archive"),
        ({"notes.md": b"# Read me\n"}, "without a transcript"),
        ({}, "without a transcript"),
    ],
)
def test_archives_that_are_refused(files: dict[str, bytes], reason: str) -> None:
    data = zipped(files) if files else b"PK\x05\x06" + b"\0" * 18
    with pytest.raises(ReadError, match=reason if files else "not a transcript"):
        parse(data, "calls.zip")


def test_archive_beyond_the_size_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_BYTES", 10)
    with pytest.raises(ReadError, match="unpacks to over"):
        parse(zipped({"call.txt": CALL.encode()}), "calls.zip")


def test_damaged_archive() -> None:
    with pytest.raises(ReadError, match=r"calls.zip: a damaged zip archive"):
        parse(zipped({"call.txt": CALL.encode()})[:-30], "calls.zip")


def test_read_from_disk(tmp_path: Path) -> None:
    path = tmp_path / "call.txt"
    path.write_text(CALL, encoding="utf-8")
    assert read(path).source == str(path)
    with pytest.raises(ReadError, match="cannot be opened: No such file"):
        read(tmp_path / "other.txt")
    with pytest.raises(ReadError, match="cannot be opened: Is a directory"):
        read_all(tmp_path)


def test_several_conversations_are_not_one(tmp_path: Path) -> None:
    path = tmp_path / "calls.zip"
    path.write_bytes(zipped({"1.txt": CALL.encode(), "2.txt": CALL.encode()}))
    assert len(read_all(path)) == 2
    with pytest.raises(ReadError, match="holds 2 conversations, not one"):
        read(path)


def test_format_can_be_given() -> None:
    [transcript] = parse(CALL.encode(), "call.txt", "whisper_txt")
    assert transcript.turns[0].text.startswith("Ann: Good")
    with pytest.raises(ReadError, match="no format is called 'wav'; there are: webvtt, "):
        parse(CALL.encode(), "call.txt", "wav")


def test_format_names_are_distinct() -> None:
    names = [format.name for format in FORMATS]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0:03", 3.0),
        ("12:34", 754.0),
        ("1:02:03.5", 3723.5),
        ("00:01:02,500", 62.5),
        ("100:00:00", 360000.0),
        ("00:01:02:15", 62.0),
        ("2:05 PM", 50700.0),
        ("12:05:01 a.m.", 301.0),
        ("0.5s", 0.5),
        ("1h 2m 3s", 3723.0),
        ("PT1M2.5S", 62.5),
        ("", None),
        ("12", None),
        ("soon", None),
        ("1:2:3:4:5", None),
        ("00:0x.000", None),
    ],
)
def test_times(text: str, expected: float | None) -> None:
    assert seconds(text) == expected


def test_times_of_day_go_on_past_midnight() -> None:
    segments = [Segment(text="a", start=86_390.0), Segment(text="b"), Segment(text="c", start=5.0)]
    moved, warnings = since_first(segments)
    assert [one.start for one in moved] == [0.0, None, 15.0]
    assert len(warnings) == 1


@pytest.mark.parametrize(
    ("text", "words", "notes"),
    [
        ("Well [laughter] yes.", "Well yes.", [(5, "[laughter]")]),
        ("[inaudible 00:12:33] the price", "the price", [(0, "[inaudible 00:12:33]")]),
        ("so (coughs), yes", "so , yes", [(3, "(coughs)")]),
        ("♪ theme music ♪ Hello", "Hello", [(0, "♪ theme music ♪")]),
        ("[the sound of rain]", "", [(0, "[the sound of rain]")]),
        ("Yes. [they laugh] No.", "Yes. No.", [(5, "[they laugh]")]),
        ("(I agree, yes.)", "(I agree, yes.)", []),
        ("see [the contract] (page 3)", "see [the contract] (page 3)", []),
        ("ends [crosstalk]", "ends", [(4, "[crosstalk]")]),
        ("<laughs> ok *sighs*", "ok", [(0, "<laughs>"), (2, "*sighs*")]),
        ("musical (musicals are fun) talk", "musical (musicals are fun) talk", []),
    ],
)
def test_stage_notes(text: str, words: str, notes: list[tuple[int, str]]) -> None:
    kept, found, moved = split_notes(text)
    assert kept == words
    assert [(note.offset, note.text) for note in found] == notes
    assert 0 <= moved(len(text)) <= len(kept)


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("Ann: hi", ("Ann", "hi")),
        ("Ann:hi", ("Ann", "hi")),
        ("[SPEAKER_00]: hi", ("SPEAKER_00", "hi")),
        ("Ann Lee (Acme): 10:30 is fine", ("Ann Lee (Acme)", "10:30 is fine")),
        ("at 10:30", None),
        ("https://example.com", None),
        ("x = {a: 1}", None),
        ("that is the point: we go", None),
        ("Ann said to me: no", None),
        ("I, for one: no", None),
        (": nothing", None),
        ("", None),
    ],
)
def test_labels(line: str, label: tuple[str, str] | None) -> None:
    assert split_label(line) == label


def test_joining_keeps_times_and_notes() -> None:
    [ann, bo] = join(
        [
            Segment(text="", notes=(Note(offset=0, text="[music]"),)),
            Segment(text="One", speaker="Ann", start=1.0, end=2.0),
            Segment(text="", speaker="Ann", start=2.0, end=3.0),
            Segment(text="two.", speaker="Ann", start=3.0, end=3.5,
                    marks=(Mark(offset=0, start=3.1),), notes=(Note(offset=4, text="[laughs]"),)),
            Segment(text="Three.", speaker="Bo"),
        ]
    )  # fmt: skip
    assert (ann.speaker, ann.text, ann.start, ann.end) == ("Ann", "One two.", 1.0, 3.5)
    assert ann.marks == (Mark(offset=0, start=1.0, end=2.0), Mark(offset=4, start=3.1))
    assert ann.notes == (Note(offset=0, text="[music]"), Note(offset=8, text="[laughs]"))
    assert (bo.start, bo.marks) == (None, (Mark(offset=0),))


def test_nobody_among_names_stays_apart() -> None:
    turns = join(Segment(text=text, speaker=name) for text, name in [
        ("a", "Ann"), ("b", None), ("c", None), ("d", "Ann")])  # fmt: skip
    assert [turn.text for turn in turns] == ["a", "b", "c", "d"]
