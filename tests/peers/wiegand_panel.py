"""A door controller at the far end of D0 and D1, for tests: it knows pulses and nothing of how we make them.

    panel = WiegandPanel(admits=lambda bits: bits == "10111101100010001110101110")
    send("10111101100010001110101110", panel, panel, pace, deadline_ns)
    panel.cards          # ["10111101100010001110101110"]
    panel.complaints     # what of the pulses broke SIA AC-01

It is wires and time at once (`Lines`, `Beat` and `Clock` of the terminal): time goes on only while somebody waits for
it, so that a test of three seconds takes none, and each pulse has the width that was asked for.
"""

import itertools
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from drivers.wiegand.lines import Data, Lamps, LinesGone

US, MS = 1_000, 1_000_000
PULSE_US, INTERVAL_US = (20, 100), (200, 20_000)
"""SIA AC-01, as the configuration's bounds quote it."""

END_MS = 30
"""Without a pulse for so long, the card is at its end."""

LIT_MS = 300
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)


class WiegandPanel:
    def __init__(self, admits: Callable[[str], bool] = lambda bits: True) -> None:
        self.cards: list[str] = []
        self.pulses: list[tuple[int, int, Data]] = []
        """Start and end in nanoseconds, and the line."""
        self.complaints: list[str] = []
        self.wired_granted, self.wired_denied = True, True
        self.silent = self.gone = False
        self.thinks_ms = 100
        self.lit: list[tuple[int, int, bool]] = []
        """From, until, and whether it is the lamp for granted."""
        self.stalls: dict[int, int] = {}
        """The wait of that number ends so many ms late: somebody else has the processor."""
        self._admits = admits
        self._now_ns = 1_000 * MS
        self._pulled: dict[Data, int] = {}
        self._card: list[str] = []
        self._waits = itertools.count(1)

    # The wires.

    def pull(self, line: Data) -> None:
        self._there()
        if self._pulled:
            self.complaints.append("both lines are low")
        if self.pulses:
            self._check("interval", self._now_ns - self.pulses[-1][0], INTERVAL_US)
        self._pulled[line] = self._now_ns

    def rest(self, line: Data) -> None:
        began = self._pulled.pop(line)
        self._check("pulse", self._now_ns - began, PULSE_US)
        self.pulses.append((began, self._now_ns, line))
        self._card.append("0" if line is Data.D0 else "1")

    def lamps(self) -> Lamps:
        self._there()
        now = self._now_ns
        lit = {granted for begins, ends, granted in self.lit if begins <= now < ends}
        return Lamps(True in lit and self.wired_granted, False in lit and self.wired_denied)

    def close(self) -> None: ...

    # Its time.

    def now_ns(self) -> int:
        return self._now_ns

    def wait_until_ns(self, at_ns: int) -> None:
        self._now_ns = max(self._now_ns, at_ns) + self.stalls.pop(next(self._waits), 0) * MS
        if self._card and not self._pulled and self._now_ns - self.pulses[-1][0] >= END_MS * MS:
            self._end_card()

    def stall_at(self, wait: int, for_ms: int) -> None:
        self._waits, self.stalls = itertools.count(1), {wait: for_ms}

    def monotonic_s(self) -> float:
        return self._now_ns / 1e9

    def now(self) -> datetime:
        return BEGAN + timedelta(seconds=self.monotonic_s())

    def sleep(self, seconds: float) -> None:
        self.wait_until_ns(self._now_ns + int(seconds * 1e9))

    def light(self, granted: bool, after_ms: int = 0, for_ms: int = LIT_MS) -> None:
        begins = self._now_ns + after_ms * MS
        self.lit.append((begins, begins + for_ms * MS, granted))

    def _end_card(self) -> None:
        bits, self._card = "".join(self._card), []
        self.cards.append(bits)
        if not self.silent:
            self.light(self._admits(bits), after_ms=self.thinks_ms)

    def _check(self, what: str, lasted_ns: int, bounds_us: tuple[int, int]) -> None:
        if what == "interval" and lasted_ns >= END_MS * MS:
            return  # a new card
        if not bounds_us[0] * US <= lasted_ns <= bounds_us[1] * US:
            self.complaints.append(f"{what} of {lasted_ns // US} us")

    def _there(self) -> None:
        if self.gone:
            raise LinesGone("unplugged")
