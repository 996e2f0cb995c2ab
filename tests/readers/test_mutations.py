"""Whatever is done to a file, reading it gives a transcript or a ``ReadError``."""

from __future__ import annotations

import contextlib

from hypothesis import given, settings
from hypothesis import strategies as st
from test_captions import PANES, SRT, VTT
from test_files import CALL, CHATS, PAGES, TABLES, word, workbook
from test_text import NO_TRANSCRIPT, SHAPES, UNTIMED

from analyzer.errors import ReadError
from analyzer.readers import FORMATS, parse

SEEDS = [
    *(text.encode() for text, *_ in VTT.values()),
    *(text.encode() for text, _ in (*TABLES.values(), *PANES.values())),
    *(text.encode() for texts in (SRT, CHATS, PAGES, SHAPES, UNTIMED) for text in texts.values()),
    *(text.encode() for text in NO_TRANSCRIPT.values()),
    word(["Ann   0:03\nHello there.", "Bo   0:09\nHi."]),
    workbook(CALL),
]
SUFFIXES = sorted({suffix for format in FORMATS for suffix in format.suffixes} | {"", ".zip"})
EDITS = st.lists(
    st.tuples(
        st.floats(0, 1),
        st.integers(0, 40),
        st.one_of(
            st.binary(max_size=8),
            st.sampled_from([b"\n", b":", b"-->", b"<v ", b"[", b'"', b"\t", b"\r", b"\0", b"**"]),
        ),
    ),
    max_size=6,
)


def mutated(data: bytes, edits: list[tuple[float, int, bytes]]) -> bytes:
    """Replace a stretch of bytes by others, at several places."""
    for place, length, new in edits:
        at = int(place * len(data))
        data = data[:at] + new + data[at + length :]
    return data


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(SEEDS), EDITS, st.sampled_from(SUFFIXES))
def test_mutated_files(data: bytes, edits: list[tuple[float, int, bytes]], suffix: str) -> None:
    with contextlib.suppress(ReadError):
        for transcript in parse(mutated(data, edits), "call" + suffix):
            assert any(turn.text for turn in transcript)
            for turn in transcript:
                inside = range(len(turn.text) + 1)
                assert all(mark.offset in inside for mark in (*turn.marks, *turn.notes))


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from([text.encode() for text in (*SHAPES.values(), *PAGES.values())]),
    st.sampled_from([format.name for format in FORMATS]),
)
def test_any_file_as_any_format(data: bytes, name: str) -> None:
    with contextlib.suppress(ReadError):
        parse(data, "call", name)
