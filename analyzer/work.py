"""What a worker does, on this machine or another: score a file; score and write a part.

A worker loads its model once. It reads and writes by itself, so that whoever gives out the
work only keeps the books.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path, PurePosixPath

import pyarrow as pa

from analyzer import __version__, readers, storage
from analyzer.classify import Model
from analyzer.errors import AnalyzerError, ModelError, ReadError
from analyzer.inputs import Found
from analyzer.metadata import Metadata, apply
from analyzer.pipeline import Analysis, analyze
from analyzer.privacy import Privacy
from analyzer.readers.archive import MAX_BYTES
from analyzer.store import Input, Part, write_part, writing
from analyzer.tables import SCHEMAS, tables
from analyzer.transcript import Transcript, Turn

_LOADING = threading.Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A file that could not be scored, and why: the columns of ``skipped.csv``."""

    file: str
    line: int | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What is the same for all files of a run."""

    model: Path | None
    model_id: str
    threads: int
    """Threads of the encoder, 0 for all cores."""
    format: str | None
    people: Metadata
    privacy: Privacy
    base: Path
    """Directory that relative paths start from."""
    version: str = __version__


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A file to score."""

    file: Found
    input: Input
    known: Mapping[str, str]
    """What is known of it beside its words: its row of ``calls.csv`` and the like."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """The files of a part, and its name."""

    id: str
    tasks: tuple[Task, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a file gave: tables with its conversations, or the reason why there are none."""

    source: str
    input: Input
    tables: Mapping[str, pa.Table] | None = None
    skipped: Skipped | None = None

    @property
    def words(self) -> int:
        """Count the words of the file's conversations."""
        return 0 if self.tables is None else sum(self.tables["conversations"]["words"].to_pylist())


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A part that is written but not yet committed: nothing where all its files failed."""

    id: str
    part: Part | None
    words: tuple[int, ...]
    """Words of each file, in order."""
    skipped: Mapping[str, Skipped]
    """By source, the files that failed."""


def score_file(task: Task, settings: Settings) -> Outcome:
    """Score one file; whatever goes wrong with it is its outcome, so that the run goes on.

    Raises ``ModelError``: what is wrong with the model is wrong with every file.
    """
    given = task.file.given
    try:
        load_model(settings)
        data = _read(task.file, settings.base)
        analyses = [*_analyses(data, task, settings)]
        names = tuple(analysis.conversation for analysis in analyses)
        sha256 = hashlib.sha256(data).hexdigest()
        return Outcome(
            source=task.file.source,
            input=replace(task.input, sha256=sha256, conversations=names),
            tables=tables(analyses),
        )
    except ModelError:
        raise
    except AnalyzerError as error:
        skipped = Skipped(file=given, line=error.line, reason=error.message)
    except Exception as error:  # a bug met in one file must not cost the others
        reason = f"internal error, please report it: {type(error).__name__}: {error}"
        skipped = Skipped(file=given, line=None, reason=reason)
    return Outcome(source=task.file.source, input=task.input, skipped=skipped)


def score_part(chunk: Chunk, settings: Settings, out: str | Path) -> Written:
    """Score the files of a part and write it; raises ``StoreError`` and ``ModelError``."""
    return written(chunk.id, [score_file(task, settings) for task in chunk.tasks], out)


def written(id: str, outcomes: Sequence[Outcome], out: str | Path) -> Written:
    """Write what files gave as a part; raises ``StoreError``."""
    scored = {o.source: o for o in outcomes if o.tables is not None}
    part = None
    if scored:
        joined = {
            name: pa.concat_tables([o.tables[name] for o in scored.values() if o.tables])
            for name in SCHEMAS
        }
        folder = storage.folder(out)
        with writing(folder):
            part = write_part(
                folder, id, {source: o.input for source, o in scored.items()}, joined, SCHEMAS
            )
    return Written(
        id=id,
        part=part,
        words=tuple(outcome.words for outcome in outcomes),
        skipped={o.source: o.skipped for o in outcomes if o.skipped},
    )


def _analyses(data: bytes, task: Task, settings: Settings) -> Iterator[Analysis]:
    """Analyze every conversation of a file, with what is known of it, and nothing to hide."""
    model = load_model(settings)
    given = task.file.given
    known = replace(settings.people, calls={PurePosixPath(given).name: task.known})
    nearby = _companions(_where(task.file, settings.base))
    for index, read in enumerate(readers.parse(data, given, settings.format, nearby=nearby)):
        part = settings.privacy.part(read.source.removeprefix(given), index)
        placed = replace(read, source=task.file.source + part)
        shown = settings.privacy.transcript(apply(placed, known, given), known)
        yield analyze(shown, model, task.input.name + part)


def load_model(settings: Settings) -> Model:
    """Load the model once per process; raise ``ModelError`` where it is not the run's."""
    with _LOADING:
        model = _loaded(settings.model, settings.threads)
    if (model.id, __version__) != (settings.model_id, settings.version):
        raise ModelError(
            f"a worker has analyzer {__version__} with model {model.id}, not "
            f"{settings.version} with {settings.model_id}",
            path=model.directory,
        )
    return model


@cache
def _loaded(directory: Path | None, threads: int) -> Model:
    """Load all that scoring needs, by scoring a little.

    Joblib takes a worker that grows much after its first file for one that leaks.
    """
    model = Model(directory, threads=threads)
    analyze(Transcript(turns=(Turn(speaker=None, text="Hello there."),), format=""), model, "")
    return model


def _where(file: Found, base: Path) -> Path | str:
    return file.path if isinstance(file.path, str) else base / file.path


def _read(file: Found, base: Path) -> bytes:
    folder, name = storage.beside(_where(file, base))
    try:
        if folder.stamp(name)[0] > MAX_BYTES:
            raise ReadError(f"larger than {MAX_BYTES >> 20} MiB")
        return folder.read(name)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ReadError(f"cannot be opened: {reason}") from error


def _companions(where: Path | str) -> Callable[[str], bytes | None]:
    """Find files that belong to one, by name: in its folder, then in the one above."""
    own, _ = storage.beside(where)
    above, _ = storage.beside(own.location)

    def find(name: str) -> bytes | None:
        leaf = PurePosixPath(name).name
        for folder in (own, above):
            try:
                if folder.stamp(leaf)[0] <= MAX_BYTES:
                    return folder.read(leaf)
            except OSError:
                continue
        return None

    return find
