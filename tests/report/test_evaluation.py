import io
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from analyzer.agreement import Estimate
from analyzer.evaluate import Bin, ClassFigures, Covered, Evaluation, Figures
from analyzer.report import evaluation_page, print_evaluation, print_taught
from analyzer.taxonomy import ACTS, LABELS
from analyzer.teach import Taught

HALF = Estimate(value=0.5, low=0.4, high=0.6)


def classes(names: tuple[str, ...]) -> tuple[ClassFigures, ...]:
    first = ClassFigures(name=names[0], n=3, predicted=2, precision=HALF, recall=HALF, f1=HALF)
    rest = [
        ClassFigures(name=name, n=0, predicted=0, precision=None, recall=None, f1=None)
        for name in names[1:]
    ]
    return (first, *rest)


@pytest.fixture
def evaluation() -> Evaluation:
    confusion = np.zeros((len(LABELS), len(LABELS)), dtype=int)
    confusion[0, :2] = [2, 1]
    figures = Figures(
        n=3,
        conversations=1,
        accuracy=0.5,
        kappa=None,
        macro_f1=0.5,
        phase_kappa=0.5,
        calibration_error=0.034,
        any_act_f1=None,
        f1={},
        act_f1={},
        support={},
    )
    kept = Covered(threshold=0.35, coverage=0.9, accuracy=0.55)
    return Evaluation(
        model="1a2b3c",
        figures=figures,
        overall={
            "accuracy": HALF,
            "kappa": None,
            "macro_f1": Estimate(value=0.5, low=None, high=None),
            "phase_kappa": HALF,
            "any_act_f1": None,
        },
        labels=classes(LABELS),
        acts=classes(ACTS),
        confusion=confusion,
        calibration=(Bin(n=3, confidence=0.55, accuracy=0.5),),
        coverage=(Covered(threshold=0.1, coverage=1.0, accuracy=0.5), kept),
        threshold=0.35,
        at_threshold=kept,
    )


def test_the_page_is_whole_and_runs_nothing(evaluation: Evaluation) -> None:
    html = evaluation_page(evaluation)
    assert (
        "<script" not in html
        and " style=" not in html
        and "http" not in html.lower().replace("http-equiv", "")
    )
    assert "0.50 (0.40–0.60)" in html and "0.034" in html and "model 1a2b3c" in html
    assert "at 0.35: 90 % keep a label, 55 % right" in html


def test_the_confusion_matrix_is_drawn(evaluation: Evaluation) -> None:
    html = evaluation_page(evaluation).replace("\N{NO-BREAK SPACE}", " ")
    titles = re.findall(r"<title>(\w+ labelled [^<]+)</title>", html)
    assert titles == [
        f"{LABELS[0]} labelled {LABELS[0]}: 2 (67 % of {LABELS[0]})",
        f"{LABELS[0]} labelled {LABELS[1]}: 1 (33 % of {LABELS[0]})",
    ]


def test_the_plots_place_their_points(evaluation: Evaluation) -> None:
    html = evaluation_page(evaluation)
    assert 'cx="154.0" cy="140.0"' in html  # 0.55 and 0.5 of 280 pixels
    assert 'points="280.0,140.0 252.0,126.0"' in html


def test_without_a_sure_label_there_is_no_dot(evaluation: Evaluation) -> None:
    assert "The dot" not in evaluation_page(replace(evaluation, at_threshold=None))


def test_the_terminal_says_the_same(evaluation: Evaluation) -> None:
    console = Console(file=io.StringIO(), width=120)
    print_evaluation(console, evaluation)
    said = console.file.getvalue()
    assert "3 utterances of 1 conversation, model 1a2b3c" in said
    assert "0.50 (0.40–0.60)" in said and "90 % of utterances, 55 % of them right" in said
    assert re.search(rf"{LABELS[1]} +0 +0 +– +– +–", said)


TAUGHT = [(True, "kappa – –", "taught without it"), (False, "accuracy 0.50 –", "a single conv")]


@pytest.mark.parametrize(("judged", "row", "remark"), TAUGHT)
def test_what_teaching_changed(evaluation: Evaluation, judged: bool, row: str, remark: str) -> None:
    figures = evaluation.figures
    taught = Taught(
        directory=Path("results/model"),
        utterances=1,
        conversations=1,
        before=figures,
        after=replace(figures, accuracy=0.625) if judged else None,
    )
    console = Console(file=io.StringIO(), width=100)
    print_taught(console, taught)
    said = " ".join(console.file.getvalue().split())
    assert "1 correction in 1 conversation" in said and "written: results/model" in said
    assert row in said and remark in said
    assert ("accuracy 0.50 0.62" in said) is judged
