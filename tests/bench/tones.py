"""Are dark and bright skin read alike? For each tone of the invented palms and three levels of light: the share of
frames that `observe` accepts, the distance of two captures of one palm, and the room to the nearest stranger.

    python -m tests.bench.tones --people 4      # a Markdown table, about two minutes on one core
    python -m tests.bench.tones --metered       # the same through a camera whose exposure follows the palm
"""

import argparse
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

import numpy as np

from app.biometrics import matching
from app.biometrics.evaluation import at_most
from app.biometrics.landmarks import HandFinder
from app.biometrics.observation import Observation
from app.biometrics.pipeline import observe
from app.biometrics.template import PalmCode
from app.config.paths import model_path
from app.domain.capture import Cause
from app.domain.people import Hand
from app.ports.camera import Pixels
from app.runtime.metering import Metering
from drivers.simulated.palms import Light, Pose, draw
from drivers.simulated.vision import cv2

LEVELS = (("dim", 0.3), ("even", 1.0), ("bright", 1.5))
TONES = range(1, 11)
CAPTURES = 2
FIRST = 60_000
FRAMES = 12
"""A metered camera has so many to find its exposure in: 0.8 s."""


@dataclass(frozen=True)
class Cell:
    tone: int
    level: str


@dataclass(frozen=True)
class Capture:
    palm: tuple[int, Hand]
    code: PalmCode | None
    cause: Cause | None


def take(people: int, metered: bool) -> dict[Cell, list[Capture]]:
    """The same people in the same poses in every cell: only tone and light differ."""
    taken: dict[Cell, list[Capture]] = defaultdict(list)
    cells = [(tone, *level) for tone in TONES for level in LEVELS]
    shown = [
        (person, hand, number) for person in range(FIRST, FIRST + people) for hand in Hand for number in range(CAPTURES)
    ]
    with HandFinder(model_path().read_bytes()) as finder:
        for tone, name, brightness in cells:
            for person, hand, number in shown:
                frame = sight(person, hand, number, tone, brightness)
                seen = followed(frame, finder) if metered else observe(frame(0.0), finder)
                taken[Cell(tone, name)].append(Capture((person, hand), seen.palm, seen.cause))
    return taken


def sight(person: int, hand: Hand, number: int, tone: int, brightness: float) -> Callable[[float], Pixels]:
    """The picture at so many stops of exposure."""
    random = Random(100 * person + 10 * number + (hand is Hand.LEFT))
    light = Light(brightness, random.uniform(-150, -30), gradient=random.uniform(0, 0.3))
    pose = posed(random)

    def frame(stops: float) -> Pixels:
        exposed = replace(light, brightness=light.brightness * 2**stops)
        return draw(person, hand, pose, exposed, rng_seed=number, tone=tone)

    return frame


def followed(frame: Callable[[float], Pixels], finder: HandFinder) -> Observation:
    """The first palm that can be read, or the last refusal, while the exposure follows."""
    metering = Metering()
    for _ in range(FRAMES):
        seen = observe(frame(metering.stops), finder)
        if seen.palm is not None:
            break
        metering.see(seen)
    return seen


def posed(random: Random) -> Pose:
    return Pose(random.uniform(260, 350), random.gauss(0, 7), random.gauss(0, 6), random.gauss(0, 6), spread=0.8)


def row(cell: Cell, captures: list[Capture]) -> str:
    kept = [capture for capture in captures if capture.code is not None]
    accepted = at_most(len(kept), len(captures))
    why = sorted({capture.cause.value for capture in captures if capture.cause})
    genuine, margins = compared(kept)
    numbers = f"{np.mean(genuine):.3f} | {np.mean(margins):.3f} | {min(margins):.3f}" if genuine else "- | - | -"
    return (
        f"| {cell.tone} | {cell.level} | {len(kept)}/{len(captures)} ({100 * accepted.low:.0f} to "
        f"{100 * accepted.high:.0f} %) | {numbers} | {', '.join(why)} |"
    )


def compared(kept: list[Capture]) -> tuple[list[float], list[float]]:
    """The distance of each two captures of one palm; and how much farther the nearest stranger of the cell is."""
    genuine, margins = [], []
    gallery = matching.references([capture.code for capture in kept if capture.code])
    for index, probe in enumerate(kept):
        if probe.code is None:
            continue
        found = matching.distances(matching.prepare(probe.code), gallery)
        own = [float(found[n]) for n, other in enumerate(kept) if n != index and other.palm == probe.palm]
        strangers = [float(found[n]) for n, other in enumerate(kept) if other.palm != probe.palm]
        if own and strangers:
            genuine.append(float(np.mean(own)))
            margins.append(min(strangers) - max(own))
    return genuine, margins


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=4)
    parser.add_argument("--metered", action="store_true", help="let the exposure follow the palm")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    taken = take(options.people, options.metered)
    print("| tone | light | accepted | distance of one palm | margin, mean | margin, least | refused because |")
    print("|---|---|---|---|---|---|---|")
    for cell in sorted(taken, key=lambda cell: (cell.tone, [name for name, _ in LEVELS].index(cell.level))):
        print(row(cell, taken[cell]))


if __name__ == "__main__":
    main()
