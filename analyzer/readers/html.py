"""Web pages of transcripts: ``<cite>``, ``<time>`` and ``<p>``, Hyperaudio's timed words, tables.

A page is turned into lines, one for each block, and read as plain text is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import Any

from analyzer.errors import ReadError
from analyzer.readers.base import Document, Format, Segment, assemble
from analyzer.readers.clock import seconds
from analyzer.readers.names import bare_name, is_plausible, split_label, split_role
from analyzer.readers.speech import is_speech
from analyzer.readers.spoken import read_spoken
from analyzer.readers.table import parse_rows, to_rows
from analyzer.readers.words import Word, segment
from analyzer.transcript import Transcript

_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*+-->\s*+)*+<(?:!doctype html|html|body|article|"
    r"section|div|head|main|p|h1|cite)\b",
    re.I | re.S,
)
_IN_JSON = re.compile(r'"\s*:\s*"\s*<(?:article|section|div|p|html|body)\b')
_SILENT = frozenset(
    ("script", "style", "head", "nav", "svg", "form", "button", "footer", "template", "noscript")
)
_BLOCKS = frozenset(
    (
        "address",
        "article",
        "blockquote",
        "br",
        "cite",
        "dd",
        "div",
        "dl",
        "dt",
        "figure",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "ol",
        "p",
        "section",
        "table",
        "tr",
        "ul",
    )
)
_SPEAKER = re.compile(r"(?:^|[\s_-])(?:speaker|speaker-?name|cite|author|participant)(?:$|[\s_-])")
_TIME = re.compile(r"(?:^|[\s_-])(?:time|timestamp|timecode|start-?time)(?:$|[\s_-])")


def _sniff(document: Document) -> float:
    if _PAGE.match(document.head):
        return 0.85
    return 0.96 if _is_in_json(document) else 0.0


def _is_in_json(document: Document) -> bool:
    """Tell a page of timed words in a string of an object, as Hyperaudio keeps it."""
    if "data-m" not in document.text or not document.head.lstrip().startswith("{"):
        return False
    return bool(_IN_JSON.search(document.text))


def _parse(document: Document) -> Sequence[Transcript]:
    page = _page(_markup(document))
    if segments := _timed_words(page):
        return [assemble(document, segments, format="html", title=_title(page))]
    for table in page.iter("table"):
        cells = [
            [" ".join("".join(cell.itertext()).split()) for cell in row.iter("td", "th")]
            for row in table.iter("tr")
        ]
        if rows := to_rows(cells):
            return parse_rows(document, rows, format="html")
    lines = [line.rstrip() for line in _lines(page)]
    found = read_spoken(document, lines)
    if not found.named or not is_speech(found.segments, "\n".join(lines)):
        raise ReadError("a web page without a transcript's speakers")
    header = found.header
    return [
        assemble(
            document,
            found.segments,
            format="html",
            producer=header.producer,
            date=header.date,
            title=header.title or _title(page),
            metadata=header.metadata,
            roles=header.roles,
            warnings=found.warnings,
        )
    ]


def _markup(document: Document) -> str:
    """Return the page itself, also out of the JSON that Hyperaudio keeps it in."""
    if not document.head.lstrip().startswith("{"):
        return document.text
    try:
        values = json.loads(document.text).values()
    except (ValueError, RecursionError) as error:
        raise ReadError(f"not valid JSON: {error}") from error
    return max((one for one in values if isinstance(one, str)), key=len, default="")


def _page(markup: str) -> Any:
    from lxml import etree, html  # type: ignore[import-untyped]

    try:
        parser = html.HTMLParser(encoding="utf-8", huge_tree=False)
        return html.document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise ReadError(f"not a readable web page: {error}") from error


def _title(page: Any) -> str | None:
    return " ".join((page.findtext(".//title") or "").split()) or None


def _timed_words(page: Any) -> list[Segment]:
    """Return a segment for each paragraph with words that bear ``data-m``, in milliseconds."""
    segments: list[Segment] = []
    for paragraph in page.iter("p"):
        words = list(_words(paragraph))
        lead = list(takewhile(lambda word: word.start is None, words))
        if len(lead) == len(words):
            continue
        before = " ".join(" ".join(word.text for word in lead).split())
        label = split_label(before) or (bare_name(before), "")
        name, role = split_role(label[0]) if is_plausible(label[0]) else (None, None)
        start = Word(text=label[1] if name else before)
        segments.append(segment([start, *words[len(lead) :]], name, role))
    return segments


def _words(element: Any) -> Iterator[Word]:
    """Yield an element's text as words, with times where it has them; a speaker's has none."""
    begin, length = (_milliseconds(element.get(key)) for key in ("data-m", "data-d"))
    if begin is not None and not _SPEAKER.search(element.get("class") or ""):
        end = None if length is None else begin + length
        yield Word(text=" ".join("".join(element.itertext()).split()), start=begin, end=end)
        return
    yield Word(text=element.text or "")
    for child in element:
        yield from _words(child)
        yield Word(text=child.tail or "")


def _milliseconds(value: str | None) -> float | None:
    return int(value) / 1000 if value and re.fullmatch(r"\d{1,12}", value) else None


def _lines(page: Any) -> list[str]:
    """Return the page's text, a line for each block, times in brackets, names with a colon."""
    pieces: list[str] = []
    for event, element in _walk(page):
        tag = element.tag if isinstance(element.tag, str) else "script"
        if event == "start":
            if tag in _BLOCKS:
                pieces.append("\n\n" if tag == "p" else "\n")
            pieces.append(_shown(element, tag))
        else:
            if tag in _BLOCKS and tag not in ("cite", "br"):
                pieces.append("\n")
            pieces.append(re.sub(r"\s+", " ", element.tail or ""))
    return "".join(pieces).split("\n")


def _walk(page: Any) -> Iterator[tuple[str, Any]]:
    """Yield an element's start, its children and its end.

    A name, a time and what is not shown have no children.
    """
    stack = [("start", page)]
    while stack:
        event, element = stack.pop()
        yield event, element
        if event == "start":
            stack.append(("end", element))
            if isinstance(element.tag, str) and element.tag not in _SILENT and not _kind(element):
                stack += [("start", child) for child in reversed(element)]


def _kind(element: Any) -> str:
    """Tell a speaker's or a time's element, whose whole text `_shown` gives."""
    own = (element.get("class") or "").lower()
    if element.tag == "cite" or (_SPEAKER.search(own) and len(element) <= 1):
        return "speaker"
    if element.tag == "time" or (_TIME.search(own) and len(element) <= 1):
        return "time"
    return ""


def _shown(element: Any, tag: str) -> str:
    if tag in _SILENT:
        return ""
    kind = _kind(element)
    if not kind:
        return re.sub(r"\s+", " ", element.text or "")
    text = " ".join("".join(element.itertext()).split())
    if kind == "time":
        clock = text.strip("[]() ")
        return f" [{clock}] " if seconds(clock) is not None else f" {text} "
    return f"\n{text.rstrip(':： ')}: " if text else ""


FORMATS = (
    Format(name="html", title="Web page", suffixes=(".html", ".htm"), sniff=_sniff, parse=_parse),
)
