from pathlib import Path

import numpy as np
import pytest

from analyzer.classify import Model
from analyzer.errors import ReadError
from analyzer.evaluate import Answers, answer, calibration_error, figures
from analyzer.labelled import load

SHARED = Path(__file__).parents[2] / "shared"


def answers(pairs: list[tuple[str, str]]) -> Answers:
    labels, said = zip(*pairs, strict=True)
    return Answers(
        labels=list(labels),
        acts=["none"] * len(pairs),
        predicted_labels=list(said),
        predicted_acts=["promise"] + ["none"] * (len(pairs) - 1),
        confidence=np.full(len(pairs), 0.75),
        conversations=1,
    )


def test_figures_by_hand() -> None:
    given = [("close", "close"), ("close", "other"), ("other", "other"), ("other", "other")]
    measured = figures(answers(given))
    assert (measured.n, measured.accuracy, measured.kappa) == (4, 0.75, 0.5)
    assert measured.f1["close"] == pytest.approx(2 / 3) and measured.f1["blame"] is None
    assert measured.macro_f1 == pytest.approx((2 / 3 + 0.8) / 2)
    assert measured.phase_kappa == 0.5
    assert measured.calibration_error == 0.0
    assert measured.any_act_f1 == 0.0 and measured.support["other"] == 2


CALIBRATION = [
    ([0.9, 0.9], [True, False], 0.4),
    ([1.0, 0.0], [True, False], 0.0),
    ([0.2, 0.8], [True, True], 0.5),
]


@pytest.mark.parametrize(("confidence", "correct", "expected"), CALIBRATION)
def test_calibration_error(confidence: list[float], correct: list[bool], expected: float) -> None:
    assert calibration_error(np.array(confidence), np.array(correct)) == pytest.approx(expected)


WINDOW = """\
# window x1 source ami conversation ami/d/ES1a from 0
ctx\tA\tSo.
001\tA\tHi.
002\tB\tI'll go.
"""


def test_a_window_is_read_with_its_context_and_labels(tmp_path: Path) -> None:
    (tmp_path / "x1.in.tsv").write_text(WINDOW)
    (tmp_path / "x1.labels.tsv").write_text(
        "001\tother\n002\tclose\tpromise\tspeaker\tgo\tnone\tfirm\n"
    )
    [conversation] = load(tmp_path, "x*")
    assert (conversation.source, conversation.group) == ("ami", "ami/d/ES1")
    context, first, second = conversation.utterances
    assert context.label is None and (first.label, first.act) == ("other", "none")
    assert (second.act, second.who, second.what, second.when) == ("promise", "speaker", "go", None)


WRONG = [
    ("001\tother\n", "002 has no label"),
    ("001\tother\n002\tchat\n", "unknown label"),
    ("001\tother\n002\tclose\tvow\n", "unknown label or act"),
]


@pytest.mark.parametrize(("labels", "message"), WRONG)
def test_wrong_labels_are_errors(tmp_path: Path, labels: str, message: str) -> None:
    (tmp_path / "x1.in.tsv").write_text(WINDOW)
    (tmp_path / "x1.labels.tsv").write_text(labels)
    with pytest.raises(ReadError, match=message):
        load(tmp_path)


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs ../shared/gold, which is not here")
def test_the_shipped_model_is_as_good_as_its_card_says() -> None:
    model = Model()
    measured = figures(answer(model, load(SHARED / "gold", "de*")))
    assert measured.kappa == pytest.approx(model.meta["figures"]["kappa"], abs=0.01)
    assert measured.kappa >= 0.58
    assert measured.calibration_error <= 0.05
