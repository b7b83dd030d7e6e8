"""The door controller, seen from the reader. It decides; we deliver a badge and show its answer.

Where none stands behind a door, the driver is what decides: it lets in whom a grant names, and nobody else.
"""

from enum import Enum
from typing import Protocol

from app.domain.access import DoorAnswer, Grant


class DoorLink(Enum):
    ONLINE = "online"
    OFFLINE = "offline"
    KEY_REFUSED = "key_refused"


class Door(Protocol):
    simulated: bool
    name: str

    def open(self) -> None:
        """Starts the link; returns at once. Raises FaultError(CONTROLLER_SILENT) when the port itself is absent."""
        ...

    def link(self) -> DoorLink: ...

    def release(self, grant: Grant) -> DoorAnswer:
        """Sends the grant's badge and waits for the controller's word, about 3 s at most.

        SILENT when the link is down, the grant has expired, or no answer came; then nothing is left queued that
        could be delivered later. Blocks: call it from a worker, never from a screen.
        """
        ...

    def close(self) -> None: ...
