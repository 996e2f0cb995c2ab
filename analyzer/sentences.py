"""Where sentences end in text without punctuation: a small network over word pieces.

``sentences.onnx`` of a model directory is a gated convolutional network over the encoder's
word pieces. It tells for each word how likely it is that a sentence begins there, and reads
whatever punctuation there is, but neither case nor time: ``segment`` adds what pauses say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from analyzer.errors import ModelError
from analyzer.segment import Starts

FILE = "sentences.onnx"
SEPARATOR = "[SEP]"
"""Word piece that stands between two texts."""
CHUNK = 8192
"""Word pieces that are read at once."""
MARGIN = 32
"""Word pieces read on both sides of a chunk; no answer depends on what is farther away."""
LATIN = 0.8
"""Share of characters in ASCII under which a text is in a script that the network never saw."""


class SentenceEnds:
    """The network of a model directory, loaded at first use.

    ``threads`` is the number of threads that it uses, 0 for all cores. Raises ``ModelError``
    when a file cannot be loaded.
    """

    def __init__(self, directory: Path, *, threads: int = 0) -> None:
        self._directory = directory
        self._threads = threads

    @cached_property
    def _tokenizer(self) -> Any:
        with _loading(self._directory / "tokenizer.json") as path:
            return load_tokenizer(path)

    @cached_property
    def _session(self) -> Any:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self._threads
        options.inter_op_num_threads = 1
        with _loading(self._directory / FILE) as path:
            return onnxruntime.InferenceSession(
                str(path), options, providers=["CPUExecutionProvider"]
            )

    def __call__(self, texts: Sequence[str]) -> list[Starts | None]:
        """Return what is known of each text, ``None`` for one that is not in Latin script."""
        encodings = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        separator = self._tokenizer.token_to_id(SEPARATOR)
        stream = [separator]
        for encoding in encodings:
            stream += [*encoding.ids, separator]
        log_odds = self._run(np.array(stream, dtype=np.int64)).tolist()
        found: list[Starts | None] = []
        at = 1
        for text, encoding in zip(texts, encodings, strict=True):
            starts = {start: log_odds[at + last] for last, start in word_starts(text, encoding)}
            found.append(starts if is_latin(text) else None)
            at += len(encoding.ids) + 1
        return found

    def _run(self, ids: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
        """Return per word piece the log-odds that a sentence ends with it."""
        parts = []
        for at in range(0, len(ids), CHUNK):
            first = max(at - MARGIN, 0)
            piece = ids[None, first : at + CHUNK + MARGIN]
            [log_odds] = self._session.run(None, {"ids": piece})
            parts.append(log_odds[0, at - first : at - first + CHUNK])
        return np.concatenate(parts)


@contextmanager
def _loading(path: Path) -> Iterator[Path]:
    """Turn whatever a library raises over a damaged file into a ``ModelError``."""
    try:
        yield path
    except Exception as error:
        raise ModelError(f"cannot be loaded: {error}", path=path) from error


def load_tokenizer(path: Path) -> Any:
    """Return the tokenizer of a file, which neither pads nor truncates."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def word_starts(text: str, encoding: Any) -> Iterator[tuple[int, int]]:
    """Yield the last word piece of each word but the last, and the offset of the next word.

    Words are what white space parts, so nothing is ever cut inside one.
    """
    for last, ((_, end), (start, _)) in enumerate(pairwise(encoding.offsets)):
        if start > end and text[start - 1].isspace():
            yield last, start


def is_latin(text: str) -> bool:
    """Tell whether a text is written in Latin letters, for the most part without accents.

    >>> is_latin("Déjà vu, they said."), is_latin("мы отправим отчёт")
    (True, False)
    """
    return len(text.encode("ascii", "ignore")) >= LATIN * len(text)
