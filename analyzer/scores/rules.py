"""Conditions on scores, written in TOML: ``{ score = "promise_score", below = 0.75 }``."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from analyzer.errors import ConfigError

Value = float | int | bool | str | None
"""A score; ``None`` where it cannot be computed."""

_TESTS: dict[str, Callable[[Any, Any], bool]] = {
    "is": operator.eq,
    "is_not": operator.ne,
    "below": operator.lt,
    "above": operator.gt,
}


@dataclass(frozen=True, slots=True)
class Condition:
    """A test of one score against a value."""

    score: str
    test: str
    """``is``, ``is_not``, ``below`` or ``above``."""
    value: float | bool | str

    def holds(self, scores: Mapping[str, Value]) -> bool:
        """Tell whether it holds; never where the score is ``None``."""
        score = scores[self.score]
        return score is not None and _TESTS[self.test](score, self.value)


def conditions(rows: Iterable[Mapping[str, Any]]) -> tuple[Condition, ...]:
    """Read conditions; raise ``ConfigError`` for one that is not a score and one test."""
    return tuple(_condition(row) for row in rows)


def _condition(row: Mapping[str, Any]) -> Condition:
    tests = [name for name in row if name in _TESTS]
    if len(tests) != 1 or row.keys() != {"score", tests[0]}:
        expected = f"a score and one of {', '.join(_TESTS)}"
        raise ConfigError(f"expected {expected}, found {dict(row)}")
    return Condition(row["score"], tests[0], row[tests[0]])
