"""How long each stage of recognition takes, on pictures of the set itself; wall clock, one thread.

The pictures are read again, a few dozen of them: timing inside the measurement would time what else runs meanwhile.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter
from typing import TypeVar

import numpy as np

from app.biometrics import matching
from app.biometrics.card import Stage
from app.biometrics.gallery import Gallery
from app.biometrics.landmarks import HandFinder
from app.biometrics.pipeline import read
from app.biometrics.profiles import IDENTIFY
from app.domain.people import Hand, PersonId
from app.entrypoints.comparing import Sample
from app.entrypoints.reading import frame, of_region

T = TypeVar("T")

MOST = 40
"""Runs of a stage."""

ROW = 1000
"""Comparisons that are timed together: of a single one a clock and a cold cache would be most."""


def of_frames(paths: Sequence[Path], finder: HandFinder) -> list[Stage]:
    """Finding the hand; everything else up to the template; and both, last."""
    found, rest = [], []
    for path in _some(paths):
        pixels = frame(path.read_bytes())
        if pixels is None:
            continue
        start = perf_counter()
        hands = finder.find(pixels)
        between = perf_counter()
        read(pixels, hands)
        found.append(between - start)
        rest.append(perf_counter() - between)
    both = [one + other for one, other in zip(found, rest, strict=True)]
    named = (("find the hand", found), ("judge it and make the template", rest), ("picture to template", both))
    return [_stage(name, seconds) for name, seconds in named if seconds]


def of_regions(paths: Sequence[Path]) -> list[Stage]:
    contents = [path.read_bytes() for path in _some(paths)]
    return [_stage("region to template", _timed(of_region, contents))] if contents else []


def of_comparing(samples: Sequence[Sample]) -> list[Stage]:
    """Preparing a probe, one exact comparison, and a search among all templates of the set."""
    if len(samples) < 2:
        return []
    probes = [sample.code for sample in _some(samples)]
    row = matching.references([samples[0].code] * ROW)
    prepared = [matching.prepare(code) for code in probes]
    gallery = Gallery()
    for sample in samples:
        gallery.add(PersonId(f"{sample.hand:032x}"), Hand.LEFT, [sample.code])
    matching.distances(prepared[0], row)
    return [
        _stage("prepare a probe", _timed(matching.prepare, probes)),
        _stage("1:1, one of 1,000", [s / ROW for s in _timed(lambda probe: matching.distances(probe, row), prepared)]),
        _stage(
            f"1:N, {gallery.templates:,} templates", _timed(lambda code: gallery.identify([code], IDENTIFY[-1]), probes)
        ),
    ]


def _some(every: Sequence[T]) -> list[T]:
    """At most MOST, evenly taken."""
    return list(every[:: max(1, len(every) // MOST)])[:MOST]


def _timed(work: Callable[[T], object], each: Sequence[T]) -> list[float]:
    seconds = []
    for one in each:
        start = perf_counter()
        work(one)
        seconds.append(perf_counter() - start)
    return seconds


def _stage(name: str, seconds: Sequence[float]) -> Stage:
    median, slow = (float(q) * 1e3 for q in np.quantile(seconds, (0.5, 0.9)))
    return Stage(name, median, slow, len(seconds))
