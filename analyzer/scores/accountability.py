"""What promises and requests come to: made, asked, answered, explicit.

A *commitment* is a promise made, or a request or offer accepted. A request whose answer is
itself a promise counts once, as that promise.
"""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.promise import Promise

_ANSWERED = frozenset({"accepted", "declined", "countered"})


def count(promises: Sequence[Promise], act: str) -> int:
    """Count the promises, requests or offers."""
    return sum(promise.act == act for promise in promises)


def commitments(promises: Sequence[Promise]) -> tuple[Promise, ...]:
    """Return the promises made and the requests and offers accepted."""
    made = {promise.utterance for promise in promises if promise.act == "promise"}
    return tuple(
        promise
        for promise in promises
        if promise.act == "promise"
        or (promise.state == "accepted" and promise.answered_by not in made)
    )


def is_owned(promise: Promise) -> bool:
    """Tell whether somebody is to act."""
    return promise.who not in (None, "nobody")


def explicitness(promise: Promise) -> float:
    """Return how many of who, what, when and a firm word are there: 0, ¼, ½, ¾ or 1."""
    parts = (
        is_owned(promise),
        promise.what is not None,
        promise.when_text is not None,
        promise.strength == "firm",
    )
    return sum(parts) / len(parts)


def promise_score(promises: Sequence[Promise]) -> float | None:
    """Return the mean explicitness of the commitments, ``None`` without any."""
    return _mean([explicitness(promise) for promise in commitments(promises)])


def owned_share(promises: Sequence[Promise]) -> float | None:
    """Return the share of commitments that say who is to act, ``None`` without any."""
    return _mean([is_owned(promise) for promise in commitments(promises)])


def dated_share(promises: Sequence[Promise]) -> float | None:
    """Return the share of commitments that say when, ``None`` without any."""
    return _mean([promise.when_text is not None for promise in commitments(promises)])


def answered_share(promises: Sequence[Promise]) -> float | None:
    """Return the share of requests accepted, declined or countered, ``None`` without any."""
    requests = [promise for promise in promises if promise.act == "request"]
    return _mean([request.state in _ANSWERED for request in requests])


def accountability_closed(promises: Sequence[Promise]) -> float | None:
    """Return the share of accountabilities that are settled, ``None`` without any.

    A promise made is settled when it is explicit, a request when it is answered.
    """
    settled = [
        promise.explicit if promise.act == "promise" else promise.state in _ANSWERED
        for promise in promises
        if promise.act in ("promise", "request")
    ]
    return _mean(settled)


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None
