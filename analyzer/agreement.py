"""Agreement of two sets of answers, from their confusion matrix.

A confusion matrix has the annotators' classes as rows and the model's as columns. Every
measure takes matrices of shape ``(…, k, k)`` and returns shape ``(…)`` or, by class,
``(…, k)``; ``nan`` stands where a measure is not defined.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Measure = Callable[[Floats], Floats]

RESAMPLES = 1000
FEWEST = 5
"""Clusters below which an interval is not given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A measured value and its 95 % interval, ``None`` where that is not known."""

    value: float
    low: float | None
    high: float | None


def confusions(
    truth: Sequence[str],
    said: Sequence[str],
    classes: Sequence[str],
    clusters: Sequence[Hashable],
) -> Floats:
    """Count the pairs of answers in each cluster, shape ``(clusters, k, k)``.

    >>> confusions(["a", "a", "b"], ["a", "b", "b"], ["a", "b"], [1, 1, 2]).tolist()
    [[[1.0, 1.0], [0.0, 0.0]], [[0.0, 0.0], [0.0, 1.0]]]
    """
    place = {name: i for i, name in enumerate(classes)}
    number = {cluster: i for i, cluster in enumerate(dict.fromkeys(clusters))}
    counts = np.zeros((len(number), len(classes), len(classes)))
    for one, other, cluster in zip(truth, said, clusters, strict=True):
        counts[number[cluster], place[one], place[other]] += 1
    return counts


def accuracy(counts: Floats) -> Floats:
    """Return the share of equal answers."""
    return _ratio(_agreed(counts).sum(-1), counts.sum((-2, -1)))


def kappa(counts: Floats) -> Floats:
    """Return Cohen's kappa: agreement beyond what the two distributions give by chance."""
    n = counts.sum((-2, -1))
    chance = _ratio((counts.sum(-1) * counts.sum(-2)).sum(-1), n**2)
    return _ratio(accuracy(counts) - chance, 1 - chance)


def precision(counts: Floats) -> Floats:
    """Return by class the share of the model's answers that are right."""
    return _ratio(_agreed(counts), counts.sum(-2))


def recall(counts: Floats) -> Floats:
    """Return by class the share of the annotators' answers that the model gives."""
    return _ratio(_agreed(counts), counts.sum(-1))


def f1(counts: Floats) -> Floats:
    """Return F1 by class; not defined where annotators never give the class."""
    there = counts.sum(-1)
    both = there + counts.sum(-2)
    return np.where(there > 0, _ratio(2 * _agreed(counts), both), np.nan)


def macro_f1(counts: Floats) -> Floats:
    """Return the mean F1 of the classes that annotators give."""
    each = f1(counts)
    known = ~np.isnan(each)
    return _ratio(np.where(known, each, 0).sum(-1), known.sum(-1))


def merged(counts: Floats, groups: Sequence[str]) -> Floats:
    """Add up the classes of each group; ``groups`` names the group of every class.

    >>> merged(np.eye(3), ["x", "x", "y"]).tolist()
    [[2.0, 0.0], [0.0, 1.0]]
    """
    names = list(dict.fromkeys(groups))
    member = np.array([[group == name for group in groups] for name in names], dtype=float)
    together: Floats = member @ counts @ member.T
    return together


def estimates(measure: Measure, clusters: Floats, *, seed: int = 0) -> list[Estimate | None]:
    """Return a measure with its interval, one per class or a single one; ``None`` undefined.

    Intervals are percentiles over resampled clusters (Efron 1979): the utterances of one
    conversation resemble one another, so conversations are drawn, not utterances.
    """
    values = np.atleast_1d(measure(clusters.sum(axis=0)))
    n = len(clusters)
    if n < FEWEST:
        return [_estimate(value) for value in values]
    drawn = np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), size=RESAMPLES)
    again = measure(np.tensordot(drawn.astype(float), clusters, axes=1)).reshape(RESAMPLES, -1)
    return [_estimate(value, column) for value, column in zip(values, again.T, strict=True)]


def _estimate(value: float, again: Floats | None = None) -> Estimate | None:
    if np.isnan(value):
        return None
    low = high = None
    if again is not None:
        low, high = map(float, np.quantile(again[~np.isnan(again)], [0.025, 0.975]))
    return Estimate(value=float(value), low=low, high=high)


def _agreed(counts: Floats) -> Floats:
    return np.diagonal(counts, axis1=-2, axis2=-1)


def _ratio(part: Floats, whole: Floats) -> Floats:
    whole = np.asarray(whole, dtype=float)
    ratio: Floats = np.divide(part, whole, out=np.full(whole.shape, np.nan), where=whole != 0)
    return ratio
