"""Labelled conversations for training and evaluation.

Two layouts are read: ``<id>.in.tsv`` with ``<id>.labels.tsv`` (windows of real
conversations, some leading lines being unlabelled context) and one-file conversations of
eight columns ``speaker, text, label, act, who, what, when, strength``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from analyzer.errors import ReadError
from analyzer.taxonomy import ACTS, LABELS


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """One utterance and, unless it is context only, what annotators said of it."""

    speaker: str | None
    text: str
    label: str | None = None
    act: str | None = None
    who: str | None = None
    what: str | None = None
    when: str | None = None
    strength: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """A stretch of one conversation, in order."""

    id: str
    source: str
    """Corpus it comes from, for figures by source."""
    group: str
    """Conversations of one group share speakers, so they stay on one side of a split."""
    utterances: tuple[Labelled, ...]


def load(path: Path, pattern: str = "*") -> list[Conversation]:
    """Read one file, or each of a directory whose name matches the pattern, windows first.

    Raises ``ReadError`` naming file and line when a row is malformed.
    """
    if path.is_file():
        return [_conversation(path)]
    found = (p for p in path.glob(f"{pattern}.tsv") if not p.name.endswith(".labels.tsv"))
    return [_conversation(p) for p in sorted(found, key=lambda p: (not _is_window(p), p.name))]


def _is_window(path: Path) -> bool:
    return path.name.endswith(".in.tsv")


def _conversation(path: Path) -> Conversation:
    return _window(path) if _is_window(path) else _single(path)


def _window(path: Path) -> Conversation:
    labels_path = path.with_name(path.name.replace(".in.tsv", ".labels.tsv"))
    labels = {row[0]: (number, row[1:]) for number, row in _rows(labels_path)}
    source, conversation = _origin(path)
    utterances = []
    for number, row in _rows(path):
        if len(row) != 3:
            raise ReadError("expected: number, speaker, text", path=path, line=number)
        key, speaker, text = row
        if key == "ctx":
            utterances.append(Labelled(speaker=speaker, text=text))
        elif key not in labels:
            raise ReadError(f"utterance {key} has no label", path=labels_path)
        else:
            line, fields = labels[key]
            utterances.append(_labelled(speaker, text, fields, labels_path, line))
    return Conversation(
        id=path.name.removesuffix(".in.tsv"),
        source=source,
        group=_group(conversation),
        utterances=tuple(utterances),
    )


def _origin(path: Path) -> tuple[str, str]:
    """Return source and conversation of ``# window ID source NAME conversation NAME …``."""
    header = _text(path).split("\n", 1)[0].split()
    if len(header) < 7 or (header[3], header[5]) != ("source", "conversation"):
        raise ReadError("expected: # window … source … conversation …", path=path, line=1)
    return header[4], header[6]


def _single(path: Path) -> Conversation:
    utterances = []
    for number, row in _rows(path):
        if len(row) < 3:
            raise ReadError("expected: speaker, text, label, …", path=path, line=number)
        utterances.append(_labelled(row[0], row[1], row[2:], path, number))
    return Conversation(
        id=path.stem, source="authored", group=path.stem, utterances=tuple(utterances)
    )


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(_text(path).split("\n"), start=1):
        if line.strip() and not line.startswith("# "):
            yield number, line.split("\t")


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ReadError(f"cannot be read: {error}", path=path) from error


def _labelled(speaker: str, text: str, fields: Sequence[str], path: Path, line: int) -> Labelled:
    absent = (None, "none", None, None, None, None)
    given = [None if value in ("-", "") else value for value in fields]
    label, act, who, what, when, strength = [*given, *absent[len(given) :]][: len(absent)]
    if label not in LABELS or act not in ACTS:
        raise ReadError(f"unknown label or act: {label}, {act}", path=path, line=line)
    return Labelled(
        speaker=speaker,
        text=text,
        label=label,
        act=act,
        who=who,
        what=what,
        when=None if when == "none" else when,
        strength=strength,
    )


def _group(conversation: str) -> str:
    """Name the recurring meeting a conversation belongs to: its people recur too.

    >>> _group("ami/with_dialogue_acts/ES2011b"), _group("akash/sig-clients__008-2023-08-16")
    ('ami/with_dialogue_acts/ES2011', 'akash/sig-clients')
    """
    head = conversation.split("__")[0]
    return head[:-1] if head.startswith("ami/") else head
