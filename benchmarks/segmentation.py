"""Where utterances begin, against sentence-split conversations, by style; and what it costs.

    python benchmarks/segmentation.py ../shared/gold [--model DIR] [--senter ../shared/authored]

A turn is what one speaker says in a row of the window, joined by blanks. A boundary stands
inside a turn, counted in words from its beginning; turns' own ends do not count. Writes
`benchmarks/segmentation.md`.
"""

from __future__ import annotations

import os
import random
import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, groupby
from pathlib import Path
from typing import Annotated, NamedTuple

import typer
from sklearn.metrics import cohen_kappa_score

from analyzer.classify import Model
from analyzer.labelled import Conversation, load
from analyzer.segment import FindStarts, segment
from analyzer.taxonomy import LABELS
from analyzer.transcript import Mark, Turn

PACE = 0.35
"""Seconds of a word in made captions."""
SHUFFLED = 3
"""Seed of the captions and of the marks taken away."""
EPOCHS = 12
"""Passes over the training conversations for spaCy's senter."""


class Said(NamedTuple):
    """A turn of a window: its speaker and sentences, with their labels."""

    speaker: str | None
    sentences: tuple[str, ...]
    labels: tuple[str | None, ...]

    @property
    def ends(self) -> set[int]:
        """Words from the turn's beginning to each boundary inside it."""
        return set([*accumulate(len(s.split()) for s in self.sentences)][:-1])


class Tally(NamedTuple):
    """Boundaries found, wanted, and both."""

    found: int = 0
    wanted: int = 0
    right: int = 0

    def plus(self, found: set[int], wanted: set[int]) -> Tally:
        """Return the tally with one more turn."""
        right = len(found & wanted)
        return Tally(self.found + len(found), self.wanted + len(wanted), self.right + right)

    def __str__(self) -> str:
        precision, recall = self.right / max(self.found, 1), self.right / max(self.wanted, 1)
        f1 = 2 * self.right / max(self.found + self.wanted, 1)
        return f"{f1:.3f} ({precision:.2f}/{recall:.2f})"


def punctuated(text: str) -> str:
    """Return the text as it is."""
    return text


def unpunctuated(text: str) -> str:
    """Return the text in lower case without punctuation."""
    return " ".join(re.findall(r"[\w']+", text.lower()))


def sparse(text: str) -> str:
    """Return the text with one mark of ten left."""
    chance = random.Random(len(text))
    return " ".join(re.sub(r"[^\w\s']+", lambda m: m[0] * (chance.random() < 0.1), text).split())


STYLES: dict[str, Callable[[str], str]] = {
    "punctuated": punctuated,
    "unpunctuated": unpunctuated,
    "captions": unpunctuated,
    "sparse": sparse,
}


def turns(conversation: Conversation, restyle: Callable[[str], str]) -> Iterator[Said]:
    """Yield the turns of a window; sentences without a word are left out."""
    for speaker, rows in groupby(conversation.utterances, lambda u: u.speaker):
        kept = [(text, row.label) for row in rows if (text := restyle(row.text))]
        if kept:
            texts, labels = zip(*kept, strict=True)
            yield Said(speaker, texts, labels)


def as_turn(said: Said, style: str, chance: random.Random) -> Turn:
    """Return what is segmented; captions break at arbitrary words, with short gaps."""
    text = " ".join(said.sentences)
    if style != "captions":
        return Turn(speaker=said.speaker, text=text)
    marks, clock, left = [], 0.0, 0
    for word in re.finditer(r"\S+", text):
        if not left:
            left = chance.randint(4, 10)
            clock += chance.uniform(0, 0.3)
            marks.append(Mark(offset=word.start(), start=clock, end=clock + left * PACE))
            clock += left * PACE
        left -= 1
    return Turn(speaker=said.speaker, text=text, marks=tuple(marks))


def tallies(
    conversations: Sequence[Conversation], style: str, find: FindStarts | None
) -> dict[str, Tally]:
    """Return a tally by source and of all."""
    chance = random.Random(SHUFFLED)
    result: dict[str, Tally] = defaultdict(Tally)
    for conversation in conversations:
        said = list(turns(conversation, STYLES[style]))
        given = [as_turn(turn, style, chance) for turn in said]
        found: dict[int, set[int]] = defaultdict(set)
        for utterance in segment(given, find):
            before = given[utterance.turn].text[: utterance.offset]
            found[utterance.turn].add(len(before.split()))
        for number, turn in enumerate(said):
            for name in ("all", conversation.source):
                result[name] = result[name].plus(found[number] - {0}, turn.ends)
    return result


def word_agreement(
    conversations: Sequence[Conversation], model: Model, find: FindStarts | None
) -> tuple[float, float, int]:
    """Return accuracy and kappa of labels by words of unpunctuated turns, and their number."""
    truth, guess = [], []
    for conversation in conversations:
        said = list(turns(conversation, unpunctuated))
        given = [Turn(speaker=t.speaker, text=" ".join(t.sentences)) for t in said]
        utterances = segment(given, find)
        best = model.predict(utterances).probabilities.argmax(axis=1)
        guess += [LABELS[b] for u, b in zip(utterances, best, strict=True) for _ in u.text.split()]
        truth += [
            label
            for turn in said
            for sentence, label in zip(turn.sentences, turn.labels, strict=True)
            for _ in sentence.split()
        ]
    known = [(t, g) for t, g in zip(truth, guess, strict=True) if t is not None]
    right = sum(t == g for t, g in known) / len(known)
    return right, float(cohen_kappa_score(*zip(*known, strict=True))), len(known)


def rate(conversations: Sequence[Conversation], style: str, find: FindStarts | None) -> float:
    """Return words segmented per second of one core, the best of three runs."""
    chance = random.Random(SHUFFLED)
    given = [as_turn(t, style, chance) for c in conversations for t in turns(c, STYLES[style])]
    segment(given, find)
    seconds = []
    for _ in range(3):
        began = time.process_time()
        segment(given, find)
        seconds.append(time.process_time() - began)
    return sum(turn.words for turn in given) / min(seconds)


def senter(training: Sequence[Conversation]) -> FindStarts:
    """Train spaCy's senter on the same sentences without punctuation, to compare with."""
    import spacy
    from spacy.tokens import Doc
    from spacy.training import Example
    from spacy.util import minibatch

    nlp = spacy.blank("en")
    pipe = nlp.add_pipe("senter")
    examples = []
    for conversation in training:
        for said in turns(conversation, unpunctuated):
            words = " ".join(said.sentences).split()
            starts = [n == 0 or n in said.ends for n in range(len(words))]
            gold = Doc(nlp.vocab, words=words, sent_starts=starts)
            examples.append(Example(Doc(nlp.vocab, words=words), gold))
    chance = random.Random(SHUFFLED)
    optimizer = nlp.initialize(lambda: examples[:100])
    for _ in range(EPOCHS):
        chance.shuffle(examples)
        for batch in minibatch(examples, 64):
            nlp.update(batch, sgd=optimizer, drop=0.1)

    def find(texts: Sequence[str]) -> list[dict[int, float]]:
        found = []
        for text in texts:
            words = list(re.finditer(r"\S+", text))
            doc = Doc(nlp.vocab, words=[word[0] for word in words])
            [scores] = pipe.model.predict([doc])  # unnormalized, of inside and of start
            log_odds = (scores[:, 1] - scores[:, 0]).tolist()
            found.append({w.start(): odds for w, odds in zip(words, log_odds, strict=True)})
        return found

    return find


def page(conversations: Sequence[Conversation], model: Model, others: dict[str, FindStarts]) -> str:
    """Return the tables that are written."""
    ways: dict[str, FindStarts | None] = {"rules": None, "network": model.sentence_ends, **others}
    rows = {
        (style, way): tallies(conversations, style, find)
        for style in STYLES
        for way, find in ways.items()
    }
    columns = ["all", *sorted({c.source for c in conversations})]
    wanted = rows["unpunctuated", "rules"]
    words = sum(turn.words for c in conversations for turn in given_turns(c))
    lines = [
        "# Segmentation",
        "",
        "Written by `python benchmarks/segmentation.py`. Boundaries inside turns of "
        f"{len(conversations)} conversations, {words:,} words: F1 (precision/recall). Captions "
        "break unpunctuated turns at arbitrary words, with gaps of 0 to 0.3 s that tell "
        "nothing; sparse text has one mark of punctuation in ten left.",
        "",
        "| style | by | " + " | ".join(f"{c}, n = {wanted[c].wanted}" for c in columns) + " |",
        "|---|---|" + "---|" * len(columns),
        *(
            f"| {style} | {way} | " + " | ".join(str(row[c]) for c in columns) + " |"
            for (style, way), row in rows.items()
        ),
        "",
        "Labels by words, unpunctuated turns given whole:",
        "",
        "| segmented by | accuracy | kappa | n |",
        "|---|---:|---:|---:|",
    ]
    for way in ("rules", "network"):
        accuracy, kappa, n = word_agreement(conversations, model, ways[way])
        lines.append(f"| {way} | {accuracy:.3f} | {kappa:.3f} | {n:,} |")
    lines += ["", "| words/s of one core | punctuated | unpunctuated |", "|---|---:|---:|"]
    for way in ("rules", "network"):
        rates = (rate(conversations, s, ways[way]) for s in ("punctuated", "unpunctuated"))
        lines.append(f"| {way} | " + " | ".join(f"{words:,.0f}" for words in rates) + " |")
    return "\n".join(lines) + "\n"


def given_turns(conversation: Conversation) -> list[Turn]:
    """Return a window's turns without punctuation."""
    chance = random.Random(SHUFFLED)
    return [as_turn(said, "unpunctuated", chance) for said in turns(conversation, unpunctuated)]


def main(
    gold: Path,
    pattern: Annotated[str, typer.Option(help="Ids of the conversations.")] = "de*",
    model: Annotated[Path | None, typer.Option(help="Model directory.")] = None,
    senter_on: Annotated[
        Path | None, typer.Option("--senter", help="Authored conversations; trains spaCy's too.")
    ] = None,
) -> None:
    """Measure and write the page."""
    os.environ["TOKENIZERS_PARALLELISM"] = "false"  # one core, as the rates say
    others = {}
    if senter_on:
        others["spaCy's senter"] = senter([*load(gold, "t*"), *load(senter_on)])
    text = page(load(gold, pattern), Model(model, threads=1), others)
    Path(__file__).with_suffix(".md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    typer.run(main)
