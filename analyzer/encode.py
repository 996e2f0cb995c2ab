"""Utterances to vectors: one pass of a small transformer over windows of conversation.

An utterance is read with its neighbours: windows of at most ``WINDOW`` word pieces hold
whole utterances, each opened by a mark that tells whether the speaker changed, and every
utterance is the *core* of exactly one window, with context on both sides where there is
any. Its vector is the mean of its word pieces' states. Joint encoding of neighbouring
sentences follows Cohan et al. 2019, "Pretrained Language Models for Sequential Sentence
Classification".

A conversation is encoded on its own, so its vectors do not depend on what else is scored.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from analyzer.errors import ModelError

WINDOW = 256
"""Word pieces in a window, the two special ones included."""
LEFT, RIGHT = 64, 32
"""Word pieces of context before and after a window's core, at most."""
UTTERANCE = 96
"""Word pieces of one utterance that are read; the rest of a longer one is left out."""
BATCH = 8
SAME_SPEAKER, NEW_SPEAKER = "[unused1]", "[unused2]"

Vectors = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Window:
    """Utterances ``first`` to ``last`` (exclusive), of which ``core`` are taken from it."""

    first: int
    last: int
    core: range


@dataclass(frozen=True, slots=True)
class Pieces:
    """An utterance's word pieces, its mark first, and where they stand in its text."""

    ids: list[int]
    offsets: list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Encoding:
    """What the encoder says of a conversation of ``n`` utterances."""

    vectors: Vectors
    """Shape ``(n, dimensions)``."""
    spans: tuple[Vectors, ...]
    """Per utterance ``(pieces, 2)``: log-odds that a word piece belongs to what, to when."""
    offsets: tuple[list[tuple[int, int]], ...]
    """Per utterance and word piece: start and end in the utterance's text."""


def pack(lengths: Sequence[int], *, shift: int = 0) -> list[Window]:
    """Divide utterances of these many word pieces among windows.

    ``shift`` shortens the first window's core by that many pieces; training uses it to see
    an utterance at other places in its window.

    >>> pack([100, 100, 100])
    [Window(first=0, last=2, core=range(0, 2)), Window(first=2, last=3, core=range(2, 3))]
    """
    windows = []
    start, budget = 0, WINDOW - 2
    while start < len(lengths):
        first = _back(lengths, start, LEFT)
        used = sum(lengths[first:start])
        full = _forward(lengths, start, budget - used)
        core_end = full
        if full < len(lengths):
            core_end = _forward(lengths, start, budget - used - RIGHT - shift)
        core_end = max(core_end, start + 1)
        last = max(core_end, full)
        windows.append(Window(first, last, range(start, core_end)))
        start, shift = core_end, 0
    return windows


def _back(lengths: Sequence[int], start: int, budget: int) -> int:
    first = start
    while first > 0 and lengths[first - 1] <= budget:
        first -= 1
        budget -= lengths[first]
    return first


def _forward(lengths: Sequence[int], start: int, budget: int) -> int:
    last = start
    while last < len(lengths) and lengths[last] <= budget:
        budget -= lengths[last]
        last += 1
    return last


class Tokenizer:
    """Cut utterances into word pieces, the speaker mark first."""

    def __init__(self, path: Path) -> None:
        from tokenizers import Tokenizer as WordPieces

        with _loading(path):
            self._pieces = WordPieces.from_file(str(path))
        self._pieces.no_padding()
        self._pieces.no_truncation()
        self._cls, self._sep, self._same, self._new = map(
            self._id, ("[CLS]", "[SEP]", SAME_SPEAKER, NEW_SPEAKER)
        )

    def _id(self, piece: str) -> int:
        number = self._pieces.token_to_id(piece)
        if number is None:
            raise ModelError(f"the tokenizer does not know the word piece {piece}")
        return int(number)

    def __call__(self, speakers: Sequence[str | None], texts: Sequence[str]) -> list[Pieces]:
        """Return the pieces of each utterance of one conversation, in order."""
        encodings = self._pieces.encode_batch(list(texts), add_special_tokens=False)
        result = []
        previous: object = self
        for speaker, encoding in zip(speakers, encodings, strict=True):
            mark = self._same if speaker == previous else self._new
            ids = [mark, *encoding.ids[: UTTERANCE - 1]]
            result.append(Pieces(ids, [(0, 0), *encoding.offsets[: UTTERANCE - 1]]))
            previous = speaker
        return result

    def ids(self, pieces: Sequence[Pieces], window: Window) -> list[int]:
        """Return a window's word pieces with its special ones."""
        inner = [i for utterance in pieces[window.first : window.last] for i in utterance.ids]
        return [self._cls, *inner, self._sep]


class Encoder:
    """The exported encoder, run by ONNX Runtime.

    ``threads`` is the number of threads of one run; 0 lets the runtime take all cores.
    """

    def __init__(self, directory: Path, *, threads: int = 0) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        self.tokenize = Tokenizer(directory / "tokenizer.json")
        path = directory / "encoder.onnx"
        with _loading(path):
            self._session = onnxruntime.InferenceSession(
                str(path), options, providers=["CPUExecutionProvider"]
            )

    def __call__(self, speakers: Sequence[str | None], texts: Sequence[str]) -> Encoding:
        """Encode one conversation's utterances."""
        pieces = self.tokenize(speakers, texts)
        windows = pack([len(p.ids) for p in pieces])
        vectors: list[Any] = [None] * len(pieces)
        spans: list[Any] = [None] * len(pieces)
        by_length = sorted(windows, key=lambda w: sum(len(p.ids) for p in pieces[w.first : w.last]))
        for at in range(0, len(by_length), BATCH):
            batch = by_length[at : at + BATCH]
            ids = [self.tokenize.ids(pieces, window) for window in batch]
            states, logits = self.run(ids)
            for row, window in enumerate(batch):
                for index, start, end in core_spans(pieces, window):
                    vectors[index] = states[row, start:end].mean(axis=0)
                    spans[index] = logits[row, start:end]
        dimensions = self._session.get_outputs()[0].shape[-1]
        return Encoding(
            np.array(vectors, dtype=np.float32).reshape(len(pieces), dimensions),
            tuple(spans),
            tuple(p.offsets for p in pieces),
        )

    def run(self, ids: Sequence[Sequence[int]]) -> tuple[Vectors, Vectors]:
        """Return states and span log-odds, ``(windows, pieces, …)``, of windows of word pieces."""
        longest = max(map(len, ids))
        padded = np.zeros((len(ids), longest), dtype=np.int64)
        mask = np.zeros_like(padded)
        for row, one in enumerate(ids):
            padded[row, : len(one)] = one
            mask[row, : len(one)] = 1
        states, logits = self._session.run(None, {"input_ids": padded, "attention_mask": mask})
        return states, logits


@contextmanager
def _loading(path: Path) -> Iterator[None]:
    """Turn whatever a library raises over a damaged file into a ``ModelError``."""
    try:
        yield
    except Exception as error:
        raise ModelError(f"cannot be loaded: {error}", path=path) from error


def core_spans(pieces: Sequence[Pieces], window: Window) -> list[tuple[int, int, int]]:
    """Return ``(utterance, start, end)`` of each core utterance among a window's pieces."""
    spans = []
    position = 1
    for index in range(window.first, window.last):
        end = position + len(pieces[index].ids)
        if index in window.core:
            spans.append((index, position, end))
        position = end
    return spans
