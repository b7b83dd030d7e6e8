"""The Wiegand process: `python -m drivers.wiegand.worker`, spoken to over its standard input and output.

A process of its own, because a panel measures the time between pulses: see `beat.py` for what threads beside it did to
them. It ends when its input ends: it never outlives the terminal.
"""

import os
import secrets
import select
from collections.abc import Callable

from app.domain.access import DoorAnswer
from drivers.wiegand.beat import Beat, ExactBeat, run_before_all_others
from drivers.wiegand.lines import GpioLines, Lines, LinesGone
from drivers.wiegand.messages import CODEC, Answered, LinesAre, Message, Report, Start, Submit
from drivers.wiegand.transmission import Pace, Wired, heard, send
from drivers.worker_process import Inbox, work

REST_NS = 250_000_000
"""Between two badges, sent or given up: longer than panels wait before they forget what was no whole card."""

LOOK_S = 0.5
"""Between two looks whether the lines are still there, or there at last."""


class Worker:
    def __init__(
        self,
        inbox: Inbox[Message],
        say: Callable[[Report], None],
        hold: Callable[[Start], Lines],
        beat: Beat,
        exact: bool,
    ) -> None:
        """`hold` gets the lines, or raises LinesGone."""
        self._inbox = inbox
        self._say = say
        self._hold = hold
        self._beat = beat
        self._exact = exact
        self._rested_ns = beat.now_ns()
        self._holding = ""
        """Names this time of holding the lines."""
        self._missed = ""
        """Why there are no lines, as the door was told."""

    def run(self) -> None:
        messages: list[Message] = []
        while not messages and not self._inbox.ended:
            messages = self._inbox.read()
        if not messages or not isinstance(start := messages[0], Start):
            return
        self._refuse(messages[1:])
        while not self._inbox.ended:
            try:
                lines = self._hold(start)
            except LinesGone as gone:
                self._miss(gone.why)
                self._wait()
                continue
            try:
                self._missed, self._holding = "", secrets.token_hex(8)
                self._say(LinesAre(held=True, exact=self._exact, holding=self._holding))
                self._serve(start, lines)
            except LinesGone as gone:
                self._miss(gone.why)
            finally:
                lines.close()

    def _miss(self, why: str) -> None:
        if why != self._missed:
            self._missed = why
            self._say(LinesAre(held=False, why=why))

    def _serve(self, start: Start, lines: Lines) -> None:
        """Until the terminal ends. Raises LinesGone."""
        while not self._inbox.ended:
            if not self._readable(LOOK_S):
                lines.lamps()
                continue
            for message in self._inbox.read():
                if isinstance(message, Submit) and message.holding == self._holding:
                    self._say(Answered(message.number, self._ask(start, lines, message).value))
                else:
                    self._refuse([message])

    def _ask(self, start: Start, lines: Lines, badge: Submit) -> DoorAnswer:
        beat = self._beat
        beat.wait_until_ns(self._rested_ns)
        pace = Pace(start.pulse_us * 1000, start.interval_us * 1000)
        try:
            if not send(badge.bits, lines, beat, pace, int(badge.deadline_s * 1e9)):
                return DoorAnswer.SILENT
            wired = Wired(start.granted is not None, start.denied is not None)
            return heard(lines, beat, wired, beat.now_ns() + int(start.answer_s * 1e9))
        finally:
            self._rested_ns = beat.now_ns() + REST_NS

    def _wait(self) -> None:
        """While there are no lines, every badge is refused at once."""
        if self._readable(LOOK_S):
            self._refuse(self._inbox.read())

    def _readable(self, timeout_s: float) -> bool:
        return bool(select.select([self._inbox.descriptor], [], [], timeout_s)[0])

    def _refuse(self, messages: list[Message]) -> None:
        for message in messages:
            if isinstance(message, Submit):
                self._say(Answered(message.number, DoorAnswer.SILENT.value))


def main() -> None:
    exact = run_before_all_others()
    Worker(Inbox(0, CODEC), say, GpioLines, ExactBeat(), exact).run()


def say(report: Report) -> None:
    os.write(1, CODEC.encoded(report))


if __name__ == "__main__":
    work(main)
