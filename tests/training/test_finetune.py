"""The trainer, run for a few steps on a tiny encoder: it needs the extra ``train``."""

import shutil
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="needs the extra train: pip install -e '.[train]'")
pytest.importorskip("transformers", reason="needs the extra train: pip install -e '.[train]'")

import skops.io
import torch

from analyzer.classify import Model, default_directory, write_meta
from analyzer.encode import Tokenizer
from analyzer.evaluate import answer
from analyzer.labelled import Conversation, Labelled
from analyzer.training.examples import collate, examples, prepare, strip_punctuation
from analyzer.training.export import export_encoder, heads
from analyzer.training.finetune import Recipe, finetune, weights

pytestmark = pytest.mark.filterwarnings("ignore")

TOKENIZER = default_directory() / "tokenizer.json"


def conversation(copies: int = 1) -> Conversation:
    said = (
        Labelled(speaker="Ana", text="So."),
        Labelled(speaker="Ana", text="Mm-hmm.", label="other", act="none"),
        Labelled(
            speaker="Ben",
            text="I'll send the deck by Friday.",
            label="close",
            act="promise",
            who="speaker",
            what="send the deck",
            when="by Friday",
        ),
    )
    return Conversation(id="x", source="test", group="x", utterances=said * copies)


STRIPPED = [
    ("Well, I'll send it.", "Well I'll send it"),
    ("A.I. - really?", "A I really"),
    ("...", "..."),
]


@pytest.mark.parametrize(("text", "expected"), STRIPPED)
def test_strip_punctuation(text: str, expected: str) -> None:
    assert strip_punctuation(text) == expected


def test_a_window_and_its_targets() -> None:
    tokenize = Tokenizer(TOKENIZER)
    [window] = examples(prepare(conversation(), tokenize), tokenize)
    assert window.targets.tolist() == [[-100, -100], [12, 5], [5, 0]]
    (start, end), spans = window.places[2], window.spans[2]
    words = [
        piece
        for piece, (what, _) in zip(window.ids[start:end], spans.tolist(), strict=True)
        if what == 1
    ]
    assert len(words) == 3
    batch = collate([window, window])
    assert torch.allclose(batch.pool.sum(-1), torch.ones(2, 3))


def test_rare_classes_weigh_more_and_one_on_average() -> None:
    counts = torch.tensor([90, 9, 1])
    weight = weights(counts, Recipe())
    assert weight[0] < weight[1] < weight[2]
    assert float((weight * counts).sum() / counts.sum()) == pytest.approx(1)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from transformers import BertConfig, BertModel

    directory = tmp_path_factory.mktemp("tiny")
    config = BertConfig(
        hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64
    )
    BertModel(config, add_pooling_layer=False).save_pretrained(directory)
    shutil.copyfile(TOKENIZER, directory / "tokenizer.json")
    return directory


def test_it_learns_and_the_export_answers(tiny: Path, tmp_path: Path) -> None:
    losses: list[float] = []
    recipe = Recipe(epochs=150, learning_rate=2e-3, average=0.5, smoothing=0.0)
    network = finetune(
        [conversation(6)], tiny, recipe, lambda step, steps, loss: losses.append(loss)
    )
    assert losses[-1] < losses[0] / 2
    export_encoder(network, TOKENIZER, tmp_path)
    for name, head in heads(network).items():
        skops.io.dump(head, tmp_path / f"{name}.skops")
    write_meta(tmp_path, {"threshold": 0.0, "act_threshold": 0.5})
    said = answer(Model(tmp_path), [conversation(6)])
    assert said.predicted_labels == said.labels
    assert said.predicted_acts == said.acts
