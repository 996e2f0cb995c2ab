"""The trainer, run for a few steps on a tiny encoder: it needs the extra ``train``."""

import random
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
from analyzer.training.examples import collate, prepare, strip_punctuation
from analyzer.training.export import export_encoder, heads
from analyzer.training.finetune import Loss, Recipe, finetune, weights
from analyzer.training.network import Outputs

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


class Unmoved(random.Random):
    """Windows begin where they begin at run time."""

    def randrange(self, *_: int) -> int:
        return 0


def test_a_batch_holds_stretches_and_their_windows() -> None:
    tokenize = Tokenizer(TOKENIZER)
    prepared = prepare(conversation(2), tokenize)
    batch = collate([prepared.stretch(0), prepared.stretch(3)], tokenize, Unmoved(1))
    assert batch.mask.sum(dim=1).tolist() == [6, 3]
    assert batch.pool.any(dim=-1).sum() == 9
    assert torch.allclose(batch.pool.sum(dim=-1)[1, :3], torch.ones(3))
    assert batch.targets[1].tolist() == [[-100, -100], [12, 5], [5, 0], *[[-100, -100]] * 3]
    first, second, third = batch.speakers[0, :3].tolist()
    assert first == second != third


def test_windows_move_in_training() -> None:
    tokenize = Tokenizer(TOKENIZER)
    prepared = prepare(conversation(60), tokenize).stretch(0)
    shapes = {collate([prepared], tokenize, random.Random(i)).pool[0].shape for i in range(5)}
    assert len(shapes) > 1


def test_what_is_answered_surely_weighs_less_under_focus() -> None:
    tokenize = Tokenizer(TOKENIZER)
    prepared = prepare(conversation(), tokenize)
    batch = collate([prepared], tokenize, random.Random(1))
    outputs = Outputs(torch.zeros(1, 3, 13), torch.zeros(1, 3, 6))
    plain, focused = (Loss([prepared], Recipe(focus=focus)) for focus in (0.0, 2.0))
    assert focused(outputs, batch) < plain(outputs, batch)


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
    recipe = Recipe(epochs=150, layers=1, learning_rate=2e-3, average=0.5, smoothing=0.0)
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
