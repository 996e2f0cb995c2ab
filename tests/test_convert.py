"""What a format can hold comes back when it is read again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.convert import write
from analyzer.errors import ConfigError
from analyzer.readers import parse
from analyzer.readers.formulas import guard, unguard
from analyzer.transcript import Mark, Note, Transcript, Turn

NAMES = (
    "Ida",
    "Ida: lead",
    "Omar | Besu",
    "@omar / Omar (R&D)",
    "=Ida",
    "Zoë <3",
    "王 芳 🚗",
    "Ann 2",
)


def transcript(*turns: Turn) -> Transcript:
    return Transcript(turns=turns, format="test", source="calls/ida 7.vtt")


def again(one: Transcript, to: str) -> tuple[Turn, ...]:
    suffix, format = {"convokit": ("jsonl", None), "txt": ("txt", "text")}.get(to, (to, None))
    [found] = parse(write(one, to).encode(), f"call.{suffix}", format)
    return found.turns


IDA = Turn(speaker="Ida", text="Who signs this off?", start=1.25, end=2.5, role="rep")
OMAR = Turn(speaker="Omar", text="=our CFO, \"Lena\" & team", start=2.25, end=4.0, role="customer",
            marks=(Mark(offset=0, start=2.25, end=4.0),))  # fmt: skip
FULL = transcript(
    replace(
        IDA,
        marks=(Mark(offset=0, start=1.25, end=1.5), Mark(offset=4, start=1.5)),
        notes=(Note(offset=10, text="{vocalsound}"),),
    ),
    OMAR,
)


@pytest.mark.parametrize("to", ["jsonl", "convokit"])
def test_json_holds_all_of_a_turn(to: str) -> None:
    assert again(FULL, to) == FULL.turns


def test_csv_holds_all_but_marks_and_unknown_notes() -> None:
    assert again(FULL, "csv") == again(transcript(IDA, OMAR), "csv")
    assert [_bare(turn) for turn in again(FULL, "csv")] == [_bare(IDA), _bare(OMAR)]


def test_webvtt_holds_cues_that_a_turn_was_joined_from() -> None:
    turn = Turn(
        speaker="Ida",
        text="Who signs? Your CFO?",
        start=1.0,
        end=4.0,
        marks=(Mark(offset=0, start=1.0, end=2.0), Mark(offset=11, start=3.0, end=4.0)),
        notes=(Note(offset=11, text="[laughter]"),),
    )
    text = write(transcript(turn), "vtt")
    assert text.count("-->") == 2
    assert again(transcript(turn), "vtt") == (turn,)


def test_webvtt_of_a_turn_without_an_end_lasts_until_the_next() -> None:
    one = transcript(replace(IDA, end=None), replace(OMAR, end=None, marks=()))
    assert [turn.end for turn in again(one, "vtt")] == [2.25, 2.251]


def test_webvtt_needs_times() -> None:
    with pytest.raises(ConfigError, match="needs times"):
        write(transcript(replace(IDA, start=None)), "vtt")


def test_text_holds_speaker_start_and_words() -> None:
    assert write(transcript(IDA, OMAR), "txt") == (
        "Ida (00:00:01.250):\nWho signs this off?\n\n"
        'Omar (00:00:02.250):\n=our CFO, "Lena" & team\n'
    )
    found = [(turn.speaker, turn.text, turn.start) for turn in again(transcript(IDA, OMAR), "txt")]
    assert found == [("Ida", IDA.text, 1.25), ("Omar", OMAR.text, 2.25)]


def test_an_unknown_format_is_named() -> None:
    with pytest.raises(ConfigError, match="'docx'; there are: jsonl, vtt"):
        write(FULL, "docx")


@pytest.mark.parametrize("cell", ["=1+1", "+49 30", "-5", "@cmd", "\tx", "'=1", "''@x"])
def test_no_cell_is_a_formula(cell: str) -> None:
    assert guard(cell).startswith("'")
    assert unguard(guard(cell)) == cell


# Any characters but those of stage notes, and "'", with which this test undoes `guard`.
ANY_WORDS = st.characters(exclude_categories=["C", "Z"], exclude_characters="[]()<>*♪♫'")
# Text files have no way to say that ":", "#" or "\\" is not markup.
PLAIN_WORDS = st.characters(categories=["L", "N"], include_characters=".,?!")


def texts(characters: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    words = st.lists(st.text(characters, min_size=1, max_size=8), min_size=1, max_size=6)
    return words.map(" ".join).filter(lambda text: any(map(str.isalpha, text)))


TIMES = st.lists(st.integers(0, 4000), min_size=16, max_size=16, unique=True).map(sorted)


@st.composite
def conversations(
    draw: st.DrawFn, names: Sequence[str], characters: st.SearchStrategy[str]
) -> Transcript:
    first, second = draw(st.permutations(names))[:2]
    times = [time / 8 for time in draw(TIMES)]
    turns = [
        Turn(
            speaker=(first, second)[at % 2],
            text=text,
            start=times[2 * at],
            end=times[2 * at + 1],
            marks=(Mark(offset=0, start=times[2 * at], end=times[2 * at + 1]),),
        )
        for at, text in enumerate(draw(st.lists(texts(characters), min_size=2, max_size=8)))
    ]
    return transcript(*turns)


@pytest.mark.parametrize("to", ["jsonl", "convokit", "vtt", "csv"])
@settings(max_examples=60, deadline=None)
@given(one=conversations(NAMES, ANY_WORDS))
def test_round_trip(to: str, one: Transcript) -> None:
    assert list(map(_bare, again(one, to))) == list(map(_bare, one))


@settings(max_examples=60, deadline=None)
@given(one=conversations(("Ida", "Omar Besu", "王 芳", "Zoë O'Neil"), PLAIN_WORDS))
def test_text_round_trip(one: Transcript) -> None:
    found = [(turn.speaker, turn.text, turn.start) for turn in again(one, "txt")]
    assert found == [(turn.speaker, turn.text, turn.start) for turn in one]


def _bare(turn: Turn) -> tuple[object, ...]:
    return unguard(turn.speaker or ""), unguard(turn.text), turn.start, turn.end
