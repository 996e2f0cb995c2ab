"""From labelled conversations as JSON Lines through `analyzer score`, to agreement and speed.

Usage: python benchmarks/end_to_end.py ../shared/gold [--pattern 'de*'] [--strip]

Each labelled utterance is compared with the label of the scored utterance that shares most
of its characters, so segmentation counts as well.
"""

from __future__ import annotations

import json
import re
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import numpy as np
import pandas as pd
import typer

from analyzer import batch, inputs
from analyzer.evaluate import Answers, figures
from analyzer.labelled import Conversation, load
from analyzer.readers.notes import split_notes
from analyzer.taxonomy import LABELS


def main(
    gold: Path,
    pattern: Annotated[str, typer.Option(help="Ids of the conversations.")] = "de*",
    strip: Annotated[bool, typer.Option("--strip", help="Without case and punctuation.")] = False,
    model: Annotated[Path | None, typer.Option(help="Model directory.")] = None,
) -> None:
    """Score the conversations and print agreement, n and words per second."""
    conversations = load(gold, pattern)
    with tempfile.TemporaryDirectory() as scratch:
        folder, out = Path(scratch, "in"), Path(scratch, "out")
        folder.mkdir()
        for conversation in conversations:
            rows = (
                json.dumps({"speaker": u.speaker, "text": _style(u.text, strip)})
                for u in conversation.utterances
            )
            (folder / f"{conversation.id}.jsonl").write_text("\n".join(rows), encoding="utf-8")
        began = time.perf_counter()
        summary = batch.score(inputs.find([folder]).files, out, model=model)
        seconds = time.perf_counter() - began
        scored = pd.read_parquet(out / "utterances").groupby("conversation")
        pairs = [
            (*pair, c.group)
            for c in conversations
            for pair in _aligned(c, scored.get_group(c.id), strip)
        ]
    labels, acts, said, said_acts, confidence, groups = zip(*pairs, strict=True)
    measured = figures(
        Answers(
            labels=list(labels),
            acts=list(acts),
            predicted_labels=list(said),
            predicted_acts=list(said_acts),
            confidence=np.array(confidence),
            groups=list(groups),
            conversations=len(conversations),
        )
    )
    print(json.dumps(measured.as_dict(), indent=1))
    print(
        f"{summary.scored} files, {len(summary.skipped)} skipped, {summary.words:,} words in "
        f"{seconds:.1f} s: {summary.words / seconds:,.0f} words/s, model loading included"
    )


def _style(text: str, strip: bool) -> str:
    text, _, _ = split_notes(text)  # as the reader takes them out
    return (" ".join(re.findall(r"[\w']+", text.lower())) or text) if strip else text


def _aligned(
    conversation: Conversation, scored: pd.DataFrame, strip: bool
) -> Iterator[tuple[str, str, str, str, float]]:
    """Yield truth, act, and what the scored utterance with most of the characters has."""
    probabilities = scored[[f"p_{label}" for label in LABELS]].to_numpy()
    best = [LABELS[column] for column in probabilities.argmax(axis=1)]
    owner = [row for row, text in enumerate(scored["text"]) for _ in re.sub(r"\s", "", text)]
    at = 0
    for utterance in conversation.utterances:
        length = len(re.sub(r"\s", "", _style(utterance.text, strip)))
        held = Counter(owner[at : at + length])
        at += length
        if utterance.label is not None and utterance.act is not None and held:
            [(row, _)] = held.most_common(1)
            found = scored.iloc[row]
            yield utterance.label, utterance.act, best[row], found["act"], found["confidence"]


if __name__ == "__main__":
    typer.run(main)
