"""Export the fine-tuned network for run time: ONNX in 8-bit integers, scikit-learn heads."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from analyzer.taxonomy import ACTS, LABELS
from analyzer.training.network import Near, Network, Wide

SOME = 16
"""Utterances and word pieces of the inputs that the network is traced with."""


def export_encoder(network: Network, tokenizer: Path, directory: Path) -> None:
    """Write ``encoder.onnx`` and ``context.onnx``, quantized to 8 bits, and ``tokenizer.json``."""
    for part in (network.near, network.wide):
        part.encoder.set_attn_implementation("eager")  # the form that the optimizer can fuse
    integers = torch.ones(1, SOME, dtype=torch.long)
    axes = {1: "pieces"}
    _export(
        network.near,
        {"input_ids": integers, "attention_mask": integers},  # without a mask nothing is fused
        {"input_ids": axes, "attention_mask": axes, "states": axes},
        directory / "encoder.onnx",
    )
    near = torch.randn(1, SOME, network.near.encoder.config.hidden_size)
    axes = {1: "utterances"}
    _export(
        network.wide,
        {"near": near, "speakers": integers},
        {"near": axes, "speakers": axes, "placed": axes},
        directory / "context.onnx",
    )
    shutil.copyfile(tokenizer, directory / "tokenizer.json")


def _export(
    part: Near | Wide,
    inputs: Mapping[str, Tensor],
    axes: Mapping[str, Mapping[int, str]],
    path: Path,
) -> None:
    """Trace, fuse and quantize one encoder; the last of ``axes`` names its output.

    Weights are quantized per channel and to 7 bits of range, so that processors without
    VNNI instructions compute the same.
    """
    from onnx import TensorProto
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.transformers.fusion_options import FusionOptions
    from onnxruntime.transformers.optimizer import optimize_model

    config = part.encoder.config
    fusion = FusionOptions("bert")
    # ONNX Runtime's kernels of these are slower than what they stand for
    fusion.enable_skip_layer_norm = fusion.enable_bias_skip_layer_norm = False
    fusion.enable_embed_layer_norm = False
    with tempfile.TemporaryDirectory() as scratch:
        full = Path(scratch) / "full.onnx"
        torch.onnx.export(
            part.eval(),
            tuple(inputs.values()),
            full,
            input_names=[*inputs],
            output_names=[name for name in axes if name not in inputs],
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
        )
        fused = optimize_model(
            str(full),
            model_type="bert",
            num_heads=config.num_attention_heads,
            hidden_size=config.hidden_size,
            optimization_options=fusion,
            opt_level=0,
        )
        fused.save_model_to_file(str(full))
        quantize_dynamic(
            full,
            path,
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
            extra_options={"DefaultTensorType": TensorProto.FLOAT},
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
