"""A scored conversation as rows of the output contract, and a directory of such."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest

from analyzer.report.words import known
from analyzer.store import Input, Store
from analyzer.tables import SCHEMAS
from analyzer.taxonomy import LABELS, PHASE_OF

SAID = [
    # turn, speaker, role, text, label, act
    (0, "Mara Ito", "rep", "Morning, can you hear me? ", "other", "none"),
    (0, "Mara Ito", "rep", "What would a good year look like for you?", "intersect", "none"),
    (1, "Devon Ash", "customer", "We lose a day a week to rekeying orders.", "intersect", "none"),
    (2, "Mara Ito", "rep", "What if the scanner wrote them straight in?", "invent", "none"),
    (3, "Devon Ash", "customer", "Honestly, our last vendor was hopeless.", "opinion", "none"),
    (4, "Mara Ito", "rep", "Is there money for it this half?", "invest", "none"),
    (5, "Devon Ash", "customer", "Could be, if it is under thirty.", "unsure", "none"),
    (6, "Mara Ito", "rep", "I'll send the quote by Friday. ", "close", "promise"),
    (6, "Mara Ito", "rep", "Could somebody get us the volumes?", "close", "request"),
    (7, "Devon Ash", "customer", "The volumes? Facilities never told us.", "excuse", "none"),
]

PROMISES = [
    {
        "promise": "ab12",
        "utterance": 7,
        "act": "promise",
        "who": "Mara Ito",
        "to": "Devon Ash",
        "what": "send the quote",
        "when_text": "by Friday",
        "due_earliest": pd.Timestamp(2026, 3, 3),
        "due_latest": pd.Timestamp(2026, 3, 6, 23, 59, 59),
        "strength": "firm",
        "explicit": True,
        "state": "open",
        "answered_by": None,
        "quote": "I'll send the quote by Friday. ",
    },
    {
        "promise": "cd34",
        "utterance": 8,
        "act": "request",
        "who": "nobody",
        "to": None,
        "what": "get us the volumes",
        "when_text": None,
        "due_earliest": pd.NaT,
        "due_latest": pd.NaT,
        "strength": "firm",
        "explicit": False,
        "state": "unanswered",
        "answered_by": 9,
        "quote": "Could somebody get us the volumes?",
    },
]


@dataclass
class Tables:
    """The arguments of a call report."""

    row: dict[str, Any]
    utterances: pd.DataFrame
    promises: pd.DataFrame

    def __iter__(self) -> Any:
        return iter((self.row, self.utterances, self.promises))


@pytest.fixture
def call() -> Tables:
    return Tables(row=_row(), utterances=_utterances(), promises=pd.DataFrame(PROMISES))


def _row() -> dict[str, Any]:
    shares = {f"share_{name}": 0.0 for name in LABELS}
    shares |= {"share_intersect": 0.3, "share_align": 0.52, "share_close": 0.2, "share_act": 0.2}
    shares["share_invest"] = 0.1
    return shares | {
        "conversation": "2026-03-03-ash",
        "date": pd.Timestamp(2026, 3, 3),
        "model": "1a2b",
        "title": "Ash Foods, second call",
        "team": "North",
        "rep": "Mara Ito",
        "kind": None,
        "speakers": 2,
        "duration_s": 41.0,
        "words": 1234,
        "utterances": 10,
        "share_adjust": None,
        "share_waste": 0.003,
        "unsure_share": 0.11,
        "elements_missing": "engage,clarify,review,renew",
        "promises_made": 1,
        "promises_asked": 1,
        "promises_offered": 0,
        "commitments": 1,
        "promises_explicit": 1,
        "promise_score": 1.0,
        "answered_share": 0.0,
        "criteria_stated": False,
        "adjust_missing": float("nan"),
        "talk_share_speech": 0.62,
        "longest_monologue_s": 75.4,
        "patience_s": 0.55,
    }


def _utterances() -> pd.DataFrame:
    rows = []
    for index, (turn, speaker, role, text, label, act) in enumerate(SAID):
        rows.append(
            {
                "index": index,
                "turn": turn,
                "speaker": speaker,
                "role": role,
                "start": 4.0 * index,
                "end": 4.0 * index + 3,
                "text": text,
                "phase": PHASE_OF.get(label),
                "label": label,
                "confidence": 0.3 if label == "unsure" else 0.87,
                "act": act,
                **{f"p_{name}": 0.01 for name in LABELS},
                f"p_{label}": 0.87,
                "p_clarify": 0.28,
            }
        )
    return pd.DataFrame(rows).drop(columns="p_unsure")


MARA, BO = "Mara Ito", "Bo <b>Lund</b>"
CALLS = [
    # rep, days of 2026, waste
    *((MARA, f"2026-07-{day:02}", 0.02 * day) for day in range(1, 7)),
    (MARA, "2026-04-08", 0.3),
    (BO, "2026-07-09", 0.2),
    (BO, "2025-12-09", 0.4),
]


def _held(call: Any, at: int, rep: str, day: str, waste: float) -> dict[str, Any]:
    return {
        **call.row,
        **{"conversation": f"calls/{at} <i>.txt", "title": f"Call {at} <i>", "rep": rep},
        **{"date": pd.Timestamp(day), "share_waste": waste, "unsure_share": 0.1, "words": 100},
        **{"cycle_score": 0.5, "talk_share_words": 0.6, "taxonomy": "1", "team": "north & co"},
        **{"kind": "demo", "duration_s": None if at == 0 else 60.0, "rating_close": 1.0},
    }


@pytest.fixture
def directory(call: Any, tmp_path: Path) -> Path:
    rows = [_held(call, at, *given) for at, given in enumerate(CALLS)]
    names = [row["conversation"] for row in rows]
    frames = {"utterances": call.utterances, "promises": call.promises}
    records = {
        name: [
            {**one, "conversation": conversation, "date": row["date"], "promise": f"p{at}{n}"}
            for at, (conversation, row) in enumerate(zip(names, rows, strict=True))
            for n, one in enumerate(
                frame.astype(object).where(frame.notna(), None).to_dict("records")
            )
        ]
        for name, frame in frames.items()
    }
    tables = {
        name: pa.Table.from_pylist(
            [{key: known(one.get(key)) for key in SCHEMAS[name].names} for one in rows_of],
            SCHEMAS[name],
        )
        for name, rows_of in {"conversations": rows, **records}.items()
    }
    given = Input(name="x", sha256="", context="", conversations=tuple(names))
    with Store(tmp_path / "results", SCHEMAS) as store:
        [id] = store.reserve(1)
        store.commit(id, store.write_part(id, {"x": given}, tables))
    return tmp_path / "results"
