"""Signs: words that raise the chance of an act above what a classifier gives it.

A classifier that has seen few requests and promises is least sure of them where their words are
plain: "could you send …", "I'll email …". ``signs.toml`` holds such words and by how much they
raise an act's odds; ``benchmarks/promises.py`` measures what that changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from analyzer.promises.acts import takes_back
from analyzer.promises.frames import lists
from analyzer.promises.pattern import Folded, Pattern, compile_pattern, load, words
from analyzer.taxonomy import ACTS
from analyzer.transcript import Utterance

Probabilities = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """Turns of phrase that raise the odds of an act."""

    act: str
    odds: float
    """Factor on the odds, above 1."""
    patterns: tuple[Pattern, ...]


def weigh(utterances: Sequence[Utterance], likely: Probabilities) -> Probabilities:
    """Return the chances of acts, ``(n, 6)`` as in ``taxonomy.ACTS``, in the light of the words.

    ``likely`` holds a classifier's. Of an act's signs in an utterance the strongest counts, and
    none where the words take the act back.
    """
    raised = likely.copy()
    for row, utterance in enumerate(utterances):
        for act, odds in odds_of(utterance.text).items():
            raised[row, ACTS.index(act)] *= odds
    total: Probabilities = raised.sum(axis=1, keepdims=True)
    return np.divide(raised, total)


def odds_of(text: str) -> dict[str, float]:
    """Return the factor on the odds of each act that the words are a sign of.

    >>> odds_of("I'll email Dana the form."), odds_of("I said I'll email Dana the form.")
    ({'promise': 20}, {})
    """
    folded = Folded.of(text)
    odds: dict[str, float] = {}
    for sign in signs():
        if any(next(pattern.finditer(folded), None) for pattern in sign.patterns):
            odds[sign.act] = max(sign.odds, odds.get(sign.act, 1))
    return {act: factor for act, factor in odds.items() if not takes_back(text, act)}


@cache
def signs() -> tuple[Sign, ...]:
    """Return all signs."""
    rows = load("signs.toml")["sign"]
    if not isinstance(rows, list):
        raise TypeError("signs.toml: [[sign]] is not a list of tables")
    classes = {**lists(), **words("signs.toml", "words")}
    return tuple(
        Sign(
            act=row["act"],
            odds=row["odds"],
            patterns=tuple(compile_pattern(line, classes) for line in row["say"]),
        )
        for row in rows
    )
