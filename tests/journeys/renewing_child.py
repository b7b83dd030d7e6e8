"""A process that renews templates until it kills itself. Run by the kill tests, never collected.

It reads orders from its input, one a line: `FOLDER DIES_AT`. For each it forks a child that renews the store in FOLDER
and kills itself at the n-th boundary: before a SQL statement or a commit, before or after a change of the key file.
When it is dead, `end STATUS` follows.
"""

import os
import sys
from pathlib import Path

from app.config.paths import State
from app.services.renew_templates import renew_templates
from app.storage.opening import open_store
from tests.journeys.enrolling_child import LOGBOOK, Countdown, mortal

BATCH = 2
"""So that there are several."""


def renew(folder: Path, boundary: int) -> None:
    with open_store(State(folder, simulated=True)) as store:
        renew_templates(mortal(store, Countdown(boundary)), LOGBOOK, lambda renewed, of: None, BATCH)


def obey(order: str) -> None:
    folder, boundary = order.split()
    if (child := os.fork()) == 0:
        renew(Path(folder), int(boundary))
        os._exit(0)
    _, status = os.waitpid(child, 0)
    os.write(1, f"end {os.waitstatus_to_exitcode(status)}\n".encode())


if __name__ == "__main__":
    for line in sys.stdin:
        obey(line)
