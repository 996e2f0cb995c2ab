"""The trainer, run for a few epochs on a small network: it needs the extra ``train``."""

import random
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch", reason="needs the extra train: pip install -e '.[train]'")

import onnxruntime
import torch

from analyzer.classify import default_directory
from analyzer.labelled import Conversation, Labelled
from analyzer.sentences import FILE, load_tokenizer
from analyzer.training.sentences import (
    UNKNOWN,
    Recipe,
    Sentence,
    export,
    sentences,
    stream,
    thin,
    train,
)

pytestmark = pytest.mark.filterwarnings("ignore")

TOKENIZER = load_tokenizer(default_directory() / "tokenizer.json")
RECIPE = Recipe(epochs=12, dimensions=16, width=16, length=32, batch=4, rate=1e-2, dropout=0.0)


def conversation(source: str, *rows: tuple[str, str]) -> Conversation:
    said = tuple(Labelled(speaker=speaker, text=text) for speaker, text in rows)
    return Conversation(id="c", source=source, group="c", utterances=said)


SPLITS = [
    ("ami", [("Ana", "Yes. No."), ("Ana", "So"), ("Ben", "Hm.")], [["Yes. No.", "So"], ["Hm."]]),
    ("authored", [("Ana", "Yes. No."), ("Ana", "So")], [["Yes. ", "No.", "So"]]),
]


@pytest.mark.parametrize(("source", "rows", "expected"), SPLITS)
def test_turns_are_cut_to_sentences(
    source: str, rows: list[tuple[str, str]], expected: list[list[str]]
) -> None:
    turns = sentences(conversation(source, *rows))
    assert [[sentence.text for sentence in turn] for turn in turns] == expected


def test_an_authored_run_on_is_not_known_to_be_whole() -> None:
    [[run_on], [short]] = sentences(
        conversation("authored", ("Ana", "and then " * 11), ("Ben", "and then"))
    )
    assert (run_on.whole, short.whole) == (False, True)


KEPT = [(0.0, "well i'll go"), (1.0, "Well, I'll go.")]


@pytest.mark.parametrize(("kept", "expected"), KEPT)
def test_punctuation_is_thinned(kept: float, expected: str) -> None:
    thinned = thin("Well, I'll go.", kept, random.Random(1))
    assert " ".join(thinned.split()).lower() == expected.lower()


def test_targets_stand_at_the_last_piece_of_each_word() -> None:
    turn = [Sentence("Refactoring it.", whole=True), Sentence("Yes we did", whole=False)]
    ids, targets = stream(turn, TOKENIZER, 0.0, random.Random(1))
    pieces = [TOKENIZER.id_to_token(number) for number in ids]
    assert pieces == ["ref", "##act", "##orin", "##g", "it", "yes", "we", "did"]
    assert targets == [UNKNOWN, UNKNOWN, UNKNOWN, 0, 1, UNKNOWN, UNKNOWN, 1]


def test_what_is_exported_says_what_was_learned(tmp_path: Path) -> None:
    rows = [("Ana", "we are done."), ("Ana", "okay then we go on."), ("Ben", "yes it is.")] * 30
    pieces = torch.randn(TOKENIZER.get_vocab_size(), 16) / 2
    losses: list[float] = []
    network = train(
        [conversation("ami", *rows)],
        TOKENIZER,
        pieces,
        RECIPE,
        lambda epoch, loss: losses.append(loss),
    )
    assert losses[-1] < losses[0] / 2
    export(network, tmp_path)
    session = onnxruntime.InferenceSession(tmp_path / FILE, providers=["CPUExecutionProvider"])
    ids = TOKENIZER.encode("we are done okay then we go on", add_special_tokens=False).ids
    [said] = session.run(None, {"ids": np.array([ids])})
    assert said[0].argmax() == 2
    with torch.no_grad():
        assert said == pytest.approx(network(torch.tensor([ids])).numpy(), abs=0.1)
