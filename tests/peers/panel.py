"""A door controller on the other end of a cable, for tests: the program is `osdp_panel.py`, the cable is ours.

    with Panel(allowed=[Badge(123, 4567)]) as panel:
        door = door_named(panel.settings, clock)
        ...
        panel.answer = "red"            # for every badge from now on; None: by the list of allowed badges
        panel.unplug()                  # the reader's side sees its serial port vanish
        panel.received                  # [("Wiegand", 26, "bd88eb80")]
        panel.wire                      # every byte that went over the cable, both ways

The cable is two pseudo-terminals and a thread that copies between them, so that it can be cut and listened to.
"""

import contextlib
import json
import os
import secrets
import select
import signal
import subprocess
import tempfile
import threading
import time
import tty
from collections.abc import Callable, Collection
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from app.domain.badge_formats import FORMATS, BadgeFormat
from app.domain.badges import Badge
from drivers.osdp.peripheral import IDENTITY
from tests.peers.installed import peer

BAUD = 115200
"""The panel spaces its polls by it; a pseudo-terminal has none."""

Answer = Literal["green", "red", "silent"]


class Cable:
    """Two serial ports, joined. `near` can vanish and come back; `far` stays."""

    def __init__(self, folder: Path) -> None:
        self.near = folder / "reader"
        self.wire = bytearray()
        self._lock = threading.Lock()
        self._far = os.openpty()
        tty.setraw(self._far[1])
        self.far = os.ttyname(self._far[1])
        self._near: tuple[int, int] | None = None
        self._wake = os.pipe()
        self._ending = False
        self.plug()
        self._thread = threading.Thread(target=self._copy, name="cable")
        self._thread.start()

    def plug(self) -> None:
        master, slave = os.openpty()
        tty.setraw(slave)
        with self._lock:
            self._near = (master, slave)
        self.near.unlink(missing_ok=True)
        self.near.symlink_to(os.ttyname(slave))
        os.write(self._wake[1], b".")

    def unplug(self) -> None:
        self.near.unlink(missing_ok=True)
        with self._lock:
            ends, self._near = self._near, None
            for end in ends or ():
                os.close(end)
        os.write(self._wake[1], b".")

    def close(self) -> None:
        self._ending = True
        self.unplug()
        self._thread.join()
        for end in (*self._far, *self._wake):
            os.close(end)

    def _copy(self) -> None:
        while not self._ending:
            with self._lock:
                near = self._near[0] if self._near else None
            ends = [self._far[0], self._wake[0], *([near] if near is not None else [])]
            with contextlib.suppress(OSError):  # the near end went while we waited
                ready = select.select(ends, [], [], 0.2)[0]
                if self._wake[0] in ready:
                    os.read(self._wake[0], 64)
                with self._lock:
                    self._carry(ready, near)

    def _carry(self, ready: list[int], near: int | None) -> None:
        if self._far[0] in ready:
            content = os.read(self._far[0], 4096)
            self.wire += content
            if self._near is not None:
                os.write(self._near[0], content)
        if near in ready and self._near is not None and near == self._near[0]:
            content = os.read(self._near[0], 4096)
            self.wire += content
            os.write(self._far[0], content)


class Panel:
    def __init__(
        self,
        allowed: Collection[Badge] = (),
        *,
        badge_format: BadgeFormat = FORMATS["H10301"],
        secure: bool = True,
    ) -> None:
        self.received: list[tuple[str, int, str]] = []
        self.received_at_s: list[float] = []
        self.naks: list[int] = []
        self.secure = False
        self.key = b""
        self._allowed = [badge_format.encode(badge).raw.hex() for badge in allowed]
        self._mode = "secure" if secure else "plain"
        self._answer: Answer | None = None
        self._delay_s = 0.0
        self._changed = threading.Condition()

    def __enter__(self) -> Self:
        self._folder = tempfile.TemporaryDirectory()
        self._cable = Cable(Path(self._folder.name))
        arguments = [self._cable.far, str(BAUD), secrets.token_hex(16), _client_id().hex(), self._mode]
        self._process = subprocess.Popen(
            [peer("osdp"), "-W", "ignore", Path(__file__).with_name("osdp_panel.py"), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self._thread = threading.Thread(target=self._listen, name="panel")
        self._thread.start()
        self.wait_until(lambda: bool(self.key), 10.0)
        self._order()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait()
        self._thread.join()
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(BrokenPipeError):
                if pipe is not None:
                    pipe.close()
        self._cable.close()
        self._folder.cleanup()

    @property
    def port(self) -> Path:
        """The reader's serial port."""
        return self._cable.near

    @property
    def settings(self) -> str:
        """The line of the settings that means this door, its key in a private file beside the port."""
        if self._mode == "plain":
            return f"osdp:{self.port}?baud={BAUD}&plain=yes"
        path = self.port.with_name("door.key")
        path.touch(mode=0o600)
        path.write_text(self.key.hex())
        return f"osdp:{self.port}?baud={BAUD}&key={path}"

    @property
    def wire(self) -> bytes:
        return bytes(self._cable.wire)

    @property
    def answer(self) -> Answer | None:
        return self._answer

    @answer.setter
    def answer(self, answer: Answer | None) -> None:
        self._answer = answer
        self._order()

    @property
    def delay_s(self) -> float:
        return self._delay_s

    @delay_s.setter
    def delay_s(self, delay_s: float) -> None:
        """How long it thinks before it answers."""
        self._delay_s = delay_s
        self._order()

    def unplug(self) -> None:
        self._cable.unplug()

    def plug(self) -> None:
        self._cable.plug()

    def pause(self) -> None:
        """It stops polling in mid-sentence, as a crashed panel does."""
        self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        self._process.send_signal(signal.SIGCONT)

    def wait_until(self, holds: Callable[[], bool], timeout_s: float) -> None:
        """Waits for something the panel says. Raises TimeoutError."""
        with self._changed:
            if not self._changed.wait_for(holds, timeout_s):
                raise TimeoutError("the panel did not say so in time")

    def _order(self) -> None:
        orders = {"answer": self._answer, "allowed": self._allowed, "delay_s": self._delay_s}
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(orders) + "\n")
        self._process.stdin.flush()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            said = json.loads(line)
            with self._changed:
                match said["event"]:
                    case "key":
                        self.key = bytes.fromhex(said["scbk"])
                    case "state":
                        self.secure = said["secure"]
                    case "nak":
                        self.naks.append(said["code"])
                    case "card":
                        self.received.append((said["format"], said["bits"], said["data"]))
                        self.received_at_s.append(said["at_s"])
                self._changed.notify_all()


def _client_id() -> bytes:
    """The eight bytes by which a panel diversifies its master key, as libosdp fills them from the reader's identity."""
    version_high = IDENTITY.version >> 8 & 0xFF
    vendor = IDENTITY.vendor_code.to_bytes(4, "little")[:2]
    serial: bytes = IDENTITY.serial_number.to_bytes(4, "little")
    return bytes([*vendor, IDENTITY.model, version_high, *serial])


def eventually(holds: Callable[[], bool], timeout_s: float) -> bool:
    """True as soon as `holds` does; False when it never did in `timeout_s`."""
    until_s = time.monotonic() + timeout_s
    while not (held := holds()) and time.monotonic() < until_s:
        time.sleep(0.01)
    return held
