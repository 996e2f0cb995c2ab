"""The utterances that the model is least sure of, part by part, kept for the next request."""

from __future__ import annotations

import threading
import time

import pandas as pd

from analyzer import sampling
from analyzer.web.library import Library

CANDIDATES = 40
"""Uncertain utterances that are kept of each part."""
SECONDS = 3.0
"""Time a request gives to parts that were not looked at yet; later ones look at the rest."""


class Uncertain:
    """The least sure utterances of each part, looked at once."""

    def __init__(self) -> None:
        self._found: dict[str, pd.DataFrame] = {}
        self._lock = threading.Lock()

    def candidates(self, library: Library) -> tuple[pd.DataFrame, int, int]:
        """Return them, how many parts were looked at, and how many there are."""
        snapshot = library.now()
        with self._lock:
            there = (part for part in snapshot.order if part in self._found)
            self._found = {part: self._found[part] for part in there}
            end = time.monotonic() + SECONDS
            for part in snapshot.order:
                if part not in self._found and time.monotonic() < end:
                    self._found[part] = _uncertain(library, part)
            frames = list(self._found.values())
        rows = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()
        rows = rows.sort_values("entropy", ascending=False, kind="stable", ignore_index=True)
        return rows, len(frames), len(snapshot.order)


def _uncertain(library: Library, part: str) -> pd.DataFrame:
    columns = ["conversation", "index", "text", *sampling.CHANCES]
    table = library.part("utterances", part, columns=columns)
    found = sampling.uncertain(table.to_pandas(), CANDIDATES)
    return found[["conversation", "index", "text", "entropy"]]
