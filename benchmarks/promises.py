"""Measure promise extraction against labelled conversations.

    python benchmarks/promises.py [--gold ../shared/gold]

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
from pathlib import Path

from analyzer.labelled import Conversation, load
from analyzer.promise import Promise
from analyzer.promises import extract
from analyzer.promises.acts import takes_back
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
    gold = parser.parse_args().gold
    conversations = load(gold)
    parts: dict[str, list[Conversation]] = defaultdict(list)
    for conversation in conversations:
        parts[part(conversation.id, gold)].append(conversation)
    for name in ("develop", "held out", "de"):
        report(name, parts[name])
    print(f"\nutterances per second: {speed(conversations):,.0f}")


if __name__ == "__main__":
    main()
