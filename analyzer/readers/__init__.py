"""Read what people really export: a file in, its conversations out.

Files are opened, unpacked, decoded and told apart here, once; each format's own module only
parses. To add a format, write a module with ``FORMATS`` and name it in `_MODULES`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PurePosixPath

from analyzer.errors import ReadError
from analyzer.readers import (
    chat,
    docx,
    elan,
    html,
    json_formats,
    nist,
    pane,
    plain,
    sbv,
    srt,
    table,
    teams,
    textgrid,
    vtt,
    whisper,
    zoom,
)
from analyzer.readers.archive import MAX_BYTES, entries, is_zip, office_kind
from analyzer.readers.base import Document, Format, nothing_nearby
from analyzer.readers.decode import decode
from analyzer.transcript import ReadWarning, Transcript

_MODULES = (
    *(vtt, teams, pane, srt, sbv, zoom, json_formats, chat, elan, textgrid, nist),
    *(docx, html, table, plain, whisper),
)

FORMATS: tuple[Format, ...] = tuple(format for module in _MODULES for format in module.FORMATS)
"""All formats; of two equally sure ones, the earlier is chosen."""

_BY_NAME = {format.name: format for format in FORMATS}
_SURE_ENOUGH = 0.3
_SUFFIX_BONUS = 0.05


def read(path: str | Path, format: str | None = None) -> Transcript:
    """Read the one conversation of a file.

    ``format`` is a name of `FORMATS`; without it the content decides. Raise ``ReadError``
    when the file is missing, damaged, no transcript, or holds several conversations.
    """
    found = read_all(path, format)
    if len(found) > 1:
        raise ReadError(f"holds {len(found)} conversations, not one", path=path)
    return found[0]


def read_all(path: str | Path, format: str | None = None) -> tuple[Transcript, ...]:
    """Read every conversation of a file or zip archive, at least one; else ``ReadError``."""
    path = Path(path)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ReadError(f"larger than {MAX_BYTES >> 20} MiB", path=path)
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)  # of a device that never ends, too
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ReadError(f"cannot be opened: {reason}", path=path) from error
    if len(data) > MAX_BYTES:
        raise ReadError(f"larger than {MAX_BYTES >> 20} MiB", path=path)
    return parse(data, str(path), format, nearby=_beside(path))


def parse(
    data: bytes,
    name: str,
    format: str | None = None,
    *,
    nearby: Callable[[str], bytes | None] = nothing_nearby,
) -> tuple[Transcript, ...]:
    """Read every conversation of bytes that were uploaded or opened elsewhere.

    ``name`` is the file's name, used in messages and, between equals, for its suffix.
    ``nearby`` finds companion files by name, such as Slack's ``users.json``.
    """
    if is_zip(data) and office_kind(data) is None:
        return _parse_archive(data, name, format)
    return _parse_document(_document(data, name, nearby), format)


def _parse_archive(data: bytes, name: str, format: str | None) -> tuple[Transcript, ...]:
    """Read an archive's transcripts; its other files are named in a warning."""
    files = dict(entries(data, name))
    used: set[str] = set()
    found: list[Transcript] = []
    reasons: dict[str, str] = {}
    for entry, content in files.items():
        document = _document(content, f"{name}#{entry}", _within(files, entry, used))
        try:
            found += _parse_document(document, format)
        except ReadError as error:
            reasons[entry] = error.message
    left_out = [f"{entry} ({reason})" for entry, reason in reasons.items() if entry not in used]
    if not found:
        reason = f": {', '.join(left_out[:3])}" if left_out else ""
        raise ReadError(f"a zip archive without a transcript{reason}", path=name)
    if left_out:
        shown = ", ".join(left_out[:5]) + (" …" if len(left_out) > 5 else "")
        warning = ReadWarning(message=f"{len(left_out)} files of the archive left out: {shown}")
        found[0] = replace(found[0], warnings=(*found[0].warnings, warning))
    return tuple(found)


def _document(data: bytes, path: str, nearby: Callable[[str], bytes | None]) -> Document:
    text, warnings = ("", ()) if office_kind(data) else decode(data)
    return Document(path=path, data=data, text=text, warnings=warnings, nearby=nearby)


def _parse_document(document: Document, format: str | None) -> tuple[Transcript, ...]:
    chosen = _named(format) if format else sniff(document)
    try:
        return tuple(chosen.parse(document))
    except ReadError as error:
        raise ReadError(error.message, path=error.path or document.path, line=error.line) from error


def _named(name: str) -> Format:
    try:
        return _BY_NAME[name]
    except KeyError:
        known = ", ".join(_BY_NAME)
        raise ReadError(f"no format is called {name!r}; there are: {known}") from None


def sniff(document: Document) -> Format:
    """Return the format a document is most likely of; raise ``ReadError`` for none."""
    if not document.text.strip() and not office_kind(document.data):
        raise ReadError("is empty", path=document.path)
    suffix = document.suffix
    scored = (
        (score + _SUFFIX_BONUS * (suffix in format.suffixes), -index, format)
        for index, format in enumerate(FORMATS)
        if (score := format.sniff(document)) >= _SURE_ENOUGH
    )
    best = max(scored, default=None)
    if best is None:
        raise ReadError("is not a transcript of any known format", path=document.path)
    return best[2]


def _beside(path: Path) -> Callable[[str], bytes | None]:
    """Find companions of a file on disk: in its folder, then in the one above."""

    def find(name: str) -> bytes | None:
        for folder in (path.parent, path.parent.parent):
            companion = folder / PurePosixPath(name).name
            if companion.is_file() and companion.stat().st_size <= MAX_BYTES:
                return companion.read_bytes()
        return None

    return find


def _within(files: dict[str, bytes], entry: str, used: set[str]) -> Callable[[str], bytes | None]:
    """Find companions of an archive's entry, likewise; note which were used."""
    folder = PurePosixPath(entry).parent

    def find(name: str) -> bytes | None:
        for key in (str(folder / name), str(folder.parent / name)):
            if key in files:
                used.add(key)
                return files[key]
        return None

    return find
