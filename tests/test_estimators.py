import pickle

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import check_grad
from sklearn.base import BaseEstimator, clone
from sklearn.exceptions import NotFittedError
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.utils import estimator_checks as checks

from analyzer import estimators
from analyzer.classify import Model
from analyzer.errors import ModelError
from analyzer.estimators import AdaptedLogisticRegression, UtteranceEncoder
from analyzer.taxonomy import LABELS

TEXTS = ["What made you look at this now?", "Yeah.", "I'll send the draft by Friday."]


@checks.parametrize_with_checks([AdaptedLogisticRegression()])
def test_the_head_keeps_scikit_learns_contract(estimator: BaseEstimator, check: object) -> None:
    check(estimator)  # type: ignore[operator]


# parametrize_with_checks makes no check for estimators whose input is no array of numbers;
# these are the ones that need no such array.
OF_ANY_INPUT = (
    checks.check_parameters_default_constructible,
    checks.check_no_attributes_set_in_init,
    checks.check_get_params_invariance,
    checks.check_set_params,
    checks.check_estimator_cloneable,
    checks.check_estimator_repr,
    checks.check_valid_tag_types,
)


@pytest.mark.parametrize("check", OF_ANY_INPUT, ids=lambda check: check.__name__)
def test_the_encoder_keeps_it_where_text_can(check: object) -> None:
    check("UtteranceEncoder", UtteranceEncoder())  # type: ignore[operator]


def test_without_a_prior_it_is_a_ridge_logistic_regression() -> None:
    chance = np.random.default_rng(0)
    vectors = chance.normal(size=(300, 4))
    classes = np.array(["align", "act", "adjust"])[vectors[:, :3].argmax(axis=1)]
    # scikit-learn does not charge the intercept, so both are given one by a column of ones
    own = AdaptedLogisticRegression(stiffness=2.0).fit(vectors, classes)
    wide = np.hstack([vectors, np.ones((300, 1))])
    other = LogisticRegression(C=0.5, fit_intercept=False, tol=1e-8, max_iter=1000)
    other.fit(wide, classes)
    assert own.coef_ == pytest.approx(other.coef_[:, :-1], abs=1e-3)
    assert own.intercept_ == pytest.approx(other.coef_[:, -1], abs=1e-3)


@pytest.mark.parametrize(("stiffness", "stays"), [(1e9, True), (1e-3, False)])
def test_stiffness_holds_it_to_the_prior(stiffness: float, stays: bool) -> None:
    prior = Model().heads["label"]
    vectors = np.eye(3, prior.coef_.shape[1])
    taught = AdaptedLogisticRegression(prior, stiffness=stiffness).fit(vectors, ["gossip"] * 3)
    assert (np.abs(taught.coef_ - prior.coef_).max() < 1e-6) == stays
    assert taught.classes_.tolist() == sorted(LABELS)


def test_a_class_that_the_prior_does_not_know() -> None:
    prior = Model().heads["label"]
    with pytest.raises(ValueError, match="no class haggle"):
        AdaptedLogisticRegression(prior).fit(np.eye(1, prior.coef_.shape[1]), ["haggle"])


def test_the_gradient_is_that_of_the_loss() -> None:
    chance = np.random.default_rng(1)
    inputs, start = chance.normal(size=(20, 9)), chance.normal(size=(3, 9))
    given = (start, inputs, np.arange(20) % 3, 64.0)
    at = start.ravel() + 0.3
    loss = estimators._loss
    assert check_grad(lambda w: loss(w, *given)[0], lambda w: loss(w, *given)[1], at) < 1e-3


def test_the_encoder_reads_a_frame_as_the_model_reads_a_conversation() -> None:
    speakers = ["Ana", "Bo", "Ana"]
    frame = pd.DataFrame({"text": TEXTS, "speaker": speakers})
    expected = Model().encoder(speakers, TEXTS)
    assert UtteranceEncoder().fit_transform(frame) == pytest.approx(expected, abs=1e-6)
    unknown = frame.assign(speaker=[None, np.nan, pd.NA])
    assert UtteranceEncoder().fit_transform(unknown) == pytest.approx(
        UtteranceEncoder().fit_transform(TEXTS)
    )


def test_conversations_do_not_touch_one_another() -> None:
    frame = pd.DataFrame({"text": TEXTS * 2, "conversation": ["a"] * 3 + ["b"] * 3})
    first, second = np.split(UtteranceEncoder().fit_transform(frame), 2)
    assert first == pytest.approx(second)
    joined = UtteranceEncoder().fit_transform(frame.drop(columns="conversation"))
    assert not np.allclose(joined[:3], first)


def test_the_encoder_travels() -> None:
    encoder = UtteranceEncoder().fit(TEXTS)
    for copy in (pickle.loads(pickle.dumps(encoder)), clone(encoder).fit([])):
        assert copy.transform(TEXTS) == pytest.approx(encoder.transform(TEXTS))
    assert encoder.transform([]).shape == (0, 768)
    names = encoder.get_feature_names_out()
    assert (len(names), names[0]) == (768, "utteranceencoder0")
    assert encoder.set_output(transform="pandas").transform(TEXTS).shape == (3, 768)


def test_the_encoder_is_fitted_first() -> None:
    with pytest.raises(NotFittedError):
        UtteranceEncoder().transform(TEXTS)


def test_what_is_no_text() -> None:
    with pytest.raises(ValueError, match="expected texts"):
        UtteranceEncoder().fit_transform([1.5])  # type: ignore[list-item]


def test_a_directory_without_a_model(tmp_path: object) -> None:
    with pytest.raises(ModelError, match="no model here"):
        UtteranceEncoder(str(tmp_path)).fit([])


def test_the_head_is_searched_over() -> None:
    vectors = UtteranceEncoder().fit_transform(TEXTS * 4)
    prior = FrozenEstimator(Model().heads["label"])
    search = GridSearchCV(AdaptedLogisticRegression(prior), {"stiffness": [1, 64]}, cv=2)
    search.fit(vectors, ["intersect", "other", "close"] * 4)
    assert search.best_score_ == 1
