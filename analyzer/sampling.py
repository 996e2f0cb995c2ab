"""Which utterances to label next: where the model is least sure, and no two alike.

Uncertainty is the entropy of the label's probabilities (Settles 2009, section 3.1). Taken
alone it asks the same thing again and again, so what is like an utterance that was taken or
labelled already is passed over, and no call is asked about more often than others.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

from analyzer.taxonomy import LABELS

CHANCES = [f"p_{label}" for label in LABELS]
ALIKE = 0.5
"""Share of words in common, of all words in either, from which two utterances are alike."""
PER_CALL = 3
FEWEST = 3
"""Words below which an utterance says too little to learn from."""

_WORD = re.compile(r"\w+(?:'\w+)?")


def entropy(chances: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Return the entropy of rows of probabilities ``(n, k)``, 0 (sure) to 1 (any label).

    >>> entropy([[1.0, 0.0], [0.5, 0.5]]).tolist()
    [0.0, 1.0]
    """
    p = np.clip(np.asarray(chances, dtype=float), 0, 1)
    logs = np.log(p, out=np.zeros_like(p), where=p > 0)
    return np.asarray(-(p * logs).sum(axis=1) / np.log(p.shape[1]) + 0.0)


def uncertain(utterances: pd.DataFrame, most: int) -> pd.DataFrame:
    """Return the rows of *utterances* with most entropy, in column ``entropy``, each text once.

    At most ``most`` rows, the most uncertain first; short ones are left out.
    """
    long = utterances["text"].str.count(r"\S+") >= FEWEST
    rows = utterances[long & utterances[CHANCES].notna().all(axis=1)]
    rows = rows.assign(entropy=entropy(rows[CHANCES].to_numpy()))
    rows = rows.sort_values(["entropy", "conversation", "index"], ascending=[False, True, True])
    return rows.loc[~rows["text"].map(_key).duplicated()].head(most)


def diverse(candidates: pd.DataFrame, n: int, known: Iterable[str] = ()) -> pd.DataFrame:
    """Return ``n`` of the candidates, which are in order, none like another or a known text.

    Where too few calls are there for ``PER_CALL`` of each, more are taken of some.
    """
    seen = [_words(text) for text in known]
    kept = list(_unlike(candidates, seen))
    calls = candidates["conversation"]
    nth: Counter[str] = Counter()
    rounds = []
    for row in kept:
        rounds.append(nth[calls.loc[row]] // PER_CALL)
        nth[calls.loc[row]] += 1
    order = sorted(range(len(kept)), key=lambda at: (rounds[at], at))
    return candidates.loc[[kept[at] for at in order[:n]]]


def _unlike(candidates: pd.DataFrame, seen: list[frozenset[str]]) -> Iterator[int]:
    for row, text in candidates["text"].items():
        own = _words(text)
        if all(len(own & other) < ALIKE * len(own | other) for other in seen):
            seen.append(own)
            yield row  # type: ignore[misc]


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))


def _key(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))
