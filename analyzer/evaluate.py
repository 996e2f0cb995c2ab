"""How well a model labels: figures on labelled conversations, each with its n.

A little longer than a module should be: a third of it are the values that reports read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from analyzer import agreement
from analyzer.agreement import Estimate, estimates
from analyzer.classify import Model
from analyzer.errors import ReadError
from analyzer.labelled import Conversation
from analyzer.taxonomy import ACTS, LABELS, PHASE_OF
from analyzer.transcript import Utterance

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

_PHASES = [PHASE_OF[label] for label in LABELS]
_ANY_ACT = ["none" if act == "none" else "any" for act in ACTS]

CARD_MEASURES = (
    ("accuracy", "accuracy"),
    ("Cohen's kappa, 13 labels", "kappa"),
    ("macro-F1 over the labels that occur", "macro_f1"),
    ("Cohen's kappa, phases", "phase_kappa"),
    ("F1 of any act", "any_act_f1"),
)
"""Title and field of the figures that model cards list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Agreement of a model with annotators on ``n`` utterances; ``None`` is not defined."""

    n: int
    conversations: int
    accuracy: float
    kappa: float | None
    """Cohen's kappa over the 13 labels."""
    macro_f1: float
    """Mean F1 of the labels that occur."""
    phase_kappa: float | None
    """Cohen's kappa over align, act, adjust, waste and other."""
    calibration_error: float
    """Expected calibration error of the label's confidence, 10 bins of equal width."""
    any_act_f1: float | None
    """F1 of telling utterances with an act from those with none."""
    f1: dict[str, float | None]
    """F1 by label; ``None`` where it does not occur."""
    act_f1: dict[str, float | None]
    support: dict[str, int]
    """Utterances by label."""

    def as_dict(self) -> dict[str, Any]:
        """Return the figures as JSON values, rounded to four digits."""
        values: dict[str, Any] = _rounded(asdict(self))
        return values


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Annotators' and model's answers, in parallel."""

    labels: list[str]
    acts: list[str | None]
    """``None`` where annotators did not say."""
    predicted_labels: list[str]
    predicted_acts: list[str]
    confidence: Floats
    groups: list[str]
    """What utterances are drawn together in: a conversation, or a meeting that recurs."""
    conversations: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassFigures:
    """How well one label or act is told; ``None`` where that is not defined."""

    name: str
    n: int
    """Utterances to which annotators give it."""
    predicted: int
    precision: Estimate | None
    recall: Estimate | None
    f1: Estimate | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """The answers whose confidence is in a tenth of its range."""

    n: int
    confidence: float
    """Mean confidence."""
    accuracy: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """What is left when labels below a confidence are left out."""

    threshold: float
    coverage: float
    """Share of utterances that keep their label."""
    accuracy: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """All that is measured of a model on labelled conversations."""

    model: str
    figures: Figures
    overall: Mapping[str, Estimate | None]
    """Accuracy, kappa, macro-F1, phase kappa and F1 of any act, with their intervals."""
    labels: tuple[ClassFigures, ...]
    acts: tuple[ClassFigures, ...]
    confusion: npt.NDArray[np.int_]
    """Shape ``(13, 13)``: annotators' labels by the model's, in the taxonomy's order."""
    calibration: tuple[Bin, ...]
    coverage: tuple[Covered, ...]
    """From the least confident answer on; one point per distinct confidence, at most 100."""
    threshold: float
    """Confidence below which the model's label is ``unsure``."""
    at_threshold: Covered | None
    """``None`` when every label is unsure."""

    def as_dict(self) -> dict[str, Any]:
        """Return JSON values, rounded to four digits."""
        values: dict[str, Any] = _rounded(
            {**asdict(self), "confusion": self.confusion.tolist(), "classes": list(LABELS)}
        )
        return values


def answer(model: Model, conversations: Sequence[Conversation]) -> Answers:
    """Label the conversations, one by one, and keep the answers where annotators gave theirs.

    Raises ``ReadError`` when they gave none.
    """
    rows = []
    for conversation in conversations:
        said = model.predict(spoken(conversation))
        best = said.probabilities.argmax(axis=1)
        for i, utterance in enumerate(conversation.utterances):
            if utterance.label is not None:
                truth = (utterance.label, utterance.act)
                predicted = (LABELS[best[i]], said.acts[i], said.confidence[i])
                rows.append((*truth, *predicted, conversation.group))
    if not rows:
        raise ReadError("there is no labelled utterance")
    labels, acts, predicted_labels, predicted_acts, confidence, groups = zip(*rows, strict=True)
    return Answers(
        labels=list(labels),
        acts=list(acts),
        predicted_labels=list(predicted_labels),
        predicted_acts=list(predicted_acts),
        confidence=np.array(confidence),
        groups=list(groups),
        conversations=len(conversations),
    )


def spoken(conversation: Conversation) -> list[Utterance]:
    """Return a labelled conversation as utterances to label."""
    return [
        Utterance(index=i, turn=i, offset=0, speaker=u.speaker, text=u.text)
        for i, u in enumerate(conversation.utterances)
    ]


def figures(answers: Answers) -> Figures:
    """Compute the figures of a set of answers."""
    labels = _labels(answers).sum(axis=0)
    acts = _acts(answers).sum(axis=0)
    return Figures(
        n=len(answers.labels),
        conversations=answers.conversations,
        accuracy=float(agreement.accuracy(labels)),
        kappa=_known(agreement.kappa(labels)),
        macro_f1=float(agreement.macro_f1(labels)),
        phase_kappa=_known(_phase_kappa(labels)),
        calibration_error=calibration_error(answers.confidence, _correct(answers)),
        any_act_f1=_known(_any_act_f1(acts)),
        f1=_by_class(agreement.f1(labels), LABELS),
        act_f1=_by_class(agreement.f1(acts), ACTS),
        support=dict(zip(LABELS, map(int, labels.sum(axis=1)), strict=True)),
    )


def evaluate(model: Model, conversations: Sequence[Conversation], *, seed: int = 0) -> Evaluation:
    """Measure a model on labelled conversations; ``seed`` is that of the resampling."""
    answers = answer(model, conversations)
    labels, acts = _labels(answers), _acts(answers)
    measures = {
        "accuracy": (agreement.accuracy, labels),
        "kappa": (agreement.kappa, labels),
        "macro_f1": (agreement.macro_f1, labels),
        "phase_kappa": (_phase_kappa, labels),
        "any_act_f1": (_any_act_f1, acts),
    }
    sure = answers.confidence >= model.threshold
    return Evaluation(
        model=model.id,
        figures=figures(answers),
        overall={
            name: estimates(measure, counts, seed=seed)[0]
            for name, (measure, counts) in measures.items()
        },
        labels=_classes(labels, LABELS, seed),
        acts=_classes(acts, ACTS, seed),
        confusion=labels.sum(axis=0).astype(int),
        calibration=bins(answers.confidence, _correct(answers)),
        coverage=coverage(answers.confidence, _correct(answers)),
        threshold=model.threshold,
        at_threshold=_covered(model.threshold, sure, _correct(answers)) if sure.any() else None,
    )


def bins(confidence: Floats, correct: Bools, count: int = 10) -> tuple[Bin, ...]:
    """Return the bins of equal width that hold answers, from the least confident on."""
    of = np.minimum((confidence * count).astype(int), count - 1)
    return tuple(
        Bin(
            n=int((of == b).sum()),
            confidence=float(confidence[of == b].mean()),
            accuracy=float(correct[of == b].mean()),
        )
        for b in np.unique(of)
    )


def calibration_error(confidence: Floats, correct: Bools) -> float:
    """Return the expected calibration error: |accuracy - confidence|, averaged over bins.

    Guo et al. 2017, "On Calibration of Modern Neural Networks".

    >>> calibration_error(np.array([0.9, 0.9]), np.array([True, False]))
    0.4
    """
    parts = bins(confidence, correct)
    return sum(part.n * abs(part.accuracy - part.confidence) for part in parts) / len(confidence)


def coverage(confidence: Floats, correct: Bools, points: int = 100) -> tuple[Covered, ...]:
    """Return accuracy against coverage at evenly spaced quantiles of the confidence.

    >>> [(p.coverage, p.accuracy) for p in coverage(np.array([0.4, 0.9]), np.array([False, True]))]
    [(1.0, 0.5), (0.5, 1.0)]
    """
    edges = np.quantile(confidence, np.arange(points) / points, method="higher")
    return tuple(_covered(edge, confidence >= edge, correct) for edge in np.unique(edges))


def _covered(threshold: float, sure: Bools, correct: Bools) -> Covered:
    return Covered(
        threshold=float(threshold),
        coverage=float(sure.mean()),
        accuracy=float(correct[sure].mean()),
    )


def _labels(answers: Answers) -> Floats:
    return agreement.confusions(answers.labels, answers.predicted_labels, LABELS, answers.groups)


def _acts(answers: Answers) -> Floats:
    """Count the answers on acts where annotators said; an utterance counts in its group."""
    columns = (answers.acts, answers.predicted_acts, answers.groups)
    known = [(act, said, group) for act, said, group in zip(*columns, strict=True) if act]
    acts, said, groups = zip(*known, strict=True) if known else ((), (), ())
    return agreement.confusions(acts, said, ACTS, groups)


def _correct(answers: Answers) -> Bools:
    correct: Bools = np.array(answers.labels) == np.array(answers.predicted_labels)
    return correct


def _phase_kappa(counts: Floats) -> Floats:
    return agreement.kappa(agreement.merged(counts, _PHASES))


def _any_act_f1(counts: Floats) -> Floats:
    return agreement.f1(agreement.merged(counts, _ANY_ACT))[..., 0]


def _classes(counts: Floats, names: Sequence[str], seed: int) -> tuple[ClassFigures, ...]:
    whole = counts.sum(axis=0)
    measures = (agreement.precision, agreement.recall, agreement.f1)
    columns = [estimates(measure, counts, seed=seed) for measure in measures]
    rows = zip(names, whole.sum(axis=1), whole.sum(axis=0), *columns, strict=True)
    return tuple(
        ClassFigures(
            name=name, n=int(n), predicted=int(predicted), precision=precision, recall=recall, f1=f1
        )
        for name, n, predicted, precision, recall, f1 in rows
    )


def _by_class(values: Floats, names: Sequence[str]) -> dict[str, float | None]:
    return dict(zip(names, map(_known, values), strict=True))


def _known(value: Any) -> float | None:
    return None if np.isnan(value) else float(value)


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(inner) for inner in value]
    return round(value, 4) if isinstance(value, float) else value
