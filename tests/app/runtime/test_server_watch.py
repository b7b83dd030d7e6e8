"""Without its server a terminal says so, says why, and takes it back by itself."""

import pytest

from app.domain.faults import Fault
from app.flows.events import Event, FaultCleared, FaultRaised
from app.runtime.server_watch import SILENT_FOR_S, ServerWatch
from drivers.simulated.clock import SteppedClock
from drivers.simulated.network import SimulatedNetwork
from drivers.simulated.networks import Uplink
from drivers.simulated.world import World
from tests.app.runtime.fakes import ToldClock


class Line:
    """A connection that is cut, and what the screen was told."""

    def __init__(self) -> None:
        self.world = World(SteppedClock())
        self.silent_s = 0.0
        self.posted: list[Event] = []
        self.watch = ServerWatch(lambda: self.silent_s, SimulatedNetwork(self.world), ToldClock(), self.posted.append)

    def silent_for(self, seconds: float) -> None:
        self.silent_s = seconds
        self.watch.look()


@pytest.mark.requirement("DEV-005", "DEV-007", "MNT-003")
def test_a_lost_network_is_told_once_and_cleared_by_itself() -> None:
    line = Line()
    line.world.networks.cut()
    for seconds in (0.0, SILENT_FOR_S - 0.1):
        line.silent_for(seconds)
    assert line.posted == []
    line.silent_for(SILENT_FOR_S)
    line.silent_for(SILENT_FOR_S + 1)
    assert line.posted == [FaultRaised(Fault.NETWORK_LOST, standing=True)]
    line.world.networks.restore()
    line.silent_for(SILENT_FOR_S + 2)
    assert len(line.posted) == 1, "the network alone is not the server"
    line.silent_for(0.0)
    assert line.posted[1:] == [FaultCleared(Fault.NETWORK_LOST)]


def test_a_server_that_is_silent_on_a_good_network_is_told_as_such() -> None:
    line = Line()
    line.silent_for(SILENT_FOR_S)
    assert line.posted == [FaultRaised(Fault.GATEWAY_TIMED_OUT, standing=True)]


def test_a_network_that_never_had_the_internet_is_not_called_lost() -> None:
    line = Line()
    line.world.networks.plug_cable(Uplink.SERVER)
    line.silent_for(SILENT_FOR_S)
    assert line.posted == [FaultRaised(Fault.GATEWAY_TIMED_OUT, standing=True)]


def test_where_nobody_looks_after_the_network_its_loss_is_all_that_can_be_said() -> None:
    posted: list[Event] = []
    ServerWatch(lambda: SILENT_FOR_S, None, ToldClock(), posted.append).look()
    assert posted == [FaultRaised(Fault.NETWORK_LOST, standing=True)]
