"""Settings of comparisons, as ``compare.toml`` gives them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """What a call weighs in the pooled estimate of a ratio."""

    unit: str
    formula: str
    """Of columns of the conversations dataset."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How comparisons are made; ``compare.toml`` says what each number means."""

    metrics: tuple[str, ...]
    least_calls: int
    level: float
    power: float
    confidence: float
    replicates: int
    permutations: int
    most_permutations: int
    large: int
    many_reps: int
    exposures: Mapping[str, Exposure] = field(default_factory=dict)
    """By metric."""


def load() -> Settings:
    """Read the shipped settings."""
    text = files("analyzer.comparison").joinpath("compare.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    exposures = {
        metric: Exposure(unit=row["unit"], formula=row["formula"])
        for row in data.pop("exposure")
        for metric in row["of"]
    }
    return Settings(**{**data, "metrics": tuple(data["metrics"])}, exposures=exposures)


SETTINGS = load()
