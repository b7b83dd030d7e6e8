import numpy as np

from app.biometrics.landmarks import HandFinder
from app.biometrics.pipeline import observe
from app.biometrics.trace import trace
from app.domain.people import Hand
from drivers.simulated.palms import draw, empty


def test_a_palm_is_shown_step_by_step(finder: HandFinder) -> None:
    pixels = draw(1, Hand.LEFT)
    steps = {step.name: step.picture for step in trace(pixels, observe(pixels, finder))}
    assert list(steps) == ["frame", "landmarks", "region", "mask"]
    assert np.array_equal(steps["frame"], pixels)
    assert not np.array_equal(steps["landmarks"], pixels)
    assert steps["region"].shape == steps["mask"].shape == (128, 128, 3)


def test_drawing_does_not_touch_the_frame(finder: HandFinder) -> None:
    pixels = draw(1, Hand.LEFT)
    pixels.flags.writeable = False
    assert trace(pixels, observe(pixels, finder))


def test_a_frame_without_a_hand_has_one_step(finder: HandFinder) -> None:
    assert [step.name for step in trace(empty(), observe(empty(), finder))] == ["frame"]
