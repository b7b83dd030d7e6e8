#!/usr/bin/env python3
"""Starts the terminal's software: the version that was kept last, or one that is to be tried.

    python3 /opt/thenar/launcher.py [--folder /opt/thenar] [--trial-seconds 600] -- kiosk --managed

It lies beside the versions it starts, needs nothing but Python's own library, and no update ever changes it. A version
on trial is started at most three times. When it ends by itself before it was kept, or is not kept in time, the version
before starts again at once, and the file `failed` says why; it is not tried again. The files are told of in
`app/storage/software/slots.py`.

The software hears its version's name (THENAR_RELEASE) and where all this lies (THENAR_SOFTWARE). It ends with 75 to be
started anew, as after an installation. Any other end of a version that was kept is the launcher's end too: the service
manager starts both again.
"""

import argparse
import os
import secrets
import signal
import subprocess
import sys
from pathlib import Path

AGAIN = 75
"""EX_TEMPFAIL of sysexits.h."""
STARTS_MOST = 3
"""Of a trial: the first, and two more should the power fail meanwhile."""
TRIAL_S = 600.0
"""A terminal is up in half a minute; its server may take some minutes to be reached after a power cut."""
GOODBYE_S = 10.0
"""What the software has to end when it is told to, before it is ended."""


class Launcher:
    def __init__(self, folder: Path, words: list[str], trial_s: float) -> None:
        self.folder = folder
        self.words = words
        self.trial_s = trial_s
        self.child: subprocess.Popen[bytes] | None = None
        self.stopping = False

    def run(self) -> int:
        """Until what was kept ends, or somebody ends this."""
        while True:
            name = self.choose()
            if name is None:
                say(f"no version is installed in {self.folder}")
                return 1
            code = self.start(name)
            tried = self.trial() == name
            if self.stopping:
                return 0 if code is None else code
            if tried and code != AGAIN:
                self.fail(name, "late" if code is None else "exited")
            elif code not in (None, AGAIN) and name == self.current():
                return code

    def choose(self) -> str | None:
        """Counts a start of a trial before it is begun."""
        name = self.trial()
        if name is None:
            self.remove("trial")
            return self.current()
        starts = int(self.read("trial")[1])
        if starts >= STARTS_MOST:
            self.fail(name, "starts")
            return self.current()
        try:
            self.write("trial", f"{name} {starts + 1}")
        except OSError as error:  # a start that cannot be counted would be one of endlessly many
            say(f"{name} is not tried now: {error}")
            return self.current()
        return name

    def start(self, name: str) -> int | None:
        """Returns the code it ended with, or None when it had to be ended because it was not kept in time."""
        environ = {**os.environ, "THENAR_RELEASE": name, "THENAR_SOFTWARE": str(self.folder)}
        environ.pop("WATCHDOG_PID", None)  # the service manager means the software, not whoever started it
        program = self.folder / "versions" / name / "start"
        try:
            self.child = subprocess.Popen([str(program), *self.words], env=environ)
        except OSError as error:
            say(f"{name} cannot be started: {error}")
            return 126
        if self.stopping:
            self.child.terminate()
        return self.judge(self.child, name)

    def judge(self, child: subprocess.Popen[bytes], name: str) -> int | None:
        """Waits for its end, and ends it when it is on trial for too long."""
        try:
            return child.wait(self.trial_s if self.trial() == name else None)
        except subprocess.TimeoutExpired:
            if self.trial() != name:  # it has been kept meanwhile
                return child.wait()
        child.terminate()
        try:
            child.wait(GOODBYE_S)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        return None

    def stop(self, _number: int, _frame: object) -> None:
        """Told to end: the software is told the same, and its end is no failure."""
        self.stopping = True
        if self.child is not None:
            self.child.send_signal(signal.SIGTERM)

    def current(self) -> str | None:
        link = self.folder / "current"
        return link.readlink().name if link.is_symlink() else None

    def trial(self) -> str | None:
        """The version to be judged: not one that is current already, or failed already, as after a cut."""
        words, failed = self.read("trial"), self.read("failed")
        if len(words) != 2 or not words[1].isdigit() or words[0] in (self.current(), *failed[:1]):
            return None
        return words[0]

    def fail(self, name: str, end: str) -> None:
        """Without room to write why, it is still not tried again before it is installed again."""
        say(f"{name} did not stay: {end}")
        try:
            self.write("failed", f"{name} {end}")
        except OSError as error:
            say(f"this could not be recorded: {error}")
        self.remove("trial")

    def read(self, file: str) -> list[str]:
        try:
            return (self.folder / file).read_text("ascii").split()
        except (OSError, ValueError):
            return []

    def write(self, file: str, line: str) -> None:
        """Whole, or as it was before, whatever happens."""
        beside = self.folder / f".{file}.{secrets.token_hex(4)}"
        with beside.open("w", encoding="ascii") as content:
            content.write(line + "\n")
            content.flush()
            os.fsync(content.fileno())
        beside.replace(self.folder / file)
        self.sync()

    def remove(self, file: str) -> None:
        path = self.folder / file
        if path.exists():
            path.unlink()
            self.sync()

    def sync(self) -> None:
        handle = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def say(what: str) -> None:
    sys.stderr.write(f"launcher: {what}\n")


def main() -> int:
    parser = argparse.ArgumentParser(description="Starts the terminal's software.")
    parser.add_argument("--folder", type=Path, default=Path(__file__).resolve().parent, help="of the versions")
    parser.add_argument("--trial-seconds", type=float, default=TRIAL_S, help="a new version has to be found healthy")
    parser.add_argument("words", nargs="*", help="for the software, after --")
    options = parser.parse_args()
    launcher = Launcher(options.folder, options.words, options.trial_seconds)
    signal.signal(signal.SIGTERM, launcher.stop)
    signal.signal(signal.SIGINT, launcher.stop)
    code = launcher.run()
    return 128 - code if code < 0 else code


if __name__ == "__main__":
    sys.exit(main())
