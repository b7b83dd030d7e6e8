"""A folder of pictures in, a performance card out. The caller owns the threads; no picture is written."""

import hashlib
from collections import Counter
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import partial
from pathlib import Path
from time import perf_counter

import numpy as np

from app.biometrics import evaluation, report
from app.biometrics.card import PerformanceCard, Picture, Provenance, Stage, drawn_up
from app.biometrics.evaluation import Protocol
from app.biometrics.template import PalmCode
from app.entrypoints import reading, stages
from app.entrypoints.assembly import finder
from app.entrypoints.comparing import Sample, compare
from app.entrypoints.provenance import made_with
from app.entrypoints.reading import Listed, Read, listed


class Kind(Enum):
    FRAMES = "frames"
    """Whole pictures of hands."""
    REGIONS = "regions"
    """Squares of palm that somebody else cut."""


def measured(folder: Path, kind: Kind, said: str, pool: Executor, day: date) -> PerformanceCard:
    """`said` describes the data; `day` is the card's date. Raises FaultError without the landmark model for frames."""
    pictures = list(listed(folder))
    if kind is Kind.REGIONS:
        taken = list(pool.map(partial(_taken, read=reading.of_region), pictures))
        quickness = stages.of_regions([one.listed.path for one in taken if one.code])
    else:
        with finder() as hands:  # it looks at one picture at a time
            taken = [_taken(picture, partial(reading.of_frame, finder=hands)) for picture in pictures]
            quickness = stages.of_frames([one.listed.path for one in taken if one.code], hands)
    return _card(folder, taken, quickness, Provenance(said, made_with(_digest(folder, taken), day)), pool)


@dataclass(frozen=True, eq=False)
class _Taken:
    listed: Listed
    digest: bytes
    """SHA-256 of the file."""
    code: PalmCode | None
    cause: str | None
    seconds: float


def _taken(picture: Listed, read: Read) -> _Taken:
    data = picture.path.read_bytes()
    start = perf_counter()
    found = read(data)
    seconds = perf_counter() - start
    code, cause = (None, found) if isinstance(found, str) else (found, None)
    return _Taken(picture, hashlib.sha256(data).digest(), code, cause, seconds)


def _card(
    folder: Path, taken: list[_Taken], quickness: list[Stage], made: Provenance, pool: Executor
) -> PerformanceCard:
    samples = [
        Sample(one.listed.hand, one.listed.person, one.listed.session, one.code, one.listed.labels)
        for one in taken
        if one.code
    ]
    sessions = {one.listed.session for one in taken}
    protocol = Protocol.ACROSS_SESSIONS if len(sessions) > 1 and 0 not in sessions else Protocol.ALL_PAIRS
    hands = len({one.listed.hand for one in taken})
    compared = compare(samples, protocol, max((one.listed.hand for one in taken), default=0) + 1, pool.map)
    base = report.Card(
        hands=hands,
        images=len(taken),
        refusals=Counter(one.cause for one in taken if one.cause),
        hands_without_template=hands - len({sample.hand for sample in samples}),
        protocol=protocol,
        scores=compared.scores,
        summary=evaluation.summarise(compared.scores),
        rank_one=compared.rank_one,
        ms_per_image=float(np.median([one.seconds for one in taken])) * 1e3,
        ns_per_comparison=compared.ns_per_comparison,
    )
    pictures = [Picture(one.listed.hand, one.listed.session, one.listed.labels, one.cause) for one in taken]
    return drawn_up(base, pictures, compared.searches, [*quickness, *stages.of_comparing(samples)], made)


def _digest(folder: Path, taken: list[_Taken]) -> str:
    """One SHA-256 of names and contents: whoever has the same folder can say so."""
    whole = hashlib.sha256()
    for one in taken:
        whole.update(one.listed.path.relative_to(folder).as_posix().encode() + b"\0" + one.digest)
    return whole.hexdigest()
