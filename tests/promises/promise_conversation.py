"""Short conversations written as lines ``speaker [act]: text``."""

from __future__ import annotations

import re
from datetime import datetime

from analyzer.promise import Promise
from analyzer.promises import extract, settle
from analyzer.transcript import Utterance

_LINE = re.compile(r"\s*(?P<speaker>[^\[:]*?)\s*(?:\[(?P<act>\w+)\])?:\s*(?P<text>.*)")
SAID = datetime(2026, 3, 11, 10)  # a Wednesday


def promises(script: str, roles: dict[str, str] | None = None) -> tuple[Promise, ...]:
    lines = [m for line in script.strip().splitlines() if (m := _LINE.match(line))]
    utterances = [
        Utterance(
            index=index,
            turn=index,
            offset=0,
            speaker=line["speaker"] or None,
            text=line["text"],
            role=(roles or {}).get(line["speaker"]),
        )
        for index, line in enumerate(lines)
    ]
    acts = settle(utterances, [line["act"] or "none" for line in lines])
    return extract(utterances, acts, said=SAID)
