"""What is not really there never drives a real door: a simulated sensor, or a film of somebody's palm. Refused before
anything starts.
"""

from app.domain.faults import Fault, FaultError
from app.ports.badge_reader import BadgeReader
from app.ports.camera import Camera
from app.ports.door import Door


def mixed(camera: Camera, reader: BadgeReader, door: Door) -> bool:
    return not door.simulated and (camera.simulated or camera.recorded or reader.simulated)


def refuse_mixture(camera: Camera, reader: BadgeReader, door: Door) -> None:
    """Raises FaultError(SIMULATED_MIXED)."""
    if mixed(camera, reader, door):
        raise FaultError(
            Fault.SIMULATED_MIXED,
            "a camera that is simulated or plays a file, or a simulated badge reader, may only drive a simulated door",
        )
