"""A palm in hard light, before a camera whose exposure follows it: what a terminal does, frame by frame."""

import pytest

from app.biometrics.landmarks import HandFinder
from app.biometrics.observation import Observation
from app.biometrics.pipeline import observe
from app.domain.people import Hand
from app.runtime.metering import Metering
from drivers.simulated.camera import SimulatedCamera
from drivers.simulated.clock import SteppedClock
from drivers.simulated.palms import Light
from drivers.simulated.world import World

FRAMES = 12
"""Eight tenths of a second: as long as a hint stays away."""


def brightness(camera: SimulatedCamera) -> float:
    frame = camera.read()
    assert frame is not None
    return float(frame.pixels.mean())


def test_a_stop_is_twice_the_light_until_the_camera_is_opened_again() -> None:
    world = World(SteppedClock())
    world.set_light(Light(0.4))
    camera = SimulatedCamera(world)
    camera.open()
    own = brightness(camera)
    camera.expose(1.0)
    assert brightness(camera) == pytest.approx(2 * own, rel=0.05)
    camera.close()
    camera.open()
    assert brightness(camera) == pytest.approx(own, rel=0.05)


@pytest.mark.parametrize("tone", range(1, 11))
@pytest.mark.parametrize("brightness", [0.25, 1.6])
def test_skin_of_every_tone_is_read_in_hard_light(finder: HandFinder, tone: int, brightness: float) -> None:
    world = World(SteppedClock())
    world.show_palm(60_001, Hand.LEFT, tone=tone)
    world.set_light(Light(brightness))
    camera, metering = SimulatedCamera(world), Metering()
    camera.open()
    last: Observation | None = None
    for _ in range(FRAMES):
        camera.expose(metering.stops)
        frame = camera.read()
        assert frame is not None
        last = observe(frame.pixels, finder, previous=last)
        metering.see(last)
        if last.palm is not None:
            return
    raise AssertionError(f"tone {tone} at {brightness}: {last and last.cause}, {metering.stops:+.1f} stops")
