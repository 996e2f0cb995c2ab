"""The spaCy component ``cycle_of_value``: utterances of a ``Doc`` with their labels.

>>> import spacy
>>> nlp = spacy.blank("en")
>>> component = nlp.add_pipe("cycle_of_value")
>>> doc = nlp("Ana: Can you send me the counts by Friday?\\nBo: Sure, I'll send them Thursday.")
>>> [(span.text, span.label_, span._.act) for span in doc.spans["utterances"]][0]
('Can you send me the counts by Friday?', 'close', 'request')
>>> [(promise["who"], promise["what"], promise["when_text"]) for promise in doc._.promises][1]
('Bo', 'send them', 'Thursday')

Turns are the spans of ``doc.spans["turns"]``, whose labels are the speakers, where there are
any; else the lines ``Name: words`` of a text that has only such lines; else the whole text is
one turn of an unknown speaker. What is found is plain data, so documents can be stored.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span

from analyzer.classify import Model
from analyzer.pipeline import Analysis, analyze
from analyzer.tables import tables
from analyzer.taxonomy import PHASE_OF
from analyzer.transcript import Transcript, Turn

UTTERANCES, TURNS = "utterances", "turns"
"""Names of the span groups that are written and read."""

_LINE = re.compile(
    r"(?m)^[ \t]*(?:(?P<speaker>[^\s:][^:\n]{0,59}?)[ \t]*:(?=\s))?[ \t]*(?P<text>\S.*)$"
)

_Row = dict[str, Any]
_Placed = tuple[Turn, int]
"""A turn, and the character of the document at which its text begins."""


class CycleOfValue:
    """Label the utterances of documents, and find the promises in them."""

    def __init__(self, model: Path | None = None) -> None:
        self._directory = model

    @cached_property
    def _model(self) -> Model:
        return Model(self._directory)

    def __call__(self, doc: Doc) -> Doc:
        """Write ``doc.spans["utterances"]`` and what the extensions read."""
        placed = list(_turns(doc))
        said = doc._.said
        transcript = Transcript(
            turns=tuple(turn for turn, _ in placed),
            format="spacy",
            date=None if said is None else datetime.fromisoformat(said),
        )
        analysis = analyze(transcript, self._model)
        doc.spans[UTTERANCES] = list(_spans(doc, analysis, [start for _, start in placed]))
        doc._.promises = _promises(analysis)
        return doc


def _turns(doc: Doc) -> Iterator[_Placed]:
    if TURNS in doc.spans:
        for span in doc.spans[TURNS]:
            yield Turn(speaker=span.label_ or None, text=span.text), span.start_char
        return
    lines = list(_LINE.finditer(doc.text))
    if all(line["speaker"] for line in lines):
        for line in lines:
            yield Turn(speaker=line["speaker"], text=line["text"]), line.start("text")
    else:
        yield Turn(speaker=None, text=doc.text), 0


def _spans(doc: Doc, analysis: Analysis, starts: list[int]) -> Iterator[Span]:
    """Yield the utterances as spans of whole tokens, white space around them left out."""
    predicted = analysis.predictions
    rows = zip(
        analysis.utterances, predicted.labels, predicted.confidence, predicted.acts, strict=True
    )
    for utterance, label, confidence, act in rows:
        bare = utterance.text.strip()
        start = starts[utterance.turn] + utterance.offset + utterance.text.find(bare)
        span = doc.char_span(start, start + len(bare), label=label, alignment_mode="expand")
        if bare and span is not None:
            span.id = utterance.index
            span._.speaker, span._.act = utterance.speaker, act
            span._.confidence = float(confidence)
            yield span


def _promises(analysis: Analysis) -> tuple[_Row, ...]:
    """Return the rows of the promises dataset, times as ISO 8601."""
    return tuple(
        {k: v.isoformat() if isinstance(v, datetime) else v for k, v in row.items()}
        for row in tables([analysis])["promises"].to_pylist()
    )


def _of_span(span: Span) -> tuple[_Row, ...]:
    return tuple(row for row in span.doc._.promises or () if row["utterance"] == span.id)


def _register() -> None:
    """Give documents and spans the attributes ``._.`` that the component writes or reads."""
    for name in ("said", "promises"):
        Doc.set_extension(name, default=None, force=True)
    for name in ("speaker", "act", "confidence"):
        Span.set_extension(name, default=None, force=True)
    Span.set_extension("phase", getter=lambda span: PHASE_OF.get(span.label_), force=True)
    Span.set_extension("promises", getter=_of_span, force=True)


@Language.factory("cycle_of_value", default_config={"model": None}, assigns=["doc.spans"])
def make(nlp: Language, name: str, model: str | None) -> CycleOfValue:
    """Make the component; ``model`` is a model directory, by default the shipped one."""
    _register()
    return CycleOfValue(None if model is None else Path(model))
