"""Who is to act, as the codebook codes it, and by name where the conversation tells."""

from __future__ import annotations

import re

from analyzer.promises.frames import Match, any_of, lists
from analyzer.promises.pattern import fold

_SUBJECT = re.compile(
    r"""
    (?: (?:(?i:the|our|my|your|all|this|that|every))\s(?:[\w-]+\s){0,3}?[\w-]+      # the board
      | [A-Z][\w.-]*(?:\s(?:and|of|&)?\s?(?:[A-Z][\w.-]*|I\b))*                # Priya and I
      | [A-Z][\w.-]*\s(?:on|from|in)\s(?:my|our|your|the)\s[\w-]+              # Dana on my side
      | (?i:some|any)(?:body|one)\son\s[\w\s]+
      | somebody\sfrom\s[\w\s]+ | someone\sfrom\s[\w\s]+ | one\sof\s[\w\s]+
    )\s*$
    """,
    re.VERBOSE,
)
_NOBODY = re.compile(r"(?:some|any)(?:body|one)(?: on .*)?")
_TITLE = re.compile(r"\bthe(?:\s[A-Z]\w+)+")
_FOR_YOU = re.compile(r"(?:\s[\w-]+){1,3}\s(?:you|your)\b")


def code_of_who(text: str, match: Match) -> str | None:
    """Return ``speaker``, ``hearer``, ``both``, ``nobody`` or the name as said.

    ``None`` says that the frame's subject is not one who could act: the frame is void.
    """
    who = match.frame.who
    if who == "we":
        action = " " + fold(text[match.end :])
        return "both" if any_of("joint").match(action) and not _FOR_YOU.match(action) else "speaker"
    if who != "name":
        return who
    if match.who:
        return _antecedent(text[: match.start]) if match.who in lists()["no_name"] else match.who
    subject = _SUBJECT.search(text[: match.start])
    if not subject or fold(subject[0].split()[0]) in lists()["no_name"]:
        return None
    named = fold(subject[0].strip())
    return "nobody" if _NOBODY.fullmatch(named) else subject[0].strip()


def _antecedent(before: str) -> str:
    """Return whom a pronoun means: who was named last in the utterance, else the hearer."""
    named = _TITLE.findall(before)
    return named[-1] if named else "hearer"
