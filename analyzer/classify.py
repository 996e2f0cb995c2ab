"""Utterances to labels and acts: the encoder's vectors through calibrated linear heads.

A model directory holds ``encoder.onnx``, ``context.onnx``, ``tokenizer.json``, two
scikit-learn heads stored with skops (``label.skops``, ``act.skops``) and ``meta.json``,
which lists each file's SHA-256; it may hold labelled examples (``examples.parquet``) and
what finds sentence ends (``sentences.onnx``). Nothing in it can run code, and a file that
does not match its hash is refused.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import numpy as np
import numpy.typing as npt

from analyzer import sentences, taxonomy
from analyzer.encode import Encoder, Vectors
from analyzer.errors import ModelError
from analyzer.transcript import Utterance

FILES = ("encoder.onnx", "context.onnx", "tokenizer.json", "label.skops", "act.skops")
OPTIONAL = ("examples.parquet", sentences.FILE)
HEADS = ("label", "act")

Probabilities = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Predictions:
    """What the model says of ``n`` utterances of one conversation."""

    labels: tuple[str, ...]
    """Most probable label, or ``unsure``."""
    confidence: npt.NDArray[np.float64]
    """Calibrated probability of the most probable label, 0 to 1."""
    acts: tuple[str, ...]
    probabilities: Probabilities
    """Shape ``(n, 13)``, columns in the order of ``taxonomy.LABELS``."""
    act_probabilities: Probabilities
    """Shape ``(n, 6)``, columns in the order of ``taxonomy.ACTS``."""


@dataclass(frozen=True, slots=True)
class Head:
    """A multinomial logistic regression over ``k`` classes."""

    classes: tuple[str, ...]
    weights: npt.NDArray[np.float64]
    """Shape ``(k, dimensions)``."""
    bias: npt.NDArray[np.float64]

    def probabilities(self, vectors: Vectors, classes: Sequence[str]) -> Probabilities:
        """Return chances, ``(n, k)`` in the order given, of vectors ``(n, dimensions)``."""
        order = [self.classes.index(name) for name in classes]
        logits = vectors @ self.weights[order].T + self.bias[order]
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        chances: Probabilities = odds / odds.sum(axis=1, keepdims=True)
        return chances


class Model:
    """A model directory, checked and loaded.

    ``threads`` is the number of threads that the encoder uses, 0 for all cores. Raises
    ``ModelError`` when a file is missing, altered, or made for another taxonomy.
    """

    def __init__(self, directory: Path | None = None, *, threads: int = 0) -> None:
        self.directory = default_directory() if directory is None else directory
        self.meta = _checked_meta(self.directory)
        self.threshold: float = self.meta["threshold"]
        self.act_threshold: float = self.meta["act_threshold"]
        self._threads = threads

    @property
    def id(self) -> str:
        """Return a short hash that names the model: equal for equal files and thresholds."""
        told_by = [self.meta["files"], self.threshold, self.act_threshold]
        return hashlib.sha256(json.dumps(told_by, sort_keys=True).encode()).hexdigest()[:12]

    @cached_property
    def encoder(self) -> Encoder:
        """The encoder, loaded at first use."""
        return Encoder(self.directory, threads=self._threads)

    @cached_property
    def heads(self) -> Mapping[str, Any]:
        """The scikit-learn heads for ``label`` and ``act``, to be refitted."""
        return {name: _load_head(self.directory / f"{name}.skops") for name in HEADS}

    @cached_property
    def _heads(self) -> Mapping[str, Head]:
        """The same heads to be applied, read without the seconds that importing takes."""
        return {name: read_head(self.directory / f"{name}.skops") for name in HEADS}

    @cached_property
    def sentence_ends(self) -> sentences.SentenceEnds | None:
        """What finds sentence ends in text without punctuation, ``None`` where it has none."""
        if self.file(sentences.FILE) is None:
            return None
        return sentences.SentenceEnds(self.directory, threads=self._threads)

    def file(self, name: str) -> Path | None:
        """Return the path of an optional file, ``None`` where the model has none."""
        return self.directory / name if name in self.meta["files"] else None

    def predict(self, utterances: Sequence[Utterance]) -> Predictions:
        """Label the utterances of one conversation, given in order."""
        vectors = self.encoder([u.speaker for u in utterances], [u.text for u in utterances])
        labels = self.label_probabilities(vectors)
        acts = self._heads["act"].probabilities(vectors, taxonomy.ACTS)
        confidence = labels.max(axis=1, initial=0.0)
        return Predictions(
            labels=tuple(
                taxonomy.LABELS[best] if sure else taxonomy.UNSURE
                for best, sure in zip(
                    labels.argmax(axis=1), confidence >= self.threshold, strict=True
                )
            ),
            confidence=confidence,
            acts=self.choose_acts(acts),
            probabilities=labels,
            act_probabilities=acts,
        )

    def label_probabilities(self, vectors: Vectors) -> Probabilities:
        """Return the calibrated probabilities, ``(n, 13)``, of vectors ``(n, dimensions)``."""
        return self._heads["label"].probabilities(vectors, taxonomy.LABELS)

    def choose_acts(self, probabilities: Probabilities) -> tuple[str, ...]:
        """Return the likeliest act where the chance of any act reaches the threshold.

        Acts are rare, so the likeliest answer alone, mostly ``none``, would miss many.
        """
        none = taxonomy.ACTS.index("none")
        acts = [act for act in taxonomy.ACTS if act != "none"]
        likeliest = np.delete(probabilities, none, axis=1).argmax(axis=1)
        some = 1 - probabilities[:, none] >= self.act_threshold
        return tuple(
            acts[best] if any_act else "none" for best, any_act in zip(likeliest, some, strict=True)
        )


def probabilities(head: Any, vectors: Vectors, classes: Sequence[str]) -> Probabilities:
    """Return what a head says of vectors ``(n, dimensions)``: ``(n, k)`` in the order given."""
    if not len(vectors):
        return np.zeros((0, len(classes)))
    order = [list(head.classes_).index(name) for name in classes]
    said: Probabilities = head.predict_proba(vectors)[:, order]
    return said


def default_directory() -> Path:
    """Return the shipped model: inside the package when installed, beside it in a checkout."""
    package = Path(__file__).parent
    installed = package / "models" / "default"
    return installed if installed.is_dir() else package.parent / "models" / "default"


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@cache
def _hash_once(path: Path, size: int, modified: int) -> str:
    """Return the hash of a file; while size and time of change stay, it is read once."""
    return file_hash(path)


def write_meta(directory: Path, content: Mapping[str, Any]) -> None:
    """Write ``meta.json``: this content, the taxonomy, and the hashes of the files there."""
    there = [name for name in (*FILES, *OPTIONAL) if (directory / name).is_file()]
    meta = {
        **content,
        "taxonomy": taxonomy.VERSION,
        "files": {name: file_hash(directory / name) for name in there},
    }
    text = json.dumps(meta, indent=2) + "\n"
    (directory / "meta.json").write_text(text, encoding="utf-8")


def _checked_meta(directory: Path) -> dict[str, Any]:
    path = directory / "meta.json"
    try:
        meta: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        listed, version = dict(meta["files"]), meta["taxonomy"]
        float(meta["threshold"]), float(meta["act_threshold"])
    except OSError as error:
        raise ModelError("no model here: meta.json cannot be read", path=directory) from error
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise ModelError("expected JSON with files, taxonomy and thresholds", path=path) from error
    if version != taxonomy.VERSION:
        raise ModelError(f"made for taxonomy {version}, not {taxonomy.VERSION}", path=path)
    for name in (*FILES, *(name for name in OPTIONAL if name in listed)):
        file = directory / name
        if not file.is_file():
            raise ModelError("the file is missing", path=file)
        status = file.stat()
        if listed.get(name) != _hash_once(file, status.st_size, status.st_mtime_ns):
            raise ModelError("the file is not the one that meta.json lists", path=file)
    return meta


def read_head(path: Path) -> Head:
    """Read a linear head that skops stored, without scikit-learn and without running code.

    Raises ``ModelError`` for a damaged file and for any other type than a logistic regression.
    """
    try:
        with ZipFile(path) as archive:
            schema = json.loads(archive.read("schema.json"))
            stored = f"{schema['__module__']}.{schema['__class__']}"
            if stored != "sklearn.linear_model._logistic.LogisticRegression":
                raise ModelError(f"holds types that are not trusted: {stored}", path=path)
            fitted = schema["content"]["content"]
            classes, weights, bias = (
                np.load(BytesIO(archive.read(fitted[name]["file"])), allow_pickle=False)
                for name in ("classes_", "coef_", "intercept_")
            )
    except ModelError:
        raise
    except Exception as error:  # whatever a damaged archive makes the readers raise
        raise ModelError(f"cannot be loaded: {error}", path=path) from error
    return Head(tuple(map(str, classes)), weights, bias)


def _load_head(path: Path) -> Any:
    from skops.io import load
    from skops.io.exceptions import UntrustedTypesFoundException

    try:
        return load(path, trusted=[])
    except UntrustedTypesFoundException as error:
        raise ModelError(f"holds types that are not trusted: {error}", path=path) from error
    except Exception as error:  # whatever a damaged archive makes the loader raise
        raise ModelError(f"cannot be loaded: {error}", path=path) from error
