"""Parts for scikit-learn: utterances to vectors, and a head that labels teach.

>>> from sklearn.pipeline import make_pipeline
>>> from analyzer.classify import Model
>>> labeller = make_pipeline(UtteranceEncoder(), AdaptedLogisticRegression(Model().heads["label"]))
>>> texts = ["Can you send me the counts by Friday?", "We closed 11 of 14."]
>>> labeller.fit(texts, ["close", "review"]).predict(texts).tolist()
['close', 'review']

An utterance is understood from those around it, so encode conversations whole, and
cross-validate heads on the vectors: the encoder learns nothing from what it is fitted on.
"""

# ruff: noqa: N803 - scikit-learn's own name for what estimators are given is X

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.optimize import minimize
from scipy.special import log_softmax, softmax
from sklearn.base import (
    BaseEstimator,
    ClassifierMixin,
    ClassNamePrefixFeaturesOutMixin,
    TransformerMixin,
)
from sklearn.utils.multiclass import check_classification_targets, unique_labels
from sklearn.utils.validation import check_is_fitted, validate_data

from analyzer.classify import Model
from analyzer.encode import Vectors

Floats = npt.NDArray[np.float64]
Utterances = Sequence[str] | npt.NDArray[np.str_] | pd.DataFrame


class UtteranceEncoder(ClassNamePrefixFeaturesOutMixin, TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Turn utterances into the vectors that a model's heads read.

    Utterances are texts, taken for one conversation of one speaker, or a data frame with a
    column ``text`` and, where known, ``speaker`` and ``conversation``: rows in the order in
    which they were said, each conversation's together. ``model`` is a model directory, by
    default the shipped one.
    """

    def __init__(self, model: Path | str | None = None) -> None:
        self.model = model

    def fit(self, X: Utterances, y: object = None) -> UtteranceEncoder:
        """Load the model; nothing is learned. Raises ``ModelError``."""
        self._n_features_out = _model(self.model).encoder([], []).shape[1]
        return self

    def transform(self, X: Utterances) -> Vectors:
        """Return vectors, ``(n, dimensions)``; raises ``ValueError`` for what is no text."""
        check_is_fitted(self, "_n_features_out")
        encode = _model(self.model).encoder
        parts = [encode(speakers, texts) for speakers, texts in _conversations(X)]
        empty = np.zeros((0, self._n_features_out), dtype=np.float32)
        return np.concatenate([empty, *parts])

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = False
        tags.input_tags.one_d_array = tags.input_tags.string = True
        tags.requires_fit = True
        return tags


class AdaptedLogisticRegression(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """A multinomial logistic regression that leaves a prior one only as far as labels carry it.

    The negative log-likelihood is summed, and ``stiffness`` / 2 times the squared distance of
    the coefficients from those of ``prior`` is charged against it (Chelba & Acero 2006,
    "Adaptation of Maximum Entropy Capitalizer"), so a few labels move little and many move
    more. ``prior`` is a fitted linear classifier with a row of coefficients to each of its
    classes, which are then the only ones; without it, all begins at zero. Where it is to be
    cloned, as in a search, wrap it in ``sklearn.frozen.FrozenEstimator``, or it is unlearned.
    """

    def __init__(self, prior: Any = None, *, stiffness: float = 1.0) -> None:
        self.prior = prior
        self.stiffness = stiffness

    def fit(self, X: npt.ArrayLike, y: npt.ArrayLike) -> AdaptedLogisticRegression:
        """Fit to ``X``, ``(n, dimensions)``, and classes ``y``, ``(n,)``.

        Raises ``ValueError`` where ``y`` holds a class that the prior does not know.
        """
        vectors, answers = validate_data(self, X, y, dtype=np.float64)
        check_classification_targets(answers)
        said = unique_labels(answers)
        self.classes_ = said if self.prior is None else np.asarray(self.prior.classes_)
        unknown = np.setdiff1d(said, self.classes_)
        if len(unknown):
            raise ValueError(f"the prior knows no class {', '.join(map(str, unknown))}")
        start = self._start(vectors.shape[1])
        inputs = np.hstack([vectors, np.ones((len(vectors), 1))])
        given = (start, inputs, np.searchsorted(self.classes_, answers), self.stiffness)
        found = minimize(_loss, start.ravel(), given, jac=True, method="L-BFGS-B").x
        weights = found.reshape(start.shape)
        self.coef_, self.intercept_ = weights[:, :-1].copy(), weights[:, -1].copy()
        return self

    def _start(self, dimensions: int) -> Floats:
        """Return the prior's coefficients, the intercept last: ``(classes, dimensions + 1)``."""
        if self.prior is None:
            return np.zeros((len(self.classes_), dimensions + 1))
        return np.hstack([self.prior.coef_, self.prior.intercept_[:, None]])

    def decision_function(self, X: npt.ArrayLike) -> Floats:
        """Return log-odds up to a constant, ``(n, classes)``; of the second of two, ``(n,)``."""
        logits = self._logits(X)
        return logits[:, 1] - logits[:, 0] if len(self.classes_) == 2 else logits

    def predict_proba(self, X: npt.ArrayLike) -> Floats:
        """Return the probability of each class, ``(n, classes)``."""
        return np.asarray(softmax(self._logits(X), axis=1))

    def predict(self, X: npt.ArrayLike) -> npt.NDArray[Any]:
        """Return the most probable class of each row."""
        best = self._logits(X).argmax(axis=1)
        return np.asarray(self.classes_[best])

    def _logits(self, X: npt.ArrayLike) -> Floats:
        check_is_fitted(self)
        vectors = validate_data(self, X, dtype=np.float64, reset=False)
        return np.asarray(vectors @ self.coef_.T + self.intercept_)


def _loss(
    flat: Floats, start: Floats, inputs: Floats, answers: npt.NDArray[np.int_], stiffness: float
) -> tuple[float, Floats]:
    """Return the summed negative log-likelihood with the charge, and its gradient."""
    weights = flat.reshape(start.shape)
    moved = weights - start
    likely = log_softmax(inputs @ weights.T, axis=1)
    rows = np.arange(len(answers))
    excess = np.exp(likely)
    excess[rows, answers] -= 1
    loss = -likely[rows, answers].sum() + stiffness / 2 * (moved**2).sum()
    gradient = excess.T @ inputs + stiffness * moved
    return float(loss), gradient.ravel()


@cache
def _model(directory: Path | str | None) -> Model:
    """Load a model once, so that estimators hold no session and can be copied."""
    return Model(None if directory is None else Path(directory))


def _conversations(given: Utterances) -> Iterator[tuple[list[str | None], list[str]]]:
    """Yield speakers and texts of each conversation."""
    frame = given if isinstance(given, pd.DataFrame) else pd.DataFrame({"text": list(given)})
    texts = frame["text"].tolist()
    if not all(isinstance(text, str) for text in texts):
        raise ValueError("expected texts")
    rows = zip(_column(frame, "conversation"), _column(frame, "speaker"), texts, strict=True)
    for _, group in groupby(rows, key=lambda row: row[0]):
        _, speakers, said = zip(*group, strict=True)
        yield list(speakers), list(said)


def _column(frame: pd.DataFrame, name: str) -> Iterable[str | None]:
    if name not in frame:
        return [None] * len(frame)
    return frame[name].astype(object).where(frame[name].notna(), None)
