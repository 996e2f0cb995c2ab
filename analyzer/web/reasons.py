"""Why utterances have their labels: worked out when somebody asks, kept for the next time."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable, Iterable
from pathlib import Path

from analyzer import results
from analyzer.classify import Model
from analyzer.why import Reason, of_call

KEPT = 300


class Reasons:
    """The latest accounts; one is worked out at a time."""

    def __init__(self) -> None:
        self._found: OrderedDict[Hashable, Reason] = OrderedDict()
        self._models: dict[Path | None, Model] = {}
        self._lock = threading.Lock()

    def of(
        self, call: results.Call, index: int, stamp: int, models: Iterable[Path | None]
    ) -> Reason | None:
        """Explain an utterance of a call as it was at a stamp of the library.

        Returns ``None`` where none of the models scored the call.
        """
        key = (stamp, call.row["conversation"], index)
        with self._lock:
            if key not in self._found:
                model = self._model(call.row["model"], models)
                if model is None:
                    return None
                self._found[key] = of_call(call, index, model)
                while len(self._found) > KEPT:
                    self._found.popitem(last=False)
            self._found.move_to_end(key)
            return self._found[key]

    def _model(self, id: str, directories: Iterable[Path | None]) -> Model | None:
        self._models = {
            directory: self._models.get(directory) or Model(directory, threads=1)
            for directory in directories
        }
        return next((model for model in self._models.values() if model.id == id), None)
