"""What the app holds between requests."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from analyzer.review import Log
from analyzer.web.jobs import Jobs
from analyzer.web.ledgers import Ledgers
from analyzer.web.library import Library
from analyzer.web.reasons import Reasons
from analyzer.web.security import Access
from analyzer.web.uncertain import Uncertain


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """One results directory under review."""

    directory: Path
    access: Access
    reviewer: str
    """Name of who labels, unless they give another."""
    model: Path | None
    """The model to start from; ``None`` for the shipped one."""
    clock: Callable[[], datetime]
    library: Library
    log: Log
    jobs: Jobs
    ledgers: Ledgers = field(default_factory=Ledgers)
    uncertain: Uncertain = field(default_factory=Uncertain)
    reasons: Reasons = field(default_factory=Reasons)
    marking: threading.Lock = field(default_factory=threading.Lock)
    """Held while ``ledger-status.csv`` is read and written anew."""

    def models(self) -> tuple[Path | None, ...]:
        """Return the models that calls may have been scored by, that of uploads first."""
        taught = self.log.model()
        return (taught, self.model) if taught and taught.is_dir() else (self.model,)
