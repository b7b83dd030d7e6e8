"""A camera gives frames while it is open and holds none when it is closed."""

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]
"""(H, W, 3) uint8 BGR, not mirrored, 0 = black."""


@dataclass(frozen=True)
class Frame:
    """One picture. Nobody writes to `pixels` after it has been made."""

    pixels: Pixels = field(repr=False)
    captured_at_s: float
    """Monotonic seconds."""
    number: int
    """Counts up by one a frame; a gap is a frame dropped by the device."""


class Camera(Protocol):
    simulated: bool
    recorded: bool
    """It plays what was taken before: nothing that it shows can be told to be alive."""
    name: str

    def open(self) -> None:
        """Starts the device. Raises FaultError(CAMERA_MISSING). Opening an open camera does nothing."""
        ...

    def read(self) -> Frame | None:
        """The next frame, waiting up to about 0.2 s; None when there is none yet. Raises FaultError(CAMERA_MISSING)
        when the device has gone. A finished file stays at its last frame unless it loops."""
        ...

    def expose(self, stops: float) -> None:
        """Asks for 2 ** `stops` times the light of the camera's own exposure, -2..2, from the next frames on. A wish: a
        camera that cannot, or is closed, does nothing. Opening it again begins at 0. Never raises."""
        ...

    def close(self) -> None:
        """Stops the device; its indicator light goes off. Closing a closed camera does nothing."""
        ...
