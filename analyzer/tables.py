"""Analyses as the Arrow tables that are written: the columns of the output contract."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from analyzer import scores, taxonomy
from analyzer.pipeline import Analysis

_TIME = pa.timestamp("us")
_TYPES = {bool: pa.bool_(), int: pa.int64(), float: pa.float64(), str: pa.string()}

CONVERSATIONS = pa.schema(
    [
        ("conversation", pa.string()),
        ("source", pa.string()),
        ("format", pa.string()),
        ("producer", pa.string()),
        ("date", _TIME),
        ("title", pa.string()),
        ("team", pa.string()),
        ("rep", pa.string()),
        ("kind", pa.string()),
        ("customer", pa.string()),
        ("speakers", pa.int64()),
        ("duration_s", pa.float64()),
        ("words", pa.int64()),
        ("turns", pa.int64()),
        ("utterances", pa.int64()),
        ("model", pa.string()),
        ("taxonomy", pa.string()),
        *((name, _TYPES[kind]) for name, kind in scores.COLUMNS.items()),
    ]
)
UTTERANCES = pa.schema(
    [
        ("conversation", pa.string()),
        ("index", pa.int64()),
        ("turn", pa.int64()),
        ("speaker", pa.string()),
        ("role", pa.string()),
        ("start", pa.float64()),
        ("end", pa.float64()),
        ("text", pa.string()),
        ("phase", pa.string()),
        ("label", pa.string()),
        ("confidence", pa.float64()),
        ("act", pa.string()),
        *((f"p_{label}", pa.float32()) for label in taxonomy.LABELS),
    ]
)
PROMISES = pa.schema(
    [
        ("promise", pa.string()),
        ("conversation", pa.string()),
        ("date", _TIME),
        ("utterance", pa.int64()),
        ("act", pa.string()),
        ("who", pa.string()),
        ("to", pa.string()),
        ("what", pa.string()),
        ("when_text", pa.string()),
        ("due_earliest", _TIME),
        ("due_latest", _TIME),
        ("strength", pa.string()),
        ("explicit", pa.bool_()),
        ("state", pa.string()),
        ("answered_by", pa.int64()),
        ("quote", pa.string()),
    ]
)
SCHEMAS = {"conversations": CONVERSATIONS, "utterances": UTTERANCES, "promises": PROMISES}


def tables(analyses: Sequence[Analysis]) -> dict[str, pa.Table]:
    """Return one table per dataset with the rows of these analyses, in order."""
    return {
        "conversations": pa.Table.from_pylist([*map(_conversation, analyses)], CONVERSATIONS),
        "utterances": pa.concat_tables(
            [UTTERANCES.empty_table(), *(_utterances(analysis) for analysis in analyses)]
        ),
        "promises": pa.Table.from_pylist([r for a in analyses for r in _promises(a)], PROMISES),
    }


def _conversation(analysis: Analysis) -> dict[str, Any]:
    transcript = analysis.transcript
    return {
        "conversation": analysis.conversation,
        "source": transcript.source,
        "format": transcript.format,
        "producer": transcript.producer,
        "date": transcript.date,
        "title": transcript.title,
        **{name: transcript.metadata.get(name) for name in ("team", "rep", "kind", "customer")},
        "speakers": len(transcript.speakers),
        "duration_s": transcript.duration,
        "words": transcript.words,
        "turns": len(transcript),
        "utterances": len(analysis.utterances),
        "model": analysis.model,
        "taxonomy": taxonomy.VERSION,
        **analysis.scores,
    }


def _utterances(analysis: Analysis) -> pa.Table:
    spoken, predicted = analysis.utterances, analysis.predictions
    fields = ("index", "turn", "speaker", "role", "start", "end", "text")
    columns: dict[str, Iterable[Any]] = {
        "conversation": [analysis.conversation] * len(spoken),
        **{name: [getattr(utterance, name) for utterance in spoken] for name in fields},
        "phase": [taxonomy.PHASE_OF.get(label) for label in predicted.labels],
        "label": predicted.labels,
        "confidence": predicted.confidence,
        "act": predicted.acts,
    }
    for label, column in zip(taxonomy.LABELS, predicted.probabilities.T, strict=True):
        columns[f"p_{label}"] = column.astype(np.float32)
    return pa.Table.from_pydict(columns, schema=UTTERANCES)


def _promises(analysis: Analysis) -> list[dict[str, Any]]:
    own = [name for name in PROMISES.names if name not in ("promise", "conversation", "date")]
    return [
        {
            "promise": promise.id,
            "conversation": analysis.conversation,
            "date": analysis.transcript.date,
            **{name: getattr(promise, name) for name in own},
        }
        for promise in analysis.promises
    ]
