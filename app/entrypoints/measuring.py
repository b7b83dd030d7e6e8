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
    pictures = list(listed(folder))
    spread = _Told(pool, progress)
    if kind is Kind.REGIONS:
        taken = list(spread(partial(_taken, read=reading.of_region), pictures, "pictures"))
        quickness = stages.of_regions([one.listed.path for one in taken if one.code])
    else:
        with ExitStack() as stack:
            finders: SimpleQueue[HandFinder] = SimpleQueue()
            for _ in range(max(1, min(cpu_count() or 1, MOST_MODELS, len(pictures)))):
                finders.put(stack.enter_context(finder(patient=True)))
            taken = list(spread(partial(_taken, read=partial(_looked_at, finders=finders)), pictures, "pictures"))
            quickness = stages.of_frames([one.listed.path for one in taken if one.code], finders.get())
    return _card(folder, taken, quickness, Provenance(said, made_with(_digest(folder, taken), day)), spread)


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
    samples = [
        Sample(one.listed.hand, one.listed.person, one.listed.session, one.code, one.listed.labels)
        for one in taken
        if one.code
    ]
    sessions = {one.listed.session for one in taken}
    protocol = Protocol.ACROSS_SESSIONS if len(sessions) > 1 and 0 not in sessions else Protocol.ALL_PAIRS
    hands = len({one.listed.hand for one in taken})
    compared = compare(samples, protocol, max((one.listed.hand for one in taken), default=0) + 1, spread)
    base = report.Card(
        hands=hands,
        images=len(taken),
        refusals=Counter(one.cause for one in taken if one.cause),
        hands_without_template=hands - len({sample.hand for sample in samples}),
        protocol=protocol,
        scores=compared.scores,
        summary=evaluation.summarise(compared.scores),
        rank_one=compared.rank_one,
        ms_per_image=quickness[-1].median_ms if quickness else None,
        ns_per_comparison=compared.ns_per_comparison,
        strangers_met=compared.strangers_met,
    )
    pictures = [Picture(one.listed.hand, one.listed.session, one.listed.labels, one.cause) for one in taken]
    return drawn_up(base, pictures, compared.searches, [*quickness, *stages.of_comparing(samples)], made)


def _digest(folder: Path, taken: list[_Taken]) -> str:
    """One SHA-256 of names and contents: whoever has the same folder can say so."""
    whole = hashlib.sha256()
    for one in taken:
        whole.update(one.listed.path.relative_to(folder).as_posix().encode() + b"\0" + one.digest)
    return whole.hexdigest()
