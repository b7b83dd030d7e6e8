"""A folder of drawn palms to measure on: no photograph is needed, and the same number draws the same folder.

    <person>_left/s1_tone3_light1.png     two pictures in each of two sessions, of both palms of everybody

Between the sessions the pose, the spread of the fingers, the lens and the light change. The tone belongs to the person
and goes round the ten of the Monk scale. What is drawn says nothing of real palms: it shows that the program measures,
and whether lighting or tone change anything for the same creases.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final, Protocol

import numpy as np

from app.biometrics.vision import cv2
from app.domain.people import Hand
from drivers.simulated.palms import Backdrop, Lens, Light, Pose, draw

FIRST_PERSON: Final = 20_000
"""Nobody whom the tests or the demo know."""
TONES: Final = 10
LIGHTS: Final = (
    Light(),
    Light(brightness=0.6, from_deg=-90, slant=0.3),
    Light(brightness=0.9, from_deg=-160, slant=0.7, ambient=0.3, gradient=0.4),
    Light(brightness=1.25, from_deg=-30, slant=0.35, glare=0.15),
)
LIGHT_NAMES: Final = ("even, from above", "dim", "hard, from one side", "bright, with some glare")
"""What `light1` .. `light4` in a drawn picture's name mean."""
SESSIONS: Final = ((1, 2), (3, 4))
"""The lights of each session's pictures, the other way round for every other ten people. No comparison across sessions
is under one light."""


class Spread(Protocol):
    """What `map` and `concurrent.futures.Executor.map` have in common."""

    def __call__(
        self, function: Callable[[tuple[int, Hand]], None], hands: Iterable[tuple[int, Hand]], /
    ) -> Iterable[None]: ...


def rendered(folder: Path, people: int, spread: Spread = map, first: int = FIRST_PERSON) -> None:
    """Draws `people` x 2 hands x 4 pictures into `folder`, from person `first`; `spread` is an executor's `map`."""
    hands = [(number, hand) for number in range(people) for hand in Hand]
    for _ in spread(lambda one: _hand(folder, *one, first), hands):
        pass


def _hand(folder: Path, number: int, hand: Hand, first: int) -> None:
    place = folder / f"{number:04d}_{hand.value}"
    place.mkdir(parents=True)
    tone = number % TONES + 1
    sessions = SESSIONS if number // TONES % 2 == 0 else SESSIONS[::-1]
    for session, (lights, spread) in enumerate(zip(sessions, (0.9, 0.7), strict=True), start=1):
        for light in lights:
            random = np.random.default_rng([number, light, hand is Hand.LEFT])
            frame = draw(
                first + number,
                hand,
                _pose(random, spread),
                LIGHTS[light - 1],
                rng_seed=light,
                lens=Lens(blur_px=random.uniform(0.6, 1.4), noise=random.uniform(1, 5)),
                tone=tone,
                scene=list(Backdrop)[(number + light) % len(Backdrop)],
            )
            cv2.imwrite(str(place / f"s{session}_tone{tone:02d}_light{light}.png"), frame)


def _pose(random: np.random.Generator, spread: float) -> Pose:
    """As people hold a hand: 25 to 37 cm away, turned and tilted by some degrees."""
    return Pose(
        distance_mm=random.uniform(250, 370),
        roll_deg=random.normal(0, 8),
        tilt_deg=random.normal(0, 7),
        turn_deg=random.normal(0, 7),
        x=random.normal(0, 0.03),
        y=random.normal(0, 0.03),
        spread=spread,
    )


def described(people: int) -> str:
    """The set in words, for the card."""
    lights = "; ".join(f"light{number}: {name}" for number, name in enumerate(LIGHT_NAMES, start=1))
    return (
        f"Drawn palms, not photographs: {people:,} invented people, both hands, two pictures in each of two sessions, "
        f"640 x 480. Tones 1 to {TONES} are the Monk skin tone scale; {lights}. Drawn palms show nothing of the rates "
        "of real ones: they show that the program measures, and what light and tone do to the same creases."
    )
