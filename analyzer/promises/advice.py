"""What a weak promise lacks, and one sentence that would have said it."""

from __future__ import annotations

import re
from functools import cache

from analyzer.promise import Promise
from analyzer.promises.frames import lists
from analyzer.promises.pattern import choice, fold, load, words

_DIGIT = re.compile(r"\d")


@cache
def _measurable() -> re.Pattern[str]:
    lists = words("advice.toml", "measurable")
    return re.compile(choice([*lists["deliverable"], *lists["number"]]))


def is_measurable(promise: Promise) -> bool:
    """Tell whether an action names a result one can check: a number or a deliverable."""
    what = promise.what or ""
    return bool(_DIGIT.search(what) or _measurable().search(" " + fold(what)))


def missing(promise: Promise) -> tuple[str, ...]:
    """Return which of ``who``, ``what``, ``when`` and ``firmness`` a promise lacks."""
    lacks = {
        "who": promise.who in (None, "nobody"),
        "what": promise.what is None,
        "when": promise.when_text is None,
        "firmness": promise.strength != "firm",
    }
    return tuple(name for name, absent in lacks.items() if absent)


def rewrite(promise: Promise) -> str:
    """Return one explicit sentence for a promise, of what was said and blanks for the rest."""
    blanks, sentences = (_strings(table) for table in ("blanks", "sentences"))
    sentence = sentences[_kind(promise)].format(
        who=promise.who or blanks["who"],
        what=_base(promise.what) if promise.what else blanks["what"],
        when=_lower_first(promise.when_text) or blanks["when"],
    )
    return sentence[0].upper() + sentence[1:]


def _kind(promise: Promise) -> str:
    if promise.role in ("nobody", "both"):
        return promise.role
    if promise.role == "hearer":
        return "request"
    return "promise" if promise.role in ("speaker", None) else "other"


def _strings(table: str) -> dict[str, str]:
    values = load("advice.toml")[table]
    if not isinstance(values, dict):
        raise TypeError(f"advice.toml: [{table}] is not a table")
    return values


@cache
def _bases() -> dict[str, str]:
    """Map the forms of the verbs that begin orders to those verbs: "sending", "checked"."""
    verbs = [verb for verb in lists()["imperative"] if " " not in verb]
    return {
        form: verb
        for verb in verbs
        for stem in (verb, verb.removesuffix("e"), verb + verb[-1])
        for form in (stem + "ing", stem + "ed")
    }


def _base(what: str) -> str:
    """Put an action's verb into its base form, where it is a known one, without a capital."""
    verb, blank, rest = what.partition(" ")
    small = verb.lower() if verb.istitle() else verb  # "Send it.", but not "CC Dana."
    return _bases().get(fold(verb), small) + blank + rest


def _lower_first(time: str | None) -> str:
    """Lower a sentence's first letter, where a preposition opens the time: "By Friday"."""
    first, _, rest = (time or "").partition(" ")
    small = fold(first) in words("advice.toml", "opening")["small"]
    return f"{first.lower()} {rest}" if rest and small else time or ""
