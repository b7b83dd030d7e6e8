"""How fast palms are compared, as ratios to a peer of the same run: `python -m tests.bench.bench_matching [palms]`.

The peer counts differing bits of codes of the same length in the same order (numpy's `bitwise_count`), without turning
or shifting: the least that any search over all templates must do. The memory limit is one pass over the same bytes.
"""

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from statistics import median
from time import perf_counter

import numpy as np

from app.biometrics import kernels, matching
from app.biometrics.features import encode
from app.biometrics.gallery import Gallery
from app.biometrics.profiles import IDENTIFY
from app.biometrics.template import PalmCode
from app.domain.people import Hand, PersonId


def seconds(call: Callable[[], object], times: int = 7) -> float:
    spent = []
    for _ in range(times):
        start = perf_counter()
        call()
        spent.append(perf_counter() - start)
    return median(spent)


def invented(count: int) -> list[PalmCode]:
    """Codes of noise: as long as real ones, and as far from any probe as strangers are."""
    random = np.random.default_rng(0)
    mask = np.full(32, 0xFFFFFFFF, np.uint32)
    return [
        PalmCode(
            random.integers(0, 2**32, (12, 32), np.uint32), random.integers(0, 2**16, (6, 16), np.uint16), mask.copy()
        )
        for _ in range(count)
    ]


def main(palms: int) -> None:
    region = np.random.default_rng(1).integers(0, 255, (128, 128)).astype(np.uint8)
    probe = encode(region, None)
    prepared = matching.prepare(probe)
    one = matching.references([probe])
    few = matching.references(invented(1_000))
    print(f"encode            {seconds(lambda: encode(region, None)) * 1e3:8.2f} ms")
    print(f"prepare           {seconds(lambda: matching.prepare(probe)) * 1e3:8.2f} ms")
    print(f"1:1, one pair     {seconds(lambda: matching.distances(prepared, one), 2_000) * 1e6:8.2f} us")
    print(f"1:1, in a batch   {seconds(lambda: matching.distances(prepared, few)) * 1e3:8.2f} us")
    with ThreadPoolExecutor(2) as pool:
        gallery = Gallery(pool.map)
        block = invented(min(palms, 5_000))
        for number in range(palms):
            gallery.add(PersonId(f"{number:032x}"), Hand.LEFT, [block[number % len(block)]])
        search = seconds(lambda: gallery.identify([probe], IDENTIFY[-1]), 5)
    print(f"1:N, {palms:,} palms {search * 1e3:8.1f} ms on two threads")
    words = np.random.default_rng(2).integers(0, 2**63, (palms, kernels.ALIGN_WORDS)).astype(np.uint64)
    peer = seconds(lambda: np.bitwise_count(words ^ words[0]).sum(axis=1), 5)
    limit = seconds(lambda: words.sum(), 5)
    print(f"peer (192 bytes, one place of 405) {peer * 1e3:8.1f} ms; memory limit {limit * 1e3:.1f} ms")
    print(f"ratio to the peer, for each place tried: {search / 405 / peer:.3f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
