"""Labelled conversations as batches of tensors."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from analyzer.encode import SPEAKERS, STRETCH, Pieces, Tokenizer, core_spans, numbered, pack
from analyzer.labelled import Conversation, Labelled
from analyzer.taxonomy import ACTS, LABELS

UNKNOWN = -100
"""Target of what is not labelled; the losses leave it out."""
SHIFT = 140
"""Word pieces by which windows are moved at random, at most."""

_PUNCTUATION = re.compile(r"[^\w\s']+")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A conversation, or a stretch of one, cut to word pieces, with its targets."""

    pieces: Sequence[Pieces]
    speakers: Sequence[str | None]
    targets: Tensor
    """Shape ``(utterances, 2)``: index of label and act."""

    def stretch(self, first: int) -> Prepared:
        """Return the stretch that begins there."""
        inside = slice(first, first + STRETCH)
        return Prepared(self.pieces[inside], self.speakers[inside], self.targets[inside])


@dataclass(frozen=True, slots=True)
class Batch:
    """Stretches padded to one length, and their windows of word pieces, in order."""

    input_ids: Tensor
    attention_mask: Tensor
    pool: Tensor
    """Shape ``(windows, utterances, pieces)``: averages the pieces of each in the core."""
    speakers: Tensor
    """Shape ``(stretches, utterances)``, as ``mask``: 1 where there is an utterance."""
    mask: Tensor
    targets: Tensor


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
    speakers = [u.speaker for u in said]
    texts = [u.text if punctuated else strip_punctuation(u.text) for u in said]
    return Prepared(
        pieces=tokenize(speakers, texts),
        speakers=speakers,
        targets=torch.tensor([_targets(u) for u in said]).reshape(-1, 2),
    )


def _targets(utterance: Labelled) -> tuple[int, int]:
    if utterance.label is None or utterance.act is None:
        return UNKNOWN, UNKNOWN
    return LABELS.index(utterance.label), ACTS.index(utterance.act)


def collate(stretches: Sequence[Prepared], tokenize: Tokenizer, chance: random.Random) -> Batch:
    """Pad stretches to a batch; windows begin, and speakers get their numbers, at random."""
    windows = [
        (tokenize.ids(part.pieces, window), core_spans(part.pieces, window))
        for part in stretches
        for window in pack([len(p.ids) for p in part.pieces], shift=chance.randrange(SHIFT))
    ]
    rows = [torch.tensor(ids) for ids, _ in windows]
    input_ids = pad_sequence(rows, batch_first=True)
    pool = torch.zeros(len(rows), max(len(core) for _, core in windows), input_ids.shape[1])
    for row, (_, core) in enumerate(windows):
        for column, (_, start, end) in enumerate(core):
            pool[row, column, start:end] = 1 / (end - start)
    return Batch(
        input_ids=input_ids,
        attention_mask=pad_sequence([torch.ones_like(row) for row in rows], batch_first=True),
        pool=pool,
        speakers=pad_sequence([_drawn(part, chance) for part in stretches], batch_first=True),
        mask=pad_sequence(
            [torch.ones(len(part.pieces), dtype=torch.long) for part in stretches],
            batch_first=True,
        ),
        targets=pad_sequence(
            [part.targets for part in stretches], batch_first=True, padding_value=UNKNOWN
        ),
    )


def _drawn(part: Prepared, chance: random.Random) -> Tensor:
    """Return the number of each utterance's speaker, drawn anew."""
    return torch.tensor(chance.sample(range(SPEAKERS), SPEAKERS))[numbered(part.speakers)]
