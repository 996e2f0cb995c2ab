"""Where sentences end in text without punctuation: a small network over word pieces.

``sentences.onnx`` of a model directory is a gated convolutional network over the encoder's
word pieces. It tells for each word how likely it is that a sentence begins there, and reads
whatever punctuation there is, but neither case nor time: ``segment`` adds what pauses say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from analyzer.errors import ModelError

FILE = "sentences.onnx"
SEPARATOR = "[SEP]"
"""Word piece that stands between two texts."""
CHUNK = 8192
"""Word pieces that are read at once."""
MARGIN = 32
"""Word pieces read on both sides of a chunk; no answer depends on what is farther away."""
LATIN = 0.8
"""Share of bytes in ASCII under which a text is in a script that the network never saw."""

Starts = Mapping[int, float]
"""Log-odds that a sentence begins, by the offset of each word but the first."""


class SentenceEnds:
    """The network, run by ONNX Runtime with ``threads`` threads, 0 for all cores.

    Raises ``ModelError`` when a file cannot be loaded.
    """

    def __init__(self, directory: Path, *, threads: int = 0) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        try:
            self._pieces = Tokenizer.from_file(str(directory / "tokenizer.json"))
            self._session = onnxruntime.InferenceSession(
                str(directory / FILE), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # whatever the libraries raise over a damaged file
            raise ModelError(f"cannot be loaded: {error}", path=directory / FILE) from error
        self._pieces.no_padding()
        self._pieces.no_truncation()
        self._separator: int = self._pieces.token_to_id(SEPARATOR)

    def __call__(self, texts: Sequence[str]) -> list[Starts | None]:
        """Return what is known of each text, ``None`` for one that is not in Latin script."""
        encodings = self._pieces.encode_batch(list(texts), add_special_tokens=False)
        stream = [self._separator]
        for encoding in encodings:
            stream += [*encoding.ids, self._separator]
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
    size = len(text.encode("utf-8", "surrogatepass"))
    return len(text.encode("ascii", "ignore")) >= LATIN * size
