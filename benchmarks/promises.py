"""Measure promise extraction against labelled conversations.

    python benchmarks/promises.py [--gold ../shared/gold] [--model models/default]

First the acts on windows that the model was not trained on (those it was calibrated on, which
takes torch to tell, and ``de``): the classifier's own, then with what words take back, then with
their signs weighed as well. For each sign, how often it is right on all windows.

Given the annotators' acts: who, when and strength right, and token-F1 of what. ``develop`` is
the half of the training conversations that the grammar was written on, ``held out`` the other
half (halves by hash of the conversation's name), ``de`` the development windows. Then
how often words take back an act rightly, were it claimed, and utterances per second on one core.
"""

from __future__ import annotations

import argparse
import re
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

from analyzer.classify import Model
from analyzer.labelled import Conversation, load
from analyzer.promise import Promise
from analyzer.promises import extract, settle, weigh
from analyzer.promises.acts import takes_back
from analyzer.promises.pattern import Folded
from analyzer.promises.signs import signs
from analyzer.transcript import Utterance

ACTS = ("promise", "request", "offer")
_WORD = re.compile(r"\w+")


def part(window: str, gold: Path) -> str:
    """Return the part of the data that a window belongs to."""
    if window.startswith("de"):
        return "de"
    header = (gold / f"{window}.in.tsv").read_text(encoding="utf-8").split("\n", 1)[0]
    half = sha256(header.split()[6].encode()).digest()[0] % 2
    return "held out" if half else "develop"


def utterances(conversation: Conversation) -> list[Utterance]:
    """Return the labelled utterances of a conversation, in a turn each."""
    return [
        Utterance(index=index, turn=index, offset=0, speaker=row.speaker, text=row.text)
        for index, row in enumerate(conversation.utterances)
    ]


def unseen(conversations: Sequence[Conversation]) -> list[Conversation]:
    """Return the windows that the shipped model was calibrated on: its training left them out."""
    from analyzer.training.__main__ import split

    beside = load(Path(__file__).parents[1] / ".." / "shared" / "authored")
    training = [c for c in conversations if not c.id.startswith("de")]
    return split([*training, *beside])[1]


def report_acts(name: str, conversations: Sequence[Conversation], model: Model) -> None:
    """Print the F1 of each act by the classifier alone and by what words add."""
    ways: dict[str, list[str]] = {"classifier": [], "taken back": [], "weighed": []}
    truth: list[str] = []
    for conversation in conversations:
        said = utterances(conversation)
        predicted = model.predict(said)
        weighed = model.choose_acts(weigh(said, predicted.act_probabilities))
        acts = predicted.acts, settle(said, predicted.acts), settle(said, weighed)
        known = [i for i, row in enumerate(conversation.utterances) if row.label]
        truth += [conversation.utterances[i].act or "none" for i in known]
        for way, found in zip(ways.values(), acts, strict=True):
            way += [found[i] for i in known]
    print(f"\nacts, {name}: {len(conversations)} windows, n={len(truth)}")
    for way, found in ways.items():
        cells = [f"{act} {_f1(truth, found, {act}):.3f}" for act in ACTS]
        some = f"any {_f1(truth, found, set(truth) - {'none'}):.3f}"
        print(f"  {way:10}  {'  '.join(cells)}  {some}")


def _f1(truth: Sequence[str], found: Sequence[str], acts: set[str]) -> float:
    both = sum(t in acts and f in acts for t, f in zip(truth, found, strict=True))
    total = sum(t in acts for t in truth) + sum(f in acts for f in found)
    return 2 * both / total if total else 1.0


def report_signs(conversations: Sequence[Conversation]) -> None:
    """Print for each pattern of a sign how often what it is found in is the sign's act."""
    rows = [(Folded.of(r.text), r) for c in conversations for r in c.utterances if r.label]
    print("\nsigns, right and wrong, all windows")
    for sign in signs():
        for number, pattern in enumerate(sign.patterns):
            found = [r for text, r in rows if next(pattern.finditer(text), None)]
            kept = [r.act == sign.act for r in found if not takes_back(r.text, sign.act)]
            print(f"  {sign.act:8} {number:2}  {sum(kept):3} {len(kept) - sum(kept):3}")


def token_f1(one: str, other: str) -> float:
    """Return the F1 of the words that two texts share, 0 to 1."""
    first, second = (Counter(_WORD.findall(text.lower())) for text in (one, other))
    total = first.total() + second.total()
    return 2 * (first & second).total() / total if total else 1.0


def field_scores(conversations: Sequence[Conversation]) -> dict[str, dict[str, list[float]]]:
    """Return, for each act, the scores of the four fields, one per labelled utterance."""
    scores: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for conversation in conversations:
        acts = [row.act or "none" for row in conversation.utterances]
        found: dict[int, Promise] = {}
        for promise in extract(utterances(conversation), acts):
            found.setdefault(promise.utterance, promise)
        for index, row in enumerate(conversation.utterances):
            if row.act in ACTS and index in found:
                promise = found[index]
                when = token_f1(promise.when_text or "none", row.when or "none")
                values = {
                    "who": float((promise.role or "").lower() == (row.who or "").lower()),
                    "what": token_f1(promise.what or "", row.what or ""),
                    "when": float(when == 1),
                    "when overlaps": float(when > 0),
                    "strength": float(promise.strength == row.strength),
                }
                for name, value in values.items():
                    scores[row.act][name].append(value)
                    scores["all"][name].append(value)
    return scores


def taken_back(conversations: Sequence[Conversation]) -> Counter[tuple[str, bool]]:
    """Return, for each act that words take back, how often rightly and how often wrongly."""
    taken: Counter[tuple[str, bool]] = Counter()
    for row in (row for c in conversations for row in c.utterances if row.label):
        for claimed in ACTS:
            if takes_back(row.text, claimed):
                taken[claimed, claimed != (row.act or "none")] += 1
    return taken


def speed(conversations: Sequence[Conversation]) -> float:
    """Return utterances per second of extraction."""
    data = [(utterances(c), [row.act or "none" for row in c.utterances]) for c in conversations]
    start = time.process_time()
    for texts, acts in data:
        extract(texts, acts)
    return sum(len(texts) for texts, _ in data) / (time.process_time() - start)


def report(name: str, conversations: Sequence[Conversation]) -> None:
    """Print the figures of one part of the data."""
    print(f"\n{name}: {len(conversations)} windows")
    for act, fields in field_scores(conversations).items():
        means = "  ".join(f"{field} {sum(v) / len(v):.3f}" for field, v in fields.items())
        print(f"  {act:8} n={len(fields['who']):4}  {means}")
    taken = taken_back(conversations)
    for act in ACTS:
        print(f"  words take back {act}: right {taken[act, True]}, wrong {taken[act, False]}")


def main() -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    beside = Path(__file__).parents[1] / ".." / "shared" / "gold"
    parser.add_argument("--gold", type=Path, default=beside)
    parser.add_argument("--model", type=Path, help="model directory; the shipped one")
    options = parser.parse_args()
    gold = options.gold
    conversations = load(gold)
    model = Model(options.model)
    if find_spec("torch"):
        report_acts("calibration windows", unseen(conversations), model)
    report_acts("de", [c for c in conversations if c.id.startswith("de")], model)
    report_signs(conversations)
    parts: dict[str, list[Conversation]] = defaultdict(list)
    for conversation in conversations:
        parts[part(conversation.id, gold)].append(conversation)
    for name in ("develop", "held out", "de"):
        report(name, parts[name])
    print(f"\nutterances per second: {speed(conversations):,.0f}")


if __name__ == "__main__":
    main()
