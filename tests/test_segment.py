import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.segment import boundaries, is_punctuated, segment
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


CUES = [
    # seconds between cues, whether the second begins an utterance
    (0.1, False),
    (1.5, True),
]


@pytest.mark.parametrize(("gap", "cut"), CUES)
def test_a_pause_parts_unpunctuated_cues(gap: float, cut: bool) -> None:
    first = Mark(offset=0, start=0.0, end=2.0)
    second = Mark(offset=21, start=2.0 + gap, end=5.0)
    turn = Turn(
        speaker="Ana", text="so we looked at that yeah and it was fine", marks=(first, second)
    )
    assert boundaries(turn, by_cue=True) == ([0, 21, 41] if cut else [0, 41])
    assert boundaries(turn) == [0, 41]


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
    cuts = boundaries(Turn(speaker="Ana", text=words.strip(), marks=marks), by_cue=True)
    assert len(cuts) == 3


PUNCTUATED = [
    (["Hi. How are you?"], True),
    (["so we did that and then we went on " * 10], False),
    ([], True),
]


@pytest.mark.parametrize(("texts", "expected"), PUNCTUATED)
def test_is_punctuated(texts: list[str], expected: bool) -> None:
    assert is_punctuated([Turn(speaker="Ana", text=text) for text in texts]) is expected
