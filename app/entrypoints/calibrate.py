"""`thenar calibrate`: fits the model that turns distances into false match rates, on pictures of your own.

    thenar calibrate --frames palms/phone --regions palms/roi --synthetic 100

Every set is measured as `thenar benchmark` measures it. Of sets with sessions, a second fit takes all pictures of a
session together, as a terminal does: the mean of the two closest counts. Printed are each set's tail with 95 %
intervals over hands, the strictest of them as it stands in `app/biometrics/calibration.py`, and the thresholds that
follow.
"""

import argparse
import sys
from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

from app.biometrics.calibration import SHARE_OF_BOTH, Tail
from app.biometrics.evaluation import Interval, Protocol
from app.biometrics.profiles import BOTH_PALMS, IDENTIFY, VERIFY
from app.biometrics.search_fusion import both_palms, together
from app.biometrics.tail_fit import Fit, fitted, strictest
from app.entrypoints import card_synthetic
from app.entrypoints.benchmark import cores, to_stderr
from app.entrypoints.measuring import Kind, Met, compared
from app.entrypoints.progress import Progress

FIRST_PERSON = 30_000
"""Of those drawn to calibrate: nobody of the card's, on whom the promise is then tested."""
LEAST_TOGETHER = 1_000
"""Comparisons from which pictures that count together are fitted too."""
FARTHEST = 1.0
"""No palm is left out for being unlike."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--frames", type=Path, action="append", default=[], metavar="DIR", help="pictures of hands")
    parser.add_argument("--regions", type=Path, action="append", default=[], metavar="DIR", help="squares of palm")
    parser.add_argument("--synthetic", type=int, metavar="PEOPLE", help="draw so many people's palms")


def main(options: argparse.Namespace) -> int:
    with cores() as pool:
        try:
            sets = list(_sets(options, pool))
            one = strictest([fit for each in sets for fit in each.one])
            both = _of_both(sets, one)
        except ValueError as error:
            print(f"thenar calibrate: {error}", file=sys.stderr)
            return 2
    for fit in (fit for each in sets for fit in (*each.one, *each.both)):
        print(_line(fit))
    for name, tail, profiles in (("TAIL", one, (VERIFY, *IDENTIFY)), ("TAIL_OF_BOTH", both, BOTH_PALMS)):
        if tail:
            print(f"{name} = Tail({tail.start:.4f}, {tail.scale:.5f}, {tail.share}, ..., pairs={tail.pairs})")
            print(f"  {tail.statement}.")
            for profile in profiles:
                asked = tail.threshold(profile.false_match_rate)
                print(f"  {profile.name}: distance below {asked:.4f} (shipped {profile.threshold:.4f})")
    return 0


@dataclass(frozen=True)
class _Fits:
    """Of one set: of one palm with one, and of both palms with both where people have two hands in it."""

    one: tuple[Fit, ...]
    both: tuple[Fit, ...]


def _of_both(sets: list[_Fits], one: Tail) -> Tail | None:
    """Where one palm's start comes from another set, that of both is moved as far: strangers there are nearer."""
    moved = [
        replace(fit, start=fit.start - max(0.0, each.one[0].start - one.start)) for each in sets for fit in each.both
    ]
    return strictest(moved) if any(fit.scale is not None for fit in moved) else None


def _sets(options: argparse.Namespace, pool: Executor) -> Iterator[_Fits]:
    progress = Progress(to_stderr, monotonic)
    for kind, folders in ((Kind.FRAMES, options.frames), (Kind.REGIONS, options.regions)):
        for folder in folders:
            yield _fits(compared(folder, kind, pool, progress), folder.name)
    if options.synthetic:
        with TemporaryDirectory(prefix="thenar-palms-") as folder:
            card_synthetic.rendered(Path(folder), options.synthetic, pool.map, FIRST_PERSON)
            yield _fits(compared(Path(folder), Kind.FRAMES, pool, progress), f"{options.synthetic} drawn people")


def _fits(met: Met, name: str) -> _Fits:
    one = [fitted(met.searches, name)]
    if met.protocol is Protocol.ACROSS_SESSIONS:
        merged = together(met.searches)
        if sum(len(search.hands) for search in merged) >= LEAST_TOGETHER:
            one.append(fitted(merged, f"{name}, a session's pictures together"))
    pairs = both_palms(met.searches, met.person_of, each=FARTHEST)
    return _Fits(tuple(one), (fitted(pairs, f"{name}, both palms", SHARE_OF_BOTH),) if pairs else ())


def _line(fit: Fit) -> str:
    scale = (
        "-" if fit.scale is None or fit.scale_interval is None else f"{fit.scale:.5f} {_between(fit.scale_interval, 5)}"
    )
    return (
        f"{fit.source}: {fit.hands:,} hands, {fit.pairs:,} pairs, {fit.comparisons:,} comparisons; "
        f"start {fit.start:.4f} {_between(fit.start_interval, 4)}, scale {scale}"
    )


def _between(interval: Interval, digits: int) -> str:
    return f"({interval.low:.{digits}f} to {interval.high:.{digits}f})"
