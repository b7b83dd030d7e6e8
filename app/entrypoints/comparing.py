"""Every comparison of a folder that counts: across sessions where there are two, else every pair once.

`spread` is an executor's `map`: the caller owns the threads.

    compared = compare(samples, Protocol.ALL_PAIRS, hands=40, spread=pool.map)
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from time import thread_time
from typing import Protocol as Interface

import numpy as np
from numpy.typing import NDArray

from app.biometrics import matching
from app.biometrics.evaluation import Comparisons, Protocol
from app.biometrics.search_rates import Search
from app.biometrics.template import PalmCode

MOST_COMPARISONS = 40_000_000
"""Beyond it each probe meets its own hand's references and a sample of the strangers' (seed 0)."""


@dataclass(frozen=True, eq=False)
class Sample:
    hand: int
    person: int
    """Two hands of one person are neither genuine nor strangers; another number for each hand where it is not known."""
    session: int
    code: PalmCode
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Compared:
    scores: Comparisons
    searches: tuple[Search, ...]
    """One a probe, with references."""
    rank_one: float | None
    ns_per_comparison: float | None
    """Processor time of one comparison in a row of them; the probe is prepared before, which is a stage of its own."""
    strangers_met: float
    """Share of the strangers' samples that a probe was compared with, in the mean; the rest was left to chance."""


class Spread(Interface):
    """What `map` and `concurrent.futures.Executor.map` have in common."""

    def __call__(self, function: "Callable[[np.int64], _Met]", items: Iterable[np.int64], /) -> "Iterable[_Met]": ...


@dataclass(frozen=True, eq=False)
class _Met:
    search: Search
    seconds: float
    """For one comparison."""
    share: float
    """Of the strangers' samples."""


def compare(
    samples: list[Sample], protocol: Protocol, hands: int, spread: Spread = map, most: int = MOST_COMPARISONS
) -> Compared:
    """Every comparison that counts, or about `most` of them."""
    samples = sorted(samples, key=lambda sample: sample.session)
    gallery = matching.references([sample.code for sample in samples])
    hand = np.array([sample.hand for sample in samples], np.int64)
    person = np.array([sample.person for sample in samples], np.int64)
    session = np.array([sample.session for sample in samples], np.int64)
    number = np.arange(len(samples))
    probes = number if protocol is Protocol.ALL_PAIRS else number[session > (session[0] if len(session) else 0)]
    each = max(1, most // max(1, len(probes)))

    def meet(probe: np.int64) -> _Met:
        eligible = session < session[probe] if protocol is Protocol.ACROSS_SESSIONS else number != probe
        rows = number[eligible & ((person != person[probe]) | (hand == hand[probe]))]
        strangers = rows[hand[rows] != hand[probe]]
        of = len(strangers)
        if of > each:
            strangers = np.random.default_rng([0, int(probe)]).choice(strangers, each, replace=False)
            rows = np.sort(np.concatenate([rows[hand[rows] == hand[probe]], strangers]))
        found, seconds = np.empty(0, np.float32), 0.0
        if len(rows):
            prepared, references = matching.prepare(samples[probe].code), matching.rows(gallery, rows)
            start = thread_time()
            found = matching.distances(prepared, references)
            seconds = (thread_time() - start) / len(rows)
        once = rows < probe if protocol is Protocol.ALL_PAIRS else np.ones(len(rows), np.bool_)
        share = len(strangers) / of if of else 1.0
        return _Met(Search(int(hand[probe]), hand[rows], found, once, samples[probe].labels), seconds, share)

    return _gathered([met for met in spread(meet, number) if len(met.search.hands)], hands)


def _gathered(met: list[_Met], hands: int) -> Compared:
    searches = [one.search for one in met]
    asked = [search for search in searches if (search.hands == search.hand).any()]
    hits = sum(bool(search.hands[np.argmin(search.distances)] == search.hand) for search in asked)
    return Compared(
        Comparisons(*_joined(searches, genuine=True), *_joined(searches, genuine=False), hands),
        tuple(searches),
        hits / len(asked) if asked else None,
        float(np.median([one.seconds for one in met])) * 1e9 if met else None,
        float(np.mean([one.share for one in met])) if met else 1.0,
    )


def _joined(searches: list[Search], genuine: bool) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Distances of one kind, and the probe's hand of each."""
    kept = [search.distances[search.counted & ((search.hands == search.hand) == genuine)] for search in searches]
    if not kept:
        return np.empty(0), np.empty(0, np.int64)
    whose = np.repeat([search.hand for search in searches], [len(part) for part in kept]).astype(np.int64)
    return np.concatenate(kept).astype(np.float64), whose
