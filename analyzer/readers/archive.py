"""Zipped exports: entries are read in memory, within limits, and never written anywhere."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath

from analyzer.errors import ReadError

MAX_BYTES = 256 * 2**20
"""Most bytes of one file, and of an archive's entries together."""
MAX_ENTRIES = 10_000
MAX_RATIO = 200
"""Most an entry may grow: text shrinks some ten times, a bomb a thousand times."""

_OFFICE = {"word/document.xml": ".docx", "xl/workbook.xml": ".xlsx"}
_NESTED = (".zip", ".gz", ".7z", ".rar", ".tar", ".bz2", ".xz", ".tgz")
_WIDE = re.compile(rb"gridSpan\b[^>]*?[\"']\s*\+?\d{5}")
_MAGIC = b"PK\x03\x04"


def is_zip(data: bytes) -> bool:
    """Tell a zip container, which DOCX and XLSX are too."""
    return data.startswith(_MAGIC)


def office_kind(data: bytes) -> str | None:
    """Return ``.docx`` or ``.xlsx`` for such a document, ``None`` for any other bytes."""
    if not is_zip(data):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError):
        return None
    return next((kind for name, kind in _OFFICE.items() if name in names), None)


def check_office(data: bytes, path: str) -> None:
    """Raise ``ReadError`` when a DOCX or XLSX would unpack beyond the limits.

    A document type declaration is refused too: Office writes none, XML bombs need one. So is a
    cell that spans ten thousand columns and more: reading would repeat it as often.
    """
    for name, content in entries(data, path):
        plain = content.replace(b"\0", b"")  # of UTF-16, which XML may be in too
        if b"<!DOCTYPE" in plain:
            raise ReadError(f"a part declares a document type: {name}", path=path)
        if _WIDE.search(plain):
            raise ReadError(f"a table is wider than Word makes them: {name}", path=path)


def entries(data: bytes, path: str) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of an archive's files; raise ``ReadError`` beyond the limits."""
    with _opened(data, path) as archive:
        for info in _checked(archive, path):
            if not _is_litter(info.filename):
                yield info.filename, _content(archive, info, path)


def _opened(data: bytes, path: str) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError) as error:
        raise ReadError(f"a damaged zip archive: {error}", path=path) from error


def _checked(archive: zipfile.ZipFile, path: str) -> list[zipfile.ZipInfo]:
    infos = [info for info in archive.infolist() if not info.is_dir()]
    if len(infos) > MAX_ENTRIES:
        raise ReadError(f"a zip archive of more than {MAX_ENTRIES} files", path=path)
    if sum(info.file_size for info in infos) > MAX_BYTES:
        raise ReadError(f"a zip archive that unpacks to over {MAX_BYTES >> 20} MiB", path=path)
    for info in infos:
        if info.file_size > MAX_RATIO * max(info.compress_size, 1024):
            raise ReadError(f"a file is packed suspiciously small: {info.filename}", path=path)
        if ".." in PurePosixPath(info.filename).parts or info.filename.startswith("/"):
            raise ReadError(f"a file points outside the archive: {info.filename}", path=path)
    return infos


def _is_litter(name: str) -> bool:
    """Tell what operating systems add to archives: ``__MACOSX/``, ``.DS_Store``."""
    return any(part.startswith((".", "__MACOSX")) for part in PurePosixPath(name).parts)


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: str) -> bytes:
    place = f"{path}#{info.filename}"
    if info.flag_bits & 1:
        raise ReadError("is encrypted; unpack it first", path=place)
    if info.filename.lower().endswith(_NESTED):
        raise ReadError("is an archive within an archive; unpack it first", path=place)
    try:
        with archive.open(info) as file:
            data = file.read(info.file_size + 1)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        ValueError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise ReadError(f"cannot be unpacked: {error}", path=place) from error
    if len(data) > info.file_size:
        raise ReadError("unpacks to more than it declares", path=place)
    if is_zip(data) and office_kind(data) is None:
        raise ReadError("is an archive within an archive; unpack it first", path=place)
    return data
