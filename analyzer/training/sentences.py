"""Train the network that tells where sentences end, and add it to a model directory.

``python -m analyzer.training.sentences MODEL --gold DIR --authored DIR --pretrained DIR``

It learns from utterances of one speaker in a row: each but the last ends a sentence inside
its turn. Case is never read; punctuation is taken away from most conversations, thinned at
random in some and left in a few, drawn anew each epoch, so one network reads all styles.
Word pieces begin as MiniLM's, projected on their principal components.

A little over 300 lines: recipe, network and data belong to one training.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from operator import attrgetter
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import torch
import typer
from rich.console import Console
from torch import Tensor, nn
from torch.nn import functional

from analyzer.classify import Model, write_meta
from analyzer.labelled import Conversation, load
from analyzer.segment import boundaries
from analyzer.sentences import FILE, SEPARATOR, load_tokenizer, word_starts
from analyzer.transcript import Turn

UNKNOWN = -100
"""Target where nobody said whether a sentence ends."""
RUN_ON = 20
"""Words above which an authored row without punctuation may hold several sentences."""
DILATIONS = (1, 1, 2, 4)
KERNEL = 5

_MARKS = re.compile(r"[^\w\s']+")
_speaker = attrgetter("speaker")


class Sentence(NamedTuple):
    """A sentence to learn from."""

    text: str
    whole: bool
    """Whether it surely holds no other sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """What the training is tuned by; the values shipped were chosen on ``gold/de*``."""

    epochs: int = 8
    batch: int = 16
    length: int = 256
    """Word pieces in a row of a batch."""
    rate: float = 4e-3
    dimensions: int = 96
    """Of a word piece."""
    width: int = 128
    """Of the convolutions."""
    dropout: float = 0.25
    hidden: float = 0.05
    """Share of word pieces replaced by the unknown one."""
    unpunctuated: float = 0.65
    """Share of conversations without any punctuation."""
    thinned: float = 0.25
    """Share of conversations with some of it."""
    merged: float = 0.1
    """Share of turns whose end is not shown, as where nobody told the speakers apart."""
    seed: int = 1


class Network(nn.Module):
    """Residual gated convolutions over word pieces (Dauphin et al. 2017)."""

    def __init__(self, pieces: Tensor, recipe: Recipe) -> None:
        super().__init__()
        width = recipe.width
        self.pieces = nn.Embedding.from_pretrained(pieces, freeze=False)  # type: ignore[no-untyped-call]
        self.widen = nn.Linear(pieces.shape[1], width)
        self.norms = nn.ModuleList(nn.LayerNorm(width) for _ in DILATIONS)
        self.convolutions = nn.ModuleList(
            nn.Conv1d(width, 2 * width, KERNEL, padding=KERNEL // 2 * step, dilation=step)
            for step in DILATIONS
        )
        self.dropout = nn.Dropout(recipe.dropout)
        self.head = nn.Linear(width, 1)

    def forward(self, ids: Tensor) -> Tensor:
        """Return the log-odds that a sentence ends with each piece, ``(batch, pieces)``."""
        return self.read(self.pieces(ids))

    def read(self, vectors: Tensor) -> Tensor:
        """Return the same from the pieces' vectors, ``(batch, pieces, dimensions)``."""
        states = self.widen(self.dropout(vectors))
        for norm, convolution in zip(self.norms, self.convolutions, strict=True):
            gated = functional.glu(convolution(norm(states).transpose(1, 2)), dim=1)
            states = states + self.dropout(gated.transpose(1, 2))
        log_odds: Tensor = self.head(states).squeeze(-1)
        return log_odds


class _Quantized(nn.Module):
    """The network with its table of word pieces in 8 bits, scaled row by row."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self._network = network
        table = network.pieces.weight.detach()
        scale = table.abs().amax(dim=1, keepdim=True) / 127
        self._scale = nn.Buffer(scale)
        self._table = nn.Buffer((table / scale).round().to(torch.int8))

    def forward(self, ids: Tensor) -> Tensor:
        return self._network.read(self._table[ids].float() * self._scale[ids])


def train(
    conversations: Sequence[Conversation],
    tokenizer: Any,
    pieces: Tensor,
    recipe: Recipe,
    report: Callable[[int, float], None] = lambda epoch, loss: None,
) -> Network:
    """Return the network trained on the conversations, in evaluation mode.

    ``pieces`` are the vectors that word pieces begin with, ``(vocabulary, dimensions)``;
    ``report`` is called after each epoch with its number and mean loss.
    """
    torch.manual_seed(recipe.seed)
    chance = random.Random(recipe.seed)
    said = [sentences(conversation) for conversation in conversations]
    network = Network(pieces, recipe).train()
    epochs = [_epoch(said, tokenizer, recipe, chance) for _ in range(recipe.epochs)]
    optimizer = torch.optim.AdamW(network.parameters(), lr=recipe.rate)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, recipe.rate, total_steps=sum(map(len, epochs)) + 1, pct_start=0.1
    )
    for number, batches in enumerate(epochs, start=1):
        total = 0.0
        for ids, targets in batches:
            known = targets != UNKNOWN
            loss = functional.binary_cross_entropy_with_logits(
                network(ids)[known], targets[known].float()
            )
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            optimizer.zero_grad()
            schedule.step()
            total += loss.item()
        report(number, total / len(batches))
    return network.eval()


def sentences(conversation: Conversation) -> list[list[Sentence]]:
    """Return each turn's sentences: its rows, those of authored ones cut by the rules.

    Windows of real conversations are cut to sentences already.
    """
    split = _authored if conversation.source == "authored" else _real
    return [
        [sentence for row in rows for sentence in split(row.text)]
        for _, rows in groupby(conversation.utterances, _speaker)
    ]


def _real(text: str) -> Iterator[Sentence]:
    yield Sentence(text, whole=True)


def _authored(text: str) -> Iterator[Sentence]:
    for start, end in pairwise(boundaries(Turn(speaker=None, text=text))):
        part = text[start:end]
        run_on = len(part.split()) > RUN_ON and not _MARKS.search(part)
        yield Sentence(part, whole=not run_on)


def thin(text: str, kept: float, chance: random.Random) -> str:
    """Take marks of punctuation away but for a share ``kept``.

    >>> thin("Well, I'll send it.", 0.0, random.Random(1)).split()
    ['Well', "I'll", 'send', 'it']
    """
    return _MARKS.sub(lambda mark: mark[0] if chance.random() < kept else " ", text)


def _epoch(
    said: Sequence[list[list[Sentence]]],
    tokenizer: Any,
    recipe: Recipe,
    chance: random.Random,
) -> list[tuple[Tensor, Tensor]]:
    """Return an epoch's batches of ids and targets, ``(rows, length)`` each."""
    separator, unknown = map(tokenizer.token_to_id, (SEPARATOR, "[UNK]"))
    ids, targets = [], []
    for turns in chance.sample(said, len(said)):
        kept = _kept(recipe, chance)
        for turn in turns:
            own_ids, own_targets = stream(turn, tokenizer, kept, chance)
            if own_targets and chance.random() >= recipe.merged:
                own_ids.append(separator)
                own_targets[-1:] = [UNKNOWN, UNKNOWN]
            ids += [unknown if chance.random() < recipe.hidden else i for i in own_ids]
            targets += own_targets
    rows = len(ids) // recipe.length
    order = torch.tensor(chance.sample(range(rows), rows))
    ids_of, targets_of = (
        torch.tensor(column[: rows * recipe.length]).reshape(rows, -1)[order]
        for column in (ids, targets)
    )
    return [
        (ids_of[at : at + recipe.batch], targets_of[at : at + recipe.batch])
        for at in range(0, rows, recipe.batch)
    ]


def _kept(recipe: Recipe, chance: random.Random) -> float:
    """Draw the share of punctuation that a conversation keeps."""
    drawn = chance.random()
    if drawn < recipe.unpunctuated:
        return 0.0
    return chance.random() if drawn < recipe.unpunctuated + recipe.thinned else 1.0


def stream(
    turn: Sequence[Sentence], tokenizer: Any, kept: float, chance: random.Random
) -> tuple[list[int], list[int]]:
    """Return a turn's word pieces and for each 1 if it ends a sentence, 0 if only a word."""
    texts = [thin(sentence.text, kept, chance) for sentence in turn]
    ids: list[int] = []
    targets: list[int] = []
    encodings = tokenizer.encode_batch(texts, add_special_tokens=False)
    for sentence, text, encoding in zip(turn, texts, encodings, strict=True):
        ids += encoding.ids
        within = [UNKNOWN] * len(encoding.ids)
        if sentence.whole:
            for last, _ in word_starts(text, encoding):
                within[last] = 0
        targets += [*within[:-1], 1] if within else []
    return ids, targets


def project(pretrained: Path, dimensions: int) -> Tensor:
    """Return MiniLM's word pieces on their first principal components."""
    from transformers import AutoModel

    pieces = AutoModel.from_pretrained(pretrained).get_input_embeddings().weight.detach()
    centred = pieces - pieces.mean(dim=0)
    _, axes = torch.linalg.eigh(centred.T @ centred)
    projected: Tensor = centred @ axes[:, -dimensions:]
    return projected / projected.std() / 2


def export(network: Network, directory: Path) -> None:
    """Write ``sentences.onnx``: word pieces in 8 bits, the rest in 32."""
    torch.onnx.export(
        _Quantized(network).eval(),
        (torch.ones(1, 16, dtype=torch.long),),
        directory / FILE,
        input_names=["ids"],
        output_names=["log_odds"],
        dynamic_axes={name: {1: "pieces"} for name in ("ids", "log_odds")},
        opset_version=17,
        dynamo=False,
    )


def add(
    directory: Path,
    conversations: Sequence[Conversation],
    pretrained: Path,
    recipe: Recipe,
    report: Callable[[int, float], None] = lambda epoch, loss: None,
) -> None:
    """Train on the conversations and add the network to a model directory."""
    tokenizer = load_tokenizer(directory / "tokenizer.json")
    pieces = project(pretrained, recipe.dimensions)
    export(train(conversations, tokenizer, pieces, recipe, report), directory)
    write_meta(directory, Model(directory).meta)


def main(
    directory: Annotated[Path, typer.Argument(metavar="MODEL", help="A model directory.")],
    gold: Annotated[Path, typer.Option(help="Real conversations: t* to train.")],
    authored: Annotated[Path, typer.Option(help="Conversations written for training.")],
    pretrained: Annotated[Path, typer.Option(help="MiniLM's weights.")],
    epochs: Annotated[int, typer.Option(help="Passes over the conversations.")] = 8,
    seed: Annotated[int, typer.Option(help="Seed of all that is random.")] = 1,
) -> None:
    """Train the network that finds sentence ends, and add it to a model directory."""
    console = Console(stderr=True)
    add(
        directory,
        [*load(gold, "t*"), *load(authored)],
        pretrained,
        Recipe(epochs=epochs, seed=seed),
        lambda epoch, loss: console.print(f"epoch {epoch} of {epochs}: loss {loss:.4f}"),
    )


if __name__ == "__main__":
    typer.run(main)
