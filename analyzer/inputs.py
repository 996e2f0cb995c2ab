"""The files to score that paths, directories, globs and URLs name."""

from __future__ import annotations

import glob
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePath, PurePosixPath

from analyzer import metadata, storage
from analyzer.errors import ConfigError
from analyzer.metadata import Metadata
from analyzer.readers import FORMATS
from analyzer.storage import posix

CALLS, PEOPLE = "calls.csv", "people.csv"
"""Names by which metadata tables are found in a directory; they are no transcripts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A file to score."""

    path: Path | str
    """Where it lies; a URL is a string."""
    source: str
    """The path as given, with forward slashes."""
    names: tuple[str, ...]
    """Names that its conversation may take, the shortest first."""

    @property
    def given(self) -> str:
        """Return its path with forward slashes, or its URL."""
        return posix(self.path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """What the paths name."""

    files: tuple[Found, ...]
    ignored: tuple[Path | str, ...]
    """Files in the directories that no transcript would be named like."""
    calls: Path | str | None
    people: Path | str | None


def find(paths: Iterable[str | Path], *, ignore: str | Path | None = None) -> Inputs:
    """Find the files to score, sorted by source, each once.

    Directories are searched to any depth, but for hidden files and what lies in ``ignore``.
    Raises ``ConfigError`` when a path names nothing, or nothing to score is there.
    """
    given = list(paths)
    files: dict[str, Found] = {}
    tables: dict[str, Path | str] = {}
    ignored = []
    for root, path in _expand(given):
        name = PurePosixPath(posix(path))
        if ignore is not None and _is_within(path, ignore):
            continue
        if root != path and name.name in (CALLS, PEOPLE):
            tables.setdefault(name.name, path)
        elif root != path and name.suffix.lower() not in _suffixes():
            ignored.append(path)
        else:
            files.setdefault(posix(path), _found(root, path))
    if not files:
        raise ConfigError("no transcripts there", path=", ".join(map(str, given)))
    return Inputs(
        files=tuple(file for _, file in sorted(files.items())),
        ignored=tuple(ignored),
        calls=tables.get(CALLS),
        people=tables.get(PEOPLE),
    )


def known(
    found: Inputs,
    calls: Path | None = None,
    people: Path | None = None,
    pattern: str | None = None,
) -> Metadata:
    """Read the tables given, else those found beside the files; raises ``ConfigError``."""
    with (
        storage.local(calls or found.calls) as calls_table,
        storage.local(people or found.people) as people_table,
    ):
        return metadata.load(calls_table, people_table, pattern)


def _expand(paths: Iterable[str | Path]) -> Iterator[tuple[Path | str, Path | str]]:
    """Yield each file with the path given that led to it."""
    for given in paths:
        found = 0
        for root, path in _objects(str(given)) if storage.is_url(given) else _files(given):
            found += 1
            yield root, path
        if not found and not Path(given).is_dir():
            raise ConfigError("no such file or directory", path=given)


def _objects(url: str) -> Iterator[tuple[str, str]]:
    try:
        for root, path in storage.expand(url):
            if root == path or _visible(PurePosixPath(path), PurePosixPath(root)):
                yield root, path
    except OSError as error:
        raise ConfigError(f"cannot be listed: {error}", path=url) from error


def _files(given: str | Path) -> Iterator[tuple[Path, Path]]:
    for root in [Path(given)] if Path(given).exists() else _matches(str(given)):
        if root.is_dir():
            for path in sorted(root.rglob("*")):
                if path.is_file() and _visible(path, root):
                    yield root, path
        else:
            yield root, root


def _matches(pattern: str) -> list[Path]:
    return [Path(match) for match in sorted(glob.glob(pattern, recursive=True))]  # noqa: PTH207 - absolute too


def _visible(path: PurePath, root: PurePath) -> bool:
    return not any(part.startswith(".") for part in path.relative_to(root).parts)


def _is_within(path: Path | str, directory: Path | str) -> bool:
    if isinstance(path, str) or storage.is_url(directory):
        return posix(path).startswith(f"{posix(directory).rstrip('/')}/")
    return path.resolve().is_relative_to(Path(directory).resolve())


@cache
def _suffixes() -> frozenset[str]:
    return frozenset({".zip", *(suffix for format in FORMATS for suffix in format.suffixes)})


def _found(root: Path | str, path: Path | str) -> Found:
    source, above = PurePosixPath(posix(path)), PurePosixPath(posix(root))
    relative = source.relative_to(above) if root != path else PurePosixPath(source.name)
    names = (str(relative.with_suffix("")), str(relative), posix(path))
    return Found(path=path, source=posix(path), names=names)
