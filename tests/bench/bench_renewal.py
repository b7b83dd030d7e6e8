"""Renewable templates, measured: can they be linked without the key, and how long does a renewal take?

    python -m tests.bench.bench_renewal linkage [--palms 300] [--regions FOLDER]
    python -m tests.bench.bench_renewal renew [--people 10000]

`--regions` is a folder of palms, each a folder of pictures s1_* and s2_* of two sessions; without it palms are drawn.
"""

import argparse
import os
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import cv2
import numpy as np

from app.biometrics.features import encode
from app.biometrics.gallery import Gallery
from app.biometrics.renewal import Transform
from app.biometrics.template import PLAIN_EPOCH, PalmCode, code_of, parse_protected
from app.config.paths import State
from app.domain.badges import Badge
from app.domain.consent import ConsentReceipt, ConsentText, TerminalId
from app.domain.people import Hand, PersonId
from app.ports.transform import TransformKey
from app.runtime.clock import SystemClock
from app.services.load_gallery import load_gallery
from app.services.logbook import Logbook
from app.services.renew_templates import renew_templates
from app.storage.opening import open_store
from app.storage.store import SqlStore
from tests.app.biometrics.creases import again, palm
from tests.bench.linkage import LINKAGES, linkability

Pairs = list[tuple[PalmCode, PalmCode]]
SAMPLES = 3
PICTURES = 5
"""Of each palm and session that are taken; a folder has at least as many."""
AT_ONCE = 500
RECEIPT = ConsentReceipt(ConsentText("1", "en", "0" * 64), datetime(2026, 1, 1, tzinfo=UTC), TerminalId("desk-1"))

KEYS = tuple(Transform(TransformKey(epoch, bytes([epoch]) * 32)) for epoch in (1, 2))
"""Of two tenants. Fixed, as the salts are, so that a figure is the same tomorrow."""
SALTS = np.random.default_rng(0)


def drawn(palms: int, first: int = 0) -> Pairs:
    """Two sights of each palm, a corner of some of which is not seen."""
    return [(sight(seed, 0), sight(seed, 1)) for seed in range(first, first + palms)]


def sight(seed: int, number: int) -> PalmCode:
    seen = np.ones((128, 128), np.bool_)
    seen[: 7 * (seed % 4), : 9 * (seed % 7)] = False
    return encode(again(palm(seed), 2 * seed + number), seen)


def pictured(folder: Path) -> Pairs:
    """The first pictures of each session, palm by palm."""
    return [
        (code_in(one), code_in(other))
        for hand in sorted(folder.iterdir())
        for one, other in list(zip(sorted(hand.glob("s1_*")), sorted(hand.glob("s2_*")), strict=False))[:PICTURES]
    ]


def code_in(path: Path) -> PalmCode:
    return encode(np.asarray(cv2.imread(str(path), cv2.IMREAD_GRAYSCALE), np.uint8), None)


def bare(code: PalmCode, key: Transform) -> PalmCode:
    return PalmCode(code.planes.copy(), code.align.copy(), code.mask.copy())


def stored(code: PalmCode, key: Transform) -> PalmCode:
    """A template's body as the attacker sees it: as if it were a code."""
    return code_of(parse_protected(key.protect(code, SALTS.bytes(16))).body)


def held(code: PalmCode, key: Transform) -> PalmCode:
    """A row of a gallery, likewise."""
    veiled = key.veil.cover(code)
    assert veiled.epoch != PLAIN_EPOCH
    return bare(veiled, key)


def linkage(pairs: Pairs, known: list[PalmCode], samples: int) -> None:
    here, there = KEYS
    print(f"D_sys between {len(pairs) // samples} palms' templates under two keys (by chance alone)")
    for name, form in (("plain", bare), ("gallery", held), ("stored", stored)):
        first = [form(code, here) for code, _ in pairs]
        second = [form(code, there) for _, code in pairs]
        for function in LINKAGES:
            found, chance = linkability(LINKAGES[function], first, second, known, samples)
            print(f"{name:8} {function:12} {found:.3f} ({chance:.3f})")


def populate(store: SqlStore, people: int) -> None:
    """Invented codes: as long as real ones."""
    random, mask = np.random.default_rng(0), np.full(32, 0xFFFFFFFF, np.uint32)
    for start in range(0, people, AT_ONCE):
        with store.transaction() as transaction:
            transform = Transform(transaction.transform_key())
            for number in range(start, min(start + AT_ONCE, people)):
                person = PersonId(f"{number:032x}")
                transaction.add_person(person, Badge(1, number), RECEIPT)
                for hand in Hand:
                    for _ in range(SAMPLES):
                        planes = random.integers(0, 2**32, (12, 32), np.uint32)
                        code = PalmCode(planes, random.integers(0, 2**16, (6, 16), np.uint16), mask.copy())
                        template = transform.protect(code, os.urandom(16))
                        transaction.add_template(person, hand, template, transform.epoch)


def timed_renewal(people: int) -> None:
    logbook = Logbook(SystemClock(), TerminalId("console"), simulated=True)
    with tempfile.TemporaryDirectory() as folder, open_store(State(Path(folder), simulated=True)) as store:
        populate(store, people)
        gallery = Gallery()
        for name in ("load the gallery", "renew", "load it again"):
            began, worked = time.perf_counter(), time.process_time()
            if name == "renew":
                done = renew_templates(store, logbook, lambda renewed, of: None)
                assert done.templates == people * len(Hand) * SAMPLES
            else:
                assert load_gallery(store, gallery) == people
            spent, cpu = time.perf_counter() - began, time.process_time() - worked
            templates = people * len(Hand) * SAMPLES
            print(f"{name:16} {people:,} people, {templates:,} templates: {spent:.1f} s ({cpu:.1f} s of CPU)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("linkage", "renew"))
    parser.add_argument("--palms", type=int, default=300)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--regions", type=Path)
    options = parser.parse_args()
    if options.what == "renew":
        timed_renewal(options.people)
        return
    known = [code for code, _ in drawn(200, first=100_000)]
    if options.regions:
        linkage(pictured(options.regions), known, PICTURES)
    else:
        linkage(drawn(options.palms), known, 1)


if __name__ == "__main__":
    main()
