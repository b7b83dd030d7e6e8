"""Captures of invented people, drawn and looked at once for all tests here."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pytest

from app.biometrics.landmarks import HandFinder
from app.biometrics.observation import Observation
from app.biometrics.pipeline import observe
from app.config.paths import model_path
from app.domain.people import Hand
from drivers.simulated.palms import Backdrop, Light, Pose, draw

TONES = (1, 3, 5, 6, 8, 10)
"""One person each."""
CAPTURES = 2


@dataclass(frozen=True)
class Capture:
    person: int
    hand: Hand
    seen: Observation


@pytest.fixture(scope="session")
def finder() -> Iterator[HandFinder]:
    with HandFinder(model_path().read_bytes()) as finder:
        yield finder


@pytest.fixture(scope="session")
def captures(finder: HandFinder) -> list[Capture]:
    """Two well-posed captures of both palms, light tones to dark, under other lights, before other backgrounds."""
    random = np.random.default_rng(2)
    taken = []
    for person, tone in enumerate(TONES):
        for hand in Hand:
            for number in range(CAPTURES):
                pose = Pose(
                    distance_mm=random.uniform(260, 350),
                    roll_deg=random.normal(0, 7),
                    tilt_deg=random.normal(0, 6),
                    turn_deg=random.normal(0, 6),
                    x=random.normal(0, 0.03),
                    y=random.normal(0, 0.03),
                    spread=random.uniform(0.6, 1.0),
                )
                light = Light(brightness=random.uniform(0.8, 1.2), from_deg=random.uniform(-150, -30))
                scene = list(Backdrop)[(person + number) % 3]
                frame = draw(person, hand, pose, light, rng_seed=number, tone=tone, scene=scene)
                taken.append(Capture(person, hand, observe(frame, finder)))
    return taken
