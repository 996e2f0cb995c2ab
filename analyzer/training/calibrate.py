"""Fit a head's probabilities to conversations that it has not seen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from analyzer.classify import Model
from analyzer.evaluate import spoken
from analyzer.labelled import Conversation
from analyzer.taxonomy import ACTS

Floats = npt.NDArray[np.float64]

PRIOR = 0.05
"""Weight of the penalty that keeps a class's shift near 0 where examples of it are few."""
LEAST_SURE = 0.1
"""Share of labels that the threshold of confidence leaves unsure."""


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


def thresholds(model: Model, conversations: Sequence[Conversation]) -> dict[str, float]:
    """Choose the model's two thresholds on conversations that it has not seen.

    ``threshold`` leaves the ``LEAST_SURE`` share of labels unsure; ``act_threshold`` tells
    utterances with an act from those with none. Half the best F1 is where calibrated chances
    are best cut for F1 (Lipton et al. 2014, "Optimal Thresholding of Classifiers to Maximize
    F1 Measure"), and depends less on the few acts there are than the best cut among them.
    """
    from sklearn.metrics import f1_score

    confidence, some, truth = [], [], []
    for conversation in conversations:
        said = model.predict(spoken(conversation))
        known = [i for i, u in enumerate(conversation.utterances) if u.label is not None]
        confidence += list(said.confidence[known])
        some += list(1 - said.act_probabilities[known, ACTS.index("none")])
        truth += [conversation.utterances[i].act != "none" for i in known]
    best = max(f1_score(truth, np.array(some) >= cut) for cut in np.arange(0.05, 1.0, 0.05))
    return {
        "threshold": round(float(np.quantile(confidence, LEAST_SURE)), 2),
        "act_threshold": round(float(best) / 2, 2),
    }
