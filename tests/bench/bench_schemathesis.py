"""How many requests that schemathesis makes up find nothing: `make bench BENCH=schemathesis`.

All its phases but the examples, over the real listener; ARGS="10" for ten times as many in the fuzzing.
"""

import re
import sys
import tempfile
import time
from pathlib import Path

from app.config.paths import State
from app.gateway.routes import api
from app.storage.control.store import SqlControlStore
from app.storage.opening import open_store
from tests.app.control import Plane
from tests.app.gateway.keys import OneKey
from tests.app.gateway.running import running
from tests.peers.fuzzing import fuzz

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = 15
"""For each operation and phase."""
HOUR_S = 3600.0


def main(times: int) -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with (
            open_store(State(folder, simulated=True)) as people,
            running(api(Plane(SqlControlStore(people)).gateway(OneKey()), 1), folder) as server,
        ):
            begun = time.monotonic()
            words = ("--phases", "coverage,fuzzing,stateful", "--max-examples", str(EXAMPLES * times))
            fuzzed = fuzz(server, ROOT, folder, *words, "--continue-on-failure", timeout_s=HOUR_S)
    summary = re.search(r"=+ SUMMARY =+(.*)", fuzzed.report, re.DOTALL)
    print(summary[1].strip() if summary else fuzzed.report)
    print(f"{fuzzed.cases} cases in {time.monotonic() - begun:.0f} s: {'no failure' if fuzzed.passed else 'FAILURES'}")
    return 0 if fuzzed.passed else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1))
