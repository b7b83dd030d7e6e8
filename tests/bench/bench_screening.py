"""How many palms does the search in steps miss that brute force finds?

    python -m tests.bench.bench_screening [people] [--first 1000] [--regions FOLDER]

Each of so many drawn people holds both palms before a drawn camera five times, in other poses and lights; each capture
searches the others. With a folder of real regions (a folder each palm, files `s1_*` and `s2_*`) those of the second
session search those of the first, each turned, shifted, scaled, warped and blurred on purpose.

A capture of the same palm that the exact comparison would accept is lost by the screen when it aligns worse than the
best share of strangers' captures, and by the sift when it is farther at its one best place than the share that is
settled. Intervals are Clopper and Pearson's, 95 %, over pairs; those of one palm are not independent, so a new set of
people would vary more.
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from app.biometrics import matching
from app.biometrics.evaluation import at_most
from app.biometrics.features import encode
from app.biometrics.gallery import SETTLED_SHARE, SURVIVING_SHARE
from app.biometrics.landmarks import HandFinder
from app.biometrics.pipeline import observe
from app.biometrics.profiles import IDENTIFY
from app.biometrics.template import PalmCode
from app.biometrics.vision import cv2
from app.config.paths import model_path
from app.domain.people import Hand
from drivers.simulated.palms import Backdrop, Light, draw
from tests.bench.synthetic_palms import well_posed

SHARES = (0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3)
CAPTURES = 5
STRANGERS_SIFTED = 3
"""The sift of every so-manyth probe's strangers is looked at."""
SPOILT = 3
"""Probes made of each real region."""
TURN_DEG, SHIFT_PX, SCALE, WARP_PX, BLUR_PX = 10.0, 9.0, 0.1, 2.0, 1.5
"""The most that is done to a real region of 128 x 128 pixels."""


@dataclass(frozen=True, eq=False)
class Captures:
    codes: list[PalmCode]
    palms: npt.NDArray[np.int64]
    """The number of the palm of each."""


def drawn(people: int, first: int) -> Captures:
    codes, palms = [], []
    with HandFinder(model_path().read_bytes()) as finder:
        for person in range(first, first + people):
            random = np.random.default_rng([7, person])
            for side, hand in enumerate(Hand):
                for number in range(CAPTURES):
                    light = Light(random.uniform(0.8, 1.2), random.uniform(-150, -30), gradient=random.uniform(0, 0.3))
                    scene = list(Backdrop)[(person + number) % 3]
                    pose = well_posed(random)
                    frame = draw(person, hand, pose, light, rng_seed=number, tone=person % 10 + 1, scene=scene)
                    seen = observe(frame, finder)
                    if seen.region is not None and seen.palm is not None:
                        codes.append(encode(seen.region, seen.mask))
                        palms.append(2 * person + side)
    return Captures(codes, np.array(palms))


def real(folder: Path) -> tuple[Captures, Captures]:
    """The second session's regions, spoilt, and the first session's as they are."""
    random = np.random.default_rng(0)
    probes: list[tuple[PalmCode, int]] = []
    enrolled: list[tuple[PalmCode, int]] = []
    for number, palm in enumerate(sorted(folder.iterdir())):
        for path in sorted(palm.iterdir()):
            region = np.asarray(cv2.imread(str(path), cv2.IMREAD_GRAYSCALE), np.uint8)
            if path.name.startswith("s1_"):
                enrolled.append((encode(region, None), number))
            else:
                probes.extend((encode(spoilt(region, random), None), number) for _ in range(SPOILT))
    first, second = (
        Captures([code for code, _ in each], np.array([number for _, number in each])) for each in (probes, enrolled)
    )
    return first, second


def spoilt(region: npt.NDArray[np.uint8], random: np.random.Generator) -> npt.NDArray[np.uint8]:
    """A region (128, 128) turned, shifted, scaled, warped and blurred, each by up to the most."""
    size = len(region)
    turn, scale = random.uniform(-TURN_DEG, TURN_DEG), 1 + random.uniform(-SCALE, SCALE)
    matrix = np.array(cv2.getRotationMatrix2D((size / 2, size / 2), turn, scale), np.float64)
    matrix[:, 2] += random.uniform(-SHIFT_PX, SHIFT_PX, 2)
    moved = cv2.warpAffine(region, matrix, (size, size), borderMode=cv2.BORDER_REFLECT_101)
    y, x = np.mgrid[0:size, 0:size].astype(np.float32)
    ways = cv2.resize(random.uniform(-WARP_PX, WARP_PX, (4, 4, 2)).astype(np.float32), (size, size))
    warped = cv2.remap(moved, x + ways[..., 0], y + ways[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)
    return np.asarray(cv2.GaussianBlur(warped, (0, 0), random.uniform(0.1, BLUR_PX)), np.uint8)


def losses(
    probes: Captures, enrolled: Captures, threshold: float
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """For every pair of one palm that `threshold` accepts: the share of strangers that align better; for some of them,
    the share that is closer at its one place. Nobody is compared with himself."""
    gallery = matching.references(enrolled.codes)
    screened, sifted = [], []
    scores = np.empty(len(enrolled.codes), np.int32)
    for number, (code, palm) in enumerate(zip(probes.codes, probes.palms, strict=True)):
        prepared = matching.prepare(code)
        matching.screen(prepared, gallery, 0, len(scores), scores)
        own = np.flatnonzero(enrolled.palms == palm)
        own = own[[enrolled.codes[n] is not code for n in own]]
        own = own[matching.exact(prepared, gallery, own) < threshold]
        strangers = np.flatnonzero(enrolled.palms != palm)
        screened.append((scores[strangers] >> 9 > scores[own, None] >> 9).mean(axis=1))
        if number % STRANGERS_SIFTED == 0:
            theirs = matching.sift(prepared, gallery, strangers, scores)
            sifted.append((theirs <= matching.sift(prepared, gallery, own, scores)[:, None]).mean(axis=1))
    return np.concatenate(screened), np.concatenate(sifted)


def report(probes: Captures, enrolled: Captures) -> None:
    threshold = IDENTIFY[0].threshold
    print(f"{len(probes.codes):,} probes of {len(set(probes.palms.tolist())):,} palms; accepted below {threshold:.3f}")
    screened, sifted = losses(probes, enrolled, threshold)
    for share in SHARES:
        print(said("screen", screened, share) + ("  <- shipped" if share == SURVIVING_SHARE else ""))
    print(said("sift  ", sifted, SURVIVING_SHARE * SETTLED_SHARE) + "  <- shipped, of all templates")


def said(name: str, worse: npt.NDArray[np.float64], share: float) -> str:
    lost = int((worse > share).sum())
    interval = at_most(lost, len(worse))
    rate = f"{lost / len(worse):.5f} ({interval.low:.5f} to {interval.high:.5f})"
    return f"{name} {share:6.4f}: {lost} of {len(worse):,} lost, {rate}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("people", type=int, nargs="?", default=300)
    parser.add_argument("--first", type=int, default=1_000, help="number of the first person drawn")
    parser.add_argument("--regions", type=Path, help="folder of real regions")
    options = parser.parse_args()
    if options.regions is not None:
        print("real regions, spoilt on purpose")
        report(*real(options.regions))
    if options.people:
        print("drawn palms")
        captures = drawn(options.people, options.first)
        report(captures, captures)


if __name__ == "__main__":
    main()
