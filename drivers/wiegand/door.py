"""The door over Wiegand: two lines of this board to a controller, and its lamps for an answer.

Rules it keeps:

- The controller decides. GRANTED is its lamp alone; where its lamp is not wired, nobody can know, and the answer is
  SILENT.
- Nothing is late: a badge is out before its grant expires and within two seconds, or never. A process that does not
  answer is ended before it can wake up with the badge.
- One badge at a time, and none while a lamp is lit.

    wires = Wires("/dev/gpiochip0", d0="23", d1="24", granted="25", denied="26")
    door = WiegandDoor(WiegandSettings(wires), clock)
    door.open()
    answer = door.release(grant)

Limits: the wires carry the badge in the clear and nothing tells whether a panel is at their end; OSDP does both better.
"""

import itertools
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from app.domain.access import DoorAnswer, Grant
from app.domain.badge_formats import FORMATS, BadgeDoesNotFit, BadgeFormat
from app.domain.faults import Fault, FaultError
from app.ports.clock import Clock
from app.ports.door import DoorLink
from drivers.wiegand.messages import Answered, LinesAre, Message, Request, Start, Submit
from drivers.wiegand.process import wiegand_process
from drivers.wiegand.wires import Wires

DELIVERY_S = 2.0
"""A person waits at the door this long at most; a badge that is not out by then must not open it any more."""

ANSWER_S = 3.0
"""From the last bit to silence, as MorphoAccess waits; the screen waits no longer."""

FRAME_MOST_S = 1.0
"""A badge that takes longer to send would hardly be out before its grant expires."""

_OVERTIME_S = 1.0  # beyond delivery and answer: then the process hangs

log = logging.getLogger("thenar.drivers")


@dataclass(frozen=True, slots=True)
class WiegandSettings:
    wires: Wires
    pulse_us: int = 50
    interval_us: int = 2000
    answer_s: float = ANSWER_S
    badge_format: BadgeFormat = FORMATS["H10301"]

    def __post_init__(self) -> None:
        """Raises FaultError(SETTINGS_INVALID)."""
        if not (20 <= self.pulse_us <= 100 and 200 <= self.interval_us <= 20_000):  # SIA AC-01
            raise FaultError(Fault.SETTINGS_INVALID, "a pulse lasts 20 to 100 µs, and one comes every 200 µs to 20 ms")
        if self.badge_format.length * self.interval_us > FRAME_MOST_S * 1e6:
            raise FaultError(Fault.SETTINGS_INVALID, "a badge of this length would take longer than a second to send")


class _Process(Protocol):
    def open(self) -> None: ...
    def send(self, request: Request) -> bool: ...
    def kill(self) -> None: ...
    def close(self) -> None: ...


class WiegandDoor:
    simulated = False

    def __init__(
        self,
        settings: WiegandSettings,
        clock: Clock,
        start_process: Callable[[Start, Callable[[Message], None]], _Process] = wiegand_process,
    ) -> None:
        self.name = f"wiegand:{settings.wires.chip}"
        self.settings = settings
        self._clock = clock
        self._start_process = start_process
        self._process: _Process | None = None
        self._turn = threading.Lock()
        self._changed = threading.Condition()
        self._link = DoorLink.OFFLINE
        self._holding = ""
        """As the process last said."""
        self._missed = ""
        """Why there are no lines, as the log knows."""
        self._numbers = itertools.count(1)
        self._current: int | None = None
        self._answer: DoorAnswer | None = None

    def open(self) -> None:
        if self._process is not None:
            return
        if not Path(self.settings.wires.chip).exists():
            raise FaultError(Fault.CONTROLLER_SILENT, self.name)
        told, wires = self.settings, self.settings.wires
        lines = (wires.chip, wires.d0, wires.d1, wires.granted, wires.denied, wires.inverted)
        self._process = self._start_process(Start(*lines, told.pulse_us, told.interval_us, told.answer_s), self._hear)
        self._process.open()

    def link(self) -> DoorLink:
        """Of our own lines: whether a panel is at their end, the protocol does not tell."""
        with self._changed:
            return self._link

    def release(self, grant: Grant) -> DoorAnswer:
        """Raises FaultError(SETTINGS_INVALID) when the badge format has no room for this badge."""
        if not self._turn.acquire(timeout=max(0.0, grant.expires_at_s - self._clock.monotonic_s())):
            return DoorAnswer.SILENT
        try:
            return self._release(grant)
        finally:
            self._turn.release()

    def close(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.close()
        self._hear(LinesAre(held=False))

    def _release(self, grant: Grant) -> DoorAnswer:
        bits = self._bits(grant)
        now_s = self._clock.monotonic_s()
        deadline_s = min(now_s + DELIVERY_S, grant.expires_at_s)
        process = self._process
        with self._changed:
            if process is None or deadline_s <= now_s or self._link is not DoorLink.ONLINE:
                return DoorAnswer.SILENT
            number, holding = next(self._numbers), self._holding
            self._current, self._answer = number, None
        if not process.send(Submit(number, bits, deadline_s, holding)):
            return self._conclude(DoorAnswer.SILENT)
        with self._changed:
            patience_s = deadline_s - now_s + self.settings.answer_s + _OVERTIME_S
            if not self._changed.wait_for(lambda: self._answer is not None, patience_s):
                process.kill()
            return self._conclude(self._answer or DoorAnswer.SILENT)

    def _conclude(self, answer: DoorAnswer) -> DoorAnswer:
        with self._changed:
            self._current = None
        return answer

    def _bits(self, grant: Grant) -> str:
        try:
            return self.settings.badge_format.encode(grant.badge).text
        except BadgeDoesNotFit as error:
            raise FaultError(Fault.SETTINGS_INVALID, f"door badge format: {error}") from error

    def _hear(self, report: Message) -> None:
        """Called from the process's thread, in the order in which things happened."""
        with self._changed:
            match report:
                case LinesAre(held=True, exact=exact, holding=holding):
                    self._link, self._holding, self._missed = DoorLink.ONLINE, holding, ""
                    if not exact:
                        log.warning("the door's pulses may be late: the system lets no process run before all others")
                case LinesAre(why=why):
                    self._link = DoorLink.OFFLINE
                    self._settle(DoorAnswer.SILENT)
                    if why and why != self._missed:
                        self._missed = why
                        log.warning("the door's lines cannot be had: %s", why)
                case Answered(number=number, answer=answer):
                    if number == self._current:
                        self._settle(DoorAnswer(answer))
                case _:
                    pass

    def _settle(self, answer: DoorAnswer) -> None:
        if self._current is not None and self._answer is None:
            self._answer = answer
            self._changed.notify_all()
