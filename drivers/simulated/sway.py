"""How a hand that is held in the air moves.

>>> swayed(Pose(), 0.0, 3.0) == Pose()
True
"""

from dataclasses import replace
from typing import Final

import numpy as np

from drivers.simulated.palms import Pose

FRAMES_A_S: Final = 15.0
_SWAY: Final = (
    (0.004, 0.41, 0.3),
    (0.005, 0.29, 1.7),
    (2.5, 0.23, 4.0),
    (0.9, 0.37, 2.2),
    (1.2, 0.19, 5.1),
    (1.2, 0.27, 0.8),
)
"""Amplitude, cycles a second and phase for x, y (of the frame), distance (mm), roll, tilt and turn (degrees)."""


def swayed(pose: Pose, sway: float, at_s: float) -> Pose:
    """The pose after `at_s` seconds of being held up; `sway` 0 = still, 1 = as a hand is."""
    x, y, distance, roll, tilt, turn = (
        sway * amount * float(np.sin(2 * np.pi * (cycles * at_s) + phase)) for amount, cycles, phase in _SWAY
    )
    return replace(
        pose,
        x=pose.x + x,
        y=pose.y + y,
        distance_mm=max(pose.distance_mm + distance, 60.0),
        roll_deg=pose.roll_deg + roll,
        tilt_deg=pose.tilt_deg + tilt,
        turn_deg=pose.turn_deg + turn,
    )
