"""Prepares a terminal as the manual tells an installer to, starts it with its own systemd, and looks at its promises.

    make device                # as root, on a Debian with debootstrap and systemd-container: some minutes, 5 GB
    make device ARGS=--new     # everything anew: Debian, bundle, terminal

The commands of `resources/manual/terminal.md` are taken from the page itself. The table goes to
`build/device/report.txt`, what cage shows to `build/device/*.png`. Real: Debian 12, systemd, polkit, NetworkManager,
seatd, cage, the whole bundle, planted from a signed repository. Stood in for: the screen (`stand_ins`). Not there:
camera, radio, keys, touch, sound.
"""

import argparse
import os
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.device.fences import FENCES
from tests.device.image import Workshop
from tests.device.life import LIFE, START_S, is_up
from tests.device.machine import Broken, Machine
from tests.device.screen import SCREEN

TOOLS = ("debootstrap", "systemd-nspawn", "nsenter")
Check = Callable[[Machine], str]


def main() -> int:
    parser = argparse.ArgumentParser(description="Prepares a terminal by the manual and looks at what it promises.")
    parser.add_argument("--new", action="store_true", help="make Debian and the bundle anew too")
    options = parser.parse_args()
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if os.geteuid() != 0 or missing:
        print(f"needs root, and on Debian: apt-get install debootstrap systemd-container. Missing: {missing or 'root'}")
        return 2
    workshop = Workshop(Path("build/device").absolute())
    with workshop.terminal(anew=options.new) as root, Machine(root) as machine:
        report = look(machine, workshop.folder)
    (workshop.folder / "report.txt").write_text(report)
    return 1 if "FAILED" in report else 0


def look(machine: Machine, pictures: Path) -> str:
    """Every check, in order: later ones need what earlier ones left."""
    lines = []
    checks: tuple[Check, ...] = (*LIFE[:1], *SCREEN, *FENCES, *LIFE[1:])
    for check in checks:
        begun = time.monotonic()
        try:
            machine.until(is_up, START_S)
            outcome, seen = "ok", check(machine)
        except Broken as broken:
            outcome, seen = "FAILED", str(broken)
        machine.take_pictures(pictures)
        name = check.__name__.replace("_", " ")
        lines.append(f"{outcome:6} {name:58} {time.monotonic() - begun:5.1f} s  {seen}")
        print(lines[-1], flush=True)
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
