"""How fast palms are compared, beside a peer and the memory's limit in the same run:
`python -m tests.bench.bench_matching 10000 100000 1000000`.

Enrolled are palms put together from blocks of drawn ones: no noise, and as far from each other as strangers. The peer
is `faiss.IndexBinaryFlat` over codes as long as the align code (1,536 bits): once with one query, which is the least
that any search over all templates does, and once with as many queries as places are tried, which is what the screen
does (faiss has no masks). The limit is one reading of all bytes that a search touches, at the bandwidth measured here.

Wall time says what a door waits; processor time says what it costs, and holds when others use the machine too.
"""

import gc
import sys
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from os import cpu_count
from resource import RUSAGE_SELF, getrusage
from statistics import median
from time import perf_counter, process_time

import faiss
import numpy as np
import numpy.typing as npt

from app.biometrics import matching
from app.biometrics.features import encode
from app.biometrics.gallery import SURVIVING_SHARE, Gallery
from app.biometrics.kernels import layout
from app.biometrics.profiles import IDENTIFY
from app.biometrics.template import PalmCode
from app.domain.people import Hand, PersonId
from tests.app.biometrics.creases import again, palm

DRAWN, DISTINCT = 120, 20_000
SCREENED_BYTES = 8 * (layout.ALIGN_WORDS + layout.ALIGN_BLOCKS)
EXACT_BYTES = 8 * (layout.PLANES + 1) * layout.BLOCKS


@dataclass(frozen=True)
class Spent:
    """Medians, seconds."""

    wall: float
    processor: float

    def __str__(self) -> str:
        return f"{self.wall * 1e3:10.2f} ms, {self.processor * 1e3:10.2f} ms of processor time"


def spent(call: Callable[[], object], times: int = 9) -> Spent:
    call()
    walls, processors = [], []
    for _ in range(times):
        wall, processor = perf_counter(), process_time()
        call()
        walls.append(perf_counter() - wall)
        processors.append(process_time() - processor)
    return Spent(median(walls), median(processors))


def blocks_of(codes: list[PalmCode]) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
    """(codes, 12 planes, 4 bands, 8 rows, 4 columns of blocks) and (codes, 6, 2, 8, 2): a byte is a block's row."""
    planes = np.array([code.planes for code in codes]).astype("<u4").view(np.uint8).reshape(-1, 12, 4, 8, 4)
    align = np.array([code.align for code in codes]).astype("<u2").view(np.uint8).reshape(-1, 6, 2, 8, 2)
    return planes, align


def put_together(count: int) -> list[PalmCode]:
    """Codes each block of which is some drawn palm's."""
    random = np.random.default_rng(0)
    planes, align = blocks_of([encode(palm(1_000 + seed), None) for seed in range(DRAWN)])
    mask = np.full(32, 0xFFFFFFFF, np.uint32)
    codes = []
    for _ in range(count):
        of = random.integers(0, DRAWN, (4, 4))
        rows, columns = np.mgrid[0:4, 0:4]
        fine = planes[of, :, rows, :, columns].transpose(2, 0, 3, 1)
        wide = align[of[::2, ::2], :, rows[:2, :2], :, columns[:2, :2]].transpose(2, 0, 3, 1)
        codes.append(
            PalmCode(
                np.ascontiguousarray(fine).view("<u4").reshape(12, 32).astype(np.uint32),
                np.ascontiguousarray(wide).view("<u2").reshape(6, 16).astype(np.uint16),
                mask.copy(),
            )
        )
    return codes


def bandwidth(pool: Executor, threads: int) -> float:
    """Bytes a second that all cores read together."""
    parts = [np.ones(2**24, np.uint64) for _ in range(threads)]
    return 8 * 2**24 * threads / spent(lambda: list(pool.map(np.max, parts)), 5).wall


def pairs(probe: PalmCode, codes: list[PalmCode]) -> None:
    prepared = matching.prepare(probe)
    one, many = matching.references(codes[:1]), matching.references(codes[:1_000])
    print(f"encode          {spent(lambda: encode(palm(1), None))}")
    print(f"prepare         {spent(lambda: matching.prepare(probe))}")
    alone = spent(lambda: [matching.distances(prepared, one) for _ in range(1_000)])
    print(f"1:1 alone, of 1,000    {alone}")
    print(f"1:1 in a batch, 1,000  {spent(lambda: matching.distances(prepared, many))}")


def search(palms: int, probe: PalmCode, codes: list[PalmCode], pool: Executor, bytes_a_second: float) -> None:
    before = getrusage(RUSAGE_SELF).ru_maxrss
    gallery = Gallery(pool.map)
    start = perf_counter()
    for number in range(palms):
        gallery.add(PersonId(f"{number:032x}"), Hand.LEFT, [codes[number % len(codes)]])
    print(f"\n{palms:,} palms: built in {perf_counter() - start:.1f} s,", end=" ")
    print(f"memory at its highest grew by {(getrusage(RUSAGE_SELF).ru_maxrss - before) / 2**20:.2f} GiB")
    here = PersonId("f" * 32)
    added = spent(lambda: gallery.add(here, Hand.RIGHT, [codes[0]]), 25)
    print(f"add             {added}\nremove          {spent(lambda: gallery.remove(here), 1)}")
    print(f"1:N             {spent(lambda: gallery.identify([probe], IDENTIFY[-1]))}")
    touched = SCREENED_BYTES + SURVIVING_SHARE * EXACT_BYTES
    print(f"memory's limit  {palms * touched / bytes_a_second * 1e3:10.2f} ms for {touched:,.0f} bytes a palm")


def peer(palms: int, probe: PalmCode, codes: list[PalmCode]) -> None:
    references = matching.references(codes)
    rows = np.resize(references.align, (palms, layout.ALIGN_WORDS)).view(np.uint8)
    index = faiss.IndexBinaryFlat(8 * rows.shape[1])
    index.add(rows)
    places = np.ascontiguousarray(matching.prepare(probe).align.T[: matching.LAST_PLACE + 1]).view(np.uint8)
    print(f"faiss, 1 query  {spent(lambda: index.search(places[:1], 1))}")
    print(f"faiss, {len(places)}      {spent(lambda: index.search(places, 1), 3)}")


def main(sizes: list[int]) -> None:
    probe = encode(again(palm(5), 6), None)
    codes = put_together(min(DISTINCT, max(sizes)))
    threads = cpu_count() or 1
    faiss.omp_set_num_threads(threads)
    pairs(probe, codes)
    with ThreadPoolExecutor(threads) as pool:
        bytes_a_second = bandwidth(pool, threads)
        print(f"memory          {bytes_a_second / 1e9:10.1f} GB/s read by {threads} threads")
        for palms in sizes:
            search(palms, probe, codes, pool, bytes_a_second)
            gc.collect()
            peer(palms, probe, codes)


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [10_000, 100_000])
