"""Transcripts sent from the browser: kept, scored in the background, shown with progress."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from analyzer import batch
from analyzer.errors import ConfigError, StoreError
from analyzer.inputs import Found
from analyzer.metadata import FIELDS, Metadata, parse_date
from analyzer.store import read_manifest
from analyzer.web import pages
from analyzer.web.jobs import Report
from analyzer.web.library import facets
from analyzer.web.routes import Form, done, get, post, state
from analyzer.web.state import State

FOLDER = "uploads"
LONGEST = 100
"""Characters of a file's name."""
AGAIN_S = 0.5
"""Seconds after which a directory that another run holds is tried again."""
_UNSAFE = re.compile(r"[^\w.,+ -]+")


def routes() -> list[BaseRoute]:
    """Return the routes of this part."""
    return [get("/upload", form_page), post("/upload", upload), get("/job", progress)]


def form_page(request: Request) -> Response:
    """Show the form, and the job that it started."""
    held = state(request)
    snapshot = held.library.now()
    return pages.render(
        request,
        "upload.html.j2",
        job=held.jobs.get(request.query_params.get("job", "")),
        options={name: facets(snapshot, name)[:300] for name in FIELDS},
        largest=held.access.max_upload >> 20,
    )


def progress(request: Request) -> Response:
    """Show how far a job is; asked again and again until it is finished."""
    job = state(request).jobs.get(request.query_params.get("job", ""))
    if job is None:
        raise HTTPException(404, "That job is not known any more.")
    return pages.render(request, "job.html.j2", job=job)


def upload(request: Request, form: Form) -> Response:
    """Keep the files that were sent, and let them be scored."""
    held = state(request)
    sent = [one for one in form.files if one.filename]
    if not sent:
        raise ConfigError("choose a file first")
    known = {name: form[name].strip() for name in ("date", *FIELDS) if form[name].strip()}
    if "date" in known:
        parse_date(known["date"], "date")
    files = [_keep(held, one) for one in sent]
    title = Path(files[0].path).name if len(files) == 1 else f"{len(files)} files"
    calls = {file.source: {"source": file.source, **known} for file in files}
    job = held.jobs.add(
        f"Scoring {title}", lambda report: _score(held, files, Metadata(calls=calls), report)
    )
    if job is None:
        raise HTTPException(503, "Too much is waiting already: try again in a while.")
    return done(request, f"/upload?job={job.id}")


def _keep(held: State, sent: UploadFile) -> Found:
    """Write a file under a name of our own; equal contents are one file."""
    digest = sha256()
    while chunk := sent.file.read(1 << 20):
        digest.update(chunk)
    sent.file.seek(0)
    name = safe_name(sent.filename or "")
    folder = held.log.folder / FOLDER / digest.hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    with path.open("wb") as file:
        while chunk := sent.file.read(1 << 20):
            file.write(chunk)
    stem = path.stem
    names = (f"uploads/{stem}", f"uploads/{name}", f"uploads/{folder.name}/{name}")
    return Found(path=path, source=path.as_posix(), names=names)


def safe_name(given: str) -> str:
    """Return a file name without a path, hidden start or odd characters.

    >>> safe_name("../../etc/pass wd\\0.vtt"), safe_name("C:\\\\x\\\\.env"), safe_name("??")
    ('pass wd.vtt', 'env', 'transcript')
    """
    name = re.split(r"[/\\]", given)[-1]
    name = _UNSAFE.sub("-", name).strip(" .-")
    stem, dot, suffix = name.rpartition(".")
    if dot and len(suffix) < 12:
        name = f"{stem[:LONGEST].strip(' .-') or 'transcript'}.{suffix}"
    return name[-LONGEST - 12 :] if re.search(r"\w", name) else "transcript"


def _score(
    held: State, files: Sequence[Found], metadata: Metadata, report: Report
) -> tuple[str, ...]:
    """Score files once no other run writes; return the names of their conversations."""
    report(total=len(files), stage="reading and labelling")

    def progress(done: int, total: int, words: int) -> None:
        report(done=done, total=total)

    model = held.models()[0]
    while True:
        try:
            summary = batch.score(
                files, held.directory, model=model, metadata=metadata, workers=1, progress=progress
            )
            break
        except StoreError as error:
            if not _is_held(error) or held.jobs.closing.is_set():
                raise
            report(stage="waiting: a batch is writing to this directory")
            time.sleep(AGAIN_S)
    held.library.now(fresh=True)
    if summary.skipped:
        reasons = "; ".join(f"{Path(one.file).name}: {one.reason}" for one in summary.skipped)
        if not summary.scored:
            raise ConfigError(reasons)
    manifest = read_manifest(held.directory)
    inputs = [part.inputs for part in manifest.parts.values()] if manifest else []
    wanted = {file.source for file in files}
    return tuple(
        name
        for of in inputs
        for source, given in of.items()
        if source in wanted
        for name in given.conversations
    )


def _is_held(error: StoreError) -> bool:
    """Tell whether another run holds the directory."""
    return isinstance(error.__cause__, BlockingIOError)
