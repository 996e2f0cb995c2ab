"""How well a model labels: figures on labelled conversations, each with its n."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from analyzer.classify import Model
from analyzer.labelled import Conversation
from analyzer.taxonomy import ACTS, LABELS, PHASE_OF
from analyzer.transcript import Utterance


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Agreement of a model with annotators on ``n`` utterances."""

    n: int
    conversations: int
    accuracy: float
    kappa: float
    """Cohen's kappa over the 13 labels."""
    macro_f1: float
    """Mean F1 of the labels that occur."""
    phase_kappa: float
    """Cohen's kappa over align, act, adjust, waste and other."""
    calibration_error: float
    """Expected calibration error of the label's confidence, 10 bins of equal width."""
    any_act_f1: float
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
    acts: list[str]
    predicted_labels: list[str]
    predicted_acts: list[str]
    confidence: npt.NDArray[np.float64]
    conversations: int


def answer(model: Model, conversations: Sequence[Conversation]) -> Answers:
    """Label the conversations, one by one, and keep the answers where annotators gave theirs."""
    rows = []
    for conversation in conversations:
        utterances = [
            Utterance(index=i, turn=i, offset=0, speaker=u.speaker, text=u.text)
            for i, u in enumerate(conversation.utterances)
        ]
        said = model.predict(utterances)
        best = said.probabilities.argmax(axis=1)
        for i, utterance in enumerate(conversation.utterances):
            if utterance.label is not None:
                truth = (utterance.label, utterance.act)
                rows.append((*truth, LABELS[best[i]], said.acts[i], said.confidence[i]))
    labels, acts, predicted, predicted_acts, confidence = zip(*rows, strict=True)
    return Answers(
        labels=list(labels),
        acts=list(acts),
        predicted_labels=list(predicted),
        predicted_acts=list(predicted_acts),
        confidence=np.array(confidence),
        conversations=len(conversations),
    )


def figures(answers: Answers) -> Figures:
    """Compute the figures of a set of answers."""
    from sklearn.metrics import accuracy_score, cohen_kappa_score, f1_score

    truth, said = answers.labels, answers.predicted_labels
    f1 = _f1_by_class(truth, said, LABELS)
    occurring = [value for value in f1.values() if value is not None]
    return Figures(
        n=len(truth),
        conversations=answers.conversations,
        accuracy=float(accuracy_score(truth, said)),
        kappa=float(cohen_kappa_score(truth, said)),
        macro_f1=sum(occurring) / len(occurring),
        phase_kappa=float(cohen_kappa_score(*([PHASE_OF[v] for v in x] for x in (truth, said)))),
        calibration_error=calibration_error(answers.confidence, np.array(truth) == np.array(said)),
        any_act_f1=float(
            f1_score(*([v != "none" for v in x] for x in (answers.acts, answers.predicted_acts)))
        ),
        f1=f1,
        act_f1=_f1_by_class(answers.acts, answers.predicted_acts, ACTS),
        support={label: truth.count(label) for label in LABELS},
    )


def calibration_error(
    confidence: npt.NDArray[np.float64], correct: npt.NDArray[np.bool_], bins: int = 10
) -> float:
    """Return the expected calibration error: |accuracy - confidence|, averaged over bins.

    Guo et al. 2017, "On Calibration of Modern Neural Networks".

    >>> calibration_error(np.array([0.9, 0.9]), np.array([True, False]))
    0.4
    """
    of = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [
        abs(correct[of == b].mean() - confidence[of == b].mean()) * (of == b).mean()
        for b in np.unique(of)
    ]
    return float(sum(gaps))


def _f1_by_class(
    truth: Sequence[str], said: Sequence[str], classes: Sequence[str]
) -> dict[str, float | None]:
    from sklearn.metrics import f1_score

    scores = f1_score(truth, said, labels=classes, average=None, zero_division=0.0)
    return {c: float(s) if c in truth else None for c, s in zip(classes, scores, strict=True)}


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(inner) for key, inner in value.items()}
    return round(value, 4) if isinstance(value, float) else value
