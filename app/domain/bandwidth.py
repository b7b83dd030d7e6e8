"""How wide the way to the server is, told from how long bytes that mean nothing took.

Rules it keeps: it grows the question only while the last one was answered quickly, so that no look takes a narrow way
for more than some seconds; what an answer takes anyway (the way there and back, the server's own work) falls out, for
two answers are compared; one slow look is no news, three in a row are.

>>> look = Look((Answer(131_072, 0.12), Answer(524_288, 0.43)))
>>> look.kbps, look.narrow
(10148, False)

Limits: above 200 ms for the way there and back TCP itself is slower than this threshold. Whoever else uses the way
meanwhile makes it narrower, and is right to.
"""

from dataclasses import dataclass
from typing import Final

NEEDED_KBPS: Final = 10_000
"""What the user guide asks of a site, 10 Mbps (p. 16)."""
COUNTS_AS_NEEDED_KBPS: Final = 8_000
"""Of payload: on an idle line of 10 Mbps a look finds 9,300, for TLS, TCP, IP and Ethernet take a twentieth and more,
and acknowledgements go the other way; a terminal that was busy for 50 ms meanwhile finds 8,100."""
QUESTIONS: Final = (32_768, 131_072, 524_288)
"""Bytes, one after the other. 512 KiB take 0.4 s at the least that is needed, 16 times the way there and back at
25 ms: TCP has found its pace by then. Each is a sixth of a photograph at most: nothing on a way that is wide enough."""
TELLING_KBPS: Final = 10_000_000
"""Above it the times are a few microseconds apart, which tells of the machine and not of the way."""
QUICK_S: Final = 1.0
"""An answer that took longer is not followed by one of four times the size: that would be in the way of heartbeats."""
IN_A_ROW: Final = 3
"""Narrow looks before it counts: a busy minute of server, terminal or network ends one."""


@dataclass(frozen=True)
class Answer:
    size: int
    """Bytes on the wire, without what TLS and TCP add."""
    took_s: float


@dataclass(frozen=True)
class Look:
    """The answers of one look, the smallest first; two at least, unless the first was slow already."""

    answers: tuple[Answer, ...]

    @property
    def kbps(self) -> int | None:
        """Between the last two; None for a way that is wider than this can tell."""
        before = self.answers[-2] if len(self.answers) > 1 else Answer(0, 0.0)
        last = self.answers[-1]
        between_s = last.took_s - before.took_s
        least_s = (last.size - before.size) * 8 / TELLING_KBPS / 1000
        return None if between_s < least_s else round((last.size - before.size) * 8 / between_s / 1000)

    @property
    def narrow(self) -> bool:
        return self.kbps is not None and self.kbps < COUNTS_AS_NEEDED_KBPS
