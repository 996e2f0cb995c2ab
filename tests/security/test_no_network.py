"""Nothing leaves the machine: every command works where no network can be reached."""

import json
import os
import subprocess
import sys
from pathlib import Path

from analyzer_run import ROOT

SAMPLES = ROOT / "data" / "samples"
CALL = SAMPLES / "north" / "2026-04-16_negotiation_harbor-elevator.vtt"
COMMANDS = """\
score {calls} {call} --out {out}/r --redact --pseudonymize {out}/key --csv --workers 1
score {call} --out {out}/plain --workers 1
check {call}
convert {call} --to csv --out {out}/call.csv
when by_next_Friday --said 2026-03-11T10:00
call {out}/plain harbor
call {out}/plain harbor --html {out}/call.html
ledger {out}/r --as-of 2026-09-30
ledger {out}/r --as-of 2026-09-30 --to ics --out {out}/ledger.ics
compare {out}/r --by team --json
compare {out}/r --by rep --html {out}/compare.html
"""
BLOCKED = """\
import json, socket, sys

def refuse(*_, **__):
    raise SystemExit("reached for the network")

for name in ("connect", "connect_ex", "sendto", "sendmsg"):
    setattr(socket.socket, name, refuse)
for name in ("getaddrinfo", "gethostbyname", "gethostbyaddr", "create_connection"):
    setattr(socket, name, refuse)

from analyzer.cli import app

for command in json.loads(sys.argv[1]):
    try:
        app(command, standalone_mode=False)
    except BaseException as error:
        if getattr(error, "exit_code", None) != 0:
            print(command, repr(error), file=sys.stderr)
"""


def cut_off() -> list[str]:
    """Return the command that runs another without a network, where this machine permits it."""
    for prefix in (["unshare", "-n"], ["unshare", "-rn"], []):
        try:
            if subprocess.run([*prefix, "true"], check=False, capture_output=True).returncode == 0:
                return prefix
        except FileNotFoundError:
            continue
    return []


def test_commands_reach_for_no_network(tmp_path: Path) -> None:
    """Without one where that is permitted, and every attempt refused and told."""
    (tmp_path / "key").write_text("f3b1c9d27a604e58" * 4)
    named = {"calls": SAMPLES / "south", "call": CALL, "out": tmp_path}
    commands = [line.format(**named).split() for line in COMMANDS.splitlines()]
    told = subprocess.run(
        [*cut_off(), sys.executable, "-c", BLOCKED, json.dumps(commands)],
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        timeout=900,
        check=False,
    )
    assert (told.returncode, told.stderr.strip()) == (0, "")
    for name in ("r/utterances.csv", "call.csv", "call.html", "ledger.ics", "compare.html"):
        assert (tmp_path / name).stat().st_size > 1000, name
