import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import skops.io

from analyzer import taxonomy
from analyzer.classify import FILES, Model, default_directory, file_hash, read_head
from analyzer.errors import ModelError
from analyzer.transcript import Utterance


def utterances(*texts: str) -> list[Utterance]:
    return [
        Utterance(index=i, turn=i, offset=0, speaker="AB"[i % 2], text=text)
        for i, text in enumerate(texts)
    ]


@pytest.fixture(scope="module")
def model() -> Model:
    return Model(threads=1)


PLAIN = [
    ("I'll send you the revised order form by Friday.", "close", "promise"),
    ("Could you send me last year's volumes by Tuesday?", "close", "request"),
    ("Is there budget set aside for this year?", "invest", "none"),
    ("We closed eleven of fourteen deals last quarter.", "review", "none"),
    ("Mm-hmm.", "other", "none"),
]


@pytest.mark.parametrize(("text", "label", "act"), PLAIN)
def test_plain_cases(model: Model, text: str, label: str, act: str) -> None:
    said = model.predict(utterances("Okay, so.", text))
    assert (taxonomy.LABELS[said.probabilities[1].argmax()], said.acts[1]) == (label, act)


def test_probabilities_add_up_and_confidence_is_the_highest(model: Model) -> None:
    said = model.predict(utterances("Okay.", "We could start with one site.", "Why not."))
    assert np.allclose(said.probabilities.sum(axis=1), 1)
    assert np.allclose(said.act_probabilities.sum(axis=1), 1)
    assert np.array_equal(said.confidence, said.probabilities.max(axis=1))


def test_below_the_threshold_a_label_is_unsure(model: Model) -> None:
    strict = Model(threads=1)
    strict.threshold = 1.01
    assert set(strict.predict(utterances("Okay.", "Good.")).labels) == {taxonomy.UNSURE}


def test_nothing_said_gives_nothing(model: Model) -> None:
    said = model.predict([])
    assert said.labels == () and said.probabilities.shape == (0, 13)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    directory = tmp_path / "model"
    shutil.copytree(default_directory(), directory)
    return directory


def relist(directory: Path) -> None:
    meta = json.loads((directory / "meta.json").read_text())
    meta["files"] = {name: file_hash(directory / name) for name in FILES}
    (directory / "meta.json").write_text(json.dumps(meta))


def test_a_copy_is_the_same_model(copy: Path, model: Model) -> None:
    assert Model(copy).id == model.id


@pytest.mark.parametrize("name", ["threshold", "act_threshold"])
def test_another_threshold_is_another_model(copy: Path, model: Model, name: str) -> None:
    meta = json.loads((copy / "meta.json").read_text())
    (copy / "meta.json").write_text(json.dumps({**meta, name: 0.77}))
    assert Model(copy).id != model.id


def test_unchanged_files_are_hashed_once(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[Path] = []
    monkeypatch.setattr("analyzer.classify.file_hash", lambda path: hashed.append(path) or "")
    for _ in range(2):
        with pytest.raises(ModelError, match="not the one"):
            Model(copy)
    assert len(hashed) == 1


@pytest.mark.parametrize("name", ["label", "act"])
def test_a_head_says_what_scikit_learn_says(model: Model, name: str) -> None:
    head = read_head(default_directory() / f"{name}.skops")
    theirs = model.heads[name]
    vectors = np.random.default_rng(1).normal(size=(5, len(head.weights[0]))).astype(np.float32)
    assert np.allclose(
        head.probabilities(vectors, list(theirs.classes_)), theirs.predict_proba(vectors)
    )


@pytest.mark.parametrize("name", FILES)
def test_an_altered_file_is_refused(copy: Path, name: str) -> None:
    with (copy / name).open("ab") as file:
        file.write(b" ")
    with pytest.raises(ModelError, match=r"not the one that meta\.json lists"):
        Model(copy)


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(copy: Path, name: str) -> None:
    (copy / name).unlink()
    with pytest.raises(ModelError, match="missing") as caught:
        Model(copy)
    assert caught.value.path and caught.value.path.endswith(name)


META = [
    ("{", "expected JSON"),
    (
        '{"files": {}, "taxonomy": "0", "threshold": 0.5, "act_threshold": 0.5}',
        "made for taxonomy 0",
    ),
    ('{"files": {}}', "expected JSON"),
]


@pytest.mark.parametrize(("text", "message"), META)
def test_a_wrong_meta_is_refused(copy: Path, text: str, message: str) -> None:
    (copy / "meta.json").write_text(text)
    with pytest.raises(ModelError, match=message):
        Model(copy)


def test_a_directory_without_a_model(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no model here"):
        Model(tmp_path)


class Foreign:
    """A type that scikit-learn does not know."""


def test_a_head_that_would_run_code_is_refused(copy: Path) -> None:
    skops.io.dump(Foreign(), copy / "label.skops")
    relist(copy)
    with pytest.raises(ModelError, match="not trusted"):
        Model(copy).predict(utterances("Hello."))


@pytest.mark.parametrize("name", ["encoder.onnx", "context.onnx", "tokenizer.json", "label.skops"])
def test_garbage_that_is_listed_is_refused(copy: Path, name: str) -> None:
    (copy / name).write_bytes(b"garbage")
    relist(copy)
    with pytest.raises(ModelError, match="cannot be loaded"):
        Model(copy).predict(utterances("Hello."))
