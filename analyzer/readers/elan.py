"""ELAN's annotation files (``.eaf``).

pympi reads them from a path only, prints, and has no guard against entity bombs; a
conversation needs no more of them than tiers and time slots, so these are read here.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from analyzer.errors import ReadError
from analyzer.readers.base import Document, Format, assemble
from analyzer.readers.json_values import moment
from analyzer.readers.tiers import Interval, Tier, spoken
from analyzer.transcript import ReadWarning, Transcript

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


def _sniff(document: Document) -> float:
    return 1.0 if "<ANNOTATION_DOCUMENT" in document.head else 0.0


def _root(document: Document) -> tuple[Element, list[ReadWarning]]:
    """Return the document's element, as far as the file goes."""
    root: Element | None = None
    content = io.BytesIO(_DECLARATION.sub("", document.text).encode("utf-8", "replace"))
    try:
        for _, element in iterparse(content, events=("start",)):
            root = element if root is None else root
    except DefusedXmlException as error:
        message = f"XML with entity or type declarations is not read: {error}"
        raise ReadError(message, path=document.path) from error
    except ParseError as error:
        line = error.position[0]
        if root is None:
            raise ReadError(f"not valid XML: {error}", path=document.path, line=line) from error
        message = "XML breaks off or is damaged; what is whole before that was read"
        return root, [ReadWarning(message=message, line=line)]
    if root is None:
        raise ReadError("XML without an element", path=document.path)
    return root, []


def _parse(document: Document) -> Sequence[Transcript]:
    root, warnings = _root(document)
    slots = {slot.get("TIME_SLOT_ID"): _time(slot) for slot in root.iter("TIME_SLOT")}
    tiers = [tier for tier in root.iter("TIER") if tier.get("PARENT_REF") is None]
    segments, more = spoken(_tier(tier, slots) for tier in tiers)
    return [
        assemble(
            document,
            segments,
            format="elan",
            producer="ELAN",
            date=moment(root.get("DATE")),
            warnings=(*warnings, *more, *_dependent(root)),
        )
    ]


def _time(slot: Element) -> float | None:
    value = slot.get("TIME_VALUE", "")
    return int(value) / 1000 if value.isdecimal() and len(value) < 16 else None


def _tier(tier: Element, slots: dict[str | None, float | None]) -> Tier:
    """Read an independent tier; ELAN users write a speaker as ``PARTICIPANT`` or ``tx@Ann``."""
    name = tier.get("TIER_ID", "")
    speaker = tier.get("PARTICIPANT", "").strip() or name.partition("@")[2]
    return Tier(name=name, speaker=speaker or None, intervals=[*_intervals(tier, slots)])


def _intervals(tier: Element, slots: dict[str | None, float | None]) -> Iterator[Interval]:
    for annotation in tier.iter("ALIGNABLE_ANNOTATION"):
        yield Interval(
            text=annotation.findtext("ANNOTATION_VALUE") or "",
            start=slots.get(annotation.get("TIME_SLOT_REF1")),
            end=slots.get(annotation.get("TIME_SLOT_REF2")),
        )


def _dependent(root: Element) -> Iterator[ReadWarning]:
    """Name the tiers that annotate others: glosses, translations, words of the same text."""
    names = [tier.get("TIER_ID", "") for tier in root.iter("TIER") if tier.get("PARENT_REF")]
    if names:
        yield ReadWarning(message=f"tiers that annotate others left out: {', '.join(names)}")


FORMATS = (
    Format(
        name="elan",
        title="ELAN annotation (EAF)",
        suffixes=(".eaf",),
        sniff=_sniff,
        parse=_parse,
    ),
)
