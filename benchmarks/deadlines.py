"""How often deadlines are read right, how often they are seen where none are, and how fast.

    python benchmarks/deadlines.py [--errors SOURCE] [--half dev|held]

Cases are ``../shared/temporal/cases.jsonl``: four public suites. Only dated cases that do not lie
in the past count. A case is right when the first day (the last, where a suite gives no first) is
the suite's. The cases are halved by a hash of their text: ``dev`` was looked at, ``held`` was not.
False hits are counted on the suites' negatives and on utterances of ``../shared/gold`` whose
annotator saw no time and that hold no time word.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from analyzer.deadlines import Deadline, find, find_all

SHARED = Path(__file__).parents[1] / ".." / "shared"
SAID = datetime(2026, 3, 11, 10)
SECOND = timedelta(seconds=1)
TIME_WORDS = re.compile(
    r"\b(minutes?|hours?|days?|weeks?|months?|quarters?|years?|fortnight|sprint|weekend|now|soon"
    r"|today|tonight|tomorrow|yesterday|morning|afternoon|evening|night|noon|midnight|lunch"
    r"|mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|saturdays?|sundays?|o'clock|asap"
    r"|january|february|april|june|july|august|september|october|november|december"
    r"|after|before|until|once|when|immediately|shortly|away|possible|\d{4}|two thousand"
    r"|twenty (ten|twenty|thirty|\w+teen)"
    r"|q(\d| one| two| three| four)|in march|spring|summer"
    r"|fall|autumn|winter|later|ago|christmas|easter)\b|\d+(st|nd|rd|th|:\d\d| ?[ap]\.?m)\b",
    re.IGNORECASE,
)

Case = dict[str, Any]


def cases() -> list[Case]:
    """Return the suites' cases, in order."""
    lines = (SHARED / "temporal" / "cases.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def half(case: Case) -> str:
    """Return ``dev`` or ``held``, by a hash of the case's text."""
    digest = hashlib.sha256(case["text"].lower().encode()).digest()
    return "held" if digest[-1] % 2 else "dev"


def expected(case: Case) -> tuple[str, date] | None:
    """Return which end the suite dates, and its day; ``None`` for undated and past cases."""
    if case["kind"] in ("negative", "set", "duration") or case.get("span_only"):
        return None
    said = datetime.fromisoformat(case["reference"])
    if case["expected_start"]:
        when = ("earliest", datetime.fromisoformat(case["expected_start"]).date())
    elif case["expected_end"]:
        end = datetime.fromisoformat(case["expected_end"])
        end -= SECOND * bool(case.get("end_exclusive") and case["grain"] != "minute")
        end += timedelta(1) * bool(case.get("by_excludes") and case["text"].startswith("by "))
        when = ("latest", end.date())
    else:
        return None
    return when if when[1] >= said.date() else None


def is_right(case: Case, want: tuple[str, date], found: Deadline | None) -> bool:
    """Return whether the deadline has the suite's day."""
    got = getattr(found, want[0], None)
    return got is not None and got.date() == want[1]


def answer(case: Case) -> Deadline | None:
    """Return what is found in a case's text."""
    return find(case["text"], datetime.fromisoformat(case["reference"]))


def contradictions(rows: list[Case]) -> dict[tuple[str, date], set[date]]:
    """Return texts that get different days on the same reference day, with those days."""
    days: defaultdict[tuple[str, date], set[date]] = defaultdict(set)
    for case in rows:
        want = expected(case)
        if want and want[0] == "earliest":
            days[key(case)].add(want[1])
    return {key: found for key, found in days.items() if len(found) > 1}


def key(case: Case) -> tuple[str, date]:
    """Return what two cases share that ask the same: the text and the day it is said."""
    return case["text"].lower().strip(), datetime.fromisoformat(case["reference"]).date()


def gold_without_time() -> Iterator[str]:
    """Yield gold utterances without a time: none annotated, no time word."""
    for labels in sorted((SHARED / "gold").glob("*.labels.tsv")):
        rows = [line.split("\t") for line in labels.read_text(encoding="utf-8").splitlines()]
        timed = {row[0] for row in rows if len(row) > 5 and row[5] not in ("none", "-", "")}
        source = labels.with_name(labels.name.replace(".labels.", ".in."))
        for line in source.read_text(encoding="utf-8").splitlines():
            number, *rest = line.split("\t")
            if number.isdigit() and number not in timed and not TIME_WORDS.search(rest[-1]):
                yield rest[-1]


def speed(texts: list[str]) -> float:
    """Return utterances per second of processor time, one core."""
    start = time.process_time()
    for text in texts:
        find(text, SAID)
    return len(texts) / (time.process_time() - start)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--errors", help="also print a suite's wrong cases of the dev half")
    options = parser.parse_args()
    rows = cases()
    conflicts = contradictions(rows)
    right: Counter[tuple[str, str]] = Counter()
    total: Counter[tuple[str, str]] = Counter()
    for case in rows:
        want = expected(case)
        if want is None or key(case) in conflicts:
            continue
        found = answer(case)
        good = is_right(case, want, found)
        for source in (case["source"], "all"):
            total[source, half(case)] += 1
            right[source, half(case)] += good
        if not good and options.errors == case["source"] and half(case) == "dev":
            got = found and (found.span, str(found.earliest), str(found.latest))
            print(f"{case['text'][:90]!r} said {case['reference'][:16]} wants {want[1]}, got {got}")
    print(f"{'suite':<12}{'dev':>16}{'held out':>16}")
    for source in ("duckling", "compromise", "msrec", "ctparse", "all"):
        cells = [(right[source, part], total[source, part]) for part in ("dev", "held")]
        print(f"{source:<12}" + "".join(f"{a / b:>8.3f} ({b:>5})" for a, b in cells if b))
    print(f"{len(conflicts)} texts left out, on which suites contradict each other the same day:")
    for (text, said), days in sorted(conflicts.items()):
        print(f"  {text[:70]} (said {said:%a %Y-%m-%d}): {', '.join(map(str, sorted(days)))}")
    negatives = [case["text"] for case in rows if case["kind"] == "negative"]
    plain = list(gold_without_time())
    for name, texts in (("suites' negatives", negatives), ("gold without a time", plain)):
        hits = [(text, found) for text in texts if (found := find_all(text, SAID))]
        print(f"false hits, {name}: {len(hits)}/{len(texts)} = {len(hits) / len(texts):.1%}")
        if options.errors == "negatives":
            for text, found in hits:
                print(f"  {[deadline.span for deadline in found]} in {text[:90]!r}")
    print(f"{speed(plain):,.0f} utterances per second without a time")
    print(f"{speed([case['text'] for case in rows]):,.0f} per second on the suites")


if __name__ == "__main__":
    main()
