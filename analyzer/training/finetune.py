"""Fine-tune the encoder with its heads on labelled conversations."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

from analyzer.encode import MARGIN, STRETCH, Tokenizer
from analyzer.labelled import Conversation
from analyzer.taxonomy import ACTS, LABELS
from analyzer.training.examples import Batch, Prepared, collate, prepare
from analyzer.training.network import Network, Outputs


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """What the fine-tuning is tuned by; the values shipped were chosen on ``gold/de*``."""

    epochs: int = 6
    batch: int = 2
    """Stretches of up to ``encode.STRETCH`` utterances in one step."""
    layers: int = 4
    """Layers that read word pieces; the rest of the pretrained ones read utterances."""
    learning_rate: float = 2e-4
    head_rate: float = 5.0
    """Learning rate of what is not pretrained, in multiples of the encoder's."""
    warmup: float = 0.08
    """Share of the steps in which the learning rate rises."""
    unpunctuated: float = 0.25
    """Share of conversations that are read without punctuation, drawn anew each epoch."""
    rarity: float = 0.5
    """Exponent of inverse frequency by which rare labels weigh more in the loss."""
    heaviest: float = 5.0
    """Largest weight of a label."""
    focus: float = 0.0
    """Exponent by which what is answered surely already weighs less, as in focal loss."""
    act_weight: float = 1.0
    smoothing: float = 0.05
    average: float = 0.995
    """Decay of the moving average of the weights, which is what is kept."""
    runs: int = 2
    """Runs that see the conversations in different orders; their weights are averaged."""
    seed: int = 1


Report = Callable[[int, int, float], None]
"""Called after each step with step, steps, and loss."""


def finetune(
    conversations: Sequence[Conversation],
    pretrained: Path,
    recipe: Recipe,
    report: Report = lambda step, steps, loss: None,
) -> Network:
    """Return the network fine-tuned on the conversations, in evaluation mode.

    Its weights are the mean of those of ``recipe.runs`` runs, which begin at the same weights
    (Wortsman et al. 2022, "Model soups"): the cost of one network, and nearly the agreement of
    all of them together. Each run reports its steps from 1.
    """
    network, *others = (
        _run(conversations, pretrained, recipe, random.Random(recipe.seed + run), report)
        for run in range(recipe.runs)
    )
    states = [network.state_dict(), *(other.state_dict() for other in others)]
    network.load_state_dict({name: _mean([state[name] for state in states]) for name in states[0]})
    return network.eval()


def _mean(tensors: Sequence[Tensor]) -> Tensor:
    first = tensors[0]
    return torch.stack([*tensors]).mean(dim=0) if first.is_floating_point() else first


def _run(
    conversations: Sequence[Conversation],
    pretrained: Path,
    recipe: Recipe,
    chance: random.Random,
    report: Report,
) -> Network:
    torch.manual_seed(recipe.seed)
    tokenize = Tokenizer(pretrained / "tokenizer.json")
    styles = [(prepare(c, tokenize), prepare(c, tokenize, punctuated=False)) for c in conversations]
    network = Network(pretrained, recipe.layers).train()
    ema = torch.optim.swa_utils.get_ema_multi_avg_fn(recipe.average)  # type: ignore[no-untyped-call]
    average = torch.optim.swa_utils.AveragedModel(network, multi_avg_fn=ema)
    loss_of = Loss([plain for plain, _ in styles], recipe)
    epochs = [_epoch(styles, recipe, chance) for _ in range(recipe.epochs)]
    steps = sum(map(len, epochs))
    optimizer = _optimizer(network, recipe)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, _ramp(steps, recipe.warmup))
    for step, chosen in enumerate((w for epoch in epochs for w in epoch), start=1):
        batch = collate(chosen, tokenize, chance)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            outputs = network(batch)
        loss = loss_of(outputs, batch)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        schedule.step()
        average.update_parameters(network)
        report(step, steps, loss.item())
    network.load_state_dict(average.module.state_dict())
    return network


class Loss:
    """Cross-entropy of label and act, rare ones weighing more."""

    def __init__(self, prepared: Sequence[Prepared], recipe: Recipe) -> None:
        targets = torch.cat([p.targets for p in prepared])
        targets = targets[targets[:, 0] >= 0]
        self._label = weights(torch.bincount(targets[:, 0], minlength=len(LABELS)), recipe)
        self._act = weights(torch.bincount(targets[:, 1], minlength=len(ACTS)), recipe)
        self._recipe = recipe

    def __call__(self, outputs: Outputs, batch: Batch) -> Tensor:
        """Return the weighted sum of the two losses."""
        label = self._cross_entropy(outputs.label, batch.targets[..., 0], self._label)
        act = self._cross_entropy(outputs.act, batch.targets[..., 1], self._act)
        return label + self._recipe.act_weight * act

    def _cross_entropy(self, logits: Tensor, targets: Tensor, weight: Tensor) -> Tensor:
        known = targets >= 0
        logits, targets = logits[known], targets[known]
        losses = functional.cross_entropy(
            logits, targets, weight, label_smoothing=self._recipe.smoothing, reduction="none"
        )
        chance = logits.detach().softmax(dim=-1).gather(1, targets[:, None])[:, 0]
        return (losses * (1 - chance) ** self._recipe.focus).sum() / weight[targets].sum()


def weights(counts: Tensor, recipe: Recipe) -> Tensor:
    """Return a weight per class, 1 on average over the examples.

    ``(mean count / count) ** rarity``, capped at ``heaviest``, then scaled.
    """
    share = counts / counts.sum()
    raw = (1 / (share * len(counts))).pow(recipe.rarity).clamp(max=recipe.heaviest)
    return raw / (raw * share).sum()


def _epoch(
    styles: Sequence[tuple[Prepared, Prepared]], recipe: Recipe, chance: random.Random
) -> list[list[Prepared]]:
    """Return an epoch's batches: stretches at random places, in random order."""
    drawn = [
        stripped if chance.random() < recipe.unpunctuated else plain for plain, stripped in styles
    ]
    parts = [prepared.stretch(start) for prepared in drawn for start in _starts(prepared, chance)]
    chance.shuffle(parts)
    return [parts[at : at + recipe.batch] for at in range(0, len(parts), recipe.batch)]


def _starts(prepared: Prepared, chance: random.Random) -> range:
    """Return where a conversation's stretches begin; a remainder of mere margin is left out."""
    n = len(prepared.pieces)
    start = chance.randrange(min(MARGIN, n))
    return range(start, max(n - MARGIN, start + 1), STRETCH)


def _optimizer(network: Network, recipe: Recipe) -> torch.optim.Optimizer:
    fresh = [
        *network.label.parameters(),
        *network.act.parameters(),
        *network.wide.encoder.embeddings.token_type_embeddings.parameters(),
    ]
    pretrained = {*network.parameters()} - {*fresh}
    rate = recipe.learning_rate
    groups = [
        {"params": [p for p in network.parameters() if p in pretrained], "lr": rate},
        {"params": fresh, "lr": rate * recipe.head_rate},
    ]
    return torch.optim.AdamW(groups, weight_decay=0.01)


def _ramp(steps: int, warmup: float) -> Callable[[int], float]:
    """Return the learning rate's factor by step: up over the warm-up, then down to 2 %."""
    return lambda step: min(1.0, (step + 1) / (warmup * steps)) * max(0.02, 1 - step / steps)
