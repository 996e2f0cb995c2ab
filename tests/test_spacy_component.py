from importlib.metadata import entry_points
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin, Span

from analyzer import spacy_component
from analyzer.errors import ModelError
from analyzer.taxonomy import LABELS, PHASE_OF, UNSURE

CALL = """\
Ana (Fernhill): What made you look at this now?  We lost a day last month, too.
Bo: Counting by hand. It takes us two days!

Ana (Fernhill): Can you send me last year's counts by Friday?
Bo: Sure, I'll send them Thursday.
"""


@pytest.fixture(scope="module")
def nlp() -> Language:
    nlp = spacy.blank("en")
    nlp.add_pipe("cycle_of_value")
    return nlp


def test_utterances_are_spans_of_the_document(nlp: Language) -> None:
    doc = nlp(CALL)
    spans = doc.spans["utterances"]
    assert [span.text for span in spans] == [
        "What made you look at this now?",
        "We lost a day last month, too.",
        "Counting by hand.",
        "It takes us two days!",
        "Can you send me last year's counts by Friday?",
        "Sure, I'll send them Thursday.",
    ]
    speakers = ["Ana (Fernhill)", "Ana (Fernhill)", "Bo", "Bo", "Ana (Fernhill)", "Bo"]
    assert [span._.speaker for span in spans] == speakers
    for span in spans:
        assert span.label_ in (*LABELS, UNSURE) and 0 < span._.confidence <= 1
        assert span._.phase == PHASE_OF.get(span.label_)


def test_promises_know_their_span(nlp: Language) -> None:
    doc = nlp.make_doc(CALL)
    doc._.said = "2026-03-11T10:00"
    doc = nlp(doc)
    *_, asked, promised = doc.spans["utterances"]
    assert asked._.act == "request" and promised._.act in ("promise", "accept")
    (promise,) = promised._.promises
    assert (promise["who"], promise["what"], promise["due_latest"][:10]) == (
        "Bo",
        "send them",
        "2026-03-12",
    )
    assert doc.spans["utterances"][0]._.promises == ()


def test_a_date_that_is_not_said_is_not_guessed(nlp: Language) -> None:
    assert {promise["due_latest"] for promise in nlp(CALL)._.promises} == {None}


PLAIN = [
    ("Note: this has no speakers.\nIt goes on here.", [None, None]),
    ("I'll send it tonight.", [None]),
    ("At 10:30 we meet. Fine.", [None, None]),
    ("", []),
    (" \n ", []),
]


@pytest.mark.parametrize(("text", "speakers"), PLAIN)
def test_text_without_speakers(nlp: Language, text: str, speakers: list[None]) -> None:
    doc = nlp(text)
    assert [span._.speaker for span in doc.spans["utterances"]] == speakers


def test_turns_that_are_marked_are_taken(nlp: Language) -> None:
    doc = nlp.make_doc("Are you in? Yes, I am.")
    doc.spans["turns"] = [Span(doc, 0, 4, label="Ana"), Span(doc, 4, len(doc), label="Bo")]
    assert [span._.speaker for span in nlp(doc).spans["utterances"]] == ["Ana", "Bo"]


def test_documents_are_stored_with_all_that_was_found(nlp: Language) -> None:
    docs = DocBin(docs=[nlp(CALL)], store_user_data=True).to_bytes()
    (stored,) = DocBin().from_bytes(docs).get_docs(nlp.vocab)
    doc = nlp(CALL)
    assert stored._.promises == doc._.promises
    labels = [[span.label_ for span in one.spans["utterances"]] for one in (doc, stored)]
    assert labels[0] == labels[1]
    assert stored.spans["utterances"][-1]._.promises


def test_a_pipeline_is_stored_with_its_model(tmp_path: Path) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("cycle_of_value", config={"model": str(tmp_path / "mine")})
    nlp.to_disk(tmp_path / "pipeline")
    again = spacy.load(tmp_path / "pipeline")
    with pytest.raises(ModelError, match="mine: no model here"):
        again("I'll send it.")


def test_tokens_that_join_utterances() -> None:
    nlp = spacy.blank("xx")
    nlp.add_pipe("cycle_of_value")
    doc = Doc(nlp.vocab, words=["We", "won.I'll", "send", "it."])
    spans = nlp(doc).spans["utterances"]
    assert spans[0].start == 0 and spans[-1].end == len(doc)


def test_it_is_found_without_an_import() -> None:
    registered = entry_points(group="spacy_factories", name="cycle_of_value")
    if not registered:
        pytest.skip("the package is not installed, so it has no entry points")
    assert registered["cycle_of_value"].load() is spacy_component.make
