"""A driver's own process: what is said over its standard input and output, and who keeps it running.

Rules it keeps: a message is a frozen dataclass of plain values, one line of JSON; the pipe is private to the two
processes; a process that dies is started again, each time after twice the wait, so that a broken installation does not
eat the machine; one that speaks nonsense, or of whom the driver cannot hear, is ended first; when the driver hears that
it is lost it does nothing any more; it ends when its input ends, or is ended then, and never outlives the terminal.

    codec = Codec[Message](Start, Submit, Answered)
    program = Program("drivers.wiegand.worker", codec, lost=LinesAre(False))
    process = WorkerProcess(program, Start(...), hear)   # `hear`: from this object's thread, one report at a time
    process.open()
    process.send(Submit(...))
    process.close()
"""

import contextlib
import json
import logging
import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar, cast

Message = TypeVar("Message")

log = logging.getLogger("thenar.drivers")

_ROOT = Path(__file__).parents[1]
_FIRST_WAIT_S = 0.5
_LONGEST_WAIT_S = 30.0
_STEADY_S = 60.0  # a process that has lived this long has earned a quick restart
_PARTING_S = 2.0  # it ends at the end of its input; longer than this and it hangs


class Codec(Generic[Message]):
    def __init__(self, *kinds: type[Message]) -> None:
        self._kinds = {kind.__name__: kind for kind in kinds}

    def encoded(self, message: Message) -> bytes:
        values = asdict(cast(Any, message))  # a dataclass, as every kind is
        return json.dumps([type(message).__name__, values]).encode("ascii") + b"\n"

    def decoded(self, line: bytes) -> Message:
        kind, values = json.loads(line)
        return self._kinds[kind](**values)


class Inbox(Generic[Message]):
    """In the process: the driver's messages, as they come in."""

    def __init__(self, descriptor: int, codec: Codec[Message]) -> None:
        self.descriptor = descriptor
        self.ended = False
        self._codec = codec
        self._rest = b""

    def read(self) -> list[Message]:
        """Blocks until the descriptor is readable."""
        content = os.read(self.descriptor, 65536)
        self.ended = not content
        *lines, self._rest = (self._rest + content).split(b"\n")
        return [self._codec.decoded(line) for line in lines]


@dataclass(frozen=True)
class Program(Generic[Message]):
    module: str
    codec: Codec[Message]
    lost: Message
    """What the driver hears each time that the process has ended."""


class WorkerProcess(Generic[Message]):
    def __init__(self, program: Program[Message], start: Message, hear: Callable[[Message], None]) -> None:
        self._program = program
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
        self._thread = threading.Thread(target=self._supervise, name=self._program.module, daemon=True)
        self._thread.start()

    def send(self, request: Message) -> bool:
        """False when there is nobody to take it."""
        with self._lock:
            if self._process is None or self._process.stdin is None:
                return False
            try:
                self._process.stdin.write(self._program.codec.encoded(request))
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
            _whatever_comes(self._run_once)
            _whatever_comes(lambda: self._hear(self._program.lost))
            wait_s = _FIRST_WAIT_S if time.monotonic() - began_s > _STEADY_S else wait_s
            if self._stopping.wait(wait_s):
                return
            wait_s = min(wait_s * 2, _LONGEST_WAIT_S)

    def _run_once(self) -> None:
        """One life of the process."""
        process = subprocess.Popen(
            [sys.executable, "-m", self._program.module],
            cwd=_ROOT,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C at the terminal is ours to handle
        )
        assert process.stdout is not None
        with self._lock:
            self._process = process
        try:
            self.send(self._start)
            if not self._stopping.is_set():  # or it came too late for `close` to end it
                for line in process.stdout:
                    self._hear(self._program.codec.decoded(line))
        finally:
            process.kill()  # its output has ended, or nobody listens any more
            process.wait()
            with self._lock:
                self._process = None
            process.stdout.close()
            _close_quietly(process)


def work(main: Callable[[], None]) -> None:
    """In the process: `main`, without a core file, which would hold a key or a badge; quietly ended when nobody listens
    any more."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        main()
    except (BrokenPipeError, KeyboardInterrupt):
        sys.exit(0)


def _whatever_comes(deed: Callable[[], None]) -> None:
    """The thread must outlive it: without the thread nobody would start the process again."""
    try:
        deed()
    except Exception as error:  # noqa: BLE001 (the top of a loop records and begins anew)
        log.warning("a driver's process could not start, or what it said could not be used: %s", type(error).__name__)


def _close_quietly(process: subprocess.Popen[bytes]) -> None:
    """Closes its input; what was still in our buffer for a dead process is lost anyway."""
    assert process.stdin is not None
    with contextlib.suppress(BrokenPipeError):
        process.stdin.close()
