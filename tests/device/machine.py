"""A terminal that was started, seen from outside.

with Machine(root) as machine:
    machine.until(is_up, 120)
    machine.says("systemctl", "is-active", "thenar-kiosk")
    machine.says("busctl", "call", …, user="thenar")

Limits: it has the kernel of this machine, no radio, no console and no udev; its network is its own and leads nowhere.
"""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

import cv2
import numpy as np

from tests.peers.window_dump import picture_of

UNIT = "thenar-kiosk"
STEP_S = 0.25
WORD_S = 60.0
END_S = 60.0
REBOOTED = 133
"""What systemd-nspawn ends with, in place of starting again, where it is not to be a unit of its own (nspawn.c)."""


class Broken(Exception):
    """A promise that is not held, in words."""


class Machine:
    def __init__(self, root: Path) -> None:
        self._root = root
        self._pictures: dict[str, np.ndarray] = {}
        self._container: subprocess.Popen[bytes]

    def __enter__(self) -> "Machine":
        self._switch_on()
        return self

    def _switch_on(self) -> None:
        words = ["systemd-nspawn", "--quiet", "--boot", "--register=no", "--keep-unit", "--private-network"]
        words += [f"--directory={self._root}", "--console=passive", "--kill-signal=SIGRTMIN+3", "--hostname=terminal"]
        environment = {**os.environ, "SYSTEMD_NSPAWN_UNIFIED_HIERARCHY": "1"}
        with self._root.with_name("console.log").open("ab") as log:
            self._container = subprocess.Popen(words, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._container.send_signal(signal.SIGTERM)
        try:
            self._container.wait(END_S)
        except subprocess.TimeoutExpired:
            self._container.kill()
            self._container.wait()

    def asked(self, *words: str, user: str = "") -> subprocess.CompletedProcess[str]:
        """As root, or as a service of somebody's. Raises Broken while it is not up."""
        command = ["nsenter", "--all", "--target", str(self._first()), "--"]
        if user:
            command += ["systemd-run", "--quiet", "--pipe", "--wait", f"--property=User={user}"]
        try:
            return subprocess.run(
                [*command, *words],
                capture_output=True,
                text=True,
                check=False,
                timeout=WORD_S,
                stdin=subprocess.DEVNULL,
            )
        except subprocess.TimeoutExpired as error:
            raise Broken(f"{words[0]} does not answer") from error

    def says(self, *words: str, user: str = "") -> str:
        """Raises Broken for what ends with another code than 0."""
        told = self.asked(*words, user=user)
        if told.returncode != 0:
            raise Broken(f"{' '.join(words)}: {told.stderr.strip() or told.returncode}")
        return told.stdout.strip()

    def shows(self, name: str) -> str:
        """A property of the kiosk's unit."""
        return self.says("systemctl", "show", "--value", f"--property={name}", UNIT)

    def application(self) -> int:
        """The application's process, by the number that the terminal itself gives it. Raises Broken."""
        group = self.shows("ControlGroup")
        for number in self.says("cat", f"/sys/fs/cgroup{group}/cgroup.procs").split():
            if "-m\0app\0kiosk" in self.asked("cat", f"/proc/{number}/cmdline").stdout:
                return int(number)
        raise Broken("the application is not in the unit")

    def until(self, claim: Callable[["Machine"], bool], patience_s: float) -> float:
        """Seconds until it was true. Raises Broken."""
        begun, last = time.monotonic(), ""
        while time.monotonic() - begun < patience_s:
            try:
                if claim(self):
                    return time.monotonic() - begun
            except Broken as broken:
                last = str(broken)  # it may be on its way down or up
            time.sleep(STEP_S)
        raise Broken(f"{claim.__name__} was not so within {patience_s:.0f} s. {last}")

    def screen(self, name: str) -> np.ndarray:
        """(height, width, 3) uint8 BGR: what the screen shows now; kept under the name."""
        dump = (self._root / "var/lib/screen/Xvfb_screen0").read_bytes()
        self._pictures[name] = picture_of(dump)[:, :, :3].copy()
        return self._pictures[name]

    def take_pictures(self, folder: Path) -> None:
        for name, picture in self._pictures.items():
            cv2.imwrite(str(folder / f"{name}.png"), picture)
        self._pictures.clear()

    def _first(self) -> int:
        """Its systemd, by the number that this machine gives it: another one after each start. Raises Broken."""
        if (code := self._container.poll()) == REBOOTED:
            self._switch_on()
        elif code is not None:
            raise Broken(f"it is switched off, with {code}: build/device/console.log")
        children = Path(f"/proc/{self._container.pid}/task/{self._container.pid}/children")
        try:
            for number in children.read_text().split():
                if Path(f"/proc/{number}/comm").read_text().strip() == "systemd":
                    return int(number)
        except OSError as error:
            raise Broken("the container has ended") from error
        raise Broken("systemd does not run yet")
