"""Each producer's JSON, in the smallest form that has its peculiarities, and what was said."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from analyzer.readers import parse, read_all
from analyzer.transcript import Transcript

Said = list[tuple[str | None, str, float | None, float | None]]


def read(value: Any, **companions: Any) -> tuple[Transcript, ...]:
    files = {f"{name}.json": json.dumps(one).encode() for name, one in companions.items()}
    return parse(json.dumps(value).encode(), "call.json", nearby=files.get)


def said(transcript: Transcript) -> Said:
    return [(turn.speaker, turn.text, turn.start, turn.end) for turn in transcript]


GONG = {
    "callTranscripts": [
        {
            "callId": "9007199254740993001",
            "transcript": [
                {
                    "speakerId": "9007199254740993",
                    "topic": None,
                    "sentences": [
                        {"start": 1200, "end": 2900, "text": "Who signs this off?"},
                        {"start": 3000, "end": 3500, "text": "You?"},
                    ],
                },
                {
                    "speakerId": "77",
                    "sentences": [{"start": 4000, "end": 5250, "text": "Our CFO does."}],
                },
            ],
        }
    ]
}
PARTIES = {
    "calls": [
        {
            "metaData": {
                "id": "9007199254740993001",
                "title": "Depot rollout",
                "started": "2026-03-02T10:00:00Z",
                "duration": 1800,
            },
            "parties": [
                {"speakerId": "9007199254740993", "name": "Ida", "affiliation": "Internal"},
                {"speakerId": "77", "name": "Omar", "affiliation": "External"},
                {"name": "Silent Sam", "affiliation": "Unknown"},
            ],
        }
    ]
}
CHORUS = {
    "data": {
        "attributes": {
            "subject": "Renewal",
            "recording": {
                "utterances": [
                    {"snippet": "Shall we renew?", "snippet_time": 2, "snippet_length": 1.5,
                     "speaker_name": "Ida", "speaker_type": "rep"},
                    {"snippet": "If the price holds.", "snippet_time": 4, "snippet_length": 2,
                     "speaker_id": 3},
                ],
                "clusters": [{"id": 3, "speaker_name": "Omar", "type": "cust"}],
            },
        }
    }
}  # fmt: skip
FATHOM = {
    "title": "Kick-off",
    "recording_start_time": "2026-03-02T10:00:00Z",
    "calendar_invitees": [
        {"matched_speaker_display_name": "Omar", "is_external": True},
        {"matched_speaker_display_name": "Ida", "is_external": False},
    ],
    "transcript": [
        {"speaker": {"display_name": "Ida"}, "text": "Shall we start?", "timestamp": "00:00:05"},
        {"speaker": {"display_name": "Omar"}, "text": "Please.", "timestamp": "01:00:07"},
    ],
}
FIREFLIES = {
    "data": {
        "transcript": {
            "title": "Pilot",
            "date": 1772445600000,
            "speakers": [{"id": 0, "name": "Ida"}, {"id": 1, "name": "Omar"}],
            "sentences": [
                {"index": 0, "speaker_id": 0, "speaker_name": None, "text": "Three sites?",
                 "raw_text": "three sites", "start_time": 0.5, "end_time": "1.25"},
                {"index": 1, "speaker_id": 1, "speaker_name": "Omar", "text": "Five.",
                 "raw_text": "five", "start_time": 2.0, "end_time": 2.4},
            ],
        }
    }
}  # fmt: skip
ASSEMBLY = {
    "audio_url": "https://example.org/a.mp3",
    "utterances": [
        {"speaker": "A", "start": 170, "end": 1140, "text": "Good morning.",
         "words": [{"text": "Good", "start": 170, "end": 400, "speaker": "A"},
                   {"text": "morning.", "start": 410, "end": 1140, "speaker": "A"}]},
        {"speaker": "B", "start": 2000, "end": 2500, "text": "Morning.", "words": []},
    ],
}  # fmt: skip
DEEPGRAM_CHANNELS = {
    "results": {
        "channels": [
            {"alternatives": [{"transcript": "Hello there.", "words": [
                {"word": "hello", "punctuated_word": "Hello", "start": 0.1, "end": 0.4},
                {"word": "there", "punctuated_word": "there.", "start": 0.5, "end": 0.9}]}]},
            {"alternatives": [{"transcript": "Hi.", "words": [
                {"word": "hi", "punctuated_word": "Hi.", "start": 1.1, "end": 1.4}]}]},
        ]
    }
}  # fmt: skip
DEEPGRAM_WORDS = {
    "results": {
        "channels": [
            {"alternatives": [{"transcript": "Budget? Set.", "words": [
                {"punctuated_word": "Budget?", "start": 0, "end": 1, "speaker": 0},
                {"punctuated_word": "Set.", "start": 1.5, "end": 2, "speaker": 1}]}]},
        ]
    }
}  # fmt: skip


def aws_item(content: str, start: str | None, end: str | None = None) -> dict[str, Any]:
    item: dict[str, Any] = {"alternatives": [{"content": content, "confidence": "0.9"}]}
    if start is None:
        return item | {"type": "punctuation"}
    return item | {"type": "pronunciation", "start_time": start, "end_time": end}


AWS = {
    "jobName": "call-7",
    "results": {
        "transcripts": [{"transcript": "Ready? Yes."}],
        "speaker_labels": {
            "segments": [
                {"start_time": "0.5", "end_time": "0.9", "speaker_label": "spk_0",
                 "items": [{"start_time": "0.5", "speaker_label": "spk_0"}]},
                {"start_time": "1.5", "end_time": "1.9", "speaker_label": "spk_1",
                 "items": [{"start_time": "1.5", "speaker_label": "spk_1"}]},
            ]
        },
        "items": [aws_item("Ready", "0.5", "0.9"), aws_item("?", None),
                  aws_item("Yes", "1.5", "1.9"), aws_item(".", None)],
    },
}  # fmt: skip
CALL_ANALYTICS = {
    "Transcript": [
        {"ParticipantRole": "AGENT", "BeginOffsetMillis": 100, "EndOffsetMillis": 900,
         "Content": "How can I help?", "Items": []},
        {"ParticipantRole": "CUSTOMER", "BeginOffsetMillis": 1000, "EndOffsetMillis": 1900,
         "Content": "My order is late."},
    ]
}  # fmt: skip
PCA = {
    "ConversationAnalytics": {
        "Agent": "Ida",
        "ConversationTime": "2026-03-02 10:00:00.5",
        "SpeakerLabels": [{"Speaker": "spk_0", "DisplayText": "Agent"}],
    },
    "SpeechSegments": [
        {"SegmentSpeaker": "spk_0", "SegmentStartTime": 0.1, "SegmentEndTime": 0.9,
         "DisplayText": "How can I help?", "OriginalText": "How can I help?"},
        {"SegmentSpeaker": "spk_1", "SegmentStartTime": 1, "SegmentEndTime": 2,
         "DisplayText": "It is late."},
    ],
}  # fmt: skip
BDA = {
    "audio_segments": [
        {"start_timestamp_millis": 1620, "end_timestamp_millis": 5840, "text": "Hello.",
         "speaker": {"speaker_label": "spk_1"}, "channel": {"channel_label": "ch_1"}},
        {"start_timestamp_millis": 6000, "end_timestamp_millis": 7000, "text": "Hi.",
         "channel": {"channel_label": "ch_0"}},
    ]
}  # fmt: skip


def google_words(*words: tuple[str, str, str, int | None]) -> dict[str, Any]:
    found = [
        {"word": word, "startTime": start, "endTime": end} | ({"speakerTag": tag} if tag else {})
        for word, start, end, tag in words
    ]
    return {"alternatives": [{"transcript": " ".join(w[0] for w in words), "words": found}]}


GOOGLE = {
    "results": [
        google_words(("Who", "0s", "0.400s", None), ("signs?", "0.500s", "0.900s", None)),
        google_words(("Omar.", "1.500s", "2s", None)),
        google_words(("Who", "0s", "0.400s", 1), ("signs?", "0.500s", "0.900s", 1),
                     ("Omar.", "1.500s", "2s", 2)),
    ]
}  # fmt: skip
GOOGLE_BATCH = {"results": {"gs://calls/a.wav": {"transcript": GOOGLE}}}
GOOGLE_INLINE = {"results": {"gs://calls/a.wav": {"inlineResult": {"transcript": GOOGLE}}}}
GOOGLE_NANOS = {
    "results": [
        {"alternatives": [{"words": [
            {"word": "Done.", "startTime": {"seconds": "1", "nanos": 500000000},
             "endTime": {"seconds": "2"}, "speakerTag": 1}]}]}
    ]
}  # fmt: skip
WATSON = {
    "results": [{"final": True, "alternatives": [
        {"transcript": "yes fine ", "timestamps": [["yes", 0.1, 0.4], ["fine", 1.0, 1.3]]}]}],
    "speaker_labels": [{"from": 0.1, "to": 0.4, "speaker": 0},
                       {"from": 1.0, "to": 1.3, "speaker": 1}],
}  # fmt: skip
AZURE_BATCH = {
    "source": "https://example.org/a.wav",
    "timestamp": "2026-03-02T10:00:00Z",
    "recognizedPhrases": [
        {"recognitionStatus": "Success", "channel": 0, "speaker": 1, "offset": "PT0.09S",
         "offsetInTicks": 900000.0, "durationInTicks": 5600000.0,
         "nBest": [{"confidence": 0.9, "display": "Hello."}, {"display": "hullo"}]},
        {"recognitionStatus": "Success", "channel": 0, "speaker": 2, "offset": "PT1M2.5S",
         "duration": "PT1S", "nBest": [{"display": "Hi."}]},
    ],
}  # fmt: skip
AZURE_REALTIME = [
    {"RecognitionStatus": "Success", "Offset": 900000, "Duration": 5600000, "SpeakerId": "0",
     "NBest": [{"Display": "Hello.", "Words": None}, {"Display": "hullo"}]},
    {"RecognitionStatus": "Success", "Offset": 69000000, "Duration": 10000000, "SpeakerId": "1",
     "DisplayText": "Hi."},
]  # fmt: skip
AZURE_FAST = {
    "durationMilliseconds": 9000,
    "combinedPhrases": [{"text": "Hello. Hi."}],
    "phrases": [
        {"speaker": 0, "offsetMilliseconds": 40, "durationMilliseconds": 960, "text": "Hello."},
        {"speaker": 1, "offsetMilliseconds": 2000, "durationMilliseconds": 500, "text": "Hi."},
    ],
}


def speechmatics(content: str, start: float, speaker: str, **more: Any) -> dict[str, Any]:
    best = {"content": content, "speaker": speaker}
    return {"type": "word", "start_time": start, "end_time": start + 0.5,
            "alternatives": [best]} | more  # fmt: skip


SPEECHMATICS = {
    "format": "2.9",
    "results": [
        speechmatics("Ready", 0.0, "S1"),
        speechmatics("?", 0.5, "S1", type="punctuation", attaches_to="previous"),
        speechmatics("Yes", 1.0, "S2"),
    ],
}
SPEECHMATICS_1 = {
    "format": "1.0",
    "speakers": [{"name": "M1", "time": "0.1", "duration": "1.0"},
                 {"name": "F2", "time": "1.5", "duration": "0.5"}],
    "words": [{"name": "Ready", "time": "0.10", "duration": "0.40"},
              {"name": "?", "time": "0.50", "duration": "0.00"},
              {"name": "Yes", "time": "1.50", "duration": "0.25"}],
}  # fmt: skip
KALDI = {
    "retval": {
        "punct": "Ready? Yes.",
        "words": [{"start": 0.1, "end": 0.6, "word": "ready", "punct": "Ready?"},
                  {"start": 2.1, "end": 2.5, "word": "yes", "punct": "Yes."}],
        "segmentation": {"segments": [
            {"start": 0, "duration": 1.5, "speaker": {"@id": "S0"}},
            {"start": 2.0, "duration": 1, "speaker": {"@id": "S1"}},
            {"start": 5.0, "duration": 1, "speaker": {"@id": "S2"}}]},
    }
}  # fmt: skip
REVAI = {
    "monologues": [
        {"speaker": 0, "elements": [
            {"type": "text", "value": "Ready", "ts": 0.5, "end_ts": 0.9},
            {"type": "punct", "value": ", "},
            {"type": "text", "value": "Omar", "ts": 1, "end_ts": 1.4},
            {"type": "punct", "value": "?"}]},
        {"speaker": 1, "elements": [{"type": "text", "value": "Yes", "ts": 2, "end_ts": 2.2},
                                    {"type": "punct", "value": "."}]},
    ]
}  # fmt: skip
REV_EDITOR = {
    "speakers": [{"id": 1, "name": "Ida"}],
    "monologues": [{"speaker": 1, "spans": [
        {"type": "text", "value": "Ready", "ts": 0.5, "endTs": 0.9},
        {"type": "punct", "value": "?"}]}],
}  # fmt: skip
GECKO = {
    "schemaVersion": "2.0",
    "monologues": [
        {"speaker": {"name": None, "id": "Ida"}, "terms": [
            {"start": 0.1, "end": 0.3, "text": "Ready", "type": "WORD"},
            {"start": 0.3, "end": 0.3, "text": "?", "type": "PUNCTUATION"}]},
        {"speaker": {"name": "Omar", "id": "x"}, "terms": [
            {"start": 1.0, "end": 1.2, "text": "Yes", "type": "WORD"}]},
    ],
}  # fmt: skip
AMBERSCRIPT = {
    "speakers": [{"spkid": "spk1", "name": "Ida"}],
    "segments": [
        {"speaker": "spk1", "words": [{"text": "Ready", "start": 0.1, "end": 0.4},
                                      {"text": "now?", "start": 0.5, "end": 0.8}]},
        {"speaker": "spk2", "words": [{"text": "Yes.", "start": 1.0, "end": 1.2}]},
    ],
}  # fmt: skip
WHISPER = {
    "text": " Ready? Yes.",
    "language": "en",
    "segments": [{"id": 0, "start": 0.0, "end": 0.8, "text": " Ready?"},
                 {"id": 1, "start": 1.0, "end": 1.4, "text": " Yes."}],
}  # fmt: skip
WHISPERX = {
    "language": "en",
    "segments": [
        {"start": 0.0, "end": 1.4, "text": " Ready? Yes.", "speaker": "SPEAKER_00", "words": [
            {"word": "Ready?", "start": 0.0, "end": 0.5, "speaker": "SPEAKER_00"},
            {"word": "Yes.", "start": 1.0, "end": 1.4, "speaker": "SPEAKER_01"}]},
        {"start": 2.0, "end": 2.5, "text": " Good.", "speaker": "SPEAKER_00"},
    ],
}  # fmt: skip
WHISPER_CPP = {
    "transcription": [
        {"timestamps": {"from": "00:00:00,000", "to": "00:00:01,500"},
         "offsets": {"from": 0, "to": 1500}, "text": " Ready?"},
    ]
}  # fmt: skip
PODCAST = {
    "version": "1.0.0",
    "segments": [{"speaker": "Ida", "startTime": 0.5, "endTime": 0.75, "body": "Here"},
                 {"speaker": "Ida", "startTime": 0.8, "endTime": 0.9, "body": "we"},
                 {"speaker": "Omar", "startTime": 1.0, "endTime": 1.2, "body": "go."}],
}  # fmt: skip
TRINT = {
    "transcript": {
        "speakers": [{"id": "u-1", "name": "Ida"}],
        "words": [
            {"name": "Ready?", "time": 100, "duration": 400, "speaker": "u-1", "para": "p0-0"},
            {"name": "Yes.", "time": 900, "duration": 300, "speaker": "u-2", "para": "p1-0"},
        ],
    }
}
TRINT_NOW = {
    "title": "kick-off.mp3",
    "words": [
        {"value": "Ready?", "time": 100, "duration": 400, "speaker": "Ida", "paragraphId": "p0"},
        {"value": "Yes.", "time": 900, "duration": 300, "speaker": None, "paragraphId": "p1"},
    ],
}
PAPER_EDIT = {
    "words": [{"id": 0, "start": 0.1, "end": 0.5, "text": "Ready?"},
              {"id": 1, "start": 0.9, "end": 1.2, "text": "Yes."}],
    "paragraphs": [{"id": 0, "start": 0.1, "end": 0.5, "speaker": "Ida"},
                   {"id": 1, "start": 0.9, "end": 1.2, "speaker": "Omar"}],
}  # fmt: skip
DRAFT = [
    {"text": "Ready? ", "type": "paragraph",
     "data": {"speaker": "Ida", "words": [{"start": 0.1, "end": 0.5, "text": "Ready?"}]},
     "entityRanges": [{"start": 0.1, "end": 0.5, "text": "Ready?", "offset": 0, "length": 6}]},
]  # fmt: skip
QMSUM = {
    "topic_list": [{"topic": "Design", "relevant_text_span": [["0", "1"]]}],
    "meeting_transcripts": [
        {"speaker": "Marketing", "content": "So {vocalsound} we agree ."},
        {"speaker": "Project Manager", "content": "{disfmarker}"},
        {"speaker": "Project Manager", "content": "Mm-hmm ."},
    ],
}
SLACK = [
    {"type": "message", "subtype": "channel_join", "user": "U01AAAAAA", "ts": "1772445600.000100",
     "text": "<@U01AAAAAA> has joined the channel"},
    {"type": "message", "user": "U01AAAAAA", "ts": "1772445601.000100",
     "text": "<@U02BBBBBB> see <https://example.org|the draft> &amp; reply"},
    {"type": "message", "user": "U02BBBBBB", "ts": "1772445661.500100", "text": "Will do."},
]  # fmt: skip

CASES = [
    ("gong", "Gong", GONG, 2, [
        ("9007199254740993", "Who signs this off? You?", 1.2, 3.5),
        ("77", "Our CFO does.", 4.0, 5.25)]),
    ("chorus", "Chorus", CHORUS, 2, [
        ("Ida", "Shall we renew?", 2.0, 3.5), ("Omar", "If the price holds.", 4.0, 6.0)]),
    ("fathom", "Fathom", FATHOM, 2, [
        ("Ida", "Shall we start?", 5.0, None), ("Omar", "Please.", 3607.0, None)]),
    ("fireflies", "Fireflies", FIREFLIES, 2, [
        ("Ida", "Three sites?", 0.5, 1.25), ("Omar", "Five.", 2.0, 2.4)]),
    ("assemblyai", "AssemblyAI", ASSEMBLY, 2, [
        ("A", "Good morning.", 0.17, 1.14), ("B", "Morning.", 2.0, 2.5)]),
    ("deepgram", "Deepgram", DEEPGRAM_CHANNELS, 2, [
        ("0", "Hello there.", 0.1, 0.9), ("1", "Hi.", 1.1, 1.4)]),
    ("deepgram", "Deepgram", DEEPGRAM_WORDS, 2, [
        ("0", "Budget?", 0.0, 1.0), ("1", "Set.", 1.5, 2.0)]),
    ("aws_transcribe", "AWS Transcribe", AWS, 2, [
        ("spk_0", "Ready?", 0.5, 0.9), ("spk_1", "Yes.", 1.5, 1.9)]),
    ("aws_call_analytics", "AWS Call Analytics", CALL_ANALYTICS, 2, [
        ("AGENT", "How can I help?", 0.1, 0.9), ("CUSTOMER", "My order is late.", 1.0, 1.9)]),
    ("aws_pca", "AWS Post-Call Analytics", PCA, 2, [
        ("Agent", "How can I help?", 0.1, 0.9), ("spk_1", "It is late.", 1.0, 2.0)]),
    ("aws_bda", "Amazon Bedrock Data Automation", BDA, 2, [
        ("spk_1", "Hello.", 1.62, 5.84), ("ch_0", "Hi.", 6.0, 7.0)]),
    ("google_stt", "Google Speech-to-Text", GOOGLE, 2, [
        ("1", "Who signs?", 0.0, 0.9), ("2", "Omar.", 1.5, 2.0)]),
    *(("google_stt", "Google Speech-to-Text", value, 2, [
        ("1", "Who signs?", 0.0, 0.9), ("2", "Omar.", 1.5, 2.0)])
      for value in (GOOGLE_BATCH, GOOGLE_INLINE)),
    ("google_stt", "Google Speech-to-Text", GOOGLE_NANOS, 1, [("1", "Done.", 1.5, 2.0)]),
    ("watson", "IBM Watson", WATSON, 2, [("0", "yes", 0.1, 0.4), ("1", "fine", 1.0, 1.3)]),
    ("azure", "Azure Speech", AZURE_BATCH, 2, [
        ("1", "Hello.", 0.09, 0.65), ("2", "Hi.", 62.5, 63.5)]),
    ("azure", "Azure Speech", AZURE_REALTIME, 2, [
        ("0", "Hello.", 0.09, 0.65), ("1", "Hi.", 6.9, 7.9)]),
    ("azure", "Azure Speech", AZURE_FAST, 2, [("0", "Hello.", 0.04, 1.0), ("1", "Hi.", 2.0, 2.5)]),
    ("speechmatics", "Speechmatics", SPEECHMATICS, 2, [
        ("S1", "Ready?", 0.0, 1.0), ("S2", "Yes", 1.0, 1.5)]),
    ("speechmatics", "Speechmatics", SPEECHMATICS_1, 2, [
        ("M1", "Ready?", 0.1, 0.5), ("F2", "Yes", 1.5, 1.75)]),
    ("kaldi", "Kaldi", KALDI, 3, [("S0", "Ready?", 0.1, 0.6), ("S1", "Yes.", 2.1, 2.5)]),
    ("revai", "Rev", REVAI, 2, [("0", "Ready, Omar?", 0.5, 1.4), ("1", "Yes.", 2.0, 2.2)]),
    ("revai", "Rev", REV_EDITOR, 1, [("Ida", "Ready?", 0.5, 0.9)]),
    ("gecko", "Gecko", GECKO, 2, [("Ida", "Ready?", 0.1, 0.3), ("Omar", "Yes", 1.0, 1.2)]),
    ("amberscript", "AmberScript", AMBERSCRIPT, 2, [
        ("Ida", "Ready now?", 0.1, 0.8), ("spk2", "Yes.", 1.0, 1.2)]),
    ("whisper", "Whisper", WHISPER, 2, [(None, "Ready? Yes.", 0.0, 1.4)]),
    ("whisper", "WhisperX", WHISPERX, 2, [
        ("SPEAKER_00", "Ready?", 0.0, 0.5), ("SPEAKER_01", "Yes.", 1.0, 1.4),
        ("SPEAKER_00", "Good.", 2.0, 2.5)]),
    ("whisper", "Whisper", WHISPER_CPP, 1, [(None, "Ready?", 0.0, 1.5)]),
    ("podcast_json", None, PODCAST, 3, [("Ida", "Here we", 0.5, 0.9), ("Omar", "go.", 1.0, 1.2)]),
    ("trint", "Trint", TRINT, 2, [("Ida", "Ready?", 0.1, 0.5), ("u-2", "Yes.", 0.9, 1.2)]),
    ("trint", "Trint", TRINT_NOW, 2, [("Ida", "Ready?", 0.1, 0.5), (None, "Yes.", 0.9, 1.2)]),
    ("kaldi", "Kaldi", PAPER_EDIT, 2, [("Ida", "Ready?", 0.1, 0.5), ("Omar", "Yes.", 0.9, 1.2)]),
    ("draftjs", None, DRAFT, 1, [("Ida", "Ready?", 0.1, 0.5)]),
    ("draftjs", None, {"blocks": DRAFT}, 1, [("Ida", "Ready?", 0.1, 0.5)]),
    ("qmsum", None, QMSUM, 3, [
        ("Marketing", "So we agree .", None, None), ("Project Manager", "Mm-hmm .", None, None)]),
    ("slack", "Slack", SLACK, 2, [
        ("U01AAAAAA", "@U02BBBBBB see the draft (https://example.org) & reply", 0.0, None),
        ("U02BBBBBB", "Will do.", 60.5, None)]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("format", "producer", "value", "segments", "expected"),
    [pytest.param(*case, id=f"{case[0]}-{at}") for at, case in enumerate(CASES)],
)
def test_what_was_said(
    format: str, producer: str | None, value: Any, segments: int, expected: Said
) -> None:
    [transcript] = read(value)
    assert (transcript.format, transcript.producer) == (format, producer)
    assert said(transcript) == expected
    assert transcript.segments == segments


def test_gong_takes_names_roles_and_date_from_the_parties_beside_it() -> None:
    [transcript] = read(GONG, extensive=PARTIES)
    assert transcript.speakers == ("Ida", "Omar")
    assert transcript.roles == {"Ida": "rep", "Omar": "customer"}
    assert (transcript.title, transcript.date) == ("Depot rollout", datetime(2026, 3, 2, 10))


@pytest.mark.parametrize("companion", ["extensive.json", "77-extensive.json", "77.parties.json"])
def test_gong_finds_the_parties_by_the_transcripts_own_name(companion: str, tmp_path: Path) -> None:
    (tmp_path / "77-transcript.json").write_text(json.dumps(GONG))
    (tmp_path / companion).write_text(json.dumps(PARTIES))
    [transcript] = read_all(tmp_path / "77-transcript.json")
    assert transcript.speakers == ("Ida", "Omar")


def test_gong_takes_the_parties_of_the_same_answer() -> None:
    [transcript] = read(GONG | PARTIES)
    assert [turn.role for turn in transcript] == ["rep", "customer"]


def test_gong_call_without_known_parties_keeps_its_ids() -> None:
    other = {"calls": [PARTIES["calls"][0] | {"metaData": {"id": "1"}}]}
    [transcript] = read(GONG, calls=other)
    assert transcript.speakers == ("9007199254740993", "77")


def test_several_gong_calls_are_several_conversations() -> None:
    second = GONG["callTranscripts"][0] | {"callId": "2"}
    found = read({"callTranscripts": [GONG["callTranscripts"][0], second]})
    assert [one.source for one in found] == ["call.json#9007199254740993001", "call.json#2"]


@pytest.mark.parametrize(
    ("value", "roles", "date"),
    [
        (CHORUS, {"Ida": "rep", "Omar": "customer"}, None),
        (FATHOM, {"Ida": "rep", "Omar": "customer"}, datetime(2026, 3, 2, 10)),
        (FIREFLIES, {}, datetime(2026, 3, 2, 10)),
        (CALL_ANALYTICS, {"AGENT": "rep", "CUSTOMER": "customer"}, None),
        (PCA, {"Agent": "rep"}, datetime(2026, 3, 2, 10, 0, 0, 500000)),
        (AZURE_BATCH, {}, datetime(2026, 3, 2, 10)),
        (SLACK, {}, datetime(2026, 3, 2, 10, 0, 1, 100)),
    ],
)
def test_roles_and_date(value: Any, roles: dict[str, str], date: datetime | None) -> None:
    [transcript] = read(value)
    assert transcript.roles == roles
    assert transcript.date == date


def test_word_times_are_kept_as_marks() -> None:
    [transcript] = read(ASSEMBLY)
    assert [(mark.offset, mark.start) for mark in transcript.turns[0].marks] == [
        (0, 0.17),
        (5, 0.41),
    ]


def test_aws_channels_interleave_by_sentence() -> None:
    channels = [
        {"channel_label": "ch_0", "items": [aws_item("Ready", "0.5", "0.9"), aws_item("?", None),
                                            aws_item("Good", "3.0", "3.2"), aws_item(".", None)]},
        {"channel_label": "ch_1", "items": [aws_item("Yes", "1.5", "1.9"), aws_item(".", None)]},
    ]  # fmt: skip
    items = [item for channel in channels for item in channel["items"]]
    [transcript] = read({"results": {"channel_labels": {"channels": channels}, "items": items}})
    assert [turn.text for turn in transcript] == ["Ready?", "Yes.", "Good."]
    assert transcript.speakers == ("ch_0", "ch_1")


def test_kaldi_says_which_speakers_say_nothing() -> None:
    [transcript] = read(KALDI)
    assert [str(warning) for warning in transcript.warnings] == [
        "1 speakers have times but say no words"
    ]


def test_qmsum_notes_are_kept_apart_from_words() -> None:
    [transcript] = read(QMSUM)
    assert [note.text for note in transcript.turns[0].notes] == ["{vocalsound}"]


def test_slack_takes_names_from_users_beside_it() -> None:
    users = [
        {"id": "U01AAAAAA", "name": "ida", "profile": {"display_name": "", "real_name": "Ida L"}},
        {"id": "U02BBBBBB", "name": "omar", "profile": {"display_name": "Omar"}},
    ]
    [transcript] = read(SLACK, users=users)
    assert transcript.speakers == ("Ida L", "Omar")
    assert transcript.turns[0].text.startswith("@Omar see")
