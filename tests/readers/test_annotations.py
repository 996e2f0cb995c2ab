"""CHAT, ELAN, TextGrid, CTM, RTTM and STM."""

from __future__ import annotations

from datetime import datetime

import pytest

from analyzer.errors import ReadError
from analyzer.readers import parse
from analyzer.transcript import Transcript

Said = list[tuple[str | None, str, float | None, float | None]]


def read(text: str, name: str, **companions: str) -> tuple[Transcript, ...]:
    files = {one.replace("_", "."): content.encode() for one, content in companions.items()}
    return parse(text.encode(), name, nearby=files.get)


def said(transcript: Transcript) -> Said:
    return [(turn.speaker, turn.text, turn.start, turn.end) for turn in transcript]


CHAT = """@UTF8
@Begin
@Languages:\teng
@Participants:\tIDA Ida_Berg Agent, OMA Customer,
\tPAR Participant
@Date:\t02-MAR-2026
*IDA:\twho signs
\tthis off ? \x151200_2500\x15
%wor:\twho \x151200_1400\x15 signs \x151500_1800\x15 this \x151900_2000\x15 off \x152100_2500\x15 ?
%mor:\tpro|who verb|sign-3S det|this adv|off ?
*OMA:\t<our CF(O)> [//] our &-um finance lead &=laughs . \x152600_4000\x15
@Comment:\tthe line drops
*PAR:\t+< xxx yes , (.) no:: +...
@End
"""


def test_chat() -> None:
    [transcript] = read(CHAT, "call.cha")
    assert said(transcript) == [
        ("Ida Berg", "who signs this off?", 1.2, 2.5),
        ("OMA", "our CFO our um finance lead.", 2.6, 4.0),
        ("PAR", "yes, no.", None, None),
    ]
    assert transcript.roles == {"Ida Berg": "rep", "OMA": "customer"}
    assert transcript.date == datetime(2026, 3, 2)
    assert [note.text for turn in transcript for note in turn.notes] == ["&=laughs", "xxx", "(.)"]
    assert [mark.start for mark in transcript.turns[0].marks] == [1.2, 1.5, 1.9, 2.1]
    assert transcript.warnings == ()


CHAT_LINES = [
    ("I [/] I want it .", "I I want it."),
    ("that's [: that is] fine ?", "that's fine?"),
    ("gonna@o do it !", "gonna do it!"),
    ("⌈1 right ⌉ so ⌊ yes ⌋ .", "right so yes."),
    ("New_York 0is far +/.", "New York far."),
    ("he said +\"/.", "he said."),
    ("&+fr friends &~ka [>] [% quiet] [=! sings] .", "fr friends ka."),
    ("well [?] ↑maybe↓ „ okay .", "well maybe okay."),
    ("three (3.5) four [= the teams] .", "three four."),
    ("好 请 讲 一下 .", "好 请 讲 一下."),
]  # fmt: skip


@pytest.mark.parametrize(("line", "text"), CHAT_LINES)
def test_chat_codes_are_not_words(line: str, text: str) -> None:
    [transcript] = read(f"@Begin\n@Participants:\tA Adult\n*A:\t{line}\n@End\n", "a.cha")
    assert transcript.turns[0].text == text


def test_chat_that_breaks_off() -> None:
    [transcript] = read(CHAT[: CHAT.index("@Comment")], "call.cha")
    assert len(transcript) == 2
    assert "no @End" in str(transcript.warnings[0])


def eaf(tiers: str) -> str:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<ANNOTATION_DOCUMENT AUTHOR="" DATE="2026-03-02T10:00:00+01:00" FORMAT="3.0" VERSION="3.0">
  <TIME_ORDER>
    <TIME_SLOT TIME_SLOT_ID="ts1" TIME_VALUE="500"/>
    <TIME_SLOT TIME_SLOT_ID="ts2" TIME_VALUE="1250"/>
    <TIME_SLOT TIME_SLOT_ID="ts3" TIME_VALUE="1300"/><TIME_SLOT TIME_SLOT_ID="ts4"/>
  </TIME_ORDER>
  {tiers}
</ANNOTATION_DOCUMENT>
"""


def annotation(first: str, second: str, text: str) -> str:
    return (
        f'<ANNOTATION><ALIGNABLE_ANNOTATION TIME_SLOT_REF1="{first}" TIME_SLOT_REF2="{second}">'
        f"<ANNOTATION_VALUE>{text}</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>"
    )


TIERS = (
    f'<TIER TIER_ID="B">{annotation("ts3", "ts4", "Yes &amp; no.")}</TIER>'
    f'<TIER TIER_ID="tx" PARTICIPANT="Ida">{annotation("ts1", "ts2", "Ready?")}</TIER>'
    f'<TIER TIER_ID="gloss" PARENT_REF="tx">{annotation("ts1", "ts2", "Bereit?")}</TIER>'
)


def test_elan() -> None:
    [transcript] = read(eaf(TIERS), "call.eaf")
    assert said(transcript) == [("Ida", "Ready?", 0.5, 1.25), ("B", "Yes & no.", 1.3, None)]
    assert transcript.date == datetime(2026, 3, 2, 10)
    assert [str(one) for one in transcript.warnings] == [
        "tiers that annotate others left out: gloss"
    ]


def test_elan_that_breaks_off_is_read_as_far_as_it_is_whole() -> None:
    text = eaf(TIERS)
    [transcript] = read(text[: text.index('<TIER TIER_ID="tx"') + 9], "call.eaf")
    assert [turn.text for turn in transcript] == ["Yes & no."]
    assert "breaks off" in str(transcript.warnings[0])


def test_elan_with_an_entity_bomb_is_refused() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>\n'
    text = eaf(f'<TIER TIER_ID="A">{annotation("ts1", "ts2", "&b;")}</TIER>')
    head, _, body = text.partition("\n")
    with pytest.raises(ReadError, match="entity or type declarations"):
        read(f"{head}\n{bomb}{body}", "call.eaf")


LONG_GRID = """File type = "ooTextFile"
Object class = "TextGrid"

xmin = 0
xmax = 4
tiers? <exists>
size = 2
item []:
    item [1]:
        class = "IntervalTier"
        name = "Ida"
        xmin = 0
        xmax = 4
        intervals: size = 2
        intervals [1]:
            xmin = 0.5
            xmax = 1.25
            text = "He said ""ready""?"
        intervals [2]:
            xmin = 1.25
            xmax = 4
            text = ""
    item [2]:
        class = "IntervalTier"
        name = "Omar"
        xmin = 0
        xmax = 4
        intervals: size = 1
        intervals [1]:
            xmin = 1.5
            xmax = 4
            text = "Yes."
"""


def short_grid(*tiers: tuple[str, list[tuple[float, float, str]]]) -> str:
    parts = ['File type = "ooTextFile"', '"TextGrid"', "", "0", "9", "<exists>", str(len(tiers))]
    for name, intervals in tiers:
        parts += ['"IntervalTier"', f'"{name}"', "0", "9", str(len(intervals))]
        parts += [f'{start}\n{end}\n"{text}"' for start, end, text in intervals]
    return "\n".join(parts) + "\n"


GRIDS = [
    (LONG_GRID, [("Ida", 'He said "ready"?', 0.5, 1.25), ("Omar", "Yes.", 1.5, 4.0)]),
    (short_grid(("Ida", [(0, 1, "Two\nlines")]), ("Omar", [(2, 3, "Yes.")])),
     [("Ida", "Two lines", 0.0, 1.0), ("Omar", "Yes.", 2.0, 3.0)]),
    (short_grid(("Ida", [(0, 1, "One")]), ("Ida", [(2, 3, "Two")])),
     [("Ida", "One", 0.0, 1.0), ("Ida (2)", "Two", 2.0, 3.0)]),
    (short_grid(("phrase", [(0, 1, "Hello there")]),
                ("word", [(0, 0.5, "Hello"), (0.5, 1, "there")])),
     [(None, "Hello there", 0.0, 1.0)]),
    (short_grid(("Ida - words", [(0, 0.5, "Hello"), (0.5, 1, "there"), (3, 3.5, "Yes")]),
                ("Ida - phones", [(0, 0.2, "HH")]),
                ("Omar - words", [(1.5, 2, "Hi")])),
     [("Ida", "Hello there", 0.0, 1.0), ("Omar", "Hi", 1.5, 2.0), ("Ida", "Yes", 3.0, 3.5)]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), GRIDS)
def test_textgrid(text: str, expected: Said) -> None:
    [transcript] = read(text, "call.TextGrid")
    assert (transcript.format, said(transcript)) == ("textgrid", expected)


def test_textgrid_that_breaks_off_is_read_as_far_as_it_is_whole() -> None:
    [transcript] = read(LONG_GRID[: LONG_GRID.index('"Yes.')], "call.TextGrid")
    assert transcript.speakers == ("Ida",)
    assert "breaks off" in str(transcript.warnings[0])


CTM = """;; a comment
call 1 0.10 0.40 Ready? 0.98
call 1 1.50 0.30 Yes. -1.00
call 1 1.90 0.30 Good. 1
"""
RTTM = """SPEAKER call 1 0.00 0.90 <NA> <NA> Ida <NA> <NA>
SPEAKER call 1 1.00 9.00 <NA> <NA> Omar <NA> <NA>
SPEAKER call 1 1.85 0.40 <NA> <NA> Ida <NA> <NA>
"""


def test_ctm_with_its_rttm() -> None:
    [transcript] = read(CTM, "call.ctm", call_rttm=RTTM)
    assert said(transcript) == [
        ("Ida", "Ready?", 0.1, 0.5), ("Omar", "Yes.", 1.5, 1.8), ("Ida", "Good.", 1.9, 2.2)
    ]  # fmt: skip


def test_ctm_alone_names_nobody() -> None:
    [transcript] = read(CTM, "call.ctm")
    assert said(transcript) == [(None, "Ready? Yes. Good.", 0.1, 2.2)]


def test_ctm_speakers_of_channels_and_of_file_ids() -> None:
    [by_channel] = read("c A 0.1 0.4 Ready?\nc B 1.5 0.3 Yes.\n", "call.ctm")
    assert by_channel.speakers == ("A", "B")
    ids = "Omar_00002_a 1 1.5 0.3 Yes.\nIda_00001_a 1 0.1 0.4 Ready?\nIda_00001_a 1 0.6 0.1 Eh?\n"
    [by_id] = read(ids, "call.ctm")
    assert said(by_id) == [("Ida", "Ready? Eh?", 0.1, 0.7), ("Omar", "Yes.", 1.5, 1.8)]


def test_ctm_of_several_recordings() -> None:
    found = read("one 1 0.1 0.4 Hi.\ntwo 1 0.2 0.4 Hello.\n", "calls.ctm")
    assert [one.source for one in found] == ["calls.ctm#one", "calls.ctm#two"]


def test_ctm_lines_that_are_none_are_named() -> None:
    [transcript] = read(CTM + "call 1 2.5\n", "call.ctm")
    assert [str(one) for one in transcript.warnings] == [
        "line 5: not a line of the format, left out"
    ]


def test_rttm_alone_asks_for_its_ctm() -> None:
    with pytest.raises(ReadError, match=r"holds no words.*\(call\.ctm\)"):
        read(RTTM, "call.rttm")


def test_stm() -> None:
    text = "call A Ida 0.10 0.90 <o,f0> Ready now?\ncall B Omar 1.00 1.50 Yes.\n"
    [transcript] = read(text, "call.stm")
    assert said(transcript) == [("Ida", "Ready now?", 0.1, 0.9), ("Omar", "Yes.", 1.0, 1.5)]
