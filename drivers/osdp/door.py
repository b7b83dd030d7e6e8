"""The door over OSDP: this terminal is a reader (peripheral device) of any door controller that speaks it.

Rules it keeps:

- The controller decides. GRANTED and DENIED are its own words (`answers.py`); no word in time is SILENT.
- Nothing is late: a badge goes out while the link is up, within two seconds and before its grant expires, or never.
- One badge at a time. After a badge without an answer the door keeps still for a moment, so that a late answer for one
  person is not taken for the next.

    door = OsdpDoor(OsdpSettings("/dev/ttyUSB0", key=read_key(path)), clock)
    door.open()
    answer = door.release(grant)

Limits: a controller that repeats "green" for an earlier person within the next person's three seconds cannot be told
from one that means the next; the lamp command carries no badge. The controller's lock is not affected, only our screen.
"""

import itertools
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from app.domain.access import DoorAnswer, Grant
from app.domain.badge_formats import FORMATS, BadgeBits, BadgeDoesNotFit, BadgeFormat
from app.domain.faults import Fault, FaultError
from app.ports.clock import Clock
from app.ports.door import DoorLink
from drivers.osdp.answers import AnswerRules, Answers, legible
from drivers.osdp.keys import checked_key
from drivers.osdp.messages import Delivered, Dropped, LinkIs, Report, Request, Start, Submit, Words
from drivers.osdp.process import osdp_process

DELIVERY_S = 2.0
"""A person waits at the door this long at most; a badge not delivered by then must not open it any more."""

ANSWER_S = 3.0
"""From sending to silence. MorphoAccess and Suprema readers wait 3 s by default; the screen waits no longer."""

SETTLE_S = 1.0
"""Stillness after an unanswered badge. Longer holds up the queue; shorter, and a late green may greet the next one."""

_SHARE_FOR_DELIVERY = 0.8  # of the wait for an answer: with a short wait, delivery must end before it does

_BAUDS = (9600, 19200, 38400, 57600, 115200, 230400)


@dataclass(frozen=True, slots=True)
class OsdpSettings:
    """`key` is None only together with `plain`: OSDP 1 without encryption, for controllers that know no better."""

    port: str
    baud: int = 9600
    address: int = 0
    key: bytes | None = field(default=None, repr=False)
    plain: bool = False
    badge_format: BadgeFormat = FORMATS["H10301"]
    answer_s: float = ANSWER_S
    rules: AnswerRules = AnswerRules()

    def __post_init__(self) -> None:
        """Raises FaultError(SETTINGS_INVALID or KEY_MISSING)."""
        if self.baud not in _BAUDS:
            raise FaultError(Fault.SETTINGS_INVALID, f"OSDP baud rate must be one of {_BAUDS}")
        if not 0 <= self.address <= 126:
            raise FaultError(Fault.SETTINGS_INVALID, "OSDP address must be 0 to 126")
        if self.plain == (self.key is not None):
            if self.plain:
                raise FaultError(Fault.SETTINGS_INVALID, "a door is either plain or has a key, not both")
            raise FaultError(Fault.KEY_MISSING, "door key")
        if self.key is not None:
            checked_key(self.key)


class _Process(Protocol):
    def open(self) -> None: ...
    def send(self, request: Request) -> bool: ...
    def kill(self) -> None: ...
    def close(self) -> None: ...


class OsdpDoor:
    simulated = False

    def __init__(
        self,
        settings: OsdpSettings,
        clock: Clock,
        start_process: Callable[[Start, Callable[[Report], None]], _Process] = osdp_process,
    ) -> None:
        self.name = f"osdp:{settings.port}"
        self._settings = settings
        self._clock = clock
        self._start_process = start_process
        self._process: _Process | None = None
        self._turn = threading.Lock()
        self._changed = threading.Condition()
        self._link = DoorLink.OFFLINE
        self._answers = Answers(settings.rules)
        self._numbers = itertools.count(1)
        self._current: int | None = None
        self._delivered = False
        self._answer: DoorAnswer | None = None
        self._still_until_s = 0.0
        self._text = ""

    @property
    def text(self) -> str:
        """What the controller last wrote on our display; empty at first."""
        return self._text

    def open(self) -> None:
        if self._process is not None:
            return
        if not Path(self._settings.port).exists():
            raise FaultError(Fault.CONTROLLER_SILENT, self.name)
        settings = self._settings
        outputs = 0 if settings.rules.grant_output is None else settings.rules.grant_output + 1
        key = settings.key.hex() if settings.key is not None else ""
        self._process = self._start_process(
            Start(settings.port, settings.baud, settings.address, outputs, key), self._hear
        )
        self._process.open()

    def link(self) -> DoorLink:
        with self._changed:
            return self._link

    def release(self, grant: Grant) -> DoorAnswer:
        """Raises FaultError(SETTINGS_INVALID) when the badge format has no room for this badge."""
        if not self._turn.acquire(timeout=max(0.0, self._left_s(grant))):
            return DoorAnswer.SILENT
        try:
            return self._release(grant)
        finally:
            self._turn.release()

    def close(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.close()
        self._hear(LinkIs(DoorLink.OFFLINE.value))

    def _left_s(self, grant: Grant) -> float:
        return grant.expires_at_s - self._clock.monotonic_s()

    def _release(self, grant: Grant) -> DoorAnswer:
        bits = self._bits(grant)
        time.sleep(max(0.0, self._still_until_s - time.monotonic()))
        left_s = min(DELIVERY_S, _SHARE_FOR_DELIVERY * self._settings.answer_s, self._left_s(grant))
        process = self._process
        with self._changed:
            if process is None or left_s <= 0 or self._link is not DoorLink.ONLINE:
                return DoorAnswer.SILENT
            number = next(self._numbers)
            self._current, self._delivered, self._answer = number, False, None
        deadline_s = time.monotonic() + left_s
        if not process.send(Submit(number, bits.raw.hex(), bits.length, deadline_s)):
            return self._conclude(DoorAnswer.SILENT)
        with self._changed:
            self._changed.wait_for(lambda: self._answer is not None, self._settings.answer_s)
            answer, delivered = self._answer, self._delivered
        if answer is None and not delivered:
            # Past its deadline it says at least "dropped", unless it hangs; then it must not wake up with a badge.
            process.kill()
        return self._conclude(answer or DoorAnswer.SILENT)

    def _conclude(self, answer: DoorAnswer) -> DoorAnswer:
        with self._changed:
            self._answers.stop()
            if answer is DoorAnswer.SILENT and self._delivered:
                self._still_until_s = time.monotonic() + SETTLE_S
            self._current = None
        return answer

    def _bits(self, grant: Grant) -> BadgeBits:
        try:
            return self._settings.badge_format.encode(grant.badge)
        except BadgeDoesNotFit as error:
            raise FaultError(Fault.SETTINGS_INVALID, f"door badge format: {error}") from error

    def _hear(self, report: Report) -> None:
        """Called from the process's thread, in the order in which things happened on the wire."""
        with self._changed:
            match report:
                case LinkIs():
                    self._link = report.link
                    if self._link is not DoorLink.ONLINE:
                        self._settle(DoorAnswer.SILENT)
                case Delivered(number=number):
                    if number == self._current:
                        self._delivered = True
                        self._answers.listen()
                case Dropped(number=number):
                    if number == self._current:
                        self._settle(DoorAnswer.SILENT)
                case _:
                    if isinstance(report, Words):
                        self._text = legible(report)
                    self._settle(self._answers.hear(report))

    def _settle(self, answer: DoorAnswer | None) -> None:
        if self._current is not None and self._answer is None and answer is not None:
            self._answer = answer
            self._changed.notify_all()
