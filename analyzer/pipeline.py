"""From a transcript to its analysis: the only place that knows the order of the stages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from analyzer import promises, scores
from analyzer.classify import Model, Predictions
from analyzer.promise import Promise
from analyzer.segment import segment
from analyzer.transcript import Transcript, Utterance


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """All that is known of one conversation."""

    conversation: str
    transcript: Transcript
    utterances: tuple[Utterance, ...]
    predictions: Predictions
    promises: tuple[Promise, ...]
    scores: Mapping[str, Any]
    """Value by score name, as ``docs/scores.md`` defines them; ``None`` where unknown."""
    model: str
    """Id of the model that labelled it."""


def analyze(transcript: Transcript, model: Model, conversation: str | None = None) -> Analysis:
    """Label, extract promises and score one conversation.

    ``conversation`` names it, by default with its source.
    """
    name = conversation or transcript.source
    utterances = segment(transcript, model.sentence_ends)
    predicted = model.predict(utterances)
    likely = promises.weigh(utterances, predicted.act_probabilities)
    acts = promises.settle(utterances, model.choose_acts(likely))
    found = promises.extract(utterances, acts, said=transcript.date, conversation=name)
    return Analysis(
        conversation=name,
        transcript=transcript,
        utterances=utterances,
        predictions=replace(predicted, acts=acts, act_probabilities=likely),
        promises=found,
        scores=scores.score(
            utterances, predicted.labels, found, transcript.turns, transcript.duration
        ),
        model=model.id,
    )
