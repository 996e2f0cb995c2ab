"""Teach a model corrected labels: refit its linear heads, the encoder stays as it is.

Each head moves from its coefficients only as far as the corrections carry it, so a few of
them move little and many move more (`estimators.AdaptedLogisticRegression`).
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from analyzer.classify import FILES, OPTIONAL, Model, probabilities, write_meta
from analyzer.encode import Vectors
from analyzer.errors import ConfigError
from analyzer.estimators import AdaptedLogisticRegression
from analyzer.evaluate import CARD_MEASURES, Answers, Figures, figures, spoken
from analyzer.labelled import Conversation
from analyzer.taxonomy import ACTS, LABELS

Heads = Mapping[str, Any]

STIFFNESS = 64.0
"""Charge on the squared distance of a coefficient from where it was, for vectors of length 10.

Chosen on ``gold/de*`` by cross-validation: a hundred labels by people who see things otherwise
(two labels put with others) take kappa with them from .49 to .57, eight hundred to .58, while
labels that agree with the model's training leave it about as good as it was (.58 to .60).
"""
FOLDS = 5

_CARD = """\
# Model card: {{ name }}

The model {{ base }}, its encoder as it was, its heads taught {{ taught.utterances }} labelled
utterances of {{ taught.conversations }} conversation{{ "s" if taught.after }} by `analyzer train`.

## Figures

On the {{ taught.utterances }} utterances it was taught. *Before* is the model it started from.
{% if taught.after -%}
*After* judges each conversation by heads taught without it, so it is what to expect of others
like these; of conversations unlike them it says nothing.
{%- else -%}
There is one conversation, which cannot be judged by heads taught without it: how much better
the taught model is, is not known.
{%- endif %}

| measure | before | after |
|---|---|---|
{% for title, measure in measures -%}
| {{ title }} | {{ shown(taught.before, measure) }} | {{ shown(taught.after, measure) }} |
{% endfor %}
## Not for

English only. Below about a hundred labels little is learned. Labels say what an utterance does,
not what a person is: they serve coaching, not employment decisions.
"""
_MEASURES = (*CARD_MEASURES, ("expected calibration error", "calibration_error"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Taught:
    """A model that was taught, and what that changed."""

    directory: Path
    utterances: int
    conversations: int
    before: Figures
    """The model it started from, on the corrected utterances."""
    after: Figures | None
    """The taught one on them, each conversation judged by heads that were taught without it;
    ``None`` for a single conversation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lessons:
    """The corrected utterances of ``n`` in all, in parallel."""

    vectors: Vectors
    """Shape ``(n, dimensions)``."""
    labels: npt.NDArray[np.str_]
    acts: npt.NDArray[np.str_]
    """Empty where nobody said."""
    groups: npt.NDArray[np.str_]

    def __getitem__(self, rows: npt.NDArray[np.bool_]) -> _Lessons:
        return _Lessons(
            vectors=self.vectors[rows],
            labels=self.labels[rows],
            acts=self.acts[rows],
            groups=self.groups[rows],
        )


def teach(model: Model, conversations: Sequence[Conversation], out: Path) -> Taught:
    """Write a new model directory with heads refitted on the labelled utterances.

    Raises ``ConfigError`` when ``out`` holds something else than a taught model.
    """
    _check(out, model)
    lessons = _lessons(model, conversations)
    before = _figures(model, lessons, [(np.ones(len(lessons.labels), dtype=bool), model.heads)])
    folds = _folds(lessons.groups)
    judged = [(fold, refit(model.heads, lessons[~fold])) for fold in folds]
    taught = Taught(
        directory=out,
        utterances=len(lessons.labels),
        conversations=len(conversations),
        before=before,
        after=_figures(model, lessons, judged) if judged else None,
    )
    _write(model, refit(model.heads, lessons), taught)
    return taught


def refit(heads: Heads, lessons: _Lessons) -> Heads:
    """Return the label and act heads, moved towards the lessons."""
    said = lessons.acts != ""
    return {
        "label": move(heads["label"], lessons.vectors, lessons.labels),
        "act": move(heads["act"], lessons.vectors[said], lessons.acts[said]),
    }


def move(head: Any, vectors: Vectors, truth: npt.NDArray[np.str_]) -> Any:
    """Return a logistic regression that answers these ``n`` vectors better than ``head``."""
    if not len(truth):
        return head
    fitted = AdaptedLogisticRegression(head, stiffness=STIFFNESS).fit(vectors, truth)
    moved = deepcopy(head)
    moved.coef_, moved.intercept_ = fitted.coef_, fitted.intercept_
    return moved


def _lessons(model: Model, conversations: Sequence[Conversation]) -> _Lessons:
    vectors, labels, acts, groups = [], [], [], []
    for conversation in conversations:
        utterances = spoken(conversation)
        encoded = model.encoder([u.speaker for u in utterances], [u.text for u in utterances])
        for vector, utterance in zip(encoded, conversation.utterances, strict=True):
            if utterance.label is not None:
                vectors.append(vector)
                labels.append(utterance.label)
                acts.append(utterance.act or "")
                groups.append(conversation.group)
    if not labels:
        raise ConfigError("there is no labelled utterance to learn from")
    return _Lessons(
        vectors=np.array(vectors),
        labels=np.array(labels),
        acts=np.array(acts),
        groups=np.array(groups),
    )


def _folds(groups: npt.NDArray[np.str_]) -> list[npt.NDArray[np.bool_]]:
    """Return which utterances are judged together: whole conversations, in `FOLDS` parts."""
    names, number = np.unique(groups, return_inverse=True)
    parts = min(FOLDS, len(names))
    return [number % parts == part for part in range(parts)] if parts > 1 else []


def _figures(
    model: Model, lessons: _Lessons, judged: Sequence[tuple[npt.NDArray[np.bool_], Heads]]
) -> Figures:
    """Measure heads, each on its own part of the lessons."""
    n = len(lessons.labels)
    labels, acts = np.empty(n, dtype=object), np.empty(n, dtype=object)
    confidence = np.empty(n)
    for rows, heads in judged:
        of_label = probabilities(heads["label"], lessons.vectors[rows], LABELS)
        labels[rows] = np.array(LABELS)[of_label.argmax(axis=1)]
        confidence[rows] = of_label.max(axis=1)
        of_act = probabilities(heads["act"], lessons.vectors[rows], ACTS)
        acts[rows] = model.choose_acts(of_act)
    return figures(
        Answers(
            labels=lessons.labels.tolist(),
            acts=[act or None for act in lessons.acts.tolist()],
            predicted_labels=labels.tolist(),
            predicted_acts=acts.tolist(),
            confidence=confidence,
            groups=lessons.groups.tolist(),
            conversations=len(np.unique(lessons.groups)),
        )
    )


def _check(out: Path, model: Model) -> None:
    """Refuse to write over the model that teaching starts from, or over anything but a model."""
    if out.resolve() == model.directory.resolve():
        raise ConfigError("is the model to start from; give another --out", path=out)
    if out.exists() and not _is_taught(out):
        raise ConfigError("exists and is no taught model; give another --out", path=out)


def _is_taught(directory: Path) -> bool:
    try:
        return "taught_on" in json.loads((directory / "meta.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False


def _write(model: Model, heads: Heads, taught: Taught) -> None:
    """Write the model beside ``out`` and move it there once it is whole."""
    from skops.io import dump

    out = taught.directory
    out.parent.mkdir(parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(dir=out.parent, prefix=f".{out.name}."))
    for name in model.meta["files"].keys() & {*FILES, *OPTIONAL}:
        shutil.copyfile(model.directory / name, new / name)
    for name, head in heads.items():
        dump(head, new / f"{name}.skops")
    about = {
        "base": model.id,
        "utterances": taught.utterances,
        "conversations": taught.conversations,
        "before": taught.before.as_dict(),
        "after": None if taught.after is None else taught.after.as_dict(),
    }
    kept = {key: value for key, value in model.meta.items() if key != "figures"}
    write_meta(new, {**kept, "taught_on": about})
    (new / "README.md").write_text(card(taught, model.id), encoding="utf-8")
    shutil.rmtree(out, ignore_errors=True)
    new.rename(out)


def card(taught: Taught, base: str) -> str:
    """Return the model card of a taught model; ``base`` is the id of the one it started from."""
    from jinja2 import Environment

    text = Environment(autoescape=False, keep_trailing_newline=True).from_string(_CARD)
    name = taught.directory.name
    return text.render(name=name, base=base, taught=taught, measures=_MEASURES, shown=_shown)


def _shown(figures: Figures | None, measure: str) -> str:
    value = None if figures is None else getattr(figures, measure)
    return "–" if value is None else f"{value:.2f}"
