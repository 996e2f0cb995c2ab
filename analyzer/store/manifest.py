"""What a results directory says that it holds: the manifest, and the commits after it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from analyzer.errors import StoreError
from analyzer.storage import Folder, folder

SCHEMA = 2
"""Version of the manifest. 1 had no commits, and did not say which columns the parts have."""

MANIFEST, COMMITS = "manifest.json", "commits"


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """A scored file: what it was, under which conditions, and what it gave."""

    name: str
    """Name of its conversation; of several in the file, each name's beginning."""
    sha256: str
    context: str
    """Hash of all else that decides the result: model, metadata, options."""
    conversations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One file per dataset, and the inputs whose conversations they hold."""

    inputs: Mapping[str, Input]
    sizes: Mapping[str, int]
    """Bytes of the file in each dataset."""


@dataclass(slots=True, kw_only=True)
class Manifest:
    """What a results directory holds."""

    parts: dict[str, Part] = field(default_factory=dict)
    about: dict[str, Any] = field(default_factory=dict)
    """Program version, model and configuration of the last run."""
    columns: dict[str, dict[str, str]] = field(default_factory=dict)
    """Type of each column of each dataset; of none where that is not known."""
    commit: int = 0
    """Number of the last commit that is summed up."""

    def apply(self, content: Mapping[str, Any], number: int) -> None:
        """Take over what a commit adds and removes."""
        self.parts |= {id: _part(part) for id, part in content["parts"].items()}
        for id in content["gone"]:
            self.parts.pop(id, None)
        self.commit = number

    def content(self) -> dict[str, Any]:
        """Return what is written of it."""
        return {
            "schema": SCHEMA,
            **self.about,
            "columns": self.columns,
            "commit": self.commit,
            "parts": {id: asdict(part) for id, part in self.parts.items()},
        }


def read_manifest(directory: str | Path | Folder) -> Manifest | None:
    """Read a results directory's manifest and commits; ``None`` where there is none yet.

    Raises ``StoreError`` when it is damaged or of a newer version.
    """
    where = folder(directory) if isinstance(directory, str | Path) else directory
    path = where.path(MANIFEST)
    try:
        # Listed first: those summed up in the meantime are then in the manifest, too.
        numbers = sorted(
            int(name.split(".")[0]) for name in where.sizes(COMMITS) if _is_commit(name)
        )
        content = json.loads(where.read(MANIFEST))
        schema = content.pop("schema")
        if schema > SCHEMA:
            raise StoreError(
                f"is of version {schema}, this program reads up to {SCHEMA}: update it", path=path
            )
        manifest = _manifest(_MIGRATIONS[schema](content))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise StoreError("is damaged; remove the directory and score again", path=path) from error
    for number in numbers:
        if number == manifest.commit + 1:
            try:
                manifest.apply(json.loads(where.read(commit_name(number))), number)
            except (OSError, ValueError):
                break
    return manifest


def _from_1(content: dict[str, Any]) -> dict[str, Any]:
    """Version 1 wrote the whole manifest at every commit."""
    return {**content, "columns": {}, "commit": 0}


_MIGRATIONS: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]] = {
    1: _from_1,
    2: lambda content: content,
}
"""What makes the content of a manifest of each version one of this version."""


def _manifest(content: dict[str, Any]) -> Manifest:
    return Manifest(
        parts={id: _part(part) for id, part in content.pop("parts").items()},
        columns=content.pop("columns"),
        commit=content.pop("commit"),
        about=content,
    )


def _part(content: Mapping[str, Any]) -> Part:
    return Part(
        inputs={
            source: Input(**{**given, "conversations": tuple(given["conversations"])})
            for source, given in content["inputs"].items()
        },
        sizes=content["sizes"],
    )


def commit_name(number: int) -> str:
    """Return where a commit is written, in the directory."""
    return f"{COMMITS}/{number:06d}.json"


def _is_commit(name: str) -> bool:
    return name.endswith(".json") and name.split(".")[0].isdigit()
