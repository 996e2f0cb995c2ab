"""Hide who speaks and what is personal, before anything of a conversation is written.

Two treatments, each alone or both: *redacting* takes e-mail addresses, telephone, card and
account numbers and the like out of all text; *pseudonymizing* puts keyed pseudonyms in place
of names. Both change turns before they are cut into utterances, so every offset and quote
agrees with the text that is written. What neither can find is in ``docs/privacy.md``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from analyzer.doctor import unmapped
from analyzer.errors import ConfigError
from analyzer.metadata import FIELDS, Metadata
from analyzer.privacy import pseudonyms, redact
from analyzer.privacy.cast import Cast, assemble
from analyzer.privacy.edits import Edit, disjoint, moved, replaced
from analyzer.privacy.pseudonyms import Key, load_key
from analyzer.transcript import Transcript, Turn

__all__ = ["Key", "Privacy", "load", "load_key"]

_NOBODY = frozenset({"a recogniser's label", "nobody in particular", "a role"})
"""Kinds of labels that name nobody and stay as they are."""
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|“[^”]*”")


@dataclass(frozen=True, slots=True, kw_only=True)
class Privacy:
    """What to hide. By default nothing is."""

    redact: bool = False
    key: Key | None = None
    """Names are pseudonymized with it where it is given."""

    def __bool__(self) -> bool:
        return self.redact or self.key is not None

    @property
    def about(self) -> dict[str, str]:
        """Return what the manifest says of it: versions, and the key's fingerprint."""
        said = {"redacted": redact.VERSION} if self.redact else {}
        if self.key is not None:
            said |= {"pseudonymized": pseudonyms.VERSION, "key": self.key.fingerprint}
        return said

    @property
    def salt(self) -> str:
        """Return what keeps hashes of names from being guessed; written nowhere."""
        return "" if self.key is None else self.key.code("", purpose="salt")

    def path(self, path: str, content: Callable[[], str]) -> str:
        """Return what stands for a file's path: a keyed code, or the path redacted.

        Redacted paths may coincide, so eight digits of ``content()``, the hash of what the
        file holds, tell them apart.
        """
        if self.key is not None:
            return f"call-{self.key.code(path, purpose='path')}"
        hidden = redact.redact(path) if self.redact else path
        return path if hidden == path else f"{hidden}-{content()[:8]}"

    def part(self, part: str, index: int) -> str:
        """Return what stands for ``#part``, the ``index``-th conversation of a file."""
        if part and self.key is not None:
            return f"#{self.key.code(part, purpose='part')}"
        hidden = redact.redact(part) if self.redact else part
        return part if hidden == part else f"{hidden}-{index + 1}"

    def reason(self, reason: str) -> str:
        """Return why a file was skipped, without what is quoted from it or named after a colon."""
        if not self:
            return reason
        return _QUOTED.sub("…", reason.partition(":")[0])

    def transcript(self, transcript: Transcript, metadata: Metadata) -> Transcript:
        """Return a transcript, its metadata applied, with all that is to be hidden hidden.

        Marks and notes keep their places in the words. The source is left: see `path`.
        """
        if not self:
            return transcript
        treated = _Treated(self, transcript, metadata)
        return replace(
            transcript,
            turns=tuple(map(treated.turn, transcript)),
            title=None if self.key else transcript.title and treated.text(transcript.title),
            metadata=dict(treated.fields(transcript.metadata)),
            roles={treated.name(name): role for name, role in transcript.roles.items()},
            warnings=(),
        )


def load(out: Path, *, redact: bool = False, keyfile: Path | None = None) -> Privacy:
    """Return the treatment for results in ``out``; raise ``ConfigError`` for a key there."""
    if keyfile is not None and keyfile.resolve().is_relative_to(out.resolve()):
        raise ConfigError("the key must not lie among the results", path=keyfile)
    return Privacy(redact=redact, key=None if keyfile is None else load_key(keyfile))


class _Treated:
    """One conversation's names and text under a treatment."""

    def __init__(self, privacy: Privacy, transcript: Transcript, metadata: Metadata) -> None:
        self._privacy = privacy
        self._metadata = metadata
        self._cast = self._assemble(privacy.key, transcript) if privacy.key else None
        self._redacted: dict[str, str] = {}

    def _assemble(self, key: Key, transcript: Transcript) -> Cast:
        fields = transcript.metadata
        names = [*transcript.speakers, *transcript.roles, *_participants(fields)]
        given = filter(None, [*names, fields.get("rep")])
        texts = [turn.text for turn in transcript]
        return assemble(
            key,
            dict.fromkeys(self._person(name) for name in given if unmapped(name) not in _NOBODY),
            filter(None, [fields.get("customer")]),
            {alias: one.person for alias, one in self._metadata.people.items()},
            cased=sum(text != text.lower() for text in texts) > len(texts) / 10,
        )

    def _person(self, name: str) -> str:
        known = self._metadata.person(name)
        return name if known is None else known.person

    def name(self, name: str) -> str:
        """Return what stands for a speaker, a rep or a customer."""
        if self._privacy.key is None:
            return self._redacted_name(name)
        kept = unmapped(name) in _NOBODY
        return name if kept else " ".join(self._privacy.key.pseudonym(self._person(name)))

    def _redacted_name(self, name: str) -> str:
        """Redact a name; two that are then the same are numbered."""
        if name not in self._redacted:
            hidden = redact.redact(name)
            same = sum(other.startswith(hidden) for other in self._redacted.values())
            self._redacted[name] = f"{hidden} {same + 1}" if hidden != name and same else hidden
        return self._redacted[name]

    def _edits(self, text: str) -> list[Edit]:
        personal: Iterable[Edit] = redact.edits(text) if self._privacy.redact else ()
        mentions: Iterable[Edit] = self._cast.mentions(text) if self._cast else ()
        return disjoint(text, [*personal, *mentions])

    def text(self, text: str) -> str:
        """Return a text with what is to be hidden hidden."""
        return replaced(text, self._edits(text))

    def turn(self, turn: Turn) -> Turn:
        """Return a turn likewise, marks and notes at their places."""
        edits = self._edits(turn.text)
        after = moved(edits)
        return replace(
            turn,
            speaker=turn.speaker and self.name(turn.speaker),
            text=replaced(turn.text, edits),
            role=turn.role and self.text(turn.role),
            marks=tuple(replace(mark, offset=after(mark.offset)) for mark in turn.marks),
            notes=tuple(
                replace(note, offset=after(note.offset), text=self.text(note.text))
                for note in turn.notes
            ),
        )

    def fields(self, metadata: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        """Yield the fields that are written; of others a header may hold anything."""
        for field in FIELDS:
            if value := metadata.get(field):
                person = field in ("rep", "customer")
                yield field, self.name(value) if person else self.text(value)


def _participants(fields: Mapping[str, str]) -> list[str]:
    """Return the names in a header's list of participants."""
    listed = re.split(r"[,;]", re.sub(r"\([^()]*\)", "", fields.get("participants", "")))
    return [name.strip() for name in listed if name.strip()]
