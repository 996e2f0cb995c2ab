"""Utterances to labels and acts: the encoder's vectors through calibrated linear heads.

A model directory holds ``encoder.onnx``, ``tokenizer.json``, two scikit-learn heads stored
with skops (``label.skops``, ``act.skops``) and ``meta.json``, which lists each file's
SHA-256. Nothing in it can run code, and a file that does not match its hash is refused.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from analyzer import taxonomy
from analyzer.encode import Encoder, Encoding
from analyzer.errors import ModelError
from analyzer.transcript import Utterance

FILES = ("encoder.onnx", "tokenizer.json", "label.skops", "act.skops")

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
    encoding: Encoding


class Model:
    """A model directory, checked and loaded.

    ``threads`` is the number of threads that the encoder uses, 0 for all cores. Raises
    ``ModelError`` when a file is missing, altered, or made for another taxonomy.
    """

    def __init__(self, directory: Path | None = None, *, threads: int = 0) -> None:
        self.directory = default_directory() if directory is None else directory
        self.meta = _checked_meta(self.directory)
        self.threshold: float = self.meta["threshold"]
        self._threads = threads

    @property
    def id(self) -> str:
        """Return a short hash that names the model: equal for equal files."""
        listed = json.dumps(self.meta["files"], sort_keys=True).encode()
        return hashlib.sha256(listed).hexdigest()[:12]

    @cached_property
    def encoder(self) -> Encoder:
        """The encoder, loaded at first use."""
        return Encoder(self.directory, threads=self._threads)

    @cached_property
    def heads(self) -> Mapping[str, Any]:
        """The scikit-learn heads for ``label`` and ``act``, loaded at first use."""
        return {name: _load_head(self.directory / f"{name}.skops") for name in ("label", "act")}

    def predict(self, utterances: Sequence[Utterance]) -> Predictions:
        """Label the utterances of one conversation, given in order."""
        encoding = self.encoder([u.speaker for u in utterances], [u.text for u in utterances])
        labels = self._probabilities("label", encoding, taxonomy.LABELS)
        acts = self._probabilities("act", encoding, taxonomy.ACTS)
        confidence = labels.max(axis=1, initial=0.0)
        return Predictions(
            labels=tuple(
                taxonomy.LABELS[best] if sure else taxonomy.UNSURE
                for best, sure in zip(
                    labels.argmax(axis=1), confidence >= self.threshold, strict=True
                )
            ),
            confidence=confidence,
            acts=tuple(taxonomy.ACTS[best] for best in acts.argmax(axis=1)),
            probabilities=labels,
            act_probabilities=acts,
            encoding=encoding,
        )

    def _probabilities(
        self, head: str, encoding: Encoding, columns: Sequence[str]
    ) -> Probabilities:
        if not len(encoding.vectors):
            return np.zeros((0, len(columns)))
        fitted = self.heads[head]
        order = [list(fitted.classes_).index(column) for column in columns]
        probabilities: Probabilities = fitted.predict_proba(encoding.vectors)[:, order]
        return probabilities


def default_directory() -> Path:
    """Return the shipped model: inside the package when installed, beside it in a checkout."""
    package = Path(__file__).parent
    installed = package / "models" / "default"
    return installed if installed.is_dir() else package.parent / "models" / "default"


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _checked_meta(directory: Path) -> dict[str, Any]:
    path = directory / "meta.json"
    try:
        meta: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        listed, version = meta["files"], meta["taxonomy"]
        float(meta["threshold"])
    except OSError as error:
        raise ModelError("no model here: meta.json cannot be read", path=directory) from error
    except (ValueError, TypeError, KeyError) as error:
        raise ModelError("expected JSON with files, taxonomy and threshold", path=path) from error
    if version != taxonomy.VERSION:
        raise ModelError(f"made for taxonomy {version}, not {taxonomy.VERSION}", path=path)
    for name in FILES:
        if not (directory / name).is_file():
            raise ModelError("the file is missing", path=directory / name)
        if listed.get(name) != file_hash(directory / name):
            raise ModelError("the file is not the one that meta.json lists", path=directory / name)
    return meta


def _load_head(path: Path) -> Any:
    from skops.io import load
    from skops.io.exceptions import UntrustedTypesFoundException

    try:
        return load(path, trusted=[])
    except UntrustedTypesFoundException as error:
        raise ModelError(f"holds types that are not trusted: {error}", path=path) from error
    except Exception as error:  # whatever a damaged archive makes the loader raise
        raise ModelError(f"cannot be loaded: {error}", path=path) from error
