"""JSON of unknown producers, JSON Lines, ConvoKit; damaged JSON; JSON that is no transcript."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest

from analyzer.errors import ReadError
from analyzer.readers import parse
from analyzer.transcript import Transcript

Said = list[tuple[str | None, str, float | None, float | None]]


def read(value: Any, name: str = "call.json", **companions: Any) -> tuple[Transcript, ...]:
    files = {f"{one}.json": json.dumps(data).encode() for one, data in companions.items()}
    content = value if isinstance(value, str) else json.dumps(value)
    return parse(content.encode(), name, nearby=files.get)


def said(transcript: Transcript) -> Said:
    return [(turn.speaker, turn.text, turn.start, turn.end) for turn in transcript]


def lines(*rows: Any) -> str:
    return "\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows) + "\n"


IDA = {"speaker": "Ida", "text": "Who signs this off?"}
OMAR = {"speaker": "Omar", "text": "Our CFO does."}
BOTH: Said = [("Ida", IDA["text"], None, None), ("Omar", OMAR["text"], None, None)]

ROWS = [
    ([IDA, OMAR], BOTH),
    ({"title": "T", "segments": [IDA, OMAR]}, BOTH),
    ({"data": {"call": {"turns": [IDA, OMAR]}}}, BOTH),
    ([{"Speaker Name": "Ida", "Content": IDA["text"]}, {"Speaker Name": "Omar", "Content": "Ok."}],
     [BOTH[0], ("Omar", "Ok.", None, None)]),
    ([{"speaker": {"id": 3, "name": "Ida"}, "utterance": "Hello.", "startTime": "00:01:02.5"}],
     [("Ida", "Hello.", 62.5, None)]),
    ({"speakers": [{"id": 1, "name": "Ida"}], "items": [{"speaker_id": 1, "text": "Hello."}]},
     [("Ida", "Hello.", None, None)]),
    ({"participants": {"a": {"name": "Ida"}}, "items": [{"speaker": "a", "text": "Hello."}]},
     [("Ida", "Hello.", None, None)]),
    ([{"speakerDisplayName": "Ida", "speakerId": "a@b.c", "text": "Hello.",
       "startOffset": "00:00:03.5200000", "endOffset": "00:00:05.1000000"}],
     [("Ida", "Hello.", 3.52, 5.1)]),
    ([{"ts": "00:00:03.000", "end_ts": "00:00:04.000", "text": "Hello.",
       "users": [{"username": "Ida"}]}],
     [("Ida", "Hello.", 3.0, 4.0)]),
    ([{"speaker": "Ida", "text": "Hello.", "startTimeMillis": 3000, "endTimeMillis": 4000}],
     [("Ida", "Hello.", 3.0, 4.0)]),
    ([{"speaker_id": 1, "transcript": "Hello there.", "timestamps": [3.2, 3.6]}],
     [("1", "Hello there.", 3.2, None)]),
    ([{"speaker": 9007199254740993, "text": "Hello."}],
     [("9007199254740993", "Hello.", None, None)]),
    ([{"role": "agent", "content": "How can I help?"},
      {"role": "customer", "content": "It broke."}],
     [("agent", "How can I help?", None, None), ("customer", "It broke.", None, None)]),
    ([{"speaker": "Ida", "sentences": [{"text": "Hello.", "start": 0.5, "end": 1},
                                       {"text": "Ready?", "start": 1.5, "end": 2}]},
      {"speaker": "Omar", "sentences": [{"text": "Yes.", "start": 3.0, "end": 4}]}],
     [("Ida", "Hello. Ready?", 0.5, 2.0), ("Omar", "Yes.", 3.0, 4.0)]),
    ([{"participant": {"id": 7, "name": "Ida"},
       "words": [{"text": "Hello", "start_timestamp": {"relative": 0.5},
                  "end_timestamp": {"relative": 0.9}}]}],
     [("Ida", "Hello", 0.5, 0.9)]),
    ({"speaker_blocks": [{"start_time": 1772445600500, "end_time": 1772445602000,
                          "speaker": {"name": "Ida"}, "words": "Who signs this off?"}]},
     [("Ida", "Who signs this off?", 0.0, 1.5)]),
    ({"messages": [{"from": {"name": "Ida"}, "text": "Ready to go?",
                    "startTime": "2026-03-02T10:00:00.500Z", "endTime": "2026-03-02T10:00:02Z"}]},
     [("Ida", "Ready to go?", 0.0, 1.5)]),
    ([{"text": "Hello. Ready?", "segments": [IDA, OMAR]}], BOTH),
    ({"text": "hello there yes", "segments": [{"start": 0, "end": 1, "text": "hello there"},
                                              {"start": 1, "end": 2, "text": "yes"}]},
     [(None, "hello there yes", 0.0, 2.0)]),
]  # fmt: skip


@pytest.mark.parametrize(("value", "expected"), ROWS)
def test_rows_with_any_sensible_keys(value: Any, expected: Said) -> None:
    [transcript] = read(value)
    assert said(transcript) == expected


TIMES = [
    ({"start": 1.5, "end": 2.5}, 1.5, 2.5),
    ({"start": 2, "end": 4}, 2.0, 4.0),
    ({"start": 170000, "end": 172140}, 170.0, 172.14),
    ({"start_ms": 20, "end_ms": 40}, 0.02, 0.04),
    ({"startTime": "1.5", "endTime": "2.5"}, 1.5, 2.5),
    ({"start": "0.500s", "end": "1s"}, 0.5, 1.0),
    ({"start": "PT1M2S", "end": "PT1M3.5S"}, 62.0, 63.5),
    ({"offset": 15_000_000, "duration": 25_000_000}, 1.5, 4.0),
    ({"begin": 1.5, "dur": 1}, 1.5, 2.5),
    ({"timestamp": "1:02:03"}, 3723.0, None),
    ({"start": True, "end": None}, None, None),
    ({"start": -1, "end": "soon"}, None, None),
    ({"timestamp": "2026-03-02T10:00:00+01:00"}, 0.0, None),
    ({"timestamp": 1772445600}, 0.0, None),
    ({"timestamp": 1772445600123}, 0.0, None),
]


@pytest.mark.parametrize(("times", "start", "end"), TIMES)
def test_units_of_time_are_told_apart(
    times: dict[str, Any], start: float | None, end: float | None
) -> None:
    [transcript] = read([{"speaker": "Ida", "text": "Who signs this off at your side?"} | times])
    assert (transcript.turns[0].start, transcript.turns[0].end) == (start, end)


@pytest.mark.parametrize(
    ("starts", "last"),
    [([0, 3600, 7200], 7200.0), ([0, 900, 2100], 2.1), ([0, 9_000_000, 21_000_000], 2.1)],
)
def test_units_of_starts_alone(starts: list[int], last: float) -> None:
    texts = ("Who signs this off?", "Our CFO has to sign it.", "Then ask her whether she would.")
    rows = [
        {"speaker": f"S{at % 2}", "text": texts[at] * (8 if last > 3 else 1), "start": start}
        for at, start in enumerate(starts)
    ]
    [transcript] = read(rows)
    assert transcript.turns[-1].start == last


def test_dates_become_times_from_the_first_and_the_date() -> None:
    rows = [
        IDA | {"timestamp": "2026-03-02T10:00:05Z"},
        OMAR | {"timestamp": "2026-03-02T10:01:00Z"},
    ]
    [transcript] = read(rows)
    assert [turn.start for turn in transcript] == [0.0, 55.0]
    assert transcript.date == datetime(2026, 3, 2, 10, 0, 5)


def test_a_list_of_calls_is_several_conversations() -> None:
    calls = [{"id": "a", "transcript": [IDA]}, {"id": "b", "transcript": [OMAR]}]
    assert [one.source for one in read({"calls": calls})] == ["call.json#a", "call.json#b"]


def test_rows_without_text_are_counted() -> None:
    [transcript] = read([IDA, {"speaker": "Omar"}, OMAR])
    assert [str(warning) for warning in transcript.warnings] == [
        "1 rows without a text were left out"
    ]


JSON_LINES = [
    (lines(IDA, OMAR), BOTH, []),
    (lines(IDA), BOTH[:1], []),
    (lines(IDA | {"start": 1, "end": 2}), [("Ida", IDA["text"], 1.0, 2.0)], []),
    ("\ufeff" + lines(IDA, "", OMAR).replace("\n", "\r\n"), BOTH, []),
    (lines(IDA, "{not json", OMAR), BOTH, ["line 2: not a JSON object, left out"]),
    (lines("oops", IDA, '"a string"', OMAR), BOTH,
     ["line 1: not a JSON object, left out", "line 3: not a JSON object, left out"]),
    (lines(IDA, {"speaker": "Omar"}, OMAR), BOTH, ["line 2: no text, left out"]),
    (lines(IDA, OMAR)[:-12], BOTH[:1], ["line 2: not a JSON object, left out"]),
    (lines({"speaker": None, "text": "Hello."}), [(None, "Hello.", None, None)], []),
    (lines({"speaker": "Ida", "text": "é 你好 🚗"}), [("Ida", "é 你好 🚗", None, None)], []),
    (lines({"speaker": "Ida", "text": "half \ud83d pair"}),
     [("Ida", "half \ufffd pair", None, None)], []),
]  # fmt: skip


@pytest.mark.parametrize(("content", "expected", "warnings"), JSON_LINES)
def test_json_lines(content: str, expected: Said, warnings: list[str]) -> None:
    [transcript] = read(content, "call.jsonl")
    assert said(transcript) == expected
    assert [str(warning) for warning in transcript.warnings] == warnings


def test_json_lines_are_known_without_their_suffix() -> None:
    [transcript] = read(lines(IDA, "{", OMAR), "call.txt")
    assert said(transcript) == BOTH


def test_json_lines_without_a_good_line() -> None:
    with pytest.raises(ReadError, match=r"call\.jsonl:1: no line is a JSON object"):
        read("nothing\nhere\n", "call.jsonl")


def utterance(id: str, conversation: str, speaker: str, text: str, **more: Any) -> dict[str, Any]:
    return {"id": id, "conversation_id": conversation, "speaker": speaker, "text": text} | more


CONVOKIT = lines(
    utterance("a0", "a0", "s1", "Ready?", timestamp=0, reply_to=None, meta={}),
    utterance("b0", "b0", "s1", "Hello.", timestamp=1772445600),
    utterance("a1", "a0", "s2", "Yes.", timestamp=2.5, reply_to="a0"),
    utterance("b1", "b0", "s2", "Hi.", timestamp=1772445607),
)


def test_convokit_conversations_are_told_apart_and_named() -> None:
    speakers = {"s1": {"meta": {"name": "Ida"}}, "s2": {"meta": {}}}
    first, second = read(CONVOKIT, "utterances.jsonl", speakers=speakers)
    assert (first.format, first.source) == ("convokit", "utterances.jsonl#a0")
    assert said(first) == [("Ida", "Ready?", 0.0, None), ("s2", "Yes.", 2.5, None)]
    assert [turn.start for turn in second] == [0.0, 7.0]
    assert second.date == datetime(2026, 3, 2, 10)


WHOLE = json.dumps({"language": "en", "segments": [
    {"start": i, "end": i + 1, "text": f"That is point {i}.", "speaker": "SPK"} for i in range(9)
]})  # fmt: skip


@pytest.mark.parametrize("cut", range(160, len(WHOLE), 7))
def test_truncated_json_is_read_as_far_as_it_is_whole(cut: int) -> None:
    [transcript] = read(WHOLE[:cut])
    whole = WHOLE[:cut].count("}")
    assert transcript.segments == whole
    assert transcript.turns[0].speaker == "SPK"
    assert "left out from here on" in str(transcript.warnings[0])


NOT_TRANSCRIPTS = [
    ({"name": "left-pad", "version": "1.3.0", "scripts": {"test": "node test"},
      "author": {"name": "Ann", "email": "ann@example.org"}, "keywords": ["pad"]}, "JSON without"),
    ({"$schema": "http://json-schema.org/draft-07/schema#", "type": "object",
      "properties": {"text": {"type": "string"}, "speaker": {"type": "string"}}}, "JSON without"),
    ({"compilerOptions": {"strict": True}, "include": ["src"]}, "JSON without"),
    ([{"id": 1, "price": 3.5}, {"id": 2, "price": 4.5}], "JSON without"),
    ([{"ts": 1772445600.5, "level": "info", "message": "started on port 80"}], "JSON without"),
    ({"openapi": "3.0.0", "paths": {"/a": {"get": {"parameters": [
        {"name": "q", "in": "query", "description": "what to look for"}]}}}}, "JSON without"),
    ([{"name": "theme", "text": "dark"}, {"name": "size", "text": "12"}], "JSON without"),
    ({}, "JSON without"),
    ([], "JSON without"),
    ("[" * 100_000, "nested too deeply|not valid JSON"),
    ('{"a": ' * 100_000, "nested too deeply|not valid JSON"),
    ('{"segments": [{"text": "hi", "start": ' + "9" * 5000 + "}]}", "too long"),
    ('{"a": "b" "c"}', "not valid JSON"),
    ([{"speaker": "Ida", "text": ""}], "JSON without"),
    ([{"speaker": "Ida", "text": "[laughter]"}], "no spoken words"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "message"), NOT_TRANSCRIPTS)
def test_json_that_is_no_transcript_is_refused(value: Any, message: str) -> None:
    with pytest.raises(ReadError, match=message):
        read(value)


def test_a_named_format_refuses_json_of_another() -> None:
    with pytest.raises(ReadError, match="JSON that is not a Gong"):
        parse(json.dumps([IDA]).encode(), "call.json", "gong")
