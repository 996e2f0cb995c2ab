"""The network that is fine-tuned: an encoder of word pieces, and one of utterances."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from analyzer.encode import SPEAKERS
from analyzer.taxonomy import ACTS, LABELS
from analyzer.training.examples import Batch


@dataclass(frozen=True, slots=True)
class Outputs:
    """Logits of ``label`` and ``act``, ``(stretches, utterances, classes)``."""

    label: Tensor
    act: Tensor


class Near(nn.Module):
    """The first layers of a BERT encoder."""

    encoder: Any

    def __init__(self, encoder: Any, layers: int) -> None:
        super().__init__()
        self.encoder = deepcopy(encoder)
        self.encoder.encoder.layer = self.encoder.encoder.layer[:layers]

    def forward(self, input_ids: Tensor, attention_mask: Tensor | None = None) -> Tensor:
        """Return the states ``(windows, pieces, dimensions)``."""
        states: Tensor = self.encoder(
            input_ids=input_ids, attention_mask=attention_mask
        ).last_hidden_state
        return states.float()


class Wide(nn.Module):
    """The last layers of the same encoder, over the vectors of successive utterances."""

    encoder: Any

    def __init__(self, encoder: Any, layers: int) -> None:
        from transformers import BertModel

        super().__init__()
        config = deepcopy(encoder.config)
        config.update({"num_hidden_layers": layers, "type_vocab_size": SPEAKERS, "vocab_size": 1})
        self.encoder = BertModel(config, add_pooling_layer=False)
        for own, pretrained in zip(
            self.encoder.encoder.layer, encoder.encoder.layer[-layers:], strict=True
        ):
            own.load_state_dict(pretrained.state_dict())

    def forward(self, near: Tensor, speakers: Tensor, mask: Tensor | None = None) -> Tensor:
        """Return vectors in place, like ``near`` ``(stretches, utterances, dimensions)``."""
        placed: Tensor = self.encoder(
            inputs_embeds=near, token_type_ids=speakers, attention_mask=mask
        ).last_hidden_state
        return placed.float()


class Network(nn.Module):
    """Both encoders, and linear heads on the two vectors of an utterance.

    ``layers`` of the pretrained encoder read word pieces, the others read utterances.
    """

    def __init__(self, pretrained: Path, layers: int) -> None:
        from transformers import AutoModel

        super().__init__()
        encoder = AutoModel.from_pretrained(pretrained, add_pooling_layer=False)
        config = encoder.config
        self.near = Near(encoder, layers)
        self.wide = Wide(encoder, config.num_hidden_layers - layers)
        self.dropout = nn.Dropout(0.1)
        self.label = nn.Linear(2 * config.hidden_size, len(LABELS))
        self.act = nn.Linear(2 * config.hidden_size, len(ACTS))

    def forward(self, batch: Batch) -> Outputs:
        """Return the logits of a batch of stretches."""
        states = self.near(batch.input_ids, batch.attention_mask)
        pooled = torch.bmm(batch.pool, states)[batch.pool.any(dim=-1)].float()
        near = pooled.new_zeros(*batch.mask.shape, pooled.shape[-1])
        near[batch.mask.bool()] = pooled
        wide = self.wide(near, batch.speakers, batch.mask)
        vectors = self.dropout(torch.cat([near, wide], dim=-1))
        return Outputs(self.label(vectors).float(), self.act(vectors).float())
