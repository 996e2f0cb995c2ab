"""Utterances to vectors: word pieces read with those around them, then utterances likewise.

Two small transformers, run by ONNX Runtime. The first (``encoder.onnx``) reads word pieces:
windows of at most ``WINDOW`` of them hold whole utterances, each opened by a mark that tells
whether the speaker changed, and every utterance is in the *core* of exactly one window; the
mean of its pieces' states is its vector. The second (``context.onnx``) reads these vectors,
up to ``STRETCH`` successive utterances at once, each with a number that tells who speaks. It
has a dozen times fewer positions than there are word pieces, so wide context costs little.
Reading neighbouring sentences jointly follows Cohan et
al. 2019, "Pretrained Language Models for Sequential Sentence Classification"; the second
level, Jin and Szolovits 2018, "Hierarchical Neural Networks for Sequential Sentence
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
STRETCH = 64
"""Utterances that the second encoder reads together."""
MARGIN = 12
"""Utterances at the edge of a stretch that are only context, unless the conversation ends."""
SPEAKERS = 8
"""Speakers that are told apart within a stretch."""
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


def stretches(n: int) -> list[Window]:
    """Divide ``n`` utterances among stretches, each the core of exactly one.

    >>> stretches(70)
    [Window(first=0, last=64, core=range(0, 52)), Window(first=40, last=70, core=range(52, 70))]
    """
    result = []
    start = 0
    while start < n:
        first = max(start - MARGIN, 0)
        last = min(first + STRETCH, n)
        end = n if last == n else last - MARGIN
        result.append(Window(first, last, range(start, end)))
        start = end
    return result


def numbered(speakers: Sequence[str | None]) -> list[int]:
    """Number a stretch's speakers by first appearance.

    >>> numbered(["Ana", "Ben", "Ana", None])
    [0, 1, 0, 2]
    """
    known: dict[str | None, int] = {}
    return [known.setdefault(speaker, len(known)) % SPEAKERS for speaker in speakers]


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
    """The exported encoders.

    ``threads`` is the number of threads of one run; 0 lets the runtime take all cores.
    """

    def __init__(self, directory: Path, *, threads: int = 0) -> None:
        self.tokenize = Tokenizer(directory / "tokenizer.json")
        self._near = _session(directory / "encoder.onnx", threads)
        self._wide = _session(directory / "context.onnx", threads)
        self._dimensions = self._near.get_outputs()[0].shape[-1]

    def __call__(self, speakers: Sequence[str | None], texts: Sequence[str]) -> Vectors:
        """Encode one conversation's ``n`` utterances, ``(n, dimensions)``."""
        near = self.near(self.tokenize(speakers, texts))
        vectors = np.empty((len(texts), 2 * self._dimensions), dtype=np.float32)
        for part in stretches(len(texts)):
            inside = slice(part.first, part.last)
            wide = self.wide(near[inside], speakers[inside])
            vectors[part.core] = wide[part.core.start - part.first :][: len(part.core)]
        return vectors

    def near(self, pieces: Sequence[Pieces]) -> Vectors:
        """Return successive utterances' vectors of their word pieces, ``(n, dimensions)``.

        Windows are read one by one: without padding, and what is read together is small
        enough for the processor's cache.
        """
        vectors = np.empty((len(pieces), self._dimensions), dtype=np.float32)
        for window in pack([len(p.ids) for p in pieces]):
            ids = np.array([self.tokenize.ids(pieces, window)], dtype=np.int64)
            inputs = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
            [states] = self._near.run(None, inputs)
            for index, start, end in core_spans(pieces, window):
                vectors[index] = states[0, start:end].mean(axis=0)
        return vectors

    def wide(self, near: Vectors, speakers: Sequence[str | None]) -> Vectors:
        """Return both vectors of each utterance of one stretch, ``(n, 2 * dimensions)``."""
        numbers = np.array([numbered(speakers)], dtype=np.int64)
        [placed] = self._wide.run(None, {"near": near[None], "speakers": numbers})
        return np.hstack([near, placed[0]])


def _session(path: Path, threads: int) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    with _loading(path):
        return onnxruntime.InferenceSession(
            str(path),
            options,
            providers=["CPUExecutionProvider"],
            # its kernel takes ten times as long as addition and normalization one by one
            disabled_optimizers=["SkipLayerNormFusion"],
        )


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
