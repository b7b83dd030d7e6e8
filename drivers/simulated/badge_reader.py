"""The badge reader of a simulated world."""

from app.domain.badges import Badge, UnreadableBadge
from app.domain.faults import Fault, FaultError
from drivers.simulated.world import Device, World


class SimulatedBadgeReader:
    simulated = True

    def __init__(self, world: World) -> None:
        self.name = "simulated:badge_reader"
        self._world = world

    def open(self) -> None:
        if not self._world.start(Device.BADGE_READER):
            raise FaultError(Fault.BADGE_READER_MISSING, self.name)

    def read(self, timeout_s: float) -> Badge | UnreadableBadge | None:
        text = self._world.next_badge(timeout_s)
        if text is None:
            if not self._world.is_open(Device.BADGE_READER):
                raise FaultError(Fault.BADGE_READER_MISSING, self.name)
            return None
        try:
            return Badge.parse(text)
        except UnreadableBadge as unreadable:
            return unreadable

    def close(self) -> None:
        self._world.stop(Device.BADGE_READER)
