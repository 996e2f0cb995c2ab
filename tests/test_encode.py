import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.classify import default_directory
from analyzer.encode import LEFT, UTTERANCE, WINDOW, Encoder, Tokenizer, core_spans, pack

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
    windows = pack([20] * 40)
    assert windows[0].last > windows[0].core.stop
    assert windows[1].first < windows[1].core.start


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


def test_a_vector_and_spans_per_utterance(encoder: Encoder) -> None:
    texts = ["I'll send the deck on Friday.", "", "Good.", "word " * 200]
    encoding = encoder(["Ana", "Ben", "Ben", None], texts)
    assert encoding.vectors.shape == (4, 384)
    assert np.isfinite(encoding.vectors).all()
    assert [len(s) for s in encoding.spans] == [len(o) for o in encoding.offsets]


def test_nothing_encodes_to_nothing(encoder: Encoder) -> None:
    assert encoder([], []).vectors.shape == (0, 384)


def test_context_matters_and_the_rest_of_the_world_does_not(encoder: Encoder) -> None:
    asked = encoder(["Ana", "Ben"], ["Can you send it today?", "Yes."]).vectors[1]
    alone = encoder(["Ben"], ["Yes."]).vectors[0]
    again = encoder(["Ana", "Ben"], ["Can you send it today?", "Yes."]).vectors[1]
    assert not np.allclose(asked, alone)
    assert np.array_equal(asked, again)
