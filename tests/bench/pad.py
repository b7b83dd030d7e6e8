"""How often presentation attacks pass and living hands are refused (ISO/IEC 30107-3), on drawn attacks:

    python -m tests.bench.pad --presentations 150                 # invented palms, about ten minutes on two cores
    python -m tests.bench.pad --enforced                          # the same for what is enforced, three minutes
    python -m tests.bench.pad --real FOLDER                       # the same attacks made of somebody's own frames

Nothing is written: frames live in memory, and only scores leave this program. `FOLDER/<hand>/<frame>` holds consecutive
frames of one hand a folder.
"""

import argparse
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from random import Random

import numpy as np
import numpy.typing as npt

from app.biometrics.evaluation import at_most
from app.biometrics.landmarks import HandFinder
from app.biometrics.liveness import challenge, repeats
from app.biometrics.liveness.judge import CHALLENGED, KIOSK, REPORT, SCORES, Detector, Verdict, decide, measured
from app.biometrics.liveness.look import Look, glance
from app.biometrics.observation import Observation
from app.biometrics.pipeline import observe
from app.config.paths import model_path
from app.domain.people import Hand
from app.ports.camera import Pixels
from app.ports.light import Colour
from drivers.simulated import attacks
from drivers.simulated.attacks import NO_FLASH, Eye, Flash, Hold, Print, Screen
from drivers.simulated.palms import Backdrop, Lens, Light, Pose, draw, empty
from drivers.simulated.sway import swayed
from drivers.simulated.vision import cv2

LOOKS = 6
RATE = 8.0
"""Looks a second: fewer than a camera gives, so that a run ends in minutes; 0.6 s in all."""
RING = 0.15
"""The ring's light on the hand as a share of the room's: an assumption. Drawn from a third to twice of it."""
LIVE = "living hand"
Make = Callable[[float, int, Colour | None], Pixels]
"""The frame at a time, with the noise of a number, under the ring's colour."""
SEED = 20_000
"""First person: none of those that the limits were chosen on."""


@dataclass(frozen=True)
class Presentation:
    species: str
    answered: bool
    """The terminal found at least two frames good: otherwise it is a non-response."""
    scores: tuple[float | None, ...]
    """One for each of `Detector`."""
    verdicts: tuple[Verdict, ...]
    """Under `KIOSK` and under `CHALLENGED`."""


@dataclass(frozen=True)
class Scene:
    """One presentation's circumstances."""

    pose: Pose
    light: Light
    backdrop: Backdrop
    start_s: float
    ring: float
    eye: Eye


def scene(random: Random) -> Scene:
    return Scene(
        Pose(random.uniform(260, 340), random.gauss(0, 6), random.gauss(0, 5), random.gauss(0, 5), spread=0.8),
        Light(random.uniform(0.75, 1.15), random.uniform(-150, -30), gradient=random.uniform(0, 0.3)),
        random.choice(list(Backdrop)),
        random.uniform(0, 60),
        RING * random.uniform(0.33, 2.0),
        Eye(random.uniform(0.3, 0.7), random.choice((0.33, 0.5, 1.0)), random.uniform(1.0, 3.0)),
    )


def held(random: Random, at_s: float, start_s: float, amount: float) -> Hold:
    """A sheet in a hand sways as a hand does."""
    pose = swayed(Pose(), amount, start_s + at_s)
    base = Hold(random.gauss(0, 0.01), random.gauss(0, 0.01), random.uniform(0.95, 1.1), tilt_deg=random.gauss(0, 3))
    return replace(
        base,
        x=base.x + pose.x,
        y=base.y + pose.y,
        scale=base.scale * 300 / pose.distance_mm,
        roll_deg=pose.roll_deg,
        tilt_deg=base.tilt_deg + pose.tilt_deg,
        turn_deg=pose.turn_deg,
    )


def flash_of(colour: Colour | None, ring: float) -> Flash:
    return NO_FLASH if colour is None else (colour.value[0] * ring, colour.value[1] * ring, colour.value[2] * ring)


class Subject:
    """Makes frames of every species of one invented person; `frame(species, at_s, colour)`."""

    def __init__(self, person: int, number: int) -> None:
        self.random = Random(1000 * person + number)
        self.person, self.hand = person, list(Hand)[person % 2]
        self.scene = scene(self.random)
        self.lens = Lens(self.random.uniform(0.4, 1.0), noise=self.random.uniform(1.0, 3.0))
        self.bend_mm = self.random.uniform(90, 220)
        self.dots, self.angle_deg = self.random.choice((0.17, 0.24, 0.3, 0.0)), self.random.choice((15.0, 45.0, 75.0))
        self.hold_seed = self.random.randrange(1 << 30)
        self.photo = self._drawn(self.scene.pose, 0, Lens(0.3, noise=0))
        self.behind = empty(light=self.scene.light, lens=Lens(0.6, noise=0), scene=self.scene.backdrop)

    def _drawn(self, pose: Pose, seed: int, lens: Lens) -> Pixels:
        return draw(self.person, self.hand, pose, self.scene.light, rng_seed=seed, lens=lens, scene=self.scene.backdrop)

    def film(self, at_s: float, seed: int, lens: Lens) -> Pixels:
        pose = swayed(self.scene.pose, 1.0, self.scene.start_s + at_s)
        return self._drawn(pose, seed, lens)

    def living(self, at_s: float, seed: int, colour: Colour | None = None) -> Pixels:
        frame = self.film(at_s, seed, self.lens)
        if colour is None:
            return frame
        nobody = empty(rng_seed=seed, light=self.scene.light, lens=self.lens, scene=self.scene.backdrop)
        return attacks.flashed(frame, attacks.outline(frame, nobody), flash_of(colour, self.scene.ring))

    def outline(self) -> npt.NDArray[np.bool_]:
        nobody = empty(light=self.scene.light, lens=Lens(0.3, noise=0), scene=self.scene.backdrop)
        return attacks.outline(self.photo, nobody)


class Photographed:
    """The same attacks made of a frame that a camera took."""

    def __init__(self, photo: Pixels, number: int) -> None:
        self.random = Random(number)
        self.scene = scene(self.random)
        self.photo, self.bend_mm = photo, self.random.uniform(90, 220)
        self.dots, self.angle_deg = self.random.choice((0.17, 0.24, 0.3, 0.0)), self.random.choice((15.0, 45.0, 75.0))
        self.hold_seed = self.random.randrange(1 << 30)
        self.behind = empty(photo.shape[:2], light=self.scene.light, lens=Lens(0.6, noise=0), scene=self.scene.backdrop)

    def film(self, at_s: float, seed: int, lens: Lens) -> Pixels:
        return self.photo

    def outline(self) -> npt.NDArray[np.bool_]:
        raise NotImplementedError("nobody has drawn the hand's outline on a photograph")


PRINTS = {
    "print, flat, in a hand": (False, 1.0, False),
    "print, bent, in a hand": (True, 1.0, False),
    "print, flat, on a stand": (False, 0.0, False),
    "print, cut out along the hand": (False, 1.0, True),
}
"""Bent, sway, cut."""
SCREENS = {"film on a phone, in a hand": (0.06, 1.0), "film on a monitor, standing": (0.27, 0.0)}
"""Pixel pitch in millimetres, sway."""
LOOPS = {"fed in: one frame": 1, "fed in: a loop of 3 frames": 3, "fed in: a loop of 4 frames": 4}
"""How many frames it has."""
FILM = "fed in: a film of another day"


def attack(
    subject: Subject | Photographed, species: str, at_s: float, seed: int, colour: Colour | None = None
) -> Pixels:
    flash, eye, start_s = flash_of(colour, subject.scene.ring), subject.scene.eye, subject.scene.start_s + 7
    if species in PRINTS:
        bent, sway, cut = PRINTS[species]
        sheet = Print(subject.dots, subject.angle_deg, subject.bend_mm if bent else 0.0)
        hold = held(Random(subject.hold_seed), at_s, start_s, sway)
        where = subject.outline() if cut else None
        return attacks.printed(subject.photo, subject.behind, hold, sheet, seed, cut=where, flash=flash, eye=eye)
    pitch, sway = SCREENS[species]
    screen = Screen(pitch, Random(subject.hold_seed).gauss(0, 4))
    hold = held(Random(subject.hold_seed), at_s, start_s, sway)
    film = subject.film(at_s, 0, Lens(0.3, noise=0))
    return attacks.replayed(film, subject.behind, hold, screen, seed, flash=flash, eye=eye)


def burst(frames: Iterable[Pixels], finder: HandFinder) -> tuple[list[Look], list[Observation]]:
    looks, seen = [], []
    previous: Observation | None = None
    for number, pixels in enumerate(frames):
        previous = observe(pixels, finder, previous=previous)
        seen.append(previous)
        look = glance(pixels, previous, number / RATE)
        if look is not None:
            looks.append(look)
    return looks, seen


def asked(order: challenge.Challenge) -> list[tuple[float, Colour]]:
    """When a look is taken and what the ring shows then: once a step, in its middle."""
    return [((step + 0.6) * challenge.STEP_S, colour) for step, colour in enumerate(order.colours)]


def result(species: str, looks: Sequence[Look], lit: Sequence[Look], seen: Sequence[Observation]) -> Presentation:
    scores = dict(measured(looks, REPORT)) | {Detector.ACTIVE_LIGHT: challenge.score(lit)}
    return presented(species, scores, looks, seen)


def presented(
    species: str, scores: Mapping[Detector, float | None], looks: Sequence[Look], seen: Sequence[Observation]
) -> Presentation:
    good = sum(not observation.causes for observation in seen) >= 2
    verdicts = (at_the_door(looks), decide(scores, CHALLENGED).verdict)
    return Presentation(species, good, tuple(scores.get(detector) for detector in Detector), verdicts)


def at_the_door(looks: Sequence[Look]) -> Verdict:
    """Under `KIOSK`, which decides as soon as it can: a door does not wait for looks that it does not need."""
    verdict = Verdict.UNDECIDED
    for many in range(repeats.LEAST, len(looks) + 1):
        verdict = decide({Detector.REPEATS: repeats.score(looks[:many])}, KIOSK).verdict
        if verdict is not Verdict.UNDECIDED:
            break
    return verdict


def limits() -> list[float]:
    return [SCORES[detector][1] for detector in Detector]


@cache
def opened() -> HandFinder:
    """One network a process."""
    cv2.setNumThreads(1)
    return HandFinder(model_path().read_bytes())


def person(number: int) -> list[Presentation]:
    """Every species once, the living hand twice."""
    finder, found = opened(), []
    subject = Subject(SEED + number, 0)
    order = challenge.drawn(bytes(subject.random.randrange(256) for _ in range(challenge.STEPS)))
    other = challenge.drawn(bytes(subject.random.randrange(256) for _ in range(challenge.STEPS)))
    for again in (Subject(SEED + number, 1), subject):
        looks, seen = burst((again.living(n / RATE, n) for n in range(LOOKS)), finder)
        found.append(result(LIVE, looks, answers(again.living, order, order, seen), seen))
    for species, period in (LOOPS | {FILM: LOOKS}).items():
        picked = [at % period for at in range(LOOKS)]
        fed = [replace(looks[n], captured_at_s=at / RATE) for at, n in enumerate(picked) if n < len(looks)]
        replayed = answers(subject.living, other, order, seen) if species == FILM else []
        found.append(result(species, fed, replayed, seen))
    for species in (*PRINTS, *SCREENS):
        make = partial(attack, subject, species)
        looks, seen = burst((make(n / RATE, n) for n in range(LOOKS)), finder)
        found.append(result(species, looks, answers(make, order, order, seen), seen))
    return found


def enforced(number: int) -> list[Presentation]:
    """The same, a third as long: only what the profiles enforce, on the frames under the ring, landmarks found once."""
    finder, found = opened(), []
    subject = Subject(SEED + number, 0)
    order = challenge.drawn(bytes(subject.random.randrange(256) for _ in range(challenge.STEPS)))
    other = challenge.drawn(bytes(subject.random.randrange(256) for _ in range(challenge.STEPS)))
    makes: dict[str, tuple[Make, challenge.Challenge]] = {
        LIVE: (subject.living, order),
        FILM: (subject.living, other),
        **{species: (partial(attack, subject, species), order) for species in (*PRINTS, *SCREENS)},
    }
    for species, (make, lit) in makes.items():
        seen = [observe(make(0.0, 0, None), finder)] * 2
        looks = answers(make, lit, order, seen)
        found.append(_enforced(species, looks, looks, seen))
        if species == LIVE:
            for fed, period in LOOPS.items():
                again = [looks[n % period] for n in range(len(looks))]
                found.append(_enforced(fed, again, [], seen))
    return found


def _enforced(species: str, looks: Sequence[Look], lit: Sequence[Look], seen: Sequence[Observation]) -> Presentation:
    scores = {Detector.REPEATS: repeats.score(looks), Detector.ACTIVE_LIGHT: challenge.score(lit)}
    return presented(species, scores, looks, seen)


def answers(make: Make, lit: challenge.Challenge, said: challenge.Challenge, seen: Sequence[Observation]) -> list[Look]:
    """Looks under the ring's light `lit` while the terminal `said` an order: two when it was recorded on another day.
    The hand stays nearly where it is, so its points are those that were found."""
    where = next((observation for observation in seen if observation.landmarks is not None), None)
    if where is None:
        return []
    looks = []
    for n, ((at_s, colour), (_, shown)) in enumerate(zip(asked(lit), asked(said), strict=True)):
        look = glance(make(at_s, 100 + n, colour), where, at_s, shown)
        if look is not None:
            looks.append(look)
    return looks


def photographed(job: tuple[str, int]) -> list[Presentation]:
    """Attacks made of one frame that a camera took."""
    cv2.setNumThreads(1)
    name, number = job
    found = []
    subject = Photographed(np.asarray(cv2.imread(name), np.uint8), number)
    with HandFinder(model_path().read_bytes()) as finder:
        for species in (*list(PRINTS)[:3], *SCREENS):
            looks, seen = burst((attack(subject, species, n / RATE, n) for n in range(LOOKS)), finder)
            found.append(result(species + " of a photograph", looks, [], seen))
    return found


def recorded(folder: Path) -> list[Presentation]:
    """Bursts of consecutive frames; they overlap by half, so they are far from independent."""
    names = sorted(path for path in folder.iterdir() if path.is_file())
    found = []
    with HandFinder(model_path().read_bytes()) as finder:
        for start in range(0, len(names) - LOOKS + 1, LOOKS // 2):
            frames = (np.asarray(cv2.imread(str(name)), np.uint8) for name in names[start : start + LOOKS])
            looks, seen = burst(frames, finder)
            found.append(result("living hand, recorded", looks, [], seen))
    return found


def report(found: Sequence[Presentation]) -> None:
    """One row a species: presentations, non-responses, alarms of each detector, and what passes both profiles."""
    by_species: dict[str, list[Presentation]] = defaultdict(list)
    for presentation in found:
        by_species[presentation.species].append(presentation)
    names = [detector.value for detector in Detector]
    print("| species | n | non-response |", " | ".join(names), "| passes `kiosk` | passes `challenged` |")
    print("|---" * (len(names) + 5) + "|")
    for species, rows in by_species.items():
        answered = [row for row in rows if row.answered]
        cells = [_alarms([row.scores[index] for row in answered], limit) for index, limit in enumerate(limits())]
        passes = [_rate(Counter(row.verdicts[n] for row in answered)[Verdict.BONA_FIDE], len(answered)) for n in (0, 1)]
        print(f"| {species} | {len(rows)} | {len(rows) - len(answered)} |", " | ".join(cells + passes), "|")
    print()
    for index, detector in enumerate(Detector):
        for species, rows in by_species.items():
            scores = [row.scores[index] for row in rows if row.answered and row.scores[index] is not None]
            if scores:
                print(
                    f"{detector.value:12} {species:34}",
                    np.percentile(np.array(scores, float), (0, 1, 5, 50, 95, 99, 100)).round(3),
                )


def _alarms(scores: Sequence[float | None], limit: float) -> str:
    measured = [score for score in scores if score is not None]
    return f"{sum(score > limit for score in measured)}/{len(measured)}" if measured else "-"


def _rate(count: int, total: int) -> str:
    if not total:
        return "-"
    rate = at_most(count, total)
    return f"{count}/{total}: {100 * rate.low:.1f} to {100 * rate.high:.1f} %"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--presentations", type=int, default=150)
    parser.add_argument("--real", type=Path)
    parser.add_argument("--enforced", action="store_true")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    with ProcessPoolExecutor(options.workers) as pool:
        if options.real is None:
            each = enforced if options.enforced else person
            found = [row for rows in pool.map(each, range(options.presentations)) for row in rows]
        else:
            folders = sorted(path for path in options.real.iterdir() if path.is_dir())
            names = sorted(str(path) for folder in folders for path in folder.iterdir() if path.is_file())
            jobs = [(names[number % len(names)], number) for number in range(options.presentations)]
            found = [row for rows in pool.map(recorded, folders) for row in rows]
            found += [row for rows in pool.map(photographed, jobs) for row in rows]
    report(found)


if __name__ == "__main__":
    main()
