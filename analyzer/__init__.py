"""Conversation-transcript analyzer: the Cycle of Value, waste, and promises.

Read a transcript, and see what it is about:

>>> import analyzer
>>> call = analyzer.read("data/samples/south/2025-08-14_discovery_gulf-air.vtt")
>>> call.words, len(call.speakers)
(893, 2)

Label it, find its promises, score it:

>>> analysis = analyzer.analyze(call, analyzer.Model())
>>> analyzer.to_frame(analysis, "utterances")[["label", "confidence"]].shape
(118, 2)

`score` does so with whole folders; `load` reads what it, or the command, has written;
`compare` asks whether teams or reps have changed; `from_frame` takes conversations from
pandas. What was said of a day is what `when` tells:

>>> from datetime import datetime
>>> analyzer.when("I'll have it by Friday noon.", datetime(2026, 3, 11)).latest.isoformat()
'2026-03-13T12:00:00'

Beside these are the package ``analyzer.ledger`` and parts for others' pipelines:
`UtteranceEncoder` and `AdaptedLogisticRegression` for scikit-learn, the component
``cycle_of_value`` for spaCy. All that is raised on purpose is an `AnalyzerError`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.lazy import names

if TYPE_CHECKING:
    from analyzer.classify import Model
    from analyzer.comparison import Query, compare
    from analyzer.deadlines import find as when
    from analyzer.errors import AnalyzerError
    from analyzer.estimators import AdaptedLogisticRegression, UtteranceEncoder
    from analyzer.frames import from_frame, score, to_frame
    from analyzer.pipeline import Analysis, analyze
    from analyzer.readers import read, read_all
    from analyzer.results import load
    from analyzer.transcript import Transcript

__version__ = "0.1.0"
__all__ = [
    "AdaptedLogisticRegression",
    "Analysis",
    "AnalyzerError",
    "Model",
    "Query",
    "Transcript",
    "UtteranceEncoder",
    "__version__",
    "analyze",
    "compare",
    "from_frame",
    "load",
    "read",
    "read_all",
    "score",
    "to_frame",
    "when",
]

_HOMES = {
    "AdaptedLogisticRegression": "estimators:AdaptedLogisticRegression",
    "Analysis": "pipeline:Analysis",
    "AnalyzerError": "errors:AnalyzerError",
    "Model": "classify:Model",
    "Query": "comparison:Query",
    "Transcript": "transcript:Transcript",
    "UtteranceEncoder": "estimators:UtteranceEncoder",
    "analyze": "pipeline:analyze",
    "compare": "comparison:compare",
    "from_frame": "frames:from_frame",
    "load": "results:load",
    "read": "readers:read",
    "read_all": "readers:read_all",
    "score": "frames:score",
    "to_frame": "frames:to_frame",
    "when": "deadlines:find",
}


__getattr__ = names(__name__, _HOMES)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
