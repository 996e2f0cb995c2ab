"""The ledger: who owes what to whom, and what later calls say became of it.

``entries`` gathers the commitments of all calls, ``follow`` looks for them in later calls by the
words of ``words.toml``, ``status`` keeps what people decided by hand, ``export`` writes files.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from analyzer import results
from analyzer.ledger import status
from analyzer.ledger.entries import SIDES, Entry, ledger, settled
from analyzer.ledger.export import write
from analyzer.ledger.follow import Evidence
from analyzer.ledger.status import OUTCOMES, SETTLED, set_status

__all__ = [
    "OUTCOMES",
    "SETTLED",
    "SIDES",
    "Entry",
    "Evidence",
    "ledger",
    "load",
    "set_status",
    "settled",
    "write",
]


def load(directory: Path, as_of: date) -> tuple[Entry, ...]:
    """Return the ledger of a results directory, with the statuses set by hand in it.

    Raises ``StoreError`` when the directory holds no results, ``ConfigError`` when its
    ``ledger-status.csv`` is wrong.
    """
    frames = (results.load(directory, name) for name in ("conversations", "utterances", "promises"))
    return ledger(*frames, as_of=as_of, statuses=status.read(directory))
