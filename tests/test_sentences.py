import os
import shutil
from pathlib import Path

import pytest

from analyzer import sentences
from analyzer.classify import default_directory
from analyzer.errors import ModelError
from analyzer.segment import segment
from analyzer.sentences import FILE, SentenceEnds, is_latin
from analyzer.transcript import Turn


@pytest.fixture(scope="module")
def ends() -> SentenceEnds:
    return SentenceEnds(default_directory(), threads=1)


CLEAR = [
    # unpunctuated text, the words after which a sentence surely ends
    ("thanks for joining can you hear me okay yeah i can hear you fine", ["joining"]),
    ("i'll send you the contract tonight is that all right with you", ["tonight"]),
    ("that makes sense thank you so much we will talk next week", ["sense"]),
]


@pytest.mark.parametrize(("text", "ended"), CLEAR)
def test_clear_ends_are_found(ends: SentenceEnds, text: str, ended: list[str]) -> None:
    found = segment([Turn(speaker="Ana", text=text)], ends)
    lasts = {utterance.text.split()[-1] for utterance in found}
    assert lasts >= {*ended}


UNBROKEN = [
    "we need the budget for the first quarter",
    "i think the price is too high for a company of our size",
]


@pytest.mark.parametrize("text", UNBROKEN)
def test_a_sentence_stays_whole(ends: SentenceEnds, text: str) -> None:
    assert len(segment([Turn(speaker="Ana", text=text)], ends)) == 1


ODD = [
    "",
    " ",
    "word",
    "one  two\n three",
    "co-op it's 3.5 a/b",
    "\u200bzero \u200bwidth",
    "a" * 500,
]


@pytest.mark.parametrize("text", ODD)
def test_every_word_but_the_first_has_log_odds(ends: SentenceEnds, text: str) -> None:
    [starts] = ends([text])
    assert starts is not None
    assert all(text[at - 1].isspace() and not text[at].isspace() for at in starts)
    assert len(starts) <= max(len(text.split()) - 1, 0)


def test_a_text_is_read_alike_among_others(ends: SentenceEnds) -> None:
    text = "so we looked at that and it was fine"
    [alone] = ends([text])
    among = ends(["yes", text, "no"])[1]
    assert alone is not None and among is not None
    assert alone.keys() == among.keys()


def test_chunks_change_nothing(ends: SentenceEnds, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "so we looked at that and it was fine and then they asked for more time " * 20
    [whole] = ends([text])
    monkeypatch.setattr(sentences, "CHUNK", 50)
    [chunked] = ends([text])
    assert whole is not None and chunked is not None
    assert whole.keys() == chunked.keys()
    assert [*chunked.values()] == pytest.approx([*whole.values()], abs=1e-4)


SCRIPTS = [
    ("Thanks, we'll talk.", True),
    ("Müller schickt die Übersicht für das Gespräch", True),
    ("давайте созвонимся завтра", False),
    ("明日また話しましょう", False),
    ("سنتحدث غدا", False),
    ("", True),
]


@pytest.mark.parametrize(("text", "latin"), SCRIPTS)
def test_scripts(ends: SentenceEnds, text: str, latin: bool) -> None:
    assert is_latin(text) is latin
    assert (ends([text])[0] is not None) is latin


@pytest.mark.parametrize("name", [FILE, "tokenizer.json"])
def test_a_damaged_file_is_a_model_error(tmp_path: Path, name: str) -> None:
    for file in (FILE, "tokenizer.json"):
        shutil.copy(default_directory() / file, tmp_path)
    (tmp_path / name).write_bytes(os.urandom(100))
    with pytest.raises(ModelError) as raised:
        SentenceEnds(tmp_path)(["so we looked"])
    assert raised.value.path == str(tmp_path / name)
