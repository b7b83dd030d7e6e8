"""The door of a simulated world: its controller has a copy of the access control server's list, and answers."""

from app.domain.access import DoorAnswer, Grant
from app.domain.badge_formats import BadgeFormat
from app.ports.door import DoorLink
from drivers.simulated.world import Device, World


class SimulatedDoor:
    simulated = True

    def __init__(self, world: World, badge_format: BadgeFormat | None = None) -> None:
        """`badge_format`: what the terminal was configured with; None for the world's."""
        self.name = "simulated:door"
        self._badge_format = badge_format
        self._world = world
        self._open = False

    def open(self) -> None:
        """A controller that is unplugged is no error yet: the line itself is there, and the link comes up with it."""
        self._open = True
        self._world.start(Device.CONTROLLER)

    def link(self) -> DoorLink:
        return DoorLink.ONLINE if self._open and self._world.plugged(Device.CONTROLLER) else DoorLink.OFFLINE

    def release(self, grant: Grant) -> DoorAnswer:
        if self.link() is not DoorLink.ONLINE or self._world.clock.monotonic_s() >= grant.expires_at_s:
            return DoorAnswer.SILENT
        return self._world.receive(grant.badge, self._badge_format)

    def close(self) -> None:
        self._open = False
        self._world.stop(Device.CONTROLLER)
