import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.classify import default_directory
from analyzer.encode import (
    LEFT,
    MARGIN,
    SPEAKERS,
    STRETCH,
    UTTERANCE,
    WINDOW,
    Encoder,
    Tokenizer,
    core_spans,
    numbered,
    pack,
    stretches,
)

lengths = st.lists(st.integers(1, UTTERANCE), max_size=60)


@given(lengths, st.integers(0, 140))
def test_every_utterance_is_the_core_of_one_window(lengths: list[int], shift: int) -> None:
    windows = pack(lengths, shift=shift)
    assert [i for window in windows for i in window.core] == list(range(len(lengths)))


@given(lengths)
def test_windows_fit_and_hold_their_core(lengths: list[int]) -> None:
    for window in pack(lengths):
        assert sum(lengths[window.first : window.last]) <= WINDOW - 2
        assert window.first <= window.core.start < window.core.stop <= window.last
        assert sum(lengths[window.first : window.core.start]) <= LEFT


def test_context_stands_on_both_sides() -> None:
    windows = pack([12] * 60)
    assert windows[0].last > windows[0].core.stop
    assert windows[1].first < windows[1].core.start


@given(st.integers(0, 400))
def test_every_utterance_is_the_core_of_one_stretch(n: int) -> None:
    assert [i for part in stretches(n) for i in part.core] == list(range(n))


@given(st.integers(1, 400))
def test_stretches_fit_and_keep_a_margin_inside_the_conversation(n: int) -> None:
    for part in stretches(n):
        assert part.last - part.first <= STRETCH
        assert part.core.start - part.first == (MARGIN if part.first else part.core.start)
        assert part.last - part.core.stop == (0 if part.last == n else MARGIN)


def test_speakers_are_numbered_by_appearance_and_start_again_where_numbers_end() -> None:
    assert numbered(["Ben", None, "Ben"]) == [0, 1, 0]
    assert numbered([f"S{i}" for i in range(SPEAKERS + 1)])[-1] == 0


@pytest.fixture(scope="module")
def tokenize() -> Tokenizer:
    return Tokenizer(default_directory() / "tokenizer.json")


def test_speaker_marks_and_offsets(tokenize: Tokenizer) -> None:
    first, second, third = tokenize(["Ana", "Ana", "Ben"], ["Hi there.", "So.", "Yes"])
    assert first.ids[0] == third.ids[0] != second.ids[0]
    assert [("Hi there."[a:b]) for a, b in first.offsets[1:]] == ["Hi", "there", "."]


def test_a_long_utterance_is_cut(tokenize: Tokenizer) -> None:
    [pieces] = tokenize(["Ana"], ["word " * 500])
    assert len(pieces.ids) == len(pieces.offsets) == UTTERANCE


def test_core_spans_point_at_the_utterances_pieces(tokenize: Tokenizer) -> None:
    pieces = tokenize(["A", "B"], ["one two", "three"])
    [window] = pack([len(p.ids) for p in pieces])
    ids = tokenize.ids(pieces, window)
    assert [ids[start:end] for _, start, end in core_spans(pieces, window)] == [
        p.ids for p in pieces
    ]


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder(default_directory(), threads=1)


def test_a_vector_per_utterance(encoder: Encoder) -> None:
    texts = ["I'll send the deck on Friday.", "", "Good.", "word " * 200]
    vectors = encoder(["Ana", "Ben", "Ben", None], texts)
    assert vectors.shape == (4, 768) and vectors.dtype == np.float32
    assert np.isfinite(vectors).all()


def test_nothing_encodes_to_nothing(encoder: Encoder) -> None:
    assert encoder([], []).shape == (0, 768)


def test_longer_than_a_stretch(encoder: Encoder) -> None:
    texts = [f"We shipped {i} of them." for i in range(STRETCH + 30)]
    assert np.isfinite(encoder(["Ana"] * len(texts), texts)).all()


def test_context_matters_and_the_rest_of_the_world_does_not(encoder: Encoder) -> None:
    asked = encoder(["Ana", "Ben"], ["Can you send it today?", "Yes."])[1]
    alone = encoder(["Ben"], ["Yes."])[0]
    again = encoder(["Ana", "Ben"], ["Can you send it today?", "Yes."])[1]
    assert not np.allclose(asked, alone)
    assert np.array_equal(asked, again)


def test_context_reaches_beyond_a_window_of_word_pieces(encoder: Encoder) -> None:
    between = ["We shipped seventy of them to the warehouse in Denver last week."] * 30
    speakers = ["Ana", *["Ben"] * 30, "Ana"]
    budget, weather = (
        encoder(speakers, [first, *between, "Fine."])[-1]
        for first in ("Is there budget for it?", "It rains here.")
    )
    assert np.array_equal(budget[:384], weather[:384])
    assert not np.array_equal(budget[384:], weather[384:])


def test_who_speaks_matters(encoder: Encoder) -> None:
    texts = ["Can you send it today?", "Yes."]
    answered, continued = encoder(["Ana", "Ben"], texts)[1], encoder(["Ana", "Ana"], texts)[1]
    assert not np.allclose(answered, continued)
