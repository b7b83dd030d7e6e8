"""Watches whether the terminal is connected with its server, and says why not: the network is gone, or the server does
not answer on it. It connects again by itself; nobody has to do anything here."""

from collections.abc import Callable

from app.domain.faults import Fault, FaultError
from app.domain.network import Reach
from app.flows.events import Event, FaultCleared, FaultRaised
from app.ports.clock import Clock
from app.ports.network import Network
from app.runtime.loop import Loop

LOOK_EVERY_S = 0.2
_THERE = (Reach.ONLINE, Reach.LIMITED)
"""A network without the internet is as good as any while it leads to the server: that it has an address is all it can
show when the server is silent."""
SILENT_FOR_S = 20.0
"""Seconds without a connection before the terminal says so: one that broke is back within a few."""


class ServerWatch:
    """`silent_for_s` is how long there has been no connection, 0 while there is one."""

    def __init__(
        self, silent_for_s: Callable[[], float], network: Network | None, clock: Clock, post: Callable[[Event], None]
    ) -> None:
        self._silent_for_s = silent_for_s
        self._network = network
        self._clock = clock
        self._post = post
        self._raised: Fault | None = None
        self._loop = Loop("server-watch", self._step, lambda fault: None)

    def start(self) -> None:
        self._loop.start()

    def stop(self) -> None:
        self._loop.stop()

    def look(self) -> None:
        """One look. The reason stays as it was found: it would else change under somebody's eyes."""
        if self._silent_for_s() < SILENT_FOR_S:
            if self._raised is not None:
                self._post(FaultCleared(self._raised))
            self._raised = None
        elif self._raised is None:
            self._raised = self._reason()
            self._post(FaultRaised(self._raised, standing=True))

    def _reason(self) -> Fault:
        try:
            there = self._network is not None and self._network.state().reach in _THERE
        except FaultError:
            there = False
        return Fault.GATEWAY_TIMED_OUT if there else Fault.NETWORK_LOST

    def _step(self) -> None:
        self.look()
        self._clock.sleep(LOOK_EVERY_S)
