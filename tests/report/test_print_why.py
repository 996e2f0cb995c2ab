import io
from dataclasses import replace

import pytest
from rich.console import Console

from analyzer.report import print_reason
from analyzer.transcript import Utterance
from analyzer.why import Example, Reason, Weighed


def weighed(text: str, weight: float) -> Weighed:
    return Weighed(utterance=2, start=0, end=len(text), text=text, weight=weight, without=0.41)


@pytest.fixture
def reason() -> Reason:
    return Reason(
        utterance=Utterance(index=2, turn=1, offset=0, speaker="Ana", text="I'll send it. "),
        label="close",
        probability=0.93,
        unsure=False,
        words=(weighed("I'll", 2.2), weighed("send", -0.4), weighed("it.", 0.01)),
        context=(),
        examples=(Example(text="I'll call.", label="close", act="promise", similarity=0.9),),
    )


def shown(reason: Reason) -> str:
    file = io.StringIO()
    print_reason(Console(file=file, width=100), reason)
    return " ".join(file.getvalue().split())


def test_what_is_shown(reason: Reason) -> None:
    assert shown(reason) == (
        "Ana: I'll send it. close, 93 % moved by for I'll without it close 41 % "
        "against send without it close 41 % "
        "labelled examples most like it close, promise I'll call. 0.90 alike"
    )


def test_words_cannot_style_the_terminal(reason: Reason) -> None:
    words = (weighed("[red]\x1b[31mnow", 1.0),)
    assert "[red]\ufffd[31mnow" in shown(replace(reason, words=words))


def test_doubt_is_told(reason: Reason) -> None:
    assert "too little to be given: unsure" in shown(replace(reason, unsure=True))
