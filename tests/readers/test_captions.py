"""Caption files: WebVTT of every producer, SubRip, SBV, Teams' timing lines with names."""

from __future__ import annotations

import pytest

from analyzer.readers import parse
from analyzer.transcript import Transcript

GUID = "1fc5f1f8-3b0e-4e1c-9c2e-1c2d3e4f5a6b"
Said = list[tuple[str | None, float | None, float | None, str]]


def read(text: str, name: str = "call.vtt") -> Transcript:
    [transcript] = parse(text.encode(), name)
    return transcript


def said(transcript: Transcript) -> Said:
    return [(turn.speaker, turn.start, turn.end, turn.text) for turn in transcript]


def vtt(*cues: str) -> str:
    return "WEBVTT\n\n" + "\n\n".join(cues) + "\n"


VTT: dict[str, tuple[str, str | None, int, Said]] = {
    "zoom": (
        "WEBVTT\r\n\r\n1\r\n00:00:01.000 --> 00:00:02.000\r\nAnn | Acme : Hi: it's me.\r\n\r\n"
        "2\r\n00:00:02.500 --> 00:00:03.000\r\nBo: At 10:30.\r\n",
        "Zoom",
        2,
        [("Ann | Acme", 1.0, 2.0, "Hi: it's me."), ("Bo", 2.5, 3.0, "At 10:30.")],
    ),
    "teams": (
        vtt(
            f"{GUID}/14-0\n00:00:03.1 --> 00:00:05.2\n<v Ana Far&#237;as>Yes, we\ncan.</v>",
            f"{GUID}/14-1\n00:00:05.2 --> 00:00:07.2\n<v Bo>Good.</v>\n"
            "<v Ana Far&#237;as>A &amp; B</v>",
        ),
        "Microsoft Teams",
        2,
        [
            ("Ana Farías", 3.1, 5.2, "Yes, we can."),
            ("Bo", 5.2, 7.2, "Good."),
            ("Ana Farías", 5.2, 7.2, "A & B"),
        ],
    ),
    "graph, unpadded": (
        vtt("0:0:0.0 --> 0:0:5.320\n<v Ann>Hi.</v>", "0:0:6.0 --> 0:1:0.5\n<v Bo>Hey.</v>"),
        "Microsoft Teams",
        2,
        [("Ann", 0.0, 5.32, "Hi."), ("Bo", 6.0, 60.5, "Hey.")],
    ),
    "graph, objects": (
        vtt(
            '00:00:16.246 --> 00:00:17.726\n{"startDateTime":"2026-03-04T10:00:16Z",'
            '"speakerName":"Ann","spokenText":"Hi: you.","spokenLanguage":"en-us"}',
            '00:00:18.246 --> 00:00:19.726\n{"speakerName":"Bo","spokenText":"Hey."}',
        ),
        None,
        2,
        [("Ann", 16.246, 17.726, "Hi: you."), ("Bo", 18.246, 19.726, "Hey.")],
    ),
    "voices not closed": (
        vtt("00:01.000 --> 00:02.000\n<v Ann>We ship", "00:02.000 --> 00:03.000\n<v Ann>in May."),
        None,
        2,
        [("Ann", 1.0, 3.0, "We ship in May.")],
    ),
    "voice with a class, words outside": (
        vtt("00:01.000 --> 00:02.000\n<v.loud Ann>Hi!</v> Hm."),
        None,
        1,
        [("Ann", 1.0, 2.0, "Hi!"), (None, 1.0, 2.0, "Hm.")],
    ),
    "stream": (
        'WEBVTT\n\nNOTE duration:"00:00:05"\n\nNOTE Confidence: 0.6\n\n'
        f"{GUID}\n00:00:01.000 --> 00:00:02.000\nOne\ntwo.\n\nNOTE Confidence: 0.7\n\n"
        f"{GUID}\n00:00:02.000 --> 00:00:03.000\nThree.\n",
        "Microsoft Stream",
        2,
        [(None, 1.0, 3.0, "One two. Three.")],
    ),
    "webex": (
        vtt('1 "Ann Lee" (34219)\n00:00:01.000 --> 00:00:03.000\nHello.'),
        "Webex",
        1,
        [("Ann Lee", 1.0, 3.0, "Hello.")],
    ),
    "youtube": (
        "WEBVTT\nKind: captions\nLanguage: en\n\n"
        "00:00:01.000 --> 00:00:02.000 align:start position:0%\n \nso<00:00:01.500><c> we</c>\n\n"
        "00:00:02.000 --> 00:00:02.010 align:start position:0%\nso we\n \n\n"
        "00:00:02.010 --> 00:00:04.000 align:start position:0%\nso we\n"
        "ship<00:00:03.000><c> it</c>\n",
        "YouTube",
        3,
        [(None, 1.0, 4.0, "so we ship it")],
    ),
    "speakers' names only at a change": (
        vtt(
            "00:01.000 --> 00:02.000\nAnn: We ship",
            "00:02.000 --> 00:03.000\nin May.",
            "00:03.000 --> 00:04.000\nBo: Good.",
            "00:04.000 --> 00:05.000\nAnn: So, one thing: price.",
        ),
        None,
        4,
        [
            ("Ann", 1.0, 3.0, "We ship in May."),
            ("Bo", 3.0, 4.0, "Good."),
            ("Ann", 4.0, 5.0, "So, one thing: price."),
        ],
    ),
    "two speakers in a cue": (
        vtt("00:01.000 --> 00:02.000\n- Ann: Hi.\n- Bo: Hey.", "00:02.000 --> 00:03.000\nAnn: So?"),
        None,
        2,
        [("Ann", 1.0, 2.0, "Hi."), ("Bo", 1.0, 2.0, "Hey."), ("Ann", 2.0, 3.0, "So?")],
    ),
    "one label is none": (
        vtt("00:01.000 --> 00:02.000\nMAN:\nWho's there?", "00:02.000 --> 00:03.000\nNobody."),
        None,
        2,
        [(None, 1.0, 3.0, "MAN: Who's there? Nobody.")],
    ),
    "no header, blank lines, markup": (
        "00:01.000 --> 00:02.000\n\n<i>One</i>\n\n3 < 4 <3\n\n"
        "00:02.000 --> 00:03.000\n&lt;two&gt;\n",
        None,
        2,
        [(None, 1.0, 3.0, "One 3 < 4 <3 <two>")],
    ),
    "style, region and note": (
        "WEBVTT\n\nSTYLE\n::cue(b) {\n color: red;\n}\n\nRegion: id=a width=40%\n\n"
        "one\n00:01 --> 00:02.5 region:a\nHi.\n\nNOTE not\nsaid\n\n00:03.04 --> 00:04.00\nHey.\n",
        None,
        2,
        [(None, 1.0, 4.0, "Hi. Hey.")],
    ),
    "stage notes": (
        vtt("00:01.000 --> 00:02.000\n(deep rumbling)", "00:02.000 --> 00:03.000\n[Music] Hi."),
        None,
        2,
        [(None, 2.0, 3.0, "Hi.")],
    ),
    "empty cue": (
        vtt(
            "00:01.000 --> 00:02.000\nHi.",
            "00:02.000 --> 00:03.000",
            "00:03.000 --> 00:04.000\nHey.",
        ),
        None,
        3,
        [(None, 1.0, 4.0, "Hi. Hey.")],
    ),
}


@pytest.mark.parametrize("case", VTT)
def test_webvtt(case: str) -> None:
    text, producer, count, expected = VTT[case]
    transcript = read(text)
    assert (transcript.format, transcript.producer) == ("webvtt", producer)
    assert said(transcript) == expected
    assert transcript.segments == count


WARNED = {
    "malformed time": (
        vtt("00:01.000 --> 00:0x.000\nHi.", "00:02.000 --> 00:03.000\nHey."),
        "line 3: '00:0x.000' is not a time",
        "Hi. Hey.",
    ),
    "ends before it begins": (
        vtt("00:02.000 --> 00:01.000\nHi."),
        "line 3: a cue ends before it begins",
        "Hi.",
    ),
    "unsorted": (
        vtt("00:05.000 --> 00:06.000\nHey.", "00:01.000 --> 00:02.000\nHi."),
        "1 cues begin before the one above them; sorted by time",
        "Hi. Hey.",
    ),
    "cut in a timing line": (
        vtt("00:01.000 --> 00:02.000\nHi.") + "\n00:02.000 --> 00:0",
        "line 6: the file ends within a cue's head: it seems cut off",
        "Hi.",
    ),
    "cut before the arrow": (
        vtt("1\n00:01.000 --> 00:02.000\nHi.") + "\n2\n00:02.0",
        "line 8: the file ends within a cue's head: it seems cut off",
        "Hi.",
    ),
    "cut after an identifier": (
        vtt("1\n00:01.000 --> 00:02.000\nHi.") + "\n2\n",
        "line 8: the file ends within a cue's head: it seems cut off",
        "Hi.",
    ),
    "carried on": (
        vtt(
            "00:01.000 --> 00:02.000\nAnn: Hi.",
            "00:02.000 --> 00:03.000\nSo.",
            "00:03.000 --> 00:04.000\nBo: Hey.",
            "00:04.000 --> 00:05.000\nAnn: Ready?",
        ),
        "1 cues without a name were taken to go on with the speaker before",
        "Hi. So. Hey. Ready?",
    ),
    "rolling": (
        vtt(
            "00:01.000 --> 00:02.000\na b",
            "00:02.000 --> 00:03.000\na b\nc d",
            "00:03.000 --> 00:04.000\nc d\ne f",
            "00:04.000 --> 00:05.000\ne f\ng h",
        ),
        "3 lines repeated by rolling captions were left out",
        "a b c d e f g h",
    ),
}


@pytest.mark.parametrize("case", WARNED)
def test_what_was_coped_with_is_said(case: str) -> None:
    text, warning, words = WARNED[case]
    transcript = read(text)
    assert warning in map(str, transcript.warnings)
    assert " ".join(turn.text for turn in transcript) == words


def test_repeated_words_are_no_roll_up() -> None:
    cues = [f"00:0{at}.000 --> 00:0{at + 1}.000\nYeah." for at in range(5)]
    assert read(vtt(*cues)).words == 5


SRT = {
    "indices": "1\n00:00:01,500 --> 00:00:02,000\nHi.\n\n2\n00:00:03,000 --> 00:00:04,000\nHey.\n",
    "no indices": "00:00:01,500 --> 00:00:02,000\nHi.\n\n00:00:03,000 --> 00:00:04,000\nHey.\n",
    "no blank lines": "1\n00:00:01,500 --> 00:00:02,000\nHi.\n2\n00:00:03,0 --> 00:00:04,0\nHey.\n",
    "odd decimals": "1\n0:0:1.5 --> 0:0:2\nHi.\n\n2\n00:00:03,00 --> 00:00:04,000000\nHey.\n",
    "no hours": "1\n00:01,500 --> 00:02,000\nHi.\n\n2\n00:03,000 --> 00:04,000\nHey.\n",
    "markup": "1\n00:00:01,500 --> 00:00:02,000\n{\\an8}<i>Hi.</i>\n\n"
    '2\n00:00:03,000 --> 00:00:04,000 X1:1\n<font color="red">Hey.</font>\n',
    "carriage returns": "1\r00:00:01,500 --> 00:00:02,000\rHi.\r\r"
    "2\r00:00:03,0 --> 00:00:04,0\rHey.",
}


@pytest.mark.parametrize("case", SRT)
@pytest.mark.parametrize("name", ["call.srt", "call.txt", "call"])
def test_subrip(case: str, name: str) -> None:
    transcript = read(SRT[case], name)
    assert transcript.format == "srt"
    assert transcript.segments == 2
    assert said(transcript) == [(None, 1.5, 4.0, "Hi. Hey.")]
    assert not transcript.warnings


def test_subrip_with_voices() -> None:
    transcript = read(
        "1\n00:00:00,000 --> 00:00:03,000\n<v Ann>Tom &amp; I.</v>\n\n"
        "2\n00:00:03,000 --> 00:00:05,000\n<v Bo>Hi.</v>\n",
        "call.srt",
    )
    assert said(transcript) == [("Ann", 0.0, 3.0, "Tom & I."), ("Bo", 3.0, 5.0, "Hi.")]


def test_comment_above_the_cues_is_a_header() -> None:
    transcript = read(
        "WEBVTT\nKind: captions\n\nNOTE\ntitle: Pilot call\ndate: 2026-03-04\nteam: North\n\n"
        "1\n00:01.000 --> 00:02.000\nAnn: Hi.\n\nNOTE\nteam: South\n\n"
        "2\n00:02.000 --> 00:03.000\nBo: Hey.\n"
    )
    assert (transcript.title, str(transcript.date)) == ("Pilot call", "2026-03-04 00:00:00")
    assert transcript.metadata == {"team": "North"}
    assert transcript.words == 2


def test_pauses_end_turns_only_where_nobody_is_named() -> None:
    cues = ("00:01.000 --> 00:02.000\n{}Yes.", "00:04.000 --> 00:05.000\n{}We do.",
            "00:07.001 --> 00:08.000\n{}So.")  # fmt: skip
    unnamed = read(vtt(*(cue.format("") for cue in cues)))
    assert said(unnamed) == [(None, 1.0, 5.0, "Yes. We do."), (None, 7.001, 8.0, "So.")]
    assert unnamed.segments == 3
    named = read(vtt(*(cue.format("Ann: ") for cue in cues)))
    assert said(named) == [("Ann", 1.0, 8.0, "Yes. We do. So.")]


def test_subrip_roles() -> None:
    transcript = read(
        "1\n00:00:01,5 --> 00:00:03\nJo (Agent): Hello.\n\n"
        "2\n00:00:03,000 --> 00:00:05\nBo Li (Customer): Hi: it's me.\n\n"
        "3\n00:00:05,000 --> 00:00:06\n[Speaker 3]: Yes.\n\n"
        "4\n00:00:06,000 --> 00:00:07\nJo (Agent): Okay then.\n"
    )
    assert [(turn.speaker, turn.role) for turn in transcript] == [
        ("Jo", "rep"),
        ("Bo Li", "customer"),
        ("Speaker 3", None),
        ("Jo", "rep"),
    ]


def test_sbv() -> None:
    transcript = read(
        "0:00:00.378,0:00:01.378\nAnn: Hi,\nall.\n\n0:00:01.378,0:00:02.305\n\n"
        "0:00:03.489,0:00:04.489\nBo: Hey.[br]You?\n\n0:00:05.000,0:00:06.000\nAnn: Fine.\n",
        "call.sbv",
    )
    assert (transcript.format, transcript.segments) == ("sbv", 4)
    assert said(transcript)[:2] == [
        ("Ann", 0.378, 1.378, "Hi, all."),
        ("Bo", 3.489, 4.489, "Hey. You?"),
    ]


PANES = {
    "copied with initials": (
        "AL\nAnn Lee\n0 minutes 3 seconds0:03\nAnn Lee 0 minutes 3 seconds\nHello everyone.\n"
        "Ann Lee 0 minutes 9 seconds\nShall we?\nBR\nBo Ray\n1 minute 2 seconds1:02\n"
        "Bo Ray 1 minute 2 seconds\nGo ahead.\nIt took 90 seconds\n",
        [("Ann Lee", 3.0, None, "Hello everyone. Shall we?"),
         ("Bo Ray", 62.0, None, "Go ahead. It took 90 seconds")],
    ),
    "heads alone": (
        "Ann Lee 0 minutes 3 seconds\nHello.\n\nBo Ray (Guest) 1 hour 2 minutes 5 seconds\nHi.\n"
        "Ann Lee 1 hour 2 minutes 9 seconds\nOK\n",
        [("Ann Lee", 3.0, None, "Hello."), ("Bo Ray (Guest)", 3725.0, None, "Hi."),
         ("Ann Lee", 3729.0, None, "OK")],
    ),
    "no blank between": (
        "Ann Lee\n3 seconds\n0:03\nAnn Lee 3 seconds\nHello.\nBo Ray\n14 seconds\n0:14\n"
        "Bo Ray 14 seconds\nHi Ann Lee.\nAnn Lee\n20 seconds\n0:20\nAnn Lee 20 seconds\nGood.\n",
        [("Ann Lee", 3.0, None, "Hello."), ("Bo Ray", 14.0, None, "Hi Ann Lee."),
         ("Ann Lee", 20.0, None, "Good.")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("pane", PANES)
def test_teams_pane(pane: str) -> None:
    text, expected = PANES[pane]
    transcript = read(text, "pane.txt")
    assert (transcript.format, said(transcript)) == ("teams_pane", expected)


def test_minutes_and_seconds_that_are_spoken_are_no_heads() -> None:
    transcript = read("Ann: It took\nme 3 seconds\nBo: And me 2 minutes 4 seconds\nAnn: Ha.\n")
    assert transcript.format == "text"


def test_teams_timing_lines_with_names() -> None:
    transcript = read(
        "0:0:0.0 --> 0:0:0.820\nAnn Lee\nHello there.\n"
        "0:0:1.0 --> 0:0:2.0\n+12*******65\nHi: yes.\n"
        "0:0:3.0 --> 0:0:4.0\nAnn Lee\nGood.\n\n0:0:4.5 --> 0:0:5.0\nAnn Lee\nBye.\n",
        "call.txt",
    )
    assert (transcript.format, transcript.segments) == ("teams_text", 4)
    assert said(transcript) == [
        ("Ann Lee", 0.0, 0.82, "Hello there."),
        ("+12*******65", 1.0, 2.0, "Hi: yes."),
        ("Ann Lee", 3.0, 5.0, "Good. Bye."),
    ]
