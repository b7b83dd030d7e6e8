"""The camera of a simulated world: draws what it sees, 15 times a second or as fast as it is read where time stands.

    camera = SimulatedCamera(world)
    camera.open()
    frame = camera.read()

A hand held in the air is never still: it sways by about 2 mm and 1 degree, so that no two frames are alike.
"""

from dataclasses import replace
from typing import Final

import numpy as np

from app.domain.faults import Fault, FaultError
from app.ports.camera import Frame, Pixels
from drivers.simulated.palms import Pose, draw, empty
from drivers.simulated.world import Device, ShownPalm, Sight, World

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


class SimulatedCamera:
    simulated = True

    def __init__(self, world: World, size: tuple[int, int] = (480, 640)) -> None:
        """`size` is (rows, columns)."""
        self.name = "simulated:camera"
        self._world = world
        self._size = size
        self._open = False
        self._number = 0
        self._due_s = 0.0
        self._stops = 0.0

    def open(self) -> None:
        if not self._world.start(Device.CAMERA):
            raise FaultError(Fault.CAMERA_MISSING, self.name)
        if not self._open:
            self._due_s = self._world.clock.monotonic_s()
            self._stops = 0.0
        self._open = True

    def read(self) -> Frame | None:
        if not self._open:
            return None
        if not self._world.is_open(Device.CAMERA):
            self._open = False
            raise FaultError(Fault.CAMERA_MISSING, self.name)
        self._wait()
        self._number += 1
        pixels = picture(exposed(self._world.state().sight, self._stops), self._number, self._size)
        return Frame(pixels, self._world.clock.monotonic_s(), self._number)

    def expose(self, stops: float) -> None:
        self._stops = stops

    def close(self) -> None:
        self._open = False
        self._world.stop(Device.CAMERA)

    def _wait(self) -> None:
        """Until the next frame is due. A reader that is late gets the next one at once, not all it has missed."""
        if not self._world.real_time:
            return
        now_s = self._world.clock.monotonic_s()
        if now_s < self._due_s:
            self._world.clock.sleep(self._due_s - now_s)
        self._due_s = max(self._due_s, now_s) + 1 / FRAMES_A_S


def exposed(sight: Sight, stops: float) -> Sight:
    """The same sight through a shutter that stands open 2 ** `stops` times as long."""
    return replace(sight, light=replace(sight.light, brightness=sight.light.brightness * 2**stops))


def picture(sight: Sight, number: int, size: tuple[int, int]) -> Pixels:
    """What the lens sees in frame `number`."""
    palm = sight.palm
    if palm is None:
        return empty(size, number, light=sight.light, lens=sight.lens, scene=sight.scene)
    pose = swayed(palm, number / FRAMES_A_S)
    return draw(
        palm.person,
        palm.hand,
        pose,
        sight.light,
        size,
        number,
        lens=sight.lens,
        tone=palm.tone,
        scene=sight.scene,
        cover=palm.cover,
    )


def swayed(palm: ShownPalm, at_s: float) -> Pose:
    """The pose after `at_s` seconds of being held up."""
    x, y, distance, roll, tilt, turn = (
        palm.sway * amount * float(np.sin(2 * np.pi * (cycles * at_s) + phase)) for amount, cycles, phase in _SWAY
    )
    pose = palm.pose
    return replace(
        pose,
        x=pose.x + x,
        y=pose.y + y,
        distance_mm=max(pose.distance_mm + distance, 60.0),
        roll_deg=pose.roll_deg + roll,
        tilt_deg=pose.tilt_deg + tilt,
        turn_deg=pose.turn_deg + turn,
    )
