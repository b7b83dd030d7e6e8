"""A process that updates a terminal's software until it kills itself. Run by the kill tests, never collected.

It reads orders from its input, one a line: `STEP TERMINAL DIES_AT WORD…`. For each it forks a child that takes the step
and kills itself before its n-th change of the disk: a file opened for writing, renamed or removed, a folder or link
made, a program started. When it is dead, `end STATUS` follows.
"""

import os
import runpy
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from app.domain.updates import Release, TrialEnd
from app.gateway.update_fetcher import update_client
from app.runtime.clock import SystemClock
from app.runtime.software_updates import Place, SoftwareUpdates
from app.storage.software.slots import Slots
from tests.app.publishing import KIND

CHANGES = {
    "os.chmod",
    "os.link",
    "os.mkdir",
    "os.remove",
    "os.rename",
    "os.rmdir",
    "os.symlink",
    "os.truncate",
    "subprocess.Popen",
}
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def die_at(boundary: int) -> None:
    """The interpreter tells of each change before it is made (PEP 578)."""
    left = boundary

    def watch(event: str, facts: tuple[object, ...]) -> None:
        nonlocal left
        writing = event == "open" and isinstance(facts[2], int) and facts[2] & WRITES
        if event in CHANGES or writing:
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)


def fetch(terminal: Path, url: str) -> None:
    with update_client() as client:
        running = Slots(terminal).current() or ""
        SoftwareUpdates(Place(terminal, url), client, SystemClock(), running, KIND).fetch(lambda share: None)


def install(terminal: Path, version: str, digest: str, bundle: str, size: str) -> None:
    Slots(terminal).install(Release(version, digest), Path(bundle), int(size))


def commit(terminal: Path, name: str) -> None:
    Slots(terminal).commit(name)


def roll_back(terminal: Path, name: str) -> None:
    Slots(terminal).roll_back(name, TrialEnd.UNHEALTHY)


def launch(terminal: Path, launcher: str) -> None:
    sys.argv = [launcher, "--folder", str(terminal), "--", "word"]
    runpy.run_path(launcher, run_name="__main__")


STEPS: dict[str, Callable[..., None]] = {
    "fetch": fetch,
    "install": install,
    "commit": commit,
    "roll_back": roll_back,
    "launch": launch,
}


def obey(order: str) -> None:
    step, terminal, boundary, *words = order.split()
    if (child := os.fork()) == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.dup2(1, 2)
        die_at(int(boundary))
        try:
            STEPS[step](Path(terminal), *words)
        except SystemExit as end:
            os._exit(int(end.code or 0))
        except BaseException:  # noqa: BLE001 (the child of a test: its end is its only word)
            os._exit(99)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    os.write(1, f"end {os.waitstatus_to_exitcode(status)}\n".encode())


if __name__ == "__main__":
    for line in sys.stdin:
        obey(line)
