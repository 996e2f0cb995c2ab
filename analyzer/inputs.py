"""The files to score that paths, directories and globs name."""

from __future__ import annotations

import glob
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from analyzer.errors import ConfigError
from analyzer.readers import FORMATS

CALLS, PEOPLE = "calls.csv", "people.csv"
"""Names by which metadata tables are found in a directory; they are no transcripts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A file to score."""

    path: Path
    source: str
    """The path as given, with forward slashes."""
    names: tuple[str, ...]
    """Names that its conversation may take, the shortest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """What the paths name."""

    files: tuple[Found, ...]
    ignored: tuple[Path, ...]
    """Files in the directories that no transcript would be named like."""
    calls: Path | None
    people: Path | None


def find(paths: Iterable[str | Path], *, ignore: Path | None = None) -> Inputs:
    """Find the files to score, sorted by source, each once.

    Directories are searched to any depth, but for hidden files and what lies in ``ignore``.
    Raises ``ConfigError`` when a path names nothing, or nothing to score is there.
    """
    given = list(paths)
    files: dict[str, Found] = {}
    tables: dict[str, Path] = {}
    ignored = []
    for root, path in _expand(given):
        if ignore is not None and path.resolve().is_relative_to(ignore.resolve()):
            continue
        if root != path and path.name in (CALLS, PEOPLE):
            tables.setdefault(path.name, path)
        elif root != path and path.suffix.lower() not in _suffixes():
            ignored.append(path)
        else:
            files.setdefault(path.as_posix(), _found(root, path))
    if not files:
        raise ConfigError("no transcripts there", path=", ".join(map(str, given)))
    return Inputs(
        files=tuple(file for _, file in sorted(files.items())),
        ignored=tuple(ignored),
        calls=tables.get(CALLS),
        people=tables.get(PEOPLE),
    )


def _expand(paths: Iterable[str | Path]) -> Iterator[tuple[Path, Path]]:
    """Yield each file with the path given that led to it."""
    for given in paths:
        matches = [Path(given)] if Path(given).exists() else _matches(str(given))
        if not matches:
            raise ConfigError("no such file or directory", path=given)
        for root in matches:
            if root.is_dir():
                yield from (
                    (root, path) for path in sorted(root.rglob("*")) if _visible(root, path)
                )
            else:
                yield root, root


def _matches(pattern: str) -> list[Path]:
    return [Path(match) for match in sorted(glob.glob(pattern, recursive=True))]  # noqa: PTH207 - absolute too


def _visible(root: Path, path: Path) -> bool:
    return path.is_file() and not any(part.startswith(".") for part in path.relative_to(root).parts)


def _suffixes() -> set[str]:
    return {".zip", *(suffix for format in FORMATS for suffix in format.suffixes)}


def _found(root: Path, path: Path) -> Found:
    relative = path.relative_to(root) if root != path else Path(path.name)
    source = path.as_posix()
    names = (relative.with_suffix("").as_posix(), relative.as_posix(), source)
    return Found(path=path, source=source, names=names)
