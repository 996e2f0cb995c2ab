import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from analyzer.evaluate import calibration_error
from analyzer.training.calibrate import calibrate


@pytest.fixture
def overconfident() -> tuple[LogisticRegression, np.ndarray, list[str]]:
    """A head three times too sure of itself, and answers drawn from its honest chances."""
    chance = np.random.default_rng(0)
    vectors = chance.normal(size=(4000, 4)).astype(np.float32)
    honest = LogisticRegression().fit(vectors, np.array(["a", "b", "c", "d"])[vectors.argmax(1)])
    honest.coef_ /= 4
    probabilities = honest.predict_proba(vectors)
    truth = [str(chance.choice(honest.classes_, p=row)) for row in probabilities]
    honest.coef_ *= 3
    return honest, vectors, truth


def test_calibration_takes_overconfidence_back(overconfident: tuple) -> None:
    head, vectors, truth = overconfident

    def error() -> float:
        probabilities = head.predict_proba(vectors)
        correct = head.classes_[probabilities.argmax(axis=1)] == np.array(truth)
        return calibration_error(probabilities.max(axis=1), correct)

    before = error()
    calibrate(head, vectors, truth)
    assert before > 0.15
    assert error() < 0.03


def test_calibration_shifts_towards_what_occurs(overconfident: tuple) -> None:
    head, vectors, truth = overconfident
    kept = [i for i, answer in enumerate(truth) if answer != "a" or i % 10 == 0]
    calibrate(head, vectors[kept], [truth[i] for i in kept])
    said = list(head.predict(vectors[kept]))
    assert said.count("a") < len(kept) / 10
