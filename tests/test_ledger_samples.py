"""What became of promises in the sample library, by one who read it, and what the ledger says.

Needs no model: the promises are given, as said, so only following them up is measured.
"""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from analyzer import inputs, metadata, readers
from analyzer.ledger import Entry, ledger
from analyzer.segment import segment

SAMPLES = Path(__file__).parents[1] / "data" / "samples"
SETTLED = ("kept", "broken", "renegotiated")
# call, words of the promise, who, what, due, outcome (late is broken)
TRUTH = """
2025-08-14_discovery_harbor | could you get me a number per mechanic | Dana Whitlock | get me a number per mechanic | 2025-08-22 | broken
2025-08-14_discovery_harbor | I'll see if I can dig one up | Dana Whitlock | dig one up for you | | broken
2025-10-22_demo_harbor | And the reference, hopefully | Dana Whitlock | the reference | | broken
2026-04-16_negotiation_harbor | You'll have it in writing from Theo | Dana Whitlock | have it in writing from Theo in product | 2026-04-22 | kept
2026-04-16_negotiation_harbor | I'll have that to you by noon | Dana Whitlock | have that to you | 2026-04-17 | kept
2026-04-16_negotiation_harbor | I'll send a report every Monday | Dana Whitlock | send a report | | broken
2026-04-16_negotiation_harbor | I'll get you the six names | Joanne Pike | get you the six names | 2026-04-24 | not reviewed
2026-04-16_negotiation_harbor | I'll sign it by the thirtieth | Len Abrams | sign it | 2026-04-30 | kept
2025-07-29_discovery_kettle | And maybe a cost comparison | Marcus Oyelaran | a cost comparison with the answering service | | broken
2025-07-29_discovery_kettle | I'll try and get you something | Marcus Oyelaran | get you something on the after-hours piece | | kept
2025-11-12_demo_kettle | i'll do it this week | Pete Rusk | do it | 2025-11-16 | kept
2025-11-12_demo_kettle | i'll do my best on that | Marcus Oyelaran | do my best on that | 2025-12-14 | broken
2025-11-12_demo_kettle | have something on the county thing | Marcus Oyelaran | have something on the county thing | | broken
2026-03-05_negotiation_kettle | I'll send you the vendor form | Arnold Beck | send you the vendor form | 2026-03-05 | not reviewed
2026-03-05_negotiation_kettle | I'll chase it | Marcus Oyelaran | chase it | | broken
2025-09-04_discovery_corvane | I'll have it answered | Priya Raman | have it answered | 2025-09-12 | kept
2025-09-04_discovery_corvane | send me the overdue PM export | Lucille Tran | send me the overdue PM export | 2025-09-09 | kept
2025-09-04_discovery_corvane | bring them into a working session | Desmond Achebe | bring them into a working session | | kept
2025-09-04_discovery_corvane | I'll put them in with the export | Lucille Tran | put them in with the export | | kept
2025-11-06_negotiation_corvane | I'll have her answer for you | Priya Raman | have her answer for you | 2025-11-07 | kept
2025-11-06_negotiation_corvane | four hundred and eight dollars of cookies | Priya Raman | send you four hundred and eight dollars of cookies | | not reviewed
2025-11-06_negotiation_corvane | you'll have the contract Monday | Priya Raman | have the contract | 2025-11-10 | not reviewed
2026-06-17_escalation_corvane | i'll ask somebody | Priya Raman | ask somebody | | broken
2026-06-17_escalation_corvane | you'll have the list of all | Bashir Nouri | have the list of all hundred and forty three in your inbox | 2026-06-18 | kept
2025-07-29_discovery_meridian | I'll send you a sizing | Ellie Brandt | send you a sizing for a twelve-engineer pilot and for the whole sixty-four | 2025-08-06 | kept
2025-07-29_discovery_meridian | Can you send me the maintenance export | Wanda Ochoa | send me the maintenance export | 2025-08-01 | broken
2025-07-29_discovery_meridian | I'll ask him this afternoon | Wanda Ochoa | ask him | 2025-07-29 | kept
2025-11-06_negotiation_meridian | I'll have legal's answer | Ellie Brandt | have legal's answer | 2025-11-07 | not reviewed
2026-02-10_handoff_meridian | I'll call both of them by Friday | Ellie Brandt | call both of them | 2026-02-13 | not reviewed
2025-08-14_discovery_gulf | get you a couple of references | Tomás Herrera | get you a couple of references | | broken
2025-08-14_discovery_gulf | I'll see about that on-call thing | Tomás Herrera | that on-call thing | | broken
2025-08-14_discovery_gulf | I can mention it | Denise Fontenot | mention it | | not reviewed
2025-09-04_discovery_vantor | I'll send you our security pack | Kofi Mensah | send you our security pack | 2025-09-04 | not reviewed
2025-09-04_discovery_vantor | Could you send me those by Wednesday | Mathilde Roux | send me those | 2025-09-10 | broken
2025-11-18_security-review_vantor | I'd sign on the fifth | Aaron Felt | sign | 2025-12-05 | broken
2025-11-18_security-review_vantor | I'll confirm that in an email | Bea Lindgren | confirm that in an email | 2025-11-19 | not reviewed
2026-02-24_negotiation_cascade | You'll have comments from me | Lorraine Petty | have comments from me | 2026-03-12 | kept
2026-02-24_negotiation_cascade | You'll have the order form | Ingrid Solheim | have the order form | 2026-02-26 | kept
2026-02-24_negotiation_cascade | I'll talk to him at the safety meeting | Hank Yamada | talk to him | 2026-03-04 | kept
2026-02-24_negotiation_cascade | I'll have him call your engineer | Hank Yamada | have him call your engineer | 2026-02-27 | broken
2026-02-24_negotiation_cascade | I'll answer them by the seventeenth | Ingrid Solheim | answer them | 2026-03-17 | not reviewed
2026-02-24_negotiation_cascade | look at the first numbers on June second | Ingrid Solheim | look at the first numbers | 2026-06-02 | renegotiated
2025-08-21_discovery_cascade | I'll bring the boat picture | Hank Yamada | bring the boat picture | | not reviewed
2026-03-24_demo_tolland | I'll bring the log | Hank Brewster | bring the log | | broken
2025-10-23_pipeline-review_south | I'll call Denise | Tomás Herrera | call Denise | | kept
""".strip()  # noqa: E501 - a table


def rows() -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in TRUTH.splitlines()]


@pytest.fixture(scope="module")
def entries() -> dict[str, Entry]:
    conversations, utterances = read_samples()
    promises = [promise(str(n), row, utterances) for n, row in enumerate(rows())]
    frames = pd.DataFrame(conversations), pd.DataFrame(utterances), pd.DataFrame(promises)
    return {entry.promise: entry for entry in ledger(*frames, as_of=date(2026, 9, 30))}


def read_samples() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    found = inputs.find([SAMPLES])
    known = metadata.load(found.calls, found.people)
    conversations: list[dict[str, Any]] = []
    utterances: list[dict[str, Any]] = []
    for file in found.files:
        read = replace(readers.read(file.path), source=file.source)
        transcript = metadata.apply(read, known)
        name = file.names[0]
        conversations.append({"conversation": name, "date": transcript.date, **transcript.metadata})
        utterances += [
            {
                "conversation": name,
                "index": said.index,
                "speaker": said.speaker,
                "role": said.role,
                "text": said.text,
                "label": None,
            }
            for said in segment(transcript)
        ]
    return conversations, utterances


def promise(id: str, row: list[str], utterances: list[dict[str, Any]]) -> dict[str, Any]:
    call, quote, who, what, due, _ = row
    said = [u for u in utterances if call in u["conversation"] and quote in u["text"]]
    assert len(said) == 1, (call, quote, len(said))
    latest = datetime.fromisoformat(f"{due} 23:59:59") if due else None
    return {
        "promise": id,
        "conversation": said[0]["conversation"],
        "utterance": said[0]["index"],
        "act": "promise",
        "who": who,
        "to": None,
        "what": what,
        "when_text": due or None,
        "due_earliest": None,
        "due_latest": latest,
        "strength": "firm",
        "explicit": bool(due),
        "state": "open",
        "answered_by": None,
        "quote": said[0]["text"],
    }


def test_outcomes_are_right_where_they_are_told(entries: dict[str, Entry]) -> None:
    pairs = [(entries[str(n)].outcome, row[-1]) for n, row in enumerate(rows())]
    told = [said == true for said, true in pairs if said in SETTLED]
    to_tell = [said == true for said, true in pairs if true in SETTLED]
    figures = f"precision {sum(told)}/{len(told)}, recall {sum(to_tell)}/{len(to_tell)}"
    assert sum(told) / len(told) >= 0.9, figures
    assert sum(to_tell) / len(to_tell) >= 0.55, figures


def test_what_nobody_spoke_of_is_not_reviewed(entries: dict[str, Entry]) -> None:
    unspoken = [entries[str(n)] for n, row in enumerate(rows()) if row[-1] == "not reviewed"]
    wrong = [(e.what, e.outcome, e.evidence) for e in unspoken if e.outcome != "not reviewed"]
    assert len(unspoken) >= 10
    assert not wrong
