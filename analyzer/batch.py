"""Score many files: share them among workers, write them, go on where one fails."""

from __future__ import annotations

import csv
import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, fields, replace
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa

from analyzer import __version__, readers
from analyzer.classify import Model, file_hash
from analyzer.errors import AnalyzerError, StoreError
from analyzer.inputs import Found
from analyzer.metadata import Metadata, apply
from analyzer.pipeline import analyze
from analyzer.privacy import Privacy
from analyzer.store import Input, Store, replacing
from analyzer.tables import SCHEMAS, tables

PART = 32
"""Files to a part; at most so many are done again after an interruption."""
SHARE = 8
"""Files that make another worker process worth its start."""

Progress = Callable[[int, int, int], None]
"""Called after each file with files done, files in all, and words in the file just done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A file that could not be scored, and why: the columns of ``skipped.csv``."""

    file: str
    line: int | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a run did, in files but for ``conversations`` and ``words``."""

    scored: int
    unchanged: int
    conversations: int
    words: int
    skipped: tuple[Skipped, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Settings:
    """What is the same for all files of a run."""

    model: Path | None
    threads: int
    metadata: Metadata
    format: str | None
    privacy: Privacy


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outcome:
    """What a file gave: tables with its conversations, or the reason why there are none."""

    source: str
    input: Input
    tables: Mapping[str, pa.Table] | None = None
    skipped: Skipped | None = None

    @property
    def words(self) -> int:
        """Count the words of the file's conversations."""
        return 0 if self.tables is None else sum(self.tables["conversations"]["words"].to_pylist())


def score(
    files: Sequence[Found],
    out: Path,
    *,
    model: Path | None = None,
    metadata: Metadata | None = None,
    format: str | None = None,
    privacy: Privacy | None = None,
    workers: int | None = None,
    progress: Progress = lambda done, total, words: None,
) -> Summary:
    """Score files into a results directory.

    What is scored already, unchanged and by the same model, is left as it is. Files that
    cannot be read are listed in ``skipped.csv``. ``workers`` is the number of processes, by
    default one per core; the result does not depend on it. ``privacy`` says what is hidden
    before anything is written. Raises ``ModelError`` and ``StoreError``.
    """
    known, hiding = metadata or Metadata(), privacy or Privacy()
    about: dict[str, Any] = {"version": __version__, "model": Model(model).id, "format": format}
    about |= {"privacy": hiding.about} if hiding else {}
    files = [_hidden(file, hiding) for file in files]
    with Store(out, SCHEMAS) as store:
        if store.inputs() and store.manifest.about.get("privacy", {}) != hiding.about:
            message = "holds results hidden otherwise (--redact, --pseudonymize, the key)"
            raise StoreError(f"{message}; score into another directory", path=out)
        store.describe(about)
        pending = list(_pending(files, store.inputs(), known, [about, hiding.salt]))
        processes = min(workers or os.cpu_count() or 1, max(len(pending) // SHARE, 1))
        settings = _Settings(
            model=model,
            threads=int(processes > 1),
            metadata=known,
            format=format,
            privacy=hiding,
        )
        summary = Summary(
            scored=0, unchanged=len(files) - len(pending), conversations=0, words=0, skipped=()
        )
        outcomes = _watched(_run(pending, settings, processes), len(pending), progress)
        while part := list(islice(outcomes, PART)):
            _commit(store, part)
            summary = _added(summary, part)
    hidden = {file.path.as_posix(): file.source for file in files}
    _write_skipped(
        out / "skipped.csv",
        [
            replace(one, file=hidden[one.file], reason=hiding.reason(one.reason))
            for one in summary.skipped
        ],
    )
    return summary


def _hidden(file: Found, privacy: Privacy) -> Found:
    """Return the file under the names by which the results know it."""

    def hide(name: str) -> str:
        return privacy.path(name, lambda: _content_hash(file.path))

    return replace(file, source=hide(file.source), names=tuple(map(hide, file.names)))


def _pending(
    files: Sequence[Found],
    before: Mapping[str, Input],
    metadata: Metadata,
    about: Sequence[Any],
) -> Iterator[tuple[Found, Input]]:
    """Yield the files that are new, changed, or were scored under other conditions."""
    taken = {given.name for given in before.values()}
    for file in files:
        earlier = before.get(file.source)
        name = earlier.name if earlier else next((n for n in file.names if n not in taken), "")
        taken.add(name)
        conditions = [*about, metadata.known(file.path.as_posix()), metadata.digest]
        now = Input(
            name=name or file.source,
            sha256=_content_hash(file.path),
            context=_digest(conditions),
        )
        if earlier is None or not now.sha256 or now != replace(earlier, conversations=()):
            yield file, now


def _content_hash(path: Path) -> str:
    """Return a file's hash, empty when it cannot be opened; reading it will say why."""
    try:
        return file_hash(path)
    except OSError:
        return ""


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def _run(
    pending: Iterable[tuple[Found, Input]], settings: _Settings, processes: int
) -> Iterator[_Outcome]:
    """Score files in the order given, in this process or in several."""
    from joblib import Parallel, delayed

    run = Parallel(n_jobs=processes, return_as="generator")
    yield from run(delayed(_score_file)(file, given, settings) for file, given in pending)


def _score_file(file: Found, given: Input, settings: _Settings) -> _Outcome:
    """Score one file; whatever goes wrong with it is its outcome, so that the run goes on."""
    own = file.path.as_posix()
    try:
        model = _model(settings.model, settings.threads)
        transcripts = readers.read_all(file.path, settings.format)
        analyses = []
        for index, transcript in enumerate(transcripts):
            part = settings.privacy.part(transcript.source.removeprefix(str(file.path)), index)
            placed = replace(transcript, source=file.source + part)
            known = apply(placed, settings.metadata, own)
            shown = settings.privacy.transcript(known, settings.metadata)
            analyses.append(analyze(shown, model, given.name + part))
        names = tuple(analysis.conversation for analysis in analyses)
        return _Outcome(
            source=file.source,
            input=replace(given, conversations=names),
            tables=tables(analyses),
        )
    except AnalyzerError as error:
        skipped = Skipped(file=own, line=error.line, reason=error.message)
    except Exception as error:  # a bug met in one file must not cost the others
        reason = f"internal error, please report it: {type(error).__name__}: {error}"
        skipped = Skipped(file=own, line=None, reason=reason)
    return _Outcome(source=file.source, input=given, skipped=skipped)


@cache
def _model(directory: Path | None, threads: int) -> Model:
    """Load a model once per worker process."""
    return Model(directory, threads=threads)


def _watched(outcomes: Iterable[_Outcome], total: int, progress: Progress) -> Iterator[_Outcome]:
    for done, outcome in enumerate(outcomes, start=1):
        progress(done, total, outcome.words)
        yield outcome


def _commit(store: Store, part: Sequence[_Outcome]) -> None:
    """Write what succeeded; what failed loses what an earlier version of the file gave."""
    scored = [outcome for outcome in part if outcome.tables is not None]
    store.commit(
        {outcome.source: outcome.input for outcome in scored},
        {
            name: pa.concat_tables(
                [schema.empty_table(), *(o.tables[name] for o in scored if o.tables)]
            )
            for name, schema in SCHEMAS.items()
        },
        dropped=[outcome.source for outcome in part if outcome.skipped],
    )


def _added(summary: Summary, part: Sequence[_Outcome]) -> Summary:
    failed = tuple(outcome.skipped for outcome in part if outcome.skipped)
    return replace(
        summary,
        scored=summary.scored + len(part) - len(failed),
        conversations=summary.conversations + sum(len(o.input.conversations) for o in part),
        words=summary.words + sum(outcome.words for outcome in part),
        skipped=summary.skipped + failed,
    )


def _write_skipped(path: Path, skipped: Sequence[Skipped]) -> None:
    with replacing(path) as temporary, temporary.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(field.name for field in fields(Skipped))
        writer.writerows(map(astuple, skipped))
