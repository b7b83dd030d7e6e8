"""How long a terminal takes to have its people, and each engine to find one of them.

    python -m tests.bench.bench_gallery_load [people] [--samples 1]

Codes are noise, as long as real ones and as far from the probe as strangers are; files lie in memory, so that what is
timed is opening, reading and comparing. PostgreSQL is a server of this program's own, left out where there is none.
"""

import argparse
import secrets
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from os import cpu_count
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import numpy as np

from app.biometrics.features import encode
from app.biometrics.gallery import Gallery
from app.biometrics.palm_search import PalmSearch
from app.biometrics.profiles import IDENTIFY
from app.biometrics.renewal import Transform
from app.biometrics.template import SALT_BYTES, PalmCode
from app.config.paths import State
from app.domain.badges import Badge
from app.domain.people import Hand, PersonId
from app.services.load_gallery import admission, live_ring, load_gallery
from app.services.sealed_gallery import SealedGallery
from app.storage.opening import open_store
from app.storage.store import SqlStore
from tests.app.services.palms import noise
from tests.contracts.store_contract import RECEIPT
from tests.peers.postgres import binaries, quick_folder, server

PROFILE = IDENTIFY[-1]
AT_ONCE = 1_000


@contextmanager
def stores(people: int, samples: int) -> Iterator[dict[str, SqlStore]]:
    """The same people, badges and palms in a store of each kind."""
    programs = binaries()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(dir=quick_folder())))
        found = {"SQLite": stack.enter_context(open_store(State(folder / "lite", simulated=True)))}
        if programs is not None:
            url = stack.enter_context(server(programs)).new_database()
            found["PostgreSQL"] = stack.enter_context(open_store(State(folder / "pg", simulated=True), database=url))
        for store in found.values():
            fill(store, people, samples)
        yield found


def fill(store: SqlStore, people: int, samples: int) -> None:
    random, model = np.random.default_rng(0), palm()
    for first in range(0, people, AT_ONCE):
        with store.transaction() as transaction:
            key = Transform(transaction.transform_key())
            for number in range(first, min(first + AT_ONCE, people)):
                person = PersonId(secrets.token_hex(16))
                transaction.add_person(person, Badge(number // 60_000, number % 60_000), RECEIPT)
                for hand in Hand:
                    for _ in range(samples):
                        template = key.protect(noise(random, model), secrets.token_bytes(SALT_BYTES))
                        transaction.add_template(person, hand, template, key.epoch)


def palm() -> PalmCode:
    return encode(np.random.default_rng(1).integers(0, 255, (128, 128)).astype(np.uint8), None)


def seconds(call: Callable[[], object]) -> float:
    start = perf_counter()
    call()
    return perf_counter() - start


def measure(name: str, store: SqlStore, pool: ThreadPoolExecutor) -> None:
    veil = live_ring(store).current.veil
    opened = seconds(lambda: sum(1 for _ in store.templates()))
    print(f"{name:12} rows read and opened {opened:7.2f} s")
    engines: dict[str, PalmSearch] = {
        "in memory": Gallery(pool.map, veil),
        "sealed": SealedGallery(store.templates_of, admission(store), pool.map, veil),
    }
    for kind, search in engines.items():
        loaded = seconds(partial(load_gallery, store, search))
        find = partial(search.identify, [palm()], PROFILE)
        find()
        found = median(seconds(find) for _ in range(5))
        print(f"{name:12} {kind:10} loaded {loaded:7.2f} s    one search {found * 1000:8.1f} ms", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("people", type=int, nargs="?", default=10_000)
    parser.add_argument("--samples", type=int, default=1, help="of each hand")
    options = parser.parse_args()
    with stores(options.people, options.samples) as found, ThreadPoolExecutor(cpu_count()) as pool:
        print(f"{options.people:,} people, {2 * options.samples * options.people:,} templates, {cpu_count()} cores")
        for name, store in found.items():
            measure(name, store, pool)


if __name__ == "__main__":
    main()
