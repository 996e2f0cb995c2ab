"""Why an utterance has its label: what moved the decision, and labelled utterances like it.

Words count by occlusion (Zeiler & Fergus 2014): the utterance is read again without them,
in the same window, and what the label loses in log-odds is their weight. Up to three words
are left out together, since where each of two says enough, neither alone is missed. The
utterances around it are weighed in the same way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil
from pathlib import Path

import numpy as np
import numpy.typing as npt

from analyzer import results
from analyzer.classify import Model
from analyzer.encode import Encoder, Pieces, Vectors, pack, stretches
from analyzer.errors import ConfigError, ModelError
from analyzer.taxonomy import LABELS
from analyzer.transcript import Utterance

GROUPS = 32
"""Parts that an utterance is cut into at most; each is a word where that is enough."""
TOGETHER = 3
"""Adjacent parts that are left out together, at most."""
CHARGE = 0.2
"""Log-odds that one more word must add to make the longer stretch the better account."""
BEFORE, AFTER = 4, 2
"""Utterances before and after it that are weighed."""
NEAREST = 3
EXAMPLES = "examples.parquet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """Words, and how much they speak for the label."""

    utterance: int
    """Index of the utterance they stand in."""
    start: int
    end: int
    text: str
    """``text[start:end]`` of that utterance."""
    weight: float
    """Log-odds of the label with them minus without them; negative speaks against it."""
    without: float
    """Probability of the label without them, 0 to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """An utterance that was labelled by hand."""

    text: str
    label: str
    act: str
    similarity: float
    """Cosine of the two vectors, -1 to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why an utterance has its label."""

    utterance: Utterance
    label: str
    """The most probable label, also where it is too improbable to be given."""
    probability: float
    unsure: bool
    words: tuple[Weighed, ...]
    """Stretches of the utterance itself that do not overlap, most moving first."""
    context: tuple[Weighed, ...]
    """Whole utterances around it, most moving first."""
    examples: tuple[Example, ...]
    """Most alike first; none where the model ships without examples."""


@dataclass(frozen=True, slots=True)
class _Part:
    """What is left out, and the conversation's utterances as they are without it."""

    utterance: int
    start: int
    end: int
    pieces: list[Pieces]
    speakers: list[str | None]
    place: int
    """Where among them the utterance stands that is explained."""


def scored(directory: Path, conversation: str, index: int, model: Model) -> Reason:
    """Explain an utterance of a results directory.

    Raises ``ModelError`` when another model scored it, ``ConfigError`` when there is no
    such utterance.
    """
    return of_call(results.call(directory, conversation), index, model)


def of_call(found: results.Call, index: int, model: Model) -> Reason:
    """Explain an utterance of a call that was read already; raises what `scored` does."""
    if found.row["model"] != model.id:
        message = (
            f"{found.row['conversation']} was scored by model {found.row['model']}, "
            f"this is {model.id}"
        )
        raise ModelError(message, path=model.directory)
    columns = found.utterances[["index", "turn", "speaker", "text"]]
    utterances = [
        Utterance(
            index=i, turn=turn, offset=0, speaker=who if isinstance(who, str) else None, text=text
        )
        for i, turn, who, text in columns.itertuples(index=False, name=None)
    ]
    return explain(model, utterances, index)


def explain(model: Model, utterances: Sequence[Utterance], index: int) -> Reason:
    """Explain the label of one of a conversation's utterances, given in order.

    Raises ``ConfigError`` when there is no such utterance.
    """
    if not 0 <= index < len(utterances):
        raise ConfigError(f"no utterance {index}: there are {len(utterances)}, from 0")
    speakers = [u.speaker for u in utterances]
    pieces = model.encoder.tokenize(speakers, [u.text for u in utterances])
    whole = _Part(index, 0, len(utterances[index].text), pieces, speakers, index)
    words = list(_without_words(whole, utterances[index].text))
    around = list(_without_neighbours(whole, utterances))
    vectors = _vectors(model.encoder, [whole, *words, *around])
    probabilities = model.label_probabilities(vectors)
    best = int(probabilities[0].argmax())
    weighed = [
        _weigh(part, utterances, float(probabilities[0, best]), float(without))
        for part, without in zip([*words, *around], probabilities[1:, best], strict=True)
    ]
    return Reason(
        utterance=utterances[index],
        label=LABELS[best],
        probability=float(probabilities[0, best]),
        unsure=bool(probabilities[0, best] < model.threshold),
        words=_apart(weighed[: len(words)]),
        context=_apart(weighed[len(words) :]),
        examples=nearest(model, vectors[0]),
    )


def nearest(model: Model, vector: npt.NDArray[np.float32]) -> tuple[Example, ...]:
    """Return the labelled examples most like a vector ``(dimensions,)``."""
    path = model.file(EXAMPLES)
    if path is None:
        return ()
    rows, vectors = _examples(path)
    likeness = vectors @ vector / (np.linalg.norm(vectors, axis=1) * np.linalg.norm(vector))
    order = np.argsort(-likeness, kind="stable")[:NEAREST]
    return tuple(Example(**rows[i], similarity=float(likeness[i])) for i in order)


def _examples(path: Path) -> tuple[list[dict[str, str]], Vectors]:
    """Read texts, labels and acts, and the vectors ``(n, dimensions)``, scaled row by row."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(path)
        vectors = table["vector"].combine_chunks().flatten().to_numpy()
        rows = table.select(["text", "label", "act"]).to_pylist()
        return rows, vectors.reshape(len(rows), -1).astype(np.float32)
    except (OSError, KeyError, ValueError, pa.ArrowException) as error:
        raise ModelError(f"cannot be loaded: {error}", path=path) from error


def _without_words(whole: _Part, text: str) -> Iterator[_Part]:
    """Leave out one stretch of the utterance after another."""
    words = [match.span() for match in re.finditer(r"\S+", text)]
    size = max(ceil(len(words) / GROUPS), 1)
    edges = [(part[0][0], part[-1][1]) for part in _cut(words, size)]
    for together in range(1, TOGETHER + 1):
        for first, last in zip(edges, edges[together - 1 :], strict=False):
            changed = _cut_out(whole.pieces[whole.place], first[0], last[1])
            if changed is not None:
                pieces = [*whole.pieces]
                pieces[whole.place] = changed
                yield replace(whole, start=first[0], end=last[1], pieces=pieces)


def _cut(words: Sequence[tuple[int, int]], size: int) -> list[Sequence[tuple[int, int]]]:
    return [words[at : at + size] for at in range(0, len(words), size)]


def _cut_out(own: Pieces, start: int, end: int) -> Pieces | None:
    """Return the word pieces outside a stretch; ``None`` where none is inside."""
    kept = [
        (id, (begin, finish))
        for id, (begin, finish) in zip(own.ids, own.offsets, strict=True)
        if not (start <= begin < finish <= end)
    ]
    if len(kept) == len(own.ids):
        return None
    return Pieces([id for id, _ in kept], [offset for _, offset in kept])


def _without_neighbours(whole: _Part, utterances: Sequence[Utterance]) -> Iterator[_Part]:
    """Leave out one utterance around it after another."""
    first = max(whole.place - BEFORE, 0)
    for other in range(first, min(whole.place + AFTER + 1, len(utterances))):
        if other != whole.place:
            yield _Part(
                utterance=other,
                start=0,
                end=len(utterances[other].text),
                pieces=whole.pieces[:other] + whole.pieces[other + 1 :],
                speakers=whole.speakers[:other] + whole.speakers[other + 1 :],
                place=whole.place - (other < whole.place),
            )


def _vectors(encoder: Encoder, parts: Sequence[_Part]) -> Vectors:
    """Return the utterance's vector with all there is, the first part, and without each other.

    The word pieces around it alone are read again; what is left out elsewhere is only missing.
    """
    whole = parts[0]
    n = len(whole.pieces)
    near = encoder.near(whole.pieces)
    window = next(w for w in pack([len(p.ids) for p in whole.pieces]) if whole.place in w.core)
    stretch = next(s for s in stretches(n) if whole.place in s.core)
    rows = []
    for part in parts:
        gone = part.utterance if len(part.pieces) < n else n
        first, last, start, stop, begin, end = (
            edge - (gone < edge)
            for edge in (
                *(window.first, window.last, window.core.start, window.core.stop),
                *(stretch.first, stretch.last),
            )
        )
        now = np.delete(near, range(gone, gone + n - len(part.pieces)), axis=0)
        now[start:stop] = encoder.near(part.pieces[first:last])[start - first : stop - first]
        rows.append(encoder.wide(now[begin:end], part.speakers[begin:end])[part.place - begin])
    return np.array(rows)


def _weigh(part: _Part, utterances: Sequence[Utterance], whole: float, without: float) -> Weighed:
    return Weighed(
        utterance=part.utterance,
        start=part.start,
        end=part.end,
        text=utterances[part.utterance].text[part.start : part.end],
        weight=_log_odds(whole) - _log_odds(without),
        without=without,
    )


def _log_odds(probability: float) -> float:
    inside = min(max(probability, 1e-9), 1 - 1e-9)
    return float(np.log(inside / (1 - inside)))


def _apart(weighed: Sequence[Weighed]) -> tuple[Weighed, ...]:
    """Take stretches that do not overlap, the most moving for their length first."""
    taken: list[Weighed] = []
    for one in sorted(weighed, key=lambda one: CHARGE * len(one.text.split()) - abs(one.weight)):
        if all(one.utterance != t.utterance or not _overlap(one, t) for t in taken):
            taken.append(one)
    return tuple(sorted(taken, key=lambda one: -abs(one.weight)))


def _overlap(one: Weighed, other: Weighed) -> bool:
    return one.start < other.end and other.start < one.end
