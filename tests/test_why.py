import shutil
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analyzer import batch, why
from analyzer.classify import Model, default_directory, write_meta
from analyzer.errors import ConfigError, ModelError
from analyzer.inputs import find
from analyzer.transcript import Utterance

SAID = [
    ("Dana", "Thanks for the time."),
    ("Joanne", "Could you send me the pilot terms?"),
    ("Dana", "I'll send you the pilot terms by Friday."),
    ("Joanne", "Okay."),
]


@pytest.fixture(scope="module")
def model() -> Model:
    return Model(threads=1)


def utterances(said: list[tuple[str, str]]) -> list[Utterance]:
    return [
        Utterance(index=i, turn=i, offset=0, speaker=speaker, text=text)
        for i, (speaker, text) in enumerate(said)
    ]


def test_every_word_and_neighbour_is_weighed(model: Model) -> None:
    reason = why.explain(model, utterances(SAID), 2)
    words = sorted(reason.words, key=lambda one: one.start)
    assert " ".join(one.text for one in words) == SAID[2][1]
    assert {one.utterance for one in reason.words} == {2}
    assert {one.utterance: one.text for one in reason.context} == {i: SAID[i][1] for i in (0, 1, 3)}


def test_the_promise_words_speak_for_a_promise(model: Model) -> None:
    reason = why.explain(model, utterances(SAID), 2)
    assert (reason.label, reason.unsure) == ("close", False)
    assert "I'll" in reason.words[0].text
    assert reason.words[0].weight > 0 and reason.words[0].without < reason.probability


def test_it_says_the_same_each_time(model: Model) -> None:
    assert why.explain(model, utterances(SAID), 1) == why.explain(model, utterances(SAID), 1)


def test_a_long_utterance_is_weighed_in_stretches(model: Model) -> None:
    reason = why.explain(model, utterances([("Dana", "so the pilot goes on " * 13)]), 0)
    assert 10 <= len(reason.words) <= why.GROUPS
    assert reason.context == ()


def test_the_window_is_that_of_the_conversation(model: Model) -> None:
    long = utterances([("AB"[n % 2], f"And then there is site number {n}.") for n in range(80)])
    reason = why.explain(model, long, 60)
    assert reason.probability == pytest.approx(model.predict(long).confidence[60])


def test_beyond_the_conversation(model: Model) -> None:
    with pytest.raises(ConfigError, match="no utterance 4: there are 4"):
        why.explain(model, utterances(SAID), 4)


EXAMPLES = [
    ("I'll send the terms tonight.", "close", "promise", [90, 90, 0]),
    ("Nice weather.", "other", "none", [0, 0, 127]),
    ("I can send them.", "close", "offer", [127, 0, 0]),
    ("Never.", "opinion", "none", [-127, -127, 0]),
]


@pytest.fixture
def with_examples(tmp_path: Path) -> Model:
    directory = tmp_path / "model"
    shutil.copytree(default_directory(), directory)
    texts, labels, acts, vectors = zip(*EXAMPLES, strict=True)
    flat = pa.array(np.array(vectors, dtype=np.int8).ravel())
    columns = {"text": texts, "label": labels, "act": acts}
    table = pa.table({**columns, "vector": pa.FixedSizeListArray.from_arrays(flat, 3)})
    pq.write_table(table, directory / why.EXAMPLES)
    write_meta(directory, {"threshold": 0.0, "act_threshold": 0.5})
    return Model(directory, threads=1)


def test_the_nearest_examples(with_examples: Model) -> None:
    found = why.nearest(with_examples, np.array([2.0, 2.0, 0.1], dtype=np.float32))
    assert [one.text for one in found] == [EXAMPLES[0][0], EXAMPLES[2][0], EXAMPLES[1][0]]
    assert found[0].similarity == pytest.approx(1.0, abs=0.01) and found[0].act == "promise"


def test_examples_that_are_no_table(with_examples: Model) -> None:
    (with_examples.directory / why.EXAMPLES).write_bytes(b"garbage")
    with pytest.raises(ModelError, match=r"not the one that meta\.json lists"):
        Model(with_examples.directory)
    with pytest.raises(ModelError, match="cannot be loaded"):
        why.nearest(with_examples, np.ones(3, dtype=np.float32))


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("calls")
    (folder / "harbor.txt").write_text("\n".join(f"{who}: {text}" for who, text in SAID) + "\n")
    batch.score(find([str(folder)]).files, folder / "out", workers=1)
    return folder / "out"


def test_a_scored_utterance(results: Path, model: Model) -> None:
    reason = why.scored(results, "harbor", 2, model)
    assert reason.utterance.text == SAID[2][1] and reason.label == "close"


def test_another_model_cannot_say_why(results: Path, with_examples: Model) -> None:
    with pytest.raises(ModelError, match="was scored by model"):
        why.scored(results, "harbor", 2, with_examples)
