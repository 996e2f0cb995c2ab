import re
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.segment import LONGEST, FindStarts, Starts, is_punctuated, segment
from analyzer.transcript import Mark, Turn

SENTENCES = [
    ("Okay.", ["Okay."]),
    ("Okay. I'll send it tonight.", ["Okay. ", "I'll send it tonight."]),
    ("Really? Yes!! Good.", ["Really? ", "Yes!! ", "Good."]),
    ("We met Mr. Ortiz at 3.5 p.m. on Friday. It went well.", None),
    ("I was... um, not sure. Sorry.", ["I was... um, not sure. ", "Sorry."]),
    ("I was... Never mind.", ["I was... ", "Never mind."]),
    ("so we went there and it was good", ["so we went there and it was good"]),
    ("Version 2.1 is out, e.g. for Acme Inc. customers.", None),
    ("  Hello.  There. ", ["  Hello. ", " There. "]),
    ("Yeah. 'Kay, so it's ready.", ["Yeah. ", "'Kay, so it's ready."]),
    ("She asked. “Why now?” he said.", ["She asked. ", "“Why now?” ", "he said."]),
    (
        "It went to our C F O. Today we hear back.",
        ["It went to our C F O. ", "Today we hear back."],
    ),
    ("So J. R. Ortiz signed.", ["So J. R. Ortiz signed."]),
    ("", []),
]


@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_sentences(text: str, expected: list[str] | None) -> None:
    utterances = segment([Turn(speaker="Ana", text=text)])
    if expected is None:
        assert len(utterances) <= 2
    else:
        assert [u.text for u in utterances] == expected


@given(st.lists(st.text(alphabet="aB .?!…\n,'é", max_size=60), max_size=4))
def test_texts_joined_give_the_turn_back(texts: list[str]) -> None:
    turns = [Turn(speaker="Ana", text=text) for text in texts]
    utterances = segment(turns)
    for number, turn in enumerate(turns):
        assert "".join(u.text for u in utterances if u.turn == number) == turn.text
    assert [u.index for u in utterances] == list(range(len(utterances)))


def test_times_are_interpolated_by_words_within_marks() -> None:
    turn = Turn(
        speaker="Ana",
        text="One two. Three four five six. Seven.",
        start=10.0,
        end=20.0,
        marks=(Mark(offset=0, start=10.0, end=12.0), Mark(offset=9, start=14.0, end=20.0)),
    )
    times = [(u.start, u.end) for u in segment([turn])]
    assert times == [(10.0, 12.0), (14.0, pytest.approx(18.8)), (pytest.approx(18.8), 20.0)]


def test_a_turn_with_only_a_start_gives_only_the_first_start() -> None:
    utterances = segment([Turn(speaker="Ana", text="One. Two.", start=5.0)])
    assert [(u.start, u.end) for u in utterances] == [(5.0, None), (None, None)]


def test_a_turn_without_times_gives_none() -> None:
    assert segment([Turn(speaker="Ana", text="One.")])[0].start is None


SPOKEN = "so we looked at that yeah and it was fine"
PAUSES = [
    # seconds between cues, the network's log-odds there (None: no network), is it a start
    (0.1, None, False),
    (1.5, None, True),
    (0.0, 1.0, True),
    (0.0, -3.0, False),
    (0.1, -3.0, False),
    (1.5, -3.0, True),
    (1.5, -6.0, False),
]


@pytest.mark.parametrize(("gap", "log_odds", "cut"), PAUSES)
def test_a_pause_adds_to_what_the_words_tell(gap: float, log_odds: float | None, cut: bool) -> None:
    first = Mark(offset=0, start=0.0, end=2.0)
    second = Mark(offset=21, start=2.0 + gap, end=5.0)
    turn = Turn(speaker="Ana", text=SPOKEN, marks=(first, second))
    find = None if log_odds is None else (lambda texts: [{3: -9.0, 21: log_odds}])
    assert [u.offset for u in segment([turn], find)] == ([0, 21] if cut else [0])


def likely_at(*words: str) -> FindStarts:
    """Return a network that takes these words for sentence starts."""

    def find(texts: Sequence[str]) -> list[Starts | None]:
        return [
            {m.start(): 9.0 if m[0] in words else -9.0 for m in re.finditer(r"(?<=\s)\S+", text)}
            for text in texts
        ]

    return find


LONG = "we looked at it and " * 26
STYLES = [
    # what Ana and Ben say by turns, utterances that begin with "okay" where it is likely
    (["so we looked okay it is fine"], 1),
    (["So we looked okay. It is fine."], 0),
    (["So we looked. It is fine.", "and we looked okay"], 0),
    # Ben has no punctuation, and says enough to tell that it is his way
    (["Yes. No. Sure. " * 40, LONG * 2 + "okay so"], 1),
    # a stretch that runs on in a text that has punctuation elsewhere
    (["Good. Fine. Sure. " * 10 + LONG + "okay so. Yes okay."], 1),
    # a mark in a text that has hardly any
    ([LONG + "okay then. " + LONG + "okay so"], 2),
]


@pytest.mark.parametrize(("texts", "expected"), STYLES)
def test_the_network_is_for_what_has_no_punctuation(texts: list[str], expected: int) -> None:
    speakers = ("Ana", "Ben")
    turns = [Turn(speaker=s, text=text) for s, text in zip(speakers, texts, strict=False)]
    utterances = segment(turns, likely_at("okay"))
    assert sum(u.text.startswith("okay") for u in utterances) == expected
    assert "".join(u.text for u in utterances) == "".join(texts)


def test_rows_of_one_turn_are_utterances_already() -> None:
    text = "so we looked okay and it is fine"
    turn = Turn(speaker="Ana", text=text, marks=(Mark(offset=0), Mark(offset=18)))
    assert [u.offset for u in segment([turn], likely_at("okay"))] == [0, 18]
    others = [Turn(speaker="Ben", text="yes")] * 9
    assert [u.offset for u in segment([turn, *others], likely_at("okay"))][:3] == [0, 13, 18]


def test_a_text_that_the_network_cannot_read_is_cut_by_pauses() -> None:
    marks = (Mark(offset=0, start=0.0, end=2.0), Mark(offset=10, start=4.0, end=5.0))
    turn = Turn(speaker="Ana", text="мы видели хорошо вот", marks=marks)
    assert [u.text for u in segment([turn], lambda texts: [None])] == ["мы видели ", "хорошо вот"]


def test_the_network_is_not_asked_about_punctuated_text() -> None:
    def find(texts: Sequence[str]) -> list[Starts | None]:
        raise AssertionError(texts)

    assert len(segment([Turn(speaker="Ana", text="Yes. We did. Fine.")], find)) == 3


def test_a_stretch_longer_than_the_longest_is_cut_where_likeliest() -> None:
    text = "well " * 150
    odds = {at: -1.0 if at == 200 else -5.0 for at in range(5, len(text), 5)}
    cuts = [u.offset for u in segment([Turn(speaker="Ana", text=text)], lambda texts: [odds])]
    assert cuts[:2] == [0, 200]
    assert all(b - a <= 5 * (LONGEST + 1) for a, b in pairwise(cuts))


@given(
    st.lists(st.text(alphabet="ab .?—'\n", max_size=80), min_size=1, max_size=4),
    st.floats(-3, 3),
)
def test_the_network_never_changes_the_text(texts: list[str], log_odds: float) -> None:
    turns = [Turn(speaker="Ana", text=text) for text in texts]

    def find(asked: Sequence[str]) -> list[Starts | None]:
        return [{m.start(): log_odds for m in re.finditer(r"(?<=\s)\S+", t)} for t in asked]

    utterances = segment(turns, find)
    for number, turn in enumerate(turns):
        assert "".join(u.text for u in utterances if u.turn == number) == turn.text


ROWS = [
    ("so we looked at that", "yeah and it was fine", True),
    ("Well, we looked,", "and it was fine.", True),
    ("We looked at that…", "and it was fine.", False),
]


@pytest.mark.parametrize(("first", "second", "cut"), ROWS)
def test_rows_without_times_stay_parted(first: str, second: str, cut: bool) -> None:
    marks = (Mark(offset=0), Mark(offset=len(first) + 1))
    utterances = segment([Turn(speaker="Ana", text=f"{first} {second}", marks=marks)])
    assert len(utterances) == (2 if cut else 1)


def test_a_long_unpunctuated_stretch_is_cut_at_a_cue() -> None:
    words = "well " * 100
    marks = tuple(Mark(offset=5 * n, start=n / 10, end=(n + 10) / 10) for n in range(0, 100, 10))
    assert len(segment([Turn(speaker="Ana", text=words.strip(), marks=marks)])) == 2


PUNCTUATED = [
    (["Hi. How are you?"], True),
    (["so we did that and then we went on " * 10], False),
    (["it grew 3.5 percent and then 2.5 at v1.2.3 " * 10], False),
    (["好的。我们明天再说。"], True),
    ([], True),
]


@pytest.mark.parametrize(("texts", "expected"), PUNCTUATED)
def test_is_punctuated(texts: list[str], expected: bool) -> None:
    assert is_punctuated([Turn(speaker="Ana", text=text) for text in texts]) is expected
