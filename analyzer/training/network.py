"""The network that is fine-tuned: a BERT encoder with heads for label, act and spans."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from analyzer.taxonomy import ACTS, LABELS

SPANS = ("what", "when")


@dataclass(frozen=True, slots=True)
class Outputs:
    """Logits of a batch: per utterance ``label`` and ``act``, per word piece ``spans``."""

    label: Tensor
    act: Tensor
    spans: Tensor


class Network(nn.Module):
    """Encoder states pooled per utterance by a mean, and linear heads on them."""

    def __init__(self, pretrained: Path) -> None:
        from transformers import AutoModel

        super().__init__()
        self.encoder = AutoModel.from_pretrained(pretrained, add_pooling_layer=False)
        dimensions = self.encoder.config.hidden_size
        self.dropout = nn.Dropout(0.1)
        self.label = nn.Linear(dimensions, len(LABELS))
        self.act = nn.Linear(dimensions, len(ACTS))
        self.spans = nn.Linear(dimensions, len(SPANS))

    def states(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """Return the last hidden states, ``(batch, pieces, dimensions)``."""
        states: Tensor = self.encoder(
            input_ids=input_ids, attention_mask=attention_mask
        ).last_hidden_state
        return states

    def forward(self, input_ids: Tensor, attention_mask: Tensor, pool: Tensor) -> Outputs:
        """Return logits; ``pool`` ``(batch, utterances, pieces)`` averages each's pieces."""
        states = self.states(input_ids, attention_mask)
        vectors = self.dropout(torch.bmm(pool, states.float()))
        return Outputs(
            self.label(vectors).float(), self.act(vectors).float(), self.spans(states).float()
        )
