"""Labelled conversations as batches of tensors."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from analyzer.encode import Pieces, Tokenizer, Window, core_spans, pack
from analyzer.labelled import Conversation, Labelled
from analyzer.taxonomy import ACTS, LABELS
from analyzer.training.network import SPANS

UNKNOWN = -100
"""Target of what is not labelled; the losses leave it out."""
WITH_SPANS = ("promise", "request", "offer")
"""Acts of which annotators marked what and when."""

_PUNCTUATION = re.compile(r"[^\w\s']+")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A conversation cut to word pieces, with its targets."""

    pieces: list[Pieces]
    targets: Tensor
    """Shape ``(utterances, 2)``: index of label and act."""
    spans: list[Tensor]
    """Per utterance ``(pieces, 2)``: 1 where a piece belongs to what, to when."""


@dataclass(frozen=True, slots=True)
class Example:
    """One window: its word pieces, where its utterances are in it, their targets."""

    ids: list[int]
    places: list[tuple[int, int]]
    targets: Tensor
    spans: list[Tensor]


@dataclass(frozen=True, slots=True)
class Batch:
    """Windows padded to one length."""

    input_ids: Tensor
    attention_mask: Tensor
    pool: Tensor
    targets: Tensor
    spans: Tensor


def strip_punctuation(text: str) -> str:
    """Return the text as speech recognition without punctuation gives it.

    >>> strip_punctuation("Well, I'll send it.")
    "Well I'll send it"
    """
    return " ".join(_PUNCTUATION.sub(" ", text).split()) or text


def prepare(
    conversation: Conversation, tokenize: Tokenizer, *, punctuated: bool = True
) -> Prepared:
    """Cut a conversation to word pieces, with or without its punctuation."""
    said = conversation.utterances
    texts = [u.text if punctuated else strip_punctuation(u.text) for u in said]
    pieces = tokenize([u.speaker for u in said], texts)
    return Prepared(
        pieces=pieces,
        targets=torch.tensor([_targets(u) for u in said]).reshape(-1, 2),
        spans=[_spans(u, text, p) for u, text, p in zip(said, texts, pieces, strict=True)],
    )


def _targets(utterance: Labelled) -> tuple[int, int]:
    if utterance.label is None or utterance.act is None:
        return UNKNOWN, UNKNOWN
    return LABELS.index(utterance.label), ACTS.index(utterance.act)


def _spans(utterance: Labelled, text: str, pieces: Pieces) -> Tensor:
    """Return which pieces belong to what and to when, where an annotator said so."""
    target = torch.full((len(pieces.ids), len(SPANS)), float(UNKNOWN))
    if utterance.act not in WITH_SPANS:
        return target
    for column, name in enumerate(SPANS):
        words = getattr(utterance, name)
        start = 0 if words is None else text.lower().find(words.lower())
        if start < 0:
            continue  # taken from a neighbouring turn
        end = start + len(words or "")
        for row, (begins, ends) in enumerate(pieces.offsets[1:], start=1):
            target[row, column] = float(begins < end and ends > start)
    return target


def examples(
    prepared: Prepared, tokenize: Tokenizer, *, shift: int = 0, core_only: bool = False
) -> list[Example]:
    """Return a conversation's windows; in training the context's labels count as well."""
    result = []
    for window in pack([len(p.ids) for p in prepared.pieces], shift=shift):
        core = window.core if core_only else range(window.first, window.last)
        spans = core_spans(prepared.pieces, Window(window.first, window.last, core))
        result.append(
            Example(
                ids=tokenize.ids(prepared.pieces, window),
                places=[(start, end) for _, start, end in spans],
                targets=prepared.targets[core.start : core.stop],
                spans=prepared.spans[core.start : core.stop],
            )
        )
    return result


def collate(windows: Sequence[Example]) -> Batch:
    """Pad windows to a batch."""
    n, length = len(windows), max(len(w.ids) for w in windows)
    utterances = max(len(w.places) for w in windows)
    batch = Batch(
        input_ids=torch.zeros(n, length, dtype=torch.long),
        attention_mask=torch.zeros(n, length, dtype=torch.long),
        pool=torch.zeros(n, utterances, length),
        targets=torch.full((n, utterances, 2), UNKNOWN),
        spans=torch.full((n, length, len(SPANS)), float(UNKNOWN)),
    )
    for row, window in enumerate(windows):
        batch.input_ids[row, : len(window.ids)] = torch.tensor(window.ids)
        batch.attention_mask[row, : len(window.ids)] = 1
        batch.targets[row, : len(window.places)] = window.targets
        for column, (start, end) in enumerate(window.places):
            batch.pool[row, column, start:end] = 1 / (end - start)
            batch.spans[row, start:end] = window.spans[column]
    return batch
