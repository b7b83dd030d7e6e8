"""The camera of a simulated world: draws what it sees, 15 times a second or as fast as it is read where time stands.

    camera = SimulatedCamera(world)
    camera.open()
    frame = camera.read()

A hand held in the air is never still: it sways by about 2 mm and 1 degree, so that no two frames are alike.
"""

from dataclasses import replace
from functools import partial

from app.domain.faults import Fault, FaultError
from app.ports.camera import Frame, Pixels
from app.ports.light import Colour
from drivers.simulated import attacks, codes, fakes
from drivers.simulated.attacks import NO_FLASH, Flash
from drivers.simulated.palms import draw, empty
from drivers.simulated.sway import FRAMES_A_S, swayed
from drivers.simulated.world import Device, ShownPalm, Sight, World

RING_SHARE = 0.15
"""What a ring adds to the room's light on a palm before it: an assumption."""


class SimulatedCamera:
    simulated = True
    recorded = False

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
        state = self._world.state()
        exposed_at_s = self._world.clock.monotonic_s()  # drawing takes a while, and a light may change meanwhile
        pixels = picture(exposed(state.sight, self._stops), self._number, self._size, flash_of(state.ring))
        return Frame(pixels, exposed_at_s, self._number)

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


def flash_of(colour: Colour | None) -> Flash:
    """What falls on the palm while the ring shines, blue, green, red, as a share of the room's light."""
    if colour is None:
        return NO_FLASH
    blue, green, red = colour.value
    return blue * RING_SHARE, green * RING_SHARE, red * RING_SHARE


def picture(sight: Sight, number: int, size: tuple[int, int], flash: Flash = NO_FLASH) -> Pixels:
    """What the lens sees in frame `number`."""
    if sight.fake is not None:
        return fakes.seen(sight.fake, number, size, sight, flash)
    if sight.code is not None:
        return codes.seen(sight.code, number, size, light=sight.light, lens=sight.lens, scene=sight.scene)
    nobody = partial(empty, size, number, light=sight.light, lens=sight.lens, scene=sight.scene)
    if sight.palm is None:
        return nobody()
    palm = living(sight.palm, sight, number, size)
    return palm if flash == NO_FLASH else attacks.flashed(palm, attacks.outline(palm, nobody()), flash)


def living(palm: ShownPalm, sight: Sight, number: int, size: tuple[int, int]) -> Pixels:
    """A palm that is held there, without the ring's light."""
    pose = swayed(palm.pose, palm.sway, number / FRAMES_A_S)
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
