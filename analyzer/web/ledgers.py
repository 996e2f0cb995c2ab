"""Ledgers that were worked out, kept for the next request."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable

from analyzer.ledger import Entry


class Ledgers:
    """The latest ledgers, without what was set by hand: that is quick to add."""

    def __init__(self, kept: int = 8) -> None:
        self._kept = kept
        self._found: OrderedDict[Hashable, tuple[Entry, ...]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> tuple[Entry, ...] | None:
        """Return a ledger that was put here."""
        with self._lock:
            return self._found.get(key)

    def put(self, key: Hashable, entries: tuple[Entry, ...]) -> None:
        """Keep a ledger, and forget the one that was kept for longest."""
        with self._lock:
            self._found[key] = entries
            while len(self._found) > self._kept:
                self._found.popitem(last=False)
