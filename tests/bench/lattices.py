"""Which screens' lattices which cameras see, as a Markdown table: `python -m tests.bench.lattices`, three minutes."""

from random import Random

import numpy as np

from app.biometrics.liveness import lattice
from app.domain.people import Hand
from drivers.simulated import attacks
from drivers.simulated.attacks import Eye, Screen
from drivers.simulated.palms import Lens, draw
from tests.bench.pad import SEED, held


def lattices(rounds: int = 40) -> None:
    """The share of drawn screens whose lattice is seen, by pixel pitch and by the camera's width in pixels. The palm is
    put where the drawing has it: no landmarks are looked for."""
    widths = (640, 1280, 1920)
    print("| pixel pitch | " + " | ".join(f"{width} px" for width in widths) + " |\n|---|---|---|---|")
    for pitch in (0.06, 0.1, 0.18, 0.27, 0.5):
        cells = []
        for width in widths:
            size = (width * 3 // 4, width)
            photo = draw(SEED, Hand.LEFT, size=size, lens=Lens(0.3, noise=0))
            points = np.tile(np.array([[width * 0.5, size[0] * 0.62]], np.float32), (21, 1))
            seen = 0
            for number in range(rounds):
                random = Random(number)
                hold = held(random, 0.0, number, 1.0)
                eye = Eye(random.uniform(0.3, 0.7), random.choice((0.33, 0.5, 1.0)), random.uniform(1.0, 3.0))
                frame = attacks.replayed(photo, photo, hold, Screen(pitch, random.gauss(0, 4)), number, eye=eye)
                seen += (lattice.peak(frame, points, width * 0.2) or 0.0) > lattice.LIMIT
            cells.append(f"{seen}/{rounds}")
        print(f"| {pitch} mm | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    lattices()
