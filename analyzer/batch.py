"""Score many files: share them among workers, commit what they write, go on where one fails."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple, dataclass, fields, replace
from itertools import islice
from pathlib import Path
from typing import Any

from analyzer import __version__, cluster, storage
from analyzer.classify import Model
from analyzer.errors import AnalyzerError, StoreError
from analyzer.inputs import Found
from analyzer.metadata import Metadata
from analyzer.privacy import Privacy
from analyzer.readers.formulas import guard
from analyzer.store import Input, Store, writing
from analyzer.tables import SCHEMAS
from analyzer.work import (
    Chunk,
    Outcome,
    Settings,
    Task,
    Written,
    score_file,
    score_part,
    written,
)
from analyzer.work import Skipped as Skipped

PART = 32
"""Files to a part; at most so many are done again after an interruption."""
SHARE = 8
"""Files that make another worker process worth its start."""
READS = 16
"""Files read at a time to see whether they changed: of a store, each is waited for."""

Progress = Callable[[int, int, int], None]
"""Called after each file with files done, files in all, and words in the file just done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a run did, in files but for ``conversations`` and ``words``."""

    scored: int
    unchanged: int
    conversations: int
    words: int
    skipped: tuple[Skipped, ...]


def score(
    files: Sequence[Found],
    out: str | Path,
    *,
    model: Path | None = None,
    metadata: Metadata | None = None,
    format: str | None = None,
    privacy: Privacy | None = None,
    workers: int | None = None,
    cluster: str | None = None,
    progress: Progress = lambda done, total, words: None,
) -> Summary:
    """Score files into a results directory, or a prefix that a URL names.

    What is scored already, unchanged and by the same model, is left as it is. Files that
    cannot be read are listed in ``skipped.csv``. ``workers`` is the number of processes, by
    default one per core; ``cluster`` is the address of a Dask scheduler that has others, as
    `analyzer.cluster` takes it. The result depends on neither. ``privacy`` says what is hidden
    before anything is written. Raises ``ConfigError``, ``ModelError`` and ``StoreError``.
    """
    known, hiding = metadata or Metadata(), privacy or Privacy()
    used = Model(model)
    about: dict[str, Any] = {"version": __version__, "model": used.id, "format": format}
    about |= {"privacy": hiding.about} if hiding else {}
    files = [_hidden(file, hiding) for file in files]
    with Store(out, SCHEMAS) as store:
        if store.inputs() and store.manifest.about.get("privacy", {}) != hiding.about:
            message = "holds results hidden otherwise (--redact, --pseudonymize, the key)"
            raise StoreError(f"{message}; score into another directory", path=out)
        store.describe(about)
        pending = _pending(files, store.inputs(), known, [about, hiding.salt])
        processes = 1 if cluster else min(workers or _cores(), max(len(pending) // SHARE, 1))
        settings = Settings(
            model=model,
            model_id=used.id,
            threads=int(cluster is not None or processes > 1),
            format=format,
            people=Metadata(people=known.people),
            privacy=hiding,
            base=Path.cwd(),
        )
        chunks = _chunks(pending, store)
        told = _Told(len(pending), progress)
        summary = Summary(
            scored=0, unchanged=len(files) - len(pending), conversations=0, words=0, skipped=()
        )
        parts = (
            _here(chunks, settings, store, processes, told)
            if cluster is None
            else _there(chunks, settings, store, cluster, told)
        )
        for one in parts:
            store.commit(one.id, one.part, dropped=one.skipped)
            summary = _added(summary, one)
        sources = {file.given: file.source for file in files}
        _write_skipped(store, summary.skipped, sources, hiding)
    return summary


def _hidden(file: Found, privacy: Privacy) -> Found:
    """Return the file under the names by which the results know it."""

    def hide(name: str) -> str:
        return privacy.path(name, lambda: _content_hash(file))

    return replace(file, source=hide(file.source), names=tuple(map(hide, file.names)))


def _pending(
    files: Sequence[Found],
    before: Mapping[str, Input],
    metadata: Metadata,
    about: Sequence[Any],
) -> list[Task]:
    """Return the files that are new, changed, or were scored under other conditions."""
    tasks = [*_tasks(files, before, metadata, about)]
    with ThreadPoolExecutor(READS) as threads:
        done = threads.map(lambda task: _is_done(task, before.get(task.file.source)), tasks)
        return [task for task, is_done in zip(tasks, done, strict=True) if not is_done]


def _tasks(
    files: Sequence[Found],
    before: Mapping[str, Input],
    metadata: Metadata,
    about: Sequence[Any],
) -> Iterator[Task]:
    """Yield what there would be to do for each file, and the name it is given."""
    taken = {given.name for given in before.values()}
    people = metadata.digest
    for file in files:
        earlier = before.get(file.source)
        name = earlier.name if earlier else next((n for n in file.names if n not in taken), "")
        taken.add(name)
        known = metadata.known(file.given)
        context = _digest([*about, known, people])
        given = Input(name=name or file.source, sha256="", context=context)
        yield Task(file=file, input=given, known=known)


def _is_done(task: Task, earlier: Input | None) -> bool:
    return (
        earlier is not None
        and task.input.context == earlier.context
        and _content_hash(task.file) == earlier.sha256
    )


def _content_hash(file: Found) -> str:
    """Return a file's hash, empty when it cannot be opened; scoring it will say why."""
    folder, name = storage.beside(file.path)
    try:
        return hashlib.sha256(folder.read(name)).hexdigest()
    except (OSError, ValueError):
        return ""


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def _cores() -> int:
    """Return the cores that this process may use."""
    from joblib import cpu_count

    return int(cpu_count())


def _chunks(tasks: Sequence[Task], store: Store) -> list[Chunk]:
    """Divide the files among parts. Their names are fixed here, in whatever order they end."""
    firsts = range(0, len(tasks), PART)
    ids = store.reserve(len(firsts))
    return [
        Chunk(id=id, tasks=tuple(tasks[first : first + PART]))
        for id, first in zip(ids, firsts, strict=True)
    ]


class _Told:
    """Tells of each file done."""

    def __init__(self, total: int, progress: Progress) -> None:
        self._done, self._total, self._progress = 0, total, progress

    def __call__(self, words: int) -> None:
        self._done += 1
        self._progress(self._done, self._total, words)


def _here(
    chunks: Sequence[Chunk], settings: Settings, store: Store, processes: int, told: _Told
) -> Iterator[Written]:
    """Score files in this process or in several, and write the parts in this one."""
    outcomes = _outcomes([task for chunk in chunks for task in chunk.tasks], settings, processes)
    for chunk in chunks:
        done = []
        for outcome in islice(outcomes, len(chunk.tasks)):
            told(outcome.words)
            done.append(outcome)
        yield written(chunk.id, done, store.folder.location)


def _outcomes(tasks: Iterable[Task], settings: Settings, processes: int) -> Iterator[Outcome]:
    from joblib import Parallel, delayed
    from joblib.externals.loky.process_executor import TerminatedWorkerError

    run = Parallel(n_jobs=processes, return_as="generator")
    try:
        yield from run(delayed(score_file)(task, settings) for task in tasks)
    except TerminatedWorkerError as error:
        raise AnalyzerError(
            "a worker process died, perhaps for want of memory; what was finished is kept, run "
            "it again to go on, with fewer --workers"
        ) from error


def _there(
    chunks: Sequence[Chunk], settings: Settings, store: Store, address: str, told: _Told
) -> Iterator[Written]:
    """Have the workers of a cluster score and write the parts."""
    place = store.folder.location
    out = place if isinstance(place, str) else place.absolute()
    with cluster.connect(address) as client:
        calls = ((chunk, settings, out) for chunk in chunks)
        for chunk, done in zip(chunks, cluster.run(client, score_part, calls), strict=True):
            if isinstance(done, cluster.Lost):
                done = written(chunk.id, [*_singly(chunk, settings, client)], out)
            for words in done.words:
                told(words)
            yield done


def _singly(chunk: Chunk, settings: Settings, client: Any) -> Iterator[Outcome]:
    """Score a part's files one after another, to find the one that costs workers their lives."""
    for task in chunk.tasks:
        [done] = cluster.run(client, score_file, [(task, settings)])
        if isinstance(done, cluster.Lost):
            reason = f"every worker that scored it died: {done.reason}"
            skipped = Skipped(file=task.file.given, line=None, reason=reason)
            done = Outcome(source=task.file.source, input=task.input, skipped=skipped)
        yield done


def _added(summary: Summary, one: Written) -> Summary:
    inputs = {} if one.part is None else one.part.inputs
    return replace(
        summary,
        scored=summary.scored + len(inputs),
        conversations=summary.conversations + sum(len(i.conversations) for i in inputs.values()),
        words=summary.words + sum(one.words),
        skipped=summary.skipped + tuple(one.skipped.values()),
    )


def _write_skipped(
    store: Store, skipped: Iterable[Skipped], sources: Mapping[str, str], privacy: Privacy
) -> None:
    """Write what was skipped, under the names that the results have, safe for spreadsheets."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(field.name for field in fields(Skipped))
    for one in skipped:
        shown = replace(
            one, file=guard(sources[one.file]), reason=guard(privacy.reason(one.reason))
        )
        writer.writerow(astuple(shown))
    with writing(store.folder):
        store.folder.write("skipped.csv", text.getvalue().encode())
