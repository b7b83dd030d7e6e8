"""The access control server of a simulated world, which decides who may pass, and what its door controller has of it.

Rules it keeps, as such systems do: who may pass is written at the server alone; the controller answers from its own
copy, also while the server is away; the copy is made anew whenever the two can reach each other and something changed.

    server.allow(Badge(17, 4242))
    server.part()                   # nobody can reach it any more
    server.forbid(Badge(17, 4242))
    server.admits(Badge(17, 4242))  # True: the controller has not heard of it
    server.meet()                   # now it has

Limits: one controller. Not safe by itself: `World` holds a lock around it.
"""

from collections import deque
from dataclasses import dataclass
from typing import Final

from app.domain.badges import Badge

SCANS_KEPT: Final = 50


@dataclass(frozen=True)
class Scan:
    """A badge that was held to a scanner of the server's own, and whether its holder may pass."""

    badge: Badge
    may_pass: bool


class AccessServer:
    def __init__(self) -> None:
        self._allowed: set[Badge] = set()
        self._cached: frozenset[Badge] = frozenset()
        self._apart = False
        self._scans: deque[Scan] = deque(maxlen=SCANS_KEPT)

    @property
    def allowed(self) -> frozenset[Badge]:
        """By the server."""
        return frozenset(self._allowed)

    @property
    def cached(self) -> frozenset[Badge]:
        """At the controller."""
        return self._cached

    @property
    def scans(self) -> tuple[Scan, ...]:
        """The newest last."""
        return tuple(self._scans)

    def allow(self, badge: Badge) -> None:
        self._allowed.add(badge)
        self._tell()

    def forbid(self, badge: Badge) -> None:
        self._allowed.discard(badge)
        self._tell()

    def part(self) -> None:
        """Server and controller cannot reach each other."""
        self._apart = True

    def meet(self) -> None:
        self._apart = False
        self._tell()

    def scan(self, badge: Badge) -> None:
        """A scanner that is wired to the server sends it the number."""
        self._scans.append(Scan(badge, badge in self._allowed))

    def admits(self, badge: Badge) -> bool:
        """What the controller answers."""
        return badge in self._cached

    def _tell(self) -> None:
        if not self._apart:
            self._cached = frozenset(self._allowed)
