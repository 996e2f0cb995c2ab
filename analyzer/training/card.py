"""The model card: what the model is, what it was trained on, how well it does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jinja2 import Environment

from analyzer.evaluate import CARD_MEASURES

_CARD = """\
# Model card: default

Labels an utterance of a work conversation with one of 13 labels (the eight conversations of
the Cycle of Value, four wastes, other) and one of six acts (promise, request, offer, accept,
decline, none).

- **Encoders**: all-MiniLM-L6-v2 (Apache-2.0), fine-tuned{% if recipe.runs > 1 %}, the
  weights of {{ recipe.runs }} runs averaged{% endif %}. Its first {{ recipe.layers }} layers
  read windows of whole utterances of up to 256 word pieces, the others the vectors of up to 64
  successive utterances. Exported to ONNX with 8-bit integer weights.
- **Heads**: linear, scikit-learn, stored with skops; calibrated on conversations kept from
  training. Below a confidence of {{ threshold }} a label is reported as `unsure`.
- **Sentence ends**: a small convolutional network over word pieces, trained on the same
  conversations with punctuation removed; it runs only where punctuation is missing
  (`benchmarks/segmentation.md`: boundary F1 .59 there, .00 by rules). English only.
- **Trained on** {{ trained_on.utterances }} utterances of {{ trained_on.conversations }}
  conversations: public meetings, earnings calls, parliament committees, written sales calls
  and chats (MIT, Apache-2.0, CC BY 4.0, CC BY-SA 3.0 and 4.0), and sales conversations written
  for this project. Calibrated on {{ calibrated_on.utterances }} utterances of
  {{ calibrated_on.conversations }} others.
- **Made** {{ created }} by `python -m analyzer.training`, for taxonomy {{ taxonomy }}.

## Figures

On {{ figures.n }} utterances of {{ figures.conversations }} real conversations that neither
training nor calibration saw, though the recipe was chosen on them, so expect a little less
elsewhere.

| measure | value | 95 % interval, by conversation |
|---|---|---|
{% for title, measure in measures -%}
{% set interval = figures.intervals[measure] -%}
| {{ title }} | {{ figures[measure] }} | {{ interval.low }} – {{ interval.high }} |
{% endfor -%}
| expected calibration error | {{ figures.calibration_error }} | |

| label | F1 | n |
|---|---|---|
{% for label, f1 in figures.f1.items() -%}
| {{ label }} | {{ "–" if f1 is none else f1 }} | {{ figures.support[label] }} |
{% endfor %}
| act | F1 |
|---|---|
{% for act, f1 in figures.act_f1.items() -%}
| {{ act }} | {{ "–" if f1 is none else f1 }} |
{% endfor %}
Two annotators of such conversations agree at kappa 0.90.

## Not for

English only. Gossip, excuse and blame hardly occur in recorded meetings, so their figures rest
on few real examples. The labels describe what an utterance does, not what a person is: they
serve coaching, not employment decisions.
"""


def write_card(directory: Path) -> None:
    """Write ``README.md`` of a model directory from its ``meta.json``."""
    meta: dict[str, Any] = json.loads((directory / "meta.json").read_text(encoding="utf-8"))
    text = Environment(autoescape=False, keep_trailing_newline=True).from_string(_CARD)
    (directory / "README.md").write_text(
        text.render(meta, measures=CARD_MEASURES), encoding="utf-8"
    )
