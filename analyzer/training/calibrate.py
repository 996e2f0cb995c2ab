"""Fit a head's probabilities to conversations that it has not seen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

PRIOR = 0.05
"""Weight of the penalty that keeps a class's shift near 0 where examples of it are few."""


def calibrate(head: Any, vectors: npt.NDArray[np.float32], truth: Sequence[str]) -> None:
    """Scale and shift a linear head in place so that these answers become likeliest.

    One factor for all log-odds and one shift per class (Guo et al. 2017, temperature
    scaling, with the shifts of vector scaling): training weighs rare classes up, and the
    shifts take that back where it costs.
    """
    from scipy.optimize import minimize

    logits = head.decision_function(vectors)
    answers = np.searchsorted(head.classes_, truth)
    start = np.concatenate([[1.0], np.zeros(len(head.classes_))])
    fitted = minimize(_loss, start, (logits, answers), jac=True, method="L-BFGS-B").x
    head.coef_ = head.coef_ * fitted[0]
    head.intercept_ = head.intercept_ * fitted[0] + fitted[1:]


def _loss(
    parameters: Floats, logits: Floats, answers: npt.NDArray[np.int_]
) -> tuple[float, Floats]:
    """Return the mean negative log-likelihood with the penalty, and its gradient."""
    from scipy.special import log_softmax

    scale, shift = parameters[0], parameters[1:]
    likely = log_softmax(logits * scale + shift, axis=1)
    rows = np.arange(len(answers))
    excess = np.exp(likely)
    excess[rows, answers] -= 1
    loss = -likely[rows, answers].mean() + PRIOR / 2 * (shift**2).mean()
    gradient = excess.mean(axis=0) + PRIOR * shift / len(shift)
    return float(loss), np.concatenate([[(excess * logits).sum(axis=1).mean()], gradient])


def threshold(confidence: Floats, correct: npt.NDArray[np.bool_], precision: float = 0.5) -> float:
    """Return the confidence below which fewer than ``precision`` of labels are right.

    It is the upper edge of the highest of 20 equal bins, counted from 0 upwards without a
    gap, whose labels are right less often than that.
    """
    edge = 0.0
    for upper in np.arange(0.05, 1.0001, 0.05):
        inside = (confidence >= upper - 0.05) & (confidence < upper)
        if inside.any() and correct[inside].mean() >= precision:
            break
        edge = float(upper)
    return round(edge, 2)
