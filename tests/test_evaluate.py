from pathlib import Path

import numpy as np
import pytest

from analyzer.classify import Model
from analyzer.errors import ReadError
from analyzer.evaluate import Answers, answer, bins, calibration_error, coverage, evaluate, figures
from analyzer.labelled import Conversation, Labelled, load

SHARED = Path(__file__).parents[2] / "shared"


def answers(pairs: list[tuple[str, str]]) -> Answers:
    labels, said = zip(*pairs, strict=True)
    return Answers(
        labels=list(labels),
        acts=["none"] * len(pairs),
        predicted_labels=list(said),
        predicted_acts=["promise"] + ["none"] * (len(pairs) - 1),
        confidence=np.full(len(pairs), 0.75),
        groups=["a"] * len(pairs),
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
    assert measured.any_act_f1 is None and measured.support["other"] == 2


def test_acts_that_annotators_left_open_are_not_counted() -> None:
    given = answers([("close", "close"), ("other", "other")])
    given.acts[:] = [None, "promise"]
    assert figures(given).act_f1["promise"] == 0.0
    given.acts[:] = [None, None]
    assert figures(given).any_act_f1 is None


CALIBRATION = [
    ([0.9, 0.9], [True, False], 0.4),
    ([1.0, 0.0], [True, False], 0.0),
    ([0.2, 0.8], [True, True], 0.5),
]


@pytest.mark.parametrize(("confidence", "correct", "expected"), CALIBRATION)
def test_calibration_error(confidence: list[float], correct: list[bool], expected: float) -> None:
    assert calibration_error(np.array(confidence), np.array(correct)) == pytest.approx(expected)


def test_bins_and_coverage_by_hand() -> None:
    confidence, correct = np.array([0.2, 0.25, 0.9, 1.0]), np.array([False, True, True, True])
    assert [(b.n, b.confidence, b.accuracy) for b in bins(confidence, correct)] == [
        (2, pytest.approx(0.225), 0.5),
        (2, pytest.approx(0.95), 1.0),
    ]
    points = [(p.threshold, p.coverage, p.accuracy) for p in coverage(confidence, correct)]
    assert points == [(0.2, 1.0, 0.75), (0.25, 0.75, 1.0), (0.9, 0.5, 1.0), (1.0, 0.25, 1.0)]


def small(name: str) -> Conversation:
    rows = [("Thanks.", None), ("I'll send it by Friday.", "close"), ("Mm-hmm.", "other")]
    utterances = tuple(
        Labelled(speaker="Ana", text=text, label=label, act="none") for text, label in rows
    )
    return Conversation(id=name, source="test", group=name, utterances=utterances)


def test_an_evaluation_holds_together() -> None:
    measured = evaluate(Model(threads=1), [small(f"c{n}") for n in range(6)])
    assert measured.figures.n == measured.confusion.sum() == 12
    accuracy = measured.overall["accuracy"]
    assert accuracy is not None and accuracy.value == measured.figures.accuracy
    assert accuracy.low is not None and accuracy.high is not None
    assert {row.name: row.n for row in measured.labels if row.n} == {"close": 6, "other": 6}
    assert measured.coverage[0].coverage == 1.0
    assert measured.as_dict()["figures"]["n"] == 12


def test_nothing_labelled_is_an_error() -> None:
    utterances = (Labelled(speaker="Ana", text="Hi."),)
    with pytest.raises(ReadError, match="no labelled utterance"):
        answer(
            Model(threads=1),
            [Conversation(id="c", source="test", group="c", utterances=utterances)],
        )


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


def test_a_window_needs_its_header_and_its_labels(tmp_path: Path) -> None:
    (tmp_path / "x1.in.tsv").write_text(WINDOW)
    with pytest.raises(ReadError, match=r"x1\.labels\.tsv: cannot be read"):
        load(tmp_path)
    (tmp_path / "x1.labels.tsv").write_text("001\tother\n002\tother\n")
    (tmp_path / "x1.in.tsv").write_text(WINDOW.partition("\n")[2])
    with pytest.raises(ReadError, match="expected: # window"):
        load(tmp_path)


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs ../shared/gold, which is not here")
def test_the_shipped_model_is_as_good_as_its_card_says() -> None:
    model = Model()
    measured = figures(answer(model, load(SHARED / "gold", "de*")))
    assert measured.kappa == pytest.approx(model.meta["figures"]["kappa"], abs=0.01)
    assert measured.kappa >= 0.58
    assert measured.calibration_error <= 0.05
