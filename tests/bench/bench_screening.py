"""How many palms does the search in steps miss that brute force finds? `python -m tests.bench.bench_screening [people]`

Each of so many drawn people holds both palms before a drawn camera three times, in other poses and lights; each capture
searches the others. A capture of the same palm that the exact comparison would accept is lost by the screen when it
aligns worse than the best share of strangers' captures, and by the sift when it is farther at its one best place than
the share that is settled. Intervals are Clopper and Pearson's, 95 %; comparisons of one palm are not independent, so
they are narrower than a new set of people would be.
"""

import sys

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
from app.config.paths import model_path
from app.domain.people import Hand
from drivers.simulated.palms import Backdrop, Light, draw
from tests.bench.synthetic_palms import well_posed

SHARES = (0.01, 0.02, 0.05, 0.1, 0.15, 0.2)
CAPTURES = 3
STRANGERS_SIFTED = 5
"""The sift of every so-manyth probe's strangers is looked at."""


def captured(people: int, first: int = 1_000) -> tuple[list[PalmCode], npt.NDArray[np.int64]]:
    """Codes and the number of the palm of each."""
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
    return codes, np.array(palms)


def losses(
    codes: list[PalmCode], palms: npt.NDArray[np.int64], threshold: float
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """For every pair of one palm that `threshold` accepts: the share of strangers that align better; for some of them,
    the share that is closer at its one place."""
    gallery = matching.references(codes)
    screened, sifted = [], []
    scores = np.empty(len(codes), np.int32)
    for probe, code in enumerate(codes):
        prepared = matching.prepare(code)
        matching.screen(prepared, gallery, 0, len(codes), scores)
        own = np.flatnonzero((palms == palms[probe]) & (np.arange(len(codes)) != probe))
        own = own[matching.exact(prepared, gallery, own) < threshold] if len(own) else own
        strangers = np.flatnonzero(palms != palms[probe])
        screened.append((scores[strangers] >> 9 > scores[own, None] >> 9).mean(axis=1))
        if probe % STRANGERS_SIFTED == 0:
            theirs = matching.sift(prepared, gallery, strangers, scores)
            sifted.append((theirs <= matching.sift(prepared, gallery, own, scores)[:, None]).mean(axis=1))
    return np.concatenate(screened), np.concatenate(sifted)


def said(name: str, worse: npt.NDArray[np.float64], share: float) -> str:
    lost = int((worse > share).sum())
    interval = at_most(lost, len(worse))
    rate = f"{lost / len(worse):.5f} ({interval.low:.5f} to {interval.high:.5f})"
    return f"{name} {share:6.4f}: {lost} of {len(worse):,} lost, {rate}"


def main(people: int) -> None:
    codes, palms = captured(people)
    threshold = IDENTIFY[0].threshold
    print(f"{len(codes):,} captures of {len(set(palms.tolist())):,} palms; accepted below {threshold:.3f}")
    screened, sifted = losses(codes, palms, threshold)
    for share in SHARES:
        print(said("screen", screened, share) + ("  <- shipped" if share == SURVIVING_SHARE else ""))
    print(said("sift  ", sifted, SURVIVING_SHARE * SETTLED_SHARE) + "  <- shipped, of all templates")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 400)
