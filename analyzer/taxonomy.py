"""The labels, phases and acts of the Cycle of Value, read from ``taxonomy.toml``.

>>> LABELS[:3], PHASE_OF["close"], ACTS[-1]
(('intersect', 'invent', 'invest'), 'act', 'none')
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """A phase of the cycle, or one of the two groups outside it (``waste``, ``other``)."""

    name: str
    title: str
    colour: str
    """CSS colour, distinguishable from the others under colour blindness."""
    definition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """The work an utterance does in the conversation."""

    name: str
    phase: str
    definition: str
    question: str | None = None
    """The question a good conversation of this kind answers; ``None`` outside the cycle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What an utterance does about promises."""

    name: str
    definition: str


_DATA = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))

VERSION: str = _DATA["version"]
phases: tuple[Phase, ...] = tuple(Phase(**row) for row in _DATA["phases"])
labels: tuple[Label, ...] = tuple(Label(**row) for row in _DATA["labels"])
acts: tuple[Act, ...] = tuple(Act(**row) for row in _DATA["acts"])

PHASES: tuple[str, ...] = tuple(phase.name for phase in phases)
LABELS: tuple[str, ...] = tuple(label.name for label in labels)
ACTS: tuple[str, ...] = tuple(act.name for act in acts)
PHASE_OF: dict[str, str] = {label.name: label.phase for label in labels}
CYCLE: tuple[str, ...] = tuple(label.name for label in labels if label.question)
"""The eight conversations of the cycle."""
WASTE: tuple[str, ...] = tuple(label.name for label in labels if label.phase == "waste")
"""The four wastes."""
UNSURE = "unsure"
"""Stands for the label where confidence is below the model's threshold."""
