"""Mutate real files and read them: nothing but ``ReadError`` may come out.

python benchmarks/fuzz_readers.py ../shared/formats --runs 20000 --seed 1
"""

from __future__ import annotations

import argparse
import random
import sys
import time
import traceback
from collections import Counter
from pathlib import Path

from analyzer.errors import ReadError
from analyzer.readers import parse

_MOST_BYTES = 60_000
_SPLICES = (
    b"\0", b"\r", b"\n\n", b"\t", b'"', b"'", b"{", b"}", b"[", b"]", b"<v ", b"</v>", b"<", b":",
    b"-->", b",", b"null", b"1e999", b"-1", b"NaN", b"99:99:99", b"\xff\xfe", b"\xef\xbb\xbf",
    b"\xc3\x28", b"&#999999999;", b"PK\x03\x04", b"\\u0000", b"9" * 400, b"((((", b"\xe2\x80\xa8",
)  # fmt: skip


def mutate(data: bytes, chance: random.Random) -> bytes:
    """Return the bytes with one to eight pieces changed, cut, doubled, moved or put in."""
    if len(data) > _MOST_BYTES:
        start = chance.choice((0, 0, chance.randrange(len(data) - _MOST_BYTES)))
        data = data[start : start + _MOST_BYTES]
    pieces = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(pieces) + 1)
        to = min(len(pieces), at + chance.choice((1, 4, 40, 400)))
        match chance.randrange(7):
            case 0:
                pieces[at:to] = chance.randbytes(to - at)
            case 1:
                del pieces[at:to]
            case 2:
                pieces[at:at] = chance.choice(_SPLICES)
            case 3:
                pieces[at:at] = pieces[at:to]
            case 4:
                del pieces[at:]
            case 5:
                lines = pieces.split(b"\n")
                chance.shuffle(lines)
                pieces = bytearray(b"\n".join(lines))
            case _:
                pieces[at:to] = pieces[at:to].swapcase()
    return bytes(pieces)


def run(files: list[Path], runs: int, seed: int) -> int:
    """Read mutations of the files in turn; print what escaped and the slowest file."""
    chance = random.Random(seed)
    outcomes: Counter[str] = Counter()
    slowest = (0.0, "")
    contents = [(path.name, path.read_bytes()) for path in files]
    for at in range(runs):
        name, data = contents[at % len(contents)]
        changed = mutate(data, chance)
        began = time.process_time()
        try:
            parse(changed, name)
            outcomes["read"] += 1
        except ReadError:
            outcomes["refused"] += 1
        except Exception:
            outcomes["escaped"] += 1
            Path(f"fuzz-{seed}-{at}-{name}").write_bytes(changed)
            traceback.print_exc(limit=-3)
        slowest = max(slowest, (time.process_time() - began, name))
    print(dict(outcomes), f"slowest {slowest[0]:.2f} s ({slowest[1]})")
    return outcomes["escaped"]


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--runs", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    files = sorted(
        path
        for path in arguments.folder.rglob("*")
        if path.is_file() and path.name not in ("INDEX.tsv", "SCHEMAS.md")
    )
    sys.exit(bool(run(files, arguments.runs, arguments.seed)))


if __name__ == "__main__":
    main()
