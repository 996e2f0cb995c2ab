"""Fine-tune the encoder with its heads on labelled conversations."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

from analyzer.encode import Tokenizer
from analyzer.labelled import Conversation
from analyzer.taxonomy import ACTS, LABELS
from analyzer.training.examples import Batch, Example, Prepared, collate, examples, prepare
from analyzer.training.network import Network, Outputs


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """What the fine-tuning is tuned by; the values shipped were chosen on ``gold/de*``."""

    epochs: int = 5
    batch: int = 8
    learning_rate: float = 2e-4
    head_rate: float = 5.0
    """Learning rate of the heads, in multiples of the encoder's."""
    warmup: float = 0.08
    """Share of the steps in which the learning rate rises."""
    unpunctuated: float = 0.25
    """Share of conversations that are read without punctuation, drawn anew each epoch."""
    rarity: float = 0.5
    """Exponent of inverse frequency by which rare labels weigh more in the loss."""
    heaviest: float = 5.0
    """Largest weight of a label."""
    act_weight: float = 1.0
    span_weight: float = 0.3
    smoothing: float = 0.05
    shift: int = 140
    """Word pieces by which windows are moved at random, at most."""
    average: float = 0.995
    """Decay of the moving average of the weights, which is what is kept."""
    seed: int = 1


Report = Callable[[int, int, float], None]
"""Called after each step with step, steps, and loss."""


def finetune(
    conversations: Sequence[Conversation],
    pretrained: Path,
    recipe: Recipe,
    report: Report = lambda step, steps, loss: None,
) -> Network:
    """Return the network fine-tuned on the conversations, in evaluation mode."""
    torch.manual_seed(recipe.seed)
    chance = random.Random(recipe.seed)
    tokenize = Tokenizer(pretrained / "tokenizer.json")
    styles = [(prepare(c, tokenize), prepare(c, tokenize, punctuated=False)) for c in conversations]
    network = Network(pretrained).train()
    ema = torch.optim.swa_utils.get_ema_multi_avg_fn(recipe.average)  # type: ignore[no-untyped-call]
    average = torch.optim.swa_utils.AveragedModel(network, multi_avg_fn=ema)
    loss_of = Loss([plain for plain, _ in styles], recipe)
    epochs = [_epoch(styles, tokenize, recipe, chance) for _ in range(recipe.epochs)]
    steps = sum(map(len, epochs))
    optimizer = _optimizer(network, recipe)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, _ramp(steps, recipe.warmup))
    for step, windows in enumerate((w for epoch in epochs for w in epoch), start=1):
        batch = collate(windows)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            outputs = network(batch.input_ids, batch.attention_mask, batch.pool)
        loss = loss_of(outputs, batch)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        schedule.step()
        average.update_parameters(network)
        report(step, steps, loss.item())
    network.load_state_dict(average.module.state_dict())
    return network.eval()


class Loss:
    """Cross-entropy of label and act, rare ones weighing more, and of the spans."""

    def __init__(self, prepared: Sequence[Prepared], recipe: Recipe) -> None:
        targets = torch.cat([p.targets for p in prepared])
        targets = targets[targets[:, 0] >= 0]
        self._label = weights(torch.bincount(targets[:, 0], minlength=len(LABELS)), recipe)
        self._act = weights(torch.bincount(targets[:, 1], minlength=len(ACTS)), recipe)
        self._recipe = recipe

    def __call__(self, outputs: Outputs, batch: Batch) -> Tensor:
        """Return the weighted sum of the three losses."""
        recipe = self._recipe
        label = self._cross_entropy(outputs.label, batch.targets[..., 0], self._label)
        act = self._cross_entropy(outputs.act, batch.targets[..., 1], self._act)
        marked = batch.spans >= 0
        loss = label + recipe.act_weight * act
        if marked.any():
            spans = functional.binary_cross_entropy_with_logits(
                outputs.spans[marked], batch.spans[marked]
            )
            loss = loss + recipe.span_weight * spans
        return loss

    def _cross_entropy(self, logits: Tensor, targets: Tensor, weight: Tensor) -> Tensor:
        known = targets >= 0
        return functional.cross_entropy(
            logits[known], targets[known], weight, label_smoothing=self._recipe.smoothing
        )


def weights(counts: Tensor, recipe: Recipe) -> Tensor:
    """Return a weight per class, 1 on average over the examples.

    ``(mean count / count) ** rarity``, capped at ``heaviest``, then scaled.
    """
    share = counts / counts.sum()
    raw = (1 / (share * len(counts))).pow(recipe.rarity).clamp(max=recipe.heaviest)
    return raw / (raw * share).sum()


def _epoch(
    styles: Sequence[tuple[Prepared, Prepared]],
    tokenize: Tokenizer,
    recipe: Recipe,
    chance: random.Random,
) -> list[list[Example]]:
    """Return an epoch's batches: windows of like length together, in random order."""
    windows = [
        window
        for plain, stripped in styles
        for window in examples(
            stripped if chance.random() < recipe.unpunctuated else plain,
            tokenize,
            shift=chance.randrange(recipe.shift),
        )
    ]
    windows.sort(key=lambda window: len(window.ids) + 40 * chance.random())
    batches = [windows[at : at + recipe.batch] for at in range(0, len(windows), recipe.batch)]
    chance.shuffle(batches)
    return batches


def _optimizer(network: Network, recipe: Recipe) -> torch.optim.Optimizer:
    encoder = list(network.encoder.parameters())
    heads = [p for part in (network.label, network.act, network.spans) for p in part.parameters()]
    rate = recipe.learning_rate
    groups = [
        {"params": encoder, "lr": rate},
        {"params": heads, "lr": rate * recipe.head_rate},
    ]
    return torch.optim.AdamW(groups, weight_decay=0.01)


def _ramp(steps: int, warmup: float) -> Callable[[int], float]:
    """Return the learning rate's factor by step: up over the warm-up, then down to 2 %."""
    return lambda step: min(1.0, (step + 1) / (warmup * steps)) * max(0.02, 1 - step / steps)
