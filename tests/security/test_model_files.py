"""A model directory cannot run code, read other files or be altered unnoticed."""

import json
import os
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from analyzer.classify import FILES, Model, default_directory, file_hash
from analyzer.errors import ModelError

Change = Callable[[Path], None]


@pytest.fixture
def model(tmp_path: Path) -> Path:
    directory = tmp_path / "model"
    shutil.copytree(default_directory(), directory)
    return directory


def listed(directory: Path) -> None:
    """List the files as they are now, as whoever hands out a hostile model would."""
    meta = json.loads((directory / "meta.json").read_text())
    meta["files"] = {name: file_hash(directory / name) for name in meta["files"]}
    (directory / "meta.json").write_text(json.dumps(meta))


def test_the_copy_is_a_model(model: Path) -> None:
    listed(model)
    assert Model(model).heads["label"].classes_ is not None


@pytest.mark.parametrize("name", FILES)
def test_a_changed_byte_is_noticed(name: str, model: Path) -> None:
    data = bytearray((model / name).read_bytes())
    data[len(data) // 2] ^= 1
    (model / name).write_bytes(data)
    with pytest.raises(ModelError, match="not the one that meta"):
        Model(model)


def rewrite_meta(**changes: Any) -> Change:
    def change(directory: Path) -> None:
        meta = json.loads((directory / "meta.json").read_text()) | changes
        (directory / "meta.json").write_text(json.dumps(meta))

    return change


METAS: dict[str, Change] = {
    "no files": rewrite_meta(files={}),
    "files of another type": rewrite_meta(files=7),
    "files as a list": rewrite_meta(files=["encoder.onnx"]),
    "threshold of words": rewrite_meta(threshold="high"),
    "another taxonomy": rewrite_meta(taxonomy="0"),
    "a list": lambda directory: (directory / "meta.json").write_text("[]") and None,
    "deep": lambda directory: (directory / "meta.json").write_text("[" * 100_000) and None,
    "no JSON": lambda directory: (directory / "meta.json").write_bytes(b"\x00\xff") and None,
    "no file": lambda directory: (directory / "meta.json").unlink(),
}


@pytest.mark.parametrize("name", METAS)
def test_a_wrong_meta_is_a_model_error(name: str, model: Path) -> None:
    METAS[name](model)
    with pytest.raises(ModelError):
        Model(model)


def replace_schema(path: Path, schema: dict[str, Any]) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("schema.json", json.dumps(schema))


def skops_of(module: str, name: str, loader: str, **more: Any) -> dict[str, Any]:
    node = {"__class__": name, "__module__": module, "__loader__": loader, "__id__": 1, **more}
    return {**node, "protocol": 2, "_skops_version": "0.11"}


HOSTILE = {
    "a call of os.system": skops_of(
        "os", "system", "FunctionNode", content={"function": "system", "module_path": "os"}
    ),
    "a class of subprocess": skops_of(
        "subprocess",
        "Popen",
        "ObjectNode",
        content={
            "__class__": "dict",
            "__module__": "builtins",
            "__loader__": "DictNode",
            "content": {},
            "key_types": {
                "__class__": "list",
                "__module__": "builtins",
                "__loader__": "ListNode",
                "content": [],
            },
        },
    ),
    "a reduced object": skops_of("builtins", "eval", "TypeNode"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_head_that_would_run_code_is_refused(name: str, model: Path, tmp_path: Path) -> None:
    replace_schema(model / "label.skops", HOSTILE[name])
    listed(model)
    with pytest.raises(ModelError):
        _ = Model(model).heads["label"]


class Bomb:
    def __init__(self, target: Path) -> None:
        self.target = target

    def __reduce__(self) -> tuple[Callable[[str], int], tuple[str]]:
        return os.system, (f"touch {self.target}",)


def test_a_pickle_in_place_of_a_head_is_not_loaded(model: Path, tmp_path: Path) -> None:
    import pickle

    mark = tmp_path / "ran"
    (model / "label.skops").write_bytes(pickle.dumps(Bomb(mark)))
    listed(model)
    with pytest.raises(ModelError, match="cannot be loaded"):
        _ = Model(model).heads["label"]
    assert not mark.exists()


def test_an_encoder_reads_no_file_outside_the_model(model: Path, tmp_path: Path) -> None:
    """ONNX tensors may name an external file; one outside the directory is refused."""
    onnx = pytest.importorskip("onnx")
    secret = tmp_path / "secret"
    secret.write_bytes(b"\0" * 4)
    tensor = onnx.helper.make_tensor("w", onnx.TensorProto.FLOAT, [1], [0.0])
    tensor.ClearField("float_data")
    tensor.data_location = onnx.TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value="../secret")
    ids = onnx.helper.make_tensor_value_info("x", onnx.TensorProto.FLOAT, [1])
    out = onnx.helper.make_tensor_value_info("y", onnx.TensorProto.FLOAT, [1])
    graph = onnx.helper.make_graph(
        [onnx.helper.make_node("Add", ["x", "w"], ["y"])], "g", [ids], [out], [tensor]
    )
    opset = [onnx.helper.make_opsetid("", 17)]
    (model / "encoder.onnx").write_bytes(
        onnx.helper.make_model(graph, opset_imports=opset, ir_version=8).SerializeToString()
    )
    listed(model)
    with pytest.raises(ModelError):
        _ = Model(model).encoder


@pytest.mark.parametrize("name", ["encoder.onnx", "context.onnx", "tokenizer.json"])
@pytest.mark.parametrize("data", [b"", b"\0" * 100, b"{}", b"[" * 50_000])
def test_damaged_files_are_model_errors(name: str, data: bytes, model: Path) -> None:
    (model / name).write_bytes(data)
    listed(model)
    with pytest.raises(ModelError):
        _ = Model(model).encoder
