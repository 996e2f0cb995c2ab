"""Compare variants of the model by cross-validation, split by conversation.

    python benchmarks/variants.py [--conversations 120] [--epochs 3] [--out benchmarks/variants.md]

Every row is trained on the same real conversations (drawn with a fixed seed), once per fold,
and judged on the folds it did not see; meetings that share people stay in one fold. The
budget is a small part of the shipped model's, so rows compare with each other only.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import cohen_kappa_score, f1_score

from analyzer.encode import Tokenizer, stretches
from analyzer.labelled import Conversation, load
from analyzer.taxonomy import ACTS, LABELS, PHASE_OF
from analyzer.training.__main__ import _installed_weights
from analyzer.training.examples import collate, prepare
from analyzer.training.finetune import Recipe, finetune

FOLDS = 2
SEED = 7
TOGETHER = 128
"""Utterances in a step, however they are cut up."""
AVERAGE = 0.95
"""Decay of the weights' moving average: that of the recipe is for ten times as many steps."""
PRIOR = 50
"""Transitions from each label that are assumed to be as from any."""
SOME_ACT = 0.4
"""Chance of any act from which an act is answered."""

Floats = npt.NDArray[np.float64]
Answer = tuple[Floats, Floats]
"""Probabilities of label and act of one conversation's labelled utterances."""
Answerer = Callable[[Conversation], Answer]


@dataclass(frozen=True, slots=True)
class Variant:
    """A row: what is done to the recipe, and to the conversations before they are read."""

    name: str
    recipe: dict[str, Any] = field(default_factory=dict)
    cut: int = 64
    """Utterances that are seen together, at most."""
    speakers: bool = True
    unpunctuated: bool = False
    """Judged on text without punctuation."""


VARIANTS = (
    Variant("the recipe"),
    Variant("context: the utterance alone", cut=1),
    Variant("context: stretches of 8 utterances", cut=8),
    Variant("context: no marks of speakers", speakers=False),
    Variant("no head for acts", {"act_weight": 0.0}),
    Variant("no class weighting", {"rarity": 0.0}),
    Variant("full class weighting", {"rarity": 1.0}),
    Variant("focal loss, exponent 2", {"focus": 2.0}),
    Variant("no label smoothing", {"smoothing": 0.0}),
    Variant("weights of two runs averaged", {"runs": 2}),
    Variant("judged without punctuation", unpunctuated=True),
    Variant("judged without punctuation, never seen so", {"unpunctuated": 0.0}, unpunctuated=True),
    Variant("2 layers read word pieces, 4 utterances", {"layers": 2}),
)


def seen(conversation: Conversation, variant: Variant) -> list[Conversation]:
    """Return a conversation as the variant sees it, in parts."""
    said = conversation.utterances
    if not variant.speakers:
        said = tuple(replace(u, speaker=None) for u in said)
    return [
        replace(conversation, utterances=said[at : at + variant.cut])
        for at in range(0, len(said), variant.cut)
    ]


def tuned(training: Sequence[Conversation], variant: Variant, epochs: int) -> Answerer:
    """Fine-tune a network as the variant says, and return how it answers."""
    weights = _installed_weights()
    recipe = Recipe(
        **{
            "epochs": epochs,
            "batch": max(2, TOGETHER // variant.cut),
            "average": AVERAGE,
            "runs": 1,
            **variant.recipe,
        }
    )
    parts = [part for conversation in training for part in seen(conversation, variant)]
    network = finetune(parts, weights, recipe)
    tokenize = Tokenizer(weights / "tokenizer.json")

    def answer(conversation: Conversation) -> Answer:
        labels, acts = [], []
        for part in seen(conversation, variant):
            prepared = prepare(part, tokenize, punctuated=not variant.unpunctuated)
            for stretch in stretches(len(part.utterances)):
                batch = collate([prepared.stretch(stretch.first)], tokenize, random.Random(0))
                core = slice(stretch.core.start - stretch.first, stretch.core.stop - stretch.first)
                known = batch.targets[0, core, 0] >= 0
                with torch.inference_mode():
                    said = network(batch)
                labels.append(said.label[0, core][known].softmax(-1).double().numpy())
                acts.append(said.act[0, core][known].softmax(-1).double().numpy())
        return np.concatenate(labels), np.concatenate(acts)

    return answer


def words(training: Sequence[Conversation]) -> Answerer:
    """Fit the static tier: means of MiniLM's word-piece vectors, own and neighbours', linear."""
    from safetensors.torch import load_file

    weights = _installed_weights()
    tokenize = Tokenizer(weights / "tokenizer.json")
    table = load_file(weights / "model.safetensors")["embeddings.word_embeddings.weight"].numpy()

    def vectors(conversation: Conversation) -> npt.NDArray[np.float32]:
        pieces = tokenize(
            [u.speaker for u in conversation.utterances],
            [u.text for u in conversation.utterances],
        )
        means = np.stack([table[p.ids].mean(axis=0) for p in pieces])
        around = np.pad(means, ((2, 1), (0, 0)))
        return np.hstack([around[at : at + len(means)] for at in (2, 1, 0, 3)])

    inputs = np.concatenate([vectors(c)[known(c)] for c in training])
    label, act = (
        LogisticRegression(C=10, max_iter=300).fit(
            inputs, [getattr(u, name) for c in training for u in labelled(c)]
        )
        for name in ("label", "act")
    )

    def answer(conversation: Conversation) -> Answer:
        rows = vectors(conversation)[known(conversation)]
        return _in_order(label, rows, LABELS), _in_order(act, rows, ACTS)

    return answer


def _in_order(head: Any, rows: npt.NDArray[np.float32], classes: Sequence[str]) -> Floats:
    said = np.zeros((len(rows), len(classes)))
    said[:, [classes.index(name) for name in head.classes_]] = head.predict_proba(rows)
    return said


def smoothed(training: Sequence[Conversation], answer: Answerer) -> Answerer:
    """Return the likeliest sequences (Viterbi) under the training labels' transitions."""
    pairs = np.zeros((len(LABELS), len(LABELS)))
    for conversation in training:
        places = [LABELS.index(u.label or "") for u in labelled(conversation)]
        np.add.at(pairs, (places[:-1], places[1:]), 1)
    share = (pairs.sum(axis=0) + 1) / (pairs.sum() + len(LABELS))
    pairs += PRIOR * share  # what little is known of a rare label says that any may follow
    likelier = np.log(pairs / pairs.sum(axis=1, keepdims=True) / share)

    def best(conversation: Conversation) -> Answer:
        labels, acts = answer(conversation)
        scores, back = np.log(labels[0] + 1e-12), []
        for row in labels[1:]:
            arriving = scores[:, None] + likelier
            back.append(arriving.argmax(axis=0))
            scores = arriving.max(axis=0) + np.log(row + 1e-12)
        path = [int(scores.argmax())]
        for came in reversed(back):
            path.append(int(came[path[-1]]))
        return np.eye(len(LABELS))[path[::-1]], acts

    return best


def labelled(conversation: Conversation) -> list[Any]:
    """Return a conversation's utterances that have labels."""
    return [u for u in conversation.utterances if u.label is not None]


def known(conversation: Conversation) -> list[int]:
    """Return their places."""
    return [i for i, u in enumerate(conversation.utterances) if u.label is not None]


def figures(conversations: Sequence[Conversation], answers: Sequence[Answer]) -> list[float]:
    """Return kappa, macro-F1, phase kappa, F1 of promises, of requests and of any act."""
    truth = [u for c in conversations for u in labelled(c)]
    of_label, of_act = (np.concatenate(part) for part in zip(*answers, strict=True))
    labels, said = [u.label for u in truth], [LABELS[i] for i in of_label.argmax(axis=1)]
    acts = np.array([u.act for u in truth])
    none = ACTS.index("none")
    others = np.where(np.arange(len(ACTS)) == none, -1, of_act).argmax(axis=1)
    chosen = np.array(ACTS)[np.where(1 - of_act[:, none] >= SOME_ACT, others, none)]
    phases = [[PHASE_OF[label] for label in one] for one in (labels, said)]
    return [
        cohen_kappa_score(labels, said),
        f1_score(labels, said, average="macro", labels=sorted(set(labels)), zero_division=0),
        cohen_kappa_score(*phases),
        *(f1_score(acts == act, chosen == act) for act in ("promise", "request")),
        f1_score(acts != "none", chosen != "none"),
    ]


def folds(conversations: Sequence[Conversation]) -> list[list[Conversation]]:
    """Divide conversations into parts of like size, none sharing a group."""
    parts: list[list[Conversation]] = [[] for _ in range(FOLDS)]
    for group in sorted({c.group for c in conversations}):
        min(parts, key=len).extend(c for c in conversations if c.group == group)
    return parts


def main() -> None:
    """Train and judge every variant, and write the table as rows are done."""
    parser = argparse.ArgumentParser()
    shared = Path(__file__).parents[2] / "shared"
    parser.add_argument("--gold", type=Path, default=shared / "gold")
    parser.add_argument("--conversations", type=int, default=120)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--out", type=Path, default=Path(__file__).with_suffix(".md"))
    given = parser.parse_args()
    drawn = random.Random(SEED).sample(load(given.gold, "t*"), given.conversations)
    parts = folds(drawn)
    judged = [c for part in parts for c in part]
    n = sum(len(labelled(c)) for c in judged)
    rows = [_head(given, n)]

    def add(name: str, answerers: Sequence[Answerer], started: float) -> None:
        answers = [answer(c) for answer, part in zip(answerers, parts, strict=True) for c in part]
        cells = " | ".join(f"{value:.3f}" for value in figures(judged, answers))
        rows.append(f"| {name} | {cells} | {time.perf_counter() - started:.0f} |")
        given.out.write_text("\n".join(rows) + "\n", encoding="utf-8")
        print(rows[-1], flush=True)

    others = [[c for c in judged if c not in part] for part in parts]
    started = time.perf_counter()
    add("static word-piece vectors, linear", [words(training) for training in others], started)
    for variant in VARIANTS:
        started = time.perf_counter()
        answerers = [tuned(training, variant, given.epochs) for training in others]
        add(variant.name, answerers, started)
        if variant is VARIANTS[0]:
            paths = [smoothed(t, a) for t, a in zip(others, answerers, strict=True)]
            add(f"{variant.name}, Viterbi over its labels", paths, started)


def _head(given: argparse.Namespace, n: int) -> str:
    return f"""\
# Variants

Written by `python benchmarks/variants.py --conversations {given.conversations} \
--epochs {given.epochs}`: {FOLDS}-fold cross-validation on {given.conversations} real
conversations, n = {n:,} utterances, seed {SEED}; each network is trained for {given.epochs}
epochs on half of them, about a sixth of the conversations that the shipped model was trained
on. Rows compare with each other only: two runs that differ in the seed alone may differ by
.02. An act is answered from a chance of {SOME_ACT} for any act.

| variant | kappa | macro-F1 | phase kappa | promise F1 | request F1 | any act F1 | seconds |
|---|---:|---:|---:|---:|---:|---:|---:|"""


if __name__ == "__main__":
    main()
