"""Teams' and Stream's older transcripts: a timing line, the speaker's name, the words."""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.readers.base import Document, Format, Segment, assemble, in_order
from analyzer.readers.cues import TIMING, Cue, read_cues
from analyzer.readers.names import bare_name, is_plausible, speakers
from analyzer.transcript import Transcript


def _names(cues: Sequence[Cue]) -> frozenset[str]:
    """Return the names, where every cue that says something begins with one on its own line."""
    said = [[line.strip() for line in cue.lines if line.strip()] for cue in cues]
    firsts = [bare_name(lines[0]) for lines in said if lines]
    apart = sum(len(lines) > 1 for lines in said)
    if apart < 0.8 * len(firsts) or not all(map(is_plausible, firsts)):
        return frozenset()
    return speakers(firsts) if len(set(firsts)) < len(firsts) else frozenset()


def _sniff(document: Document) -> float:
    head = document.head
    if not TIMING.match(head.lstrip()):
        return 0.0
    whole = document if len(document.text) == len(head) else _beginning(document)
    return 0.9 if _names(read_cues(whole, comments=False)[0]) else 0.0


def _beginning(document: Document) -> Document:
    """Return the document up to its last whole cue in its head."""
    starts = [match.start() for match in TIMING.finditer(document.head)]
    return Document(path=document.path, data=b"", text=document.head[: starts[-1]])


def _parse(document: Document) -> Sequence[Transcript]:
    cues, warnings = read_cues(document, comments=False)
    names = _names(cues)
    ordered, moved = in_order([_segment(cue, names) for cue in cues])
    return [
        assemble(
            document,
            ordered,
            format="teams_text",
            producer="Microsoft Teams",
            warnings=(*warnings, *moved),
        )
    ]


def _segment(cue: Cue, names: frozenset[str]) -> Segment:
    lines = [line.strip() for line in cue.lines if line.strip()]
    name = bare_name(lines[0]) if lines else ""
    spoken = lines[1:] if name in names else lines
    return Segment(
        text=" ".join(" ".join(spoken).split()),
        speaker=name if name in names else None,
        start=cue.start,
        end=cue.end,
    )


FORMATS = (
    Format(
        name="teams_text",
        title="Teams transcript as text",
        suffixes=(".txt", ".vtt"),
        sniff=_sniff,
        parse=_parse,
    ),
)
