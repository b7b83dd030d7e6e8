"""A folder of pictures in, a performance card out. The caller owns the threads; no picture is written.

Whole pictures are looked at by as many landmark models as there are cores, one picture each at a time.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import partial
from os import cpu_count
from pathlib import Path
from queue import SimpleQueue
from typing import TypeVar

from app.biometrics import evaluation, report
from app.biometrics.card import PerformanceCard, Picture, Provenance, Stage, drawn_up
from app.biometrics.evaluation import Protocol
from app.biometrics.landmarks import HandFinder
from app.biometrics.search_rates import Search
from app.biometrics.template import PalmCode
from app.entrypoints import reading, stages
from app.entrypoints.assembly import finder
from app.entrypoints.comparing import Sample, compare
from app.entrypoints.progress import SILENT, Progress
from app.entrypoints.provenance import made_with
from app.entrypoints.reading import UNREADABLE, Listed, Read, listed

T = TypeVar("T")
U = TypeVar("U")

MOST_MODELS = 8
"""Landmark models at once: each takes 100 MB."""


class Kind(Enum):
    FRAMES = "frames"
    """Whole pictures of hands."""
    REGIONS = "regions"
    """Squares of palm that somebody else cut."""


def measured(
    folder: Path, kind: Kind, said: str, pool: Executor, day: date, progress: Progress = SILENT
) -> PerformanceCard:
    """`said` describes the data; `day` is the card's date. Raises FaultError without the landmark model for frames."""
    spread = _Told(pool, progress)
    if kind is Kind.REGIONS:
        taken = _regions(folder, spread)
        quickness = stages.of_regions([one.listed.path for one in taken if one.code])
    else:
        with ExitStack() as stack:
            finders: SimpleQueue[HandFinder] = SimpleQueue()
            taken = _frames(folder, spread, finders, stack)
            quickness = stages.of_frames([one.listed.path for one in taken if one.code], finders.get())
    return _card(folder, taken, quickness, Provenance(said, made_with(_digest(folder, taken), day)), spread)


@dataclass(frozen=True, eq=False)
class Met:
    """Every comparison of a folder that counts."""

    searches: tuple[Search, ...]
    protocol: Protocol
    person_of: dict[int, int]
    """Whose each hand is."""


def compared(folder: Path, kind: Kind, pool: Executor, progress: Progress = SILENT) -> Met:
    """Nothing is timed. Raises FaultError without the landmark model for frames."""
    spread = _Told(pool, progress)
    with ExitStack() as stack:
        taken = _regions(folder, spread) if kind is Kind.REGIONS else _frames(folder, spread, SimpleQueue(), stack)
    person_of = {one.listed.hand: one.listed.person for one in taken}
    return Met(compare(_samples(taken), _protocol(taken), _hands(taken), spread).searches, _protocol(taken), person_of)


@dataclass(frozen=True)
class _Told:
    """An executor's `map` that tells how far it is."""

    pool: Executor
    progress: Progress

    def __call__(self, work: Callable[[T], U], items: Iterable[T], what: str = "probes compared") -> Iterable[U]:
        every = list(items)
        return self.progress.through(self.pool.map(work, every), len(every), what)


@dataclass(frozen=True, eq=False)
class _Taken:
    listed: Listed
    digest: bytes
    """SHA-256 of the file."""
    code: PalmCode | None
    cause: str | None


def _taken(picture: Listed, read: Read) -> _Taken:
    try:
        data = picture.path.read_bytes()
    except OSError:
        data = b""
    found = read(data) if data else UNREADABLE
    code, cause = (None, found) if isinstance(found, str) else (found, None)
    return _Taken(picture, hashlib.sha256(data).digest(), code, cause)


def _regions(folder: Path, spread: _Told) -> list[_Taken]:
    return list(spread(partial(_taken, read=reading.of_region), listed(folder), "pictures"))


def _frames(folder: Path, spread: _Told, finders: SimpleQueue[HandFinder], stack: ExitStack) -> list[_Taken]:
    """`finders` is filled; `stack` closes them."""
    pictures = list(listed(folder))
    for _ in range(max(1, min(cpu_count() or 1, MOST_MODELS, len(pictures)))):
        finders.put(stack.enter_context(finder(patient=True)))
    return list(spread(partial(_taken, read=partial(_looked_at, finders=finders)), pictures, "pictures"))


def _samples(taken: list[_Taken]) -> list[Sample]:
    return [
        Sample(one.listed.hand, one.listed.person, one.listed.session, one.code, one.listed.labels)
        for one in taken
        if one.code
    ]


def _protocol(taken: list[_Taken]) -> Protocol:
    sessions = {one.listed.session for one in taken}
    return Protocol.ACROSS_SESSIONS if len(sessions) > 1 and 0 not in sessions else Protocol.ALL_PAIRS


def _hands(taken: list[_Taken]) -> int:
    return max((one.listed.hand for one in taken), default=0) + 1


def _looked_at(data: bytes, finders: SimpleQueue[HandFinder]) -> PalmCode | str:
    """By the first model that is free."""
    free = finders.get()
    try:
        return reading.of_frame(data, free)
    finally:
        finders.put(free)


def _card(
    folder: Path, taken: list[_Taken], quickness: list[Stage], made: Provenance, spread: _Told
) -> PerformanceCard:
    samples, protocol = _samples(taken), _protocol(taken)
    hands = len({one.listed.hand for one in taken})
    found = compare(samples, protocol, _hands(taken), spread)
    base = report.Card(
        hands=hands,
        images=len(taken),
        refusals=Counter(one.cause for one in taken if one.cause),
        hands_without_template=hands - len({sample.hand for sample in samples}),
        protocol=protocol,
        scores=found.scores,
        summary=evaluation.summarise(found.scores),
        rank_one=found.rank_one,
        ms_per_image=quickness[-1].median_ms if quickness else None,
        ns_per_comparison=found.ns_per_comparison,
        strangers_met=found.strangers_met,
    )
    pictures = [
        Picture(one.listed.hand, one.listed.session, one.listed.labels, one.cause, one.listed.person) for one in taken
    ]
    return drawn_up(base, pictures, found.searches, [*quickness, *stages.of_comparing(samples)], made)


def _digest(folder: Path, taken: list[_Taken]) -> str:
    """One SHA-256 of names and contents: whoever has the same folder can say so."""
    whole = hashlib.sha256()
    for one in taken:
        whole.update(one.listed.path.relative_to(folder).as_posix().encode() + b"\0" + one.digest)
    return whole.hexdigest()
