"""No file takes long for its size: what would make a careless reader go back and forth."""

from __future__ import annotations

import contextlib
import time

import pytest

from analyzer.errors import ReadError
from analyzer.readers import parse

_CHARACTERS = 100_000
_CUE = "WEBVTT\n\n00:01.000 --> 00:02.000\n"
_LIMIT_S = 2.0
"""Of processor time: what grows with the square of the size takes minutes."""


def filled(start: str, repeated: str, end: str = "") -> str:
    return start + repeated * (_CHARACTERS // len(repeated)) + end


def turn(repeated: str) -> str:
    return filled("Ann: Hi.\nBo: ", repeated, "\nAnn: Are you there?\n")


FILES = {
    "letters.txt": filled("", "a"),
    "colons.txt": filled("", "Ann: "),
    "labels.txt": filled("", "a:\n"),
    "newlines.txt": filled("Ann: Hi.\n", "\n", "Bo: Yes.\n"),
    "returns.txt": filled("Ann: Hi.\n", "\r", "Bo: Yes.\n"),
    "spaces.txt": turn(" "),
    "brackets.txt": turn("["),
    "parentheses.txt": turn("(laughs "),
    "notes.txt": turn("[laughter] "),
    "music.txt": turn("♪"),
    "bold.md": filled("", "**A** -- *b*\n"),
    "times.txt": filled("", "0:01 "),
    "stamps.txt": turn("[0:01] a "),
    "names.txt": filled("", "Ann\nHello to you.\n\nBo\nHi you.\n\n"),
    "participants.txt": filled("participants: ", "A", "\nAnn: Hi.\nBo: Yes.\n"),
    "from.txt": filled("00:00:01 From ", "a to "),
    "angles.vtt": filled(_CUE, "<"),
    "voice.vtt": filled(_CUE + "<v", " "),
    "voices.vtt": filled(_CUE, "<v Ann>Hi.</v>"),
    "entities.vtt": filled(_CUE + "&#", "1", ";"),
    "timings.vtt": filled("WEBVTT\n\n", "1 ", "->"),
    "lines.vtt": filled(_CUE, "Ann: Hello to you.\n"),
    "arrays.json": filled("", "["),
    "objects.json": filled("", '{"a":'),
    "calls.json": filled("[", '{"b":[{"text":"Hi you.","name":"A"}]},', "{}]"),
    "pages.json": filled('{"a": "', '":"<p ', "data-m"),
    "words.json": filled('{"language":"en","segments":[{"start":0,"end":1,"text":"', "a b ",
                         '","words":[' + '{"word":"z","start":1,"end":2},' * 2000 + "{}]}]}"),
    "divisions.html": filled("<html>", "<div>"),
    "spans.html": filled("<html>", "<span class=speaker>"),
    "comments.html": filled("", "<!--"),
    "closed.html": filled("", "<!---->"),
    "commas.csv": filled("", ","),
    "quotes.csv": filled('speaker,text\nAnn,"', '""'),
    "columns.csv": filled("", "Ann,", "\n") * 2,
    "numbers.stm": filled("", "1 "),
    "comments.rttm": filled("", ";\n"),
    "codes.cha": filled("@Begin\n*ANN:\t", "[=!"),
    "bullets.cha": filled("@Begin\n*ANN:\t", "a \x1512_13\x15 "),
    "quotes.TextGrid": filled('File type = "ooTextFile"\nObject class = "TextGrid"\n', '"'),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_time_a_file_takes(name: str) -> None:
    data = FILES[name].encode()
    began = time.process_time()
    with contextlib.suppress(ReadError):
        parse(data, name)
    assert time.process_time() - began < _LIMIT_S
