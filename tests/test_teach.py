import json
from pathlib import Path

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from analyzer import teach
from analyzer.classify import Model, default_directory
from analyzer.errors import ConfigError
from analyzer.labelled import Conversation, Labelled
from analyzer.transcript import Utterance


@pytest.fixture(scope="module")
def model() -> Model:
    return Model(threads=1)


def head(rows: int = 400) -> tuple[LogisticRegression, np.ndarray, np.ndarray]:
    """Return a head, and vectors with answers that it gets wrong: two classes are swapped."""
    chance = np.random.default_rng(0)
    vectors = 4 * chance.normal(size=(rows, 8))
    truth = np.array(["close", "invent", "other"])[vectors[:, :3].argmax(axis=1)]
    swapped = np.where(truth == "close", "invent", np.where(truth == "invent", "close", truth))
    return LogisticRegression().fit(vectors, truth), vectors, swapped


def test_few_corrections_move_little_and_many_move_more() -> None:
    fitted, vectors, truth = head()
    moved = [teach.move(fitted, vectors[:n], truth[:n]) for n in (0, 4, 40, 400)]
    right = [float((one.predict(vectors) == truth).mean()) for one in moved]
    assert right == sorted(right) and right[0] < 0.5 and right[-1] > 0.8
    distance = [float(np.abs(one.coef_ - fitted.coef_).sum()) for one in moved]
    assert distance[0] == 0 and distance == sorted(distance)


def test_what_is_taught_leaves_the_head_it_starts_from() -> None:
    fitted, vectors, truth = head()
    before = fitted.coef_.copy()
    teach.move(fitted, vectors, truth)
    assert np.array_equal(fitted.coef_, before)


LESSONS = [
    ("Where do we stand on the rollout?", "review"),
    ("Did the crew get their badges?", "review"),
    ("Who is covering the north dock?", "clarify"),
    ("The scanners freeze twice a shift.", "intersect"),
]


def lessons(name: str) -> Conversation:
    utterances = [Labelled(speaker="Ana", text=t, label=label, act="none") for t, label in LESSONS]
    utterances.insert(2, Labelled(speaker="Ben", text="Mm-hmm."))
    return Conversation(id=name, source="test", group=name, utterances=tuple(utterances))


def test_a_taught_model_is_a_model(model: Model, tmp_path: Path) -> None:
    conversations = [lessons("a"), lessons("b"), lessons("c")]
    taught = teach.teach(model, conversations, tmp_path / "model")
    assert (taught.utterances, taught.conversations) == (12, 3)
    assert taught.after is not None and taught.after.accuracy >= taught.before.accuracy
    new = Model(tmp_path / "model", threads=1)
    assert new.id != model.id and new.threshold == model.threshold
    assert new.meta["taught_on"]["base"] == model.id and "figures" not in new.meta
    card = (tmp_path / "model" / "README.md").read_text()
    assert f"The model {model.id}" in card and "12 labelled\nutterances of 3 conv" in card
    assert f"| accuracy | {taught.before.accuracy:.2f} | {taught.after.accuracy:.2f} |" in card
    said = [Utterance(index=0, turn=0, offset=0, speaker="Ana", text=LESSONS[0][0])]
    label = list(new.heads["label"].classes_).index("review")
    vectors = new.encoder(["Ana"], [said[0].text])
    before, after = (m.heads["label"].predict_proba(vectors)[0, label] for m in (model, new))
    assert after > before


def test_one_conversation_cannot_be_judged_without_itself(model: Model, tmp_path: Path) -> None:
    taught = teach.teach(model, [lessons("a")], tmp_path / "model")
    assert taught.after is None
    meta = json.loads((tmp_path / "model" / "meta.json").read_text())
    assert meta["taught_on"]["after"] is None
    card = (tmp_path / "model" / "README.md").read_text()
    assert "is not known" in card and "| – |\n" in card


def test_a_taught_model_may_be_taught_again(model: Model, tmp_path: Path) -> None:
    for _ in range(2):
        teach.teach(model, [lessons("a")], tmp_path / "model")
    assert [path.name for path in tmp_path.iterdir()] == ["model"]


def test_nothing_else_is_written_over(model: Model, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(ConfigError, match="no taught model"):
        teach.teach(model, [lessons("a")], tmp_path)
    with pytest.raises(ConfigError, match="the model to start from"):
        teach.teach(model, [lessons("a")], default_directory())


def test_nothing_to_learn_from(model: Model, tmp_path: Path) -> None:
    utterances = (Labelled(speaker="Ana", text="Hi."),)
    empty = Conversation(id="a", source="test", group="a", utterances=utterances)
    with pytest.raises(ConfigError, match="no labelled utterance"):
        teach.teach(model, [empty], tmp_path / "model")
