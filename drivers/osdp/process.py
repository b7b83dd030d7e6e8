"""Keeps the OSDP process running: starts it, hands messages over, starts it again if it dies.

Between two starts it waits, twice as long each time, so that a broken installation does not eat the machine. Use:

    process = OsdpProcess(start, hear)  # `hear` is called from this object's thread, one report at a time
    process.open()
    process.send(Submit(...))
    process.close()
"""

import contextlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from app.ports.door import DoorLink
from drivers.osdp.messages import LinkIs, Message, Report, Request, Start, decoded, encoded

_ROOT = Path(__file__).parents[2]
_FIRST_WAIT_S = 0.5
_LONGEST_WAIT_S = 30.0
_STEADY_S = 60.0  # a process that has lived this long has earned a quick restart
_PARTING_S = 2.0  # it ends at the end of its input; longer than this and it hangs


class OsdpProcess:
    def __init__(self, start: Start, hear: Callable[[Report], None]) -> None:
        self._start = start
        self._hear = hear
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def pid(self) -> int | None:
        with self._lock:
            return self._process.pid if self._process else None

    def open(self) -> None:
        self._stopping.clear()
        self._thread = threading.Thread(target=self._supervise, name="osdp", daemon=True)
        self._thread.start()

    def send(self, request: Request) -> bool:
        """False when there is nobody to take it."""
        with self._lock:
            if self._process is None or self._process.stdin is None:
                return False
            try:
                self._process.stdin.write(encoded(request))
                self._process.stdin.flush()
            except (OSError, ValueError):  # ValueError: closed meanwhile
                return False
            return True

    def kill(self) -> None:
        """For a process that has stopped answering. It is started again like one that died."""
        with self._lock:
            if self._process is not None:
                self._process.kill()

    def close(self) -> None:
        self._stopping.set()
        with self._lock:
            process = self._process
            if process is not None and process.stdin is not None:
                _close_quietly(process)
        if process is not None:
            try:
                process.wait(_PARTING_S)
            except subprocess.TimeoutExpired:
                process.kill()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _supervise(self) -> None:
        wait_s = _FIRST_WAIT_S
        while not self._stopping.is_set():
            began_s = time.monotonic()
            with contextlib.suppress(OSError, ValueError):  # it could not start, or spoke nonsense: start it again
                self._run_once()
            self._hear(LinkIs(DoorLink.OFFLINE.value))
            wait_s = _FIRST_WAIT_S if time.monotonic() - began_s > _STEADY_S else wait_s
            if self._stopping.wait(wait_s):
                return
            wait_s = min(wait_s * 2, _LONGEST_WAIT_S)

    def _run_once(self) -> None:
        """One life of the process."""
        process = subprocess.Popen(
            [sys.executable, "-m", "drivers.osdp.worker"],
            cwd=_ROOT,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C at the terminal is ours to handle
        )
        with self._lock:
            self._process = process
        self.send(self._start)
        if self._stopping.is_set():
            _close_quietly(process)
        assert process.stdout is not None
        for line in process.stdout:
            message: Message = decoded(line)
            if isinstance(message, Report):
                self._hear(message)
        with self._lock:
            self._process = None
        _close_quietly(process)
        process.stdout.close()
        process.wait()


def _close_quietly(process: subprocess.Popen[bytes]) -> None:
    """Closes its input; what was still in our buffer for a dead process is lost anyway."""
    assert process.stdin is not None
    with contextlib.suppress(BrokenPipeError):
        process.stdin.close()
