import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score, f1_score, precision_score, recall_score

from analyzer import agreement

CLASSES = ["close", "invent", "other"]
TRUTH = ["close", "close", "other", "other", "other", "invent", "other", "close"]
SAID = ["close", "other", "other", "invent", "other", "other", "other", "close"]


def counts() -> np.ndarray:
    return agreement.confusions(TRUTH, SAID, CLASSES, ["a"] * len(TRUTH))[0]


def test_measures_are_those_of_scikit_learn() -> None:
    by_class = {"labels": CLASSES, "average": None, "zero_division": 0.0}
    assert agreement.kappa(counts()) == pytest.approx(cohen_kappa_score(TRUTH, SAID))
    assert agreement.f1(counts()) == pytest.approx(f1_score(TRUTH, SAID, **by_class))
    assert agreement.recall(counts()) == pytest.approx(recall_score(TRUTH, SAID, **by_class))
    expected = precision_score(TRUTH, SAID, **by_class)
    assert agreement.precision(counts()) == pytest.approx(expected)


UNDEFINED = [
    # truth, said, measure
    (["other"], ["other"], agreement.kappa),
    (["other"], ["other"], lambda c: agreement.f1(c)[0]),
    (["close"], ["other"], lambda c: agreement.precision(c)[0]),
    (["other"], ["close"], lambda c: agreement.recall(c)[0]),
]


@pytest.mark.parametrize(("truth", "said", "measure"), UNDEFINED)
def test_what_is_not_defined_is_nan(truth, said, measure) -> None:
    assert np.isnan(measure(agreement.confusions(truth, said, CLASSES, ["a"])[0]))


def test_a_label_that_is_never_given_is_left_out_of_macro_f1() -> None:
    given = agreement.confusions(["close", "other"], ["close", "invent"], CLASSES, ["a", "a"])
    assert agreement.macro_f1(given[0]) == 0.5


def test_clusters_are_counted_apart() -> None:
    given = agreement.confusions(["close"] * 3, ["close", "other", "close"], CLASSES, "aba")
    assert given[:, 0].tolist() == [[2, 0, 0], [0, 0, 1]]


def clusters(shares: list[float], n: int = 20) -> np.ndarray:
    """Return clusters of ``n`` answers with these accuracies."""
    return np.array([[[n * s, n * (1 - s)], [0, 0]] for s in shares])


def test_an_interval_is_of_conversations_not_of_utterances() -> None:
    alike = agreement.estimates(agreement.accuracy, clusters([0.5] * 10))[0]
    apart = agreement.estimates(agreement.accuracy, clusters([0.0, 1.0] * 5))[0]
    assert alike == agreement.Estimate(value=0.5, low=0.5, high=0.5)
    assert apart is not None and apart.low is not None and apart.high is not None
    assert 0.1 <= apart.low <= 0.3 and 0.7 <= apart.high <= 0.9


def test_an_interval_is_the_same_each_time() -> None:
    given = clusters([0.2, 0.9, 0.4, 0.7, 0.5])
    first, again = (agreement.estimates(agreement.accuracy, given, seed=3) for _ in range(2))
    assert first == again


def test_few_conversations_have_no_interval() -> None:
    [one] = agreement.estimates(agreement.accuracy, clusters([0.2, 0.9]))
    assert one == agreement.Estimate(value=0.55, low=None, high=None)


def test_a_class_that_does_not_occur_has_no_estimate() -> None:
    both = agreement.estimates(agreement.f1, clusters([0.5] * 5))
    assert both[0] is not None and both[1] is None
