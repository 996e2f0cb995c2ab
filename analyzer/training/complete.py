"""Complete a trained model: labelled examples for `analyzer why`, figures, model card.

``python -m analyzer.training.complete MODEL --gold DIR --authored DIR``
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq
import typer

from analyzer.classify import Model, write_meta
from analyzer.evaluate import evaluate, spoken
from analyzer.labelled import Conversation, load
from analyzer.training.card import write_card
from analyzer.why import EXAMPLES


def main(
    directory: Annotated[Path, typer.Argument(metavar="MODEL", help="A model directory.")],
    gold: Annotated[Path, typer.Option(help="Real conversations; de* are the test.")],
    authored: Annotated[Path, typer.Option(help="Conversations whose text may be shipped.")],
) -> None:
    """Add examples to a model directory, measure it, and write its card."""
    complete(directory, load(gold, "de*"), load(authored))


def complete(
    directory: Path, test: Sequence[Conversation], shipped: Sequence[Conversation]
) -> None:
    """Write the examples, then the figures on the test conversations and the card."""
    model = Model(directory)
    pq.write_table(_examples(model, shipped), directory / EXAMPLES, compression="zstd")
    write_meta(directory, model.meta)
    measured = evaluate(Model(directory), test)
    figures = {**measured.figures.as_dict(), "intervals": measured.as_dict()["overall"]}
    write_meta(directory, {**model.meta, "figures": figures})
    write_card(directory)


def _examples(model: Model, conversations: Sequence[Conversation]) -> pa.Table:
    """Return text, label, act and 8-bit vector of each labelled utterance, repeats once."""
    rows: dict[tuple[str, str, str | None], npt.NDArray[np.float32]] = {}
    for conversation in conversations:
        said = spoken(conversation)
        encoded = model.encoder([u.speaker for u in said], [u.text for u in said])
        for utterance, vector in zip(conversation.utterances, encoded, strict=True):
            if utterance.label is not None:
                key = (utterance.text, utterance.label, utterance.act)
                rows.setdefault(key, np.rint(vector * (127 / np.abs(vector).max())))
    texts, labels, acts = zip(*rows, strict=True)
    vectors = np.array(list(rows.values())).astype(np.int8)
    flat = pa.array(vectors.ravel())
    return pa.table(
        {
            "text": texts,
            "label": labels,
            "act": acts,
            "vector": pa.FixedSizeListArray.from_arrays(flat, vectors.shape[1]),
        }
    )


if __name__ == "__main__":
    typer.run(main)
