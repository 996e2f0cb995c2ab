"""Export the fine-tuned network for run time: ONNX in 8-bit integers, scikit-learn heads."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from analyzer.taxonomy import ACTS, LABELS
from analyzer.training.network import Network


class _Traced(nn.Module):
    """What runs in ONNX: the states, and the span log-odds on them."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self._network = network

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> tuple[Tensor, Tensor]:
        states = self._network.states(input_ids, attention_mask)
        return states, self._network.spans(states)


def export_encoder(network: Network, tokenizer: Path, directory: Path) -> None:
    """Write ``encoder.onnx``, fused and quantized to 8 bits, and ``tokenizer.json``.

    Weights are quantized per channel and to 7 bits of range, so that processors without
    VNNI instructions compute the same.
    """
    from onnx import TensorProto
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.transformers.optimizer import optimize_model

    config = network.encoder.config
    with tempfile.TemporaryDirectory() as scratch:
        full = Path(scratch) / "full.onnx"
        _trace(network, full)
        fused = optimize_model(
            str(full),
            model_type="bert",
            num_heads=config.num_attention_heads,
            hidden_size=config.hidden_size,
        )
        fused.save_model_to_file(str(full))
        quantize_dynamic(
            full,
            directory / "encoder.onnx",
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
            extra_options={"DefaultTensorType": TensorProto.FLOAT},
        )
    shutil.copyfile(tokenizer, directory / "tokenizer.json")


def _trace(network: Network, path: Path) -> None:
    ids = torch.ones(2, 16, dtype=torch.long)
    names = ("input_ids", "attention_mask", "states", "spans")
    torch.onnx.export(
        _Traced(network).eval(),
        (ids, ids),
        path,
        input_names=names[:2],
        output_names=names[2:],
        dynamic_axes={name: {0: "windows", 1: "pieces"} for name in names},
        opset_version=17,
        dynamo=False,
    )


def heads(network: Network) -> dict[str, Any]:
    """Return the label and act heads as fitted scikit-learn logistic regressions."""
    return {
        "label": _regression(network.label, LABELS),
        "act": _regression(network.act, ACTS),
    }


def _regression(layer: nn.Linear, classes: tuple[str, ...]) -> Any:
    from sklearn.linear_model import LogisticRegression

    order = np.argsort(classes)
    head = LogisticRegression()
    head.classes_ = np.array(classes)[order]
    head.coef_ = layer.weight.detach().double().numpy()[order]
    head.intercept_ = layer.bias.detach().double().numpy()[order]
    head.n_features_in_ = layer.in_features
    head.n_iter_ = np.array([0], dtype=np.int32)
    return head
