"""Measure recognition on a folder: `thenar benchmark DIR --kind frames|regions --json OUT [--report OUT.html]`.

`DIR/<hand>/<sample>`: one folder for each hand of each person; a sample's name that begins with `s1_`, `s2_` tells its
recording session. When all do and there are two sessions, only comparisons across sessions count, genuine and impostor
alike, the earlier image being the reference; else every pair counts once. Each probe is compared as one image with one
image. Rank 1 asks the same references for the closest. No image is written.
"""

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from os import cpu_count
from pathlib import Path
from time import perf_counter, thread_time

import numpy as np
from numpy.typing import NDArray

from app.biometrics import evaluation, features, matching, report
from app.biometrics.evaluation import Comparisons, Protocol
from app.biometrics.landmarks import HandFinder
from app.biometrics.pipeline import observe
from app.biometrics.template import PalmCode
from app.biometrics.vision import cv2
from app.config.paths import model_path

PICTURES = {".bmp", ".jpg", ".jpeg", ".png", ".tif", ".tiff"}
MOST_COMPARISONS = 40_000_000
"""Beyond it each probe meets its own hand's references and a sample of the strangers' (seed 0)."""
UNREADABLE = "unreadable"

Read = Callable[[Path], PalmCode | str]
"""The palm code of a picture, or the cause why there is none."""


@dataclass(frozen=True, eq=False)
class Sample:
    hand: int
    session: int
    code: PalmCode


@dataclass(frozen=True, eq=False)
class Compared:
    scores: Comparisons
    rank_one: float | None
    ns_per_comparison: float | None
    """Processor time, with the probe's turning and shifting shared out."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="DIR", help="DIR/<hand>/<sample>")
    parser.add_argument("--kind", choices=("frames", "regions"), required=True)
    parser.add_argument("--json", type=Path, required=True, help="where the figures go")
    parser.add_argument("--report", type=Path, help="where the page for people goes")


def main(arguments: argparse.Namespace) -> int:
    pictures = list(_pictures(arguments.folder))
    if not pictures:
        print(f"No pictures in {arguments.folder}: DIR/<hand>/<sample> is wanted.", file=sys.stderr)
        return 2
    if arguments.kind == "regions":
        card = _measure(pictures, _region, cpu_count() or 1)
    else:
        with HandFinder(model_path().read_bytes()) as finder:
            card = _measure(pictures, lambda path: _frame(path, finder), 1)
    arguments.json.write_text(json.dumps(report.as_json(card, arguments.kind), indent=2) + "\n", encoding="utf-8")
    if arguments.report:
        arguments.report.write_text(report.as_html(card, arguments.kind), encoding="utf-8")
    print(report.as_text(card))
    return 0


def _pictures(folder: Path) -> Iterator[tuple[int, int, Path]]:
    """(hand, session, path); session 0 when the name tells none."""
    hands = sorted(path for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []
    for hand, place in enumerate(hands):
        for path in sorted(place.iterdir()):
            if path.suffix.lower() in PICTURES:
                session = re.match(r"s(\d+)_", path.name)
                yield hand, int(session[1]) if session else 0, path


def _region(path: Path) -> PalmCode | str:
    pixels = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
    if pixels is None or min(pixels.shape) < features.SMALLEST_SIDE_PX:
        return UNREADABLE
    side = min(pixels.shape)
    return features.encode(np.ascontiguousarray(pixels[:side, :side], np.uint8), None)


def _frame(path: Path, finder: HandFinder) -> PalmCode | str:
    pixels = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if pixels is None:
        return UNREADABLE
    seen = observe(np.asarray(pixels, np.uint8), finder)
    return seen.palm or (seen.cause.value if seen.cause else UNREADABLE)


def _measure(pictures: list[tuple[int, int, Path]], read: Read, workers: int) -> report.Card:
    def timed(path: Path) -> tuple[PalmCode | str, float]:
        start = perf_counter()
        return read(path), perf_counter() - start

    with ThreadPoolExecutor(workers) as pool:
        results = list(pool.map(timed, [path for _, _, path in pictures]))
    samples = [
        Sample(hand, session, code)
        for (hand, session, _), (code, _) in zip(pictures, results, strict=True)
        if isinstance(code, PalmCode)
    ]
    sessions = {session for _, session, _ in pictures}
    protocol = Protocol.ACROSS_SESSIONS if len(sessions) > 1 and 0 not in sessions else Protocol.ALL_PAIRS
    hands = len({hand for hand, _, _ in pictures})
    compared = compare(samples, protocol, hands)
    return report.Card(
        hands=hands,
        images=len(pictures),
        refusals=Counter(code for code, _ in results if isinstance(code, str)),
        protocol=protocol,
        scores=compared.scores,
        summary=evaluation.summarise(compared.scores),
        rank_one=compared.rank_one,
        ms_per_image=float(np.median([seconds for _, seconds in results])) * 1e3,
        ns_per_comparison=compared.ns_per_comparison,
    )


def compare(samples: list[Sample], protocol: Protocol, hands: int) -> Compared:
    """Every comparison that counts, on all cores."""
    samples = sorted(samples, key=lambda sample: sample.session)
    gallery = matching.references([sample.code for sample in samples])
    hand = np.array([sample.hand for sample in samples], np.int64)
    session = np.array([sample.session for sample in samples], np.int64)
    number = np.arange(len(samples))
    probes = number if protocol is Protocol.ALL_PAIRS else number[session > (session[0] if len(session) else 0)]
    most = max(1, MOST_COMPARISONS // max(1, len(probes)))

    def meet(probe: np.int64) -> tuple[NDArray[np.int64], NDArray[np.float32], float]:
        eligible = session < session[probe] if protocol is Protocol.ACROSS_SESSIONS else number != probe
        rows = number[eligible]
        strangers = rows[hand[rows] != hand[probe]]
        if len(strangers) > most:
            strangers = np.random.default_rng([0, int(probe)]).choice(strangers, most, replace=False)
            rows = np.sort(np.concatenate([rows[hand[rows] == hand[probe]], strangers]))
        if not len(rows):
            return rows, np.empty(0, np.float32), 0.0
        start = thread_time()
        found = matching.distances(matching.prepare(samples[probe].code), matching.rows(gallery, rows))
        return rows, found, (thread_time() - start) / len(rows)

    with ThreadPoolExecutor(cpu_count() or 1) as pool:
        met = list(pool.map(meet, number))
    return _gathered(met, hand, protocol, hands)


def _gathered(
    met: list[tuple[NDArray[np.int64], NDArray[np.float32], float]],
    hand: NDArray[np.int64],
    protocol: Protocol,
    hands: int,
) -> Compared:
    genuine: list[tuple[NDArray[np.float32], int]] = []
    impostor: list[tuple[NDArray[np.float32], int]] = []
    hits = asked = 0
    for probe, (rows, found, _) in enumerate(met):
        own = hand[rows] == hand[probe]
        if own.any():
            asked += 1
            hits += bool(own[np.argmin(found)])
        counted = rows < probe if protocol is Protocol.ALL_PAIRS else np.ones(len(rows), np.bool_)
        genuine.append((found[own & counted], int(hand[probe])))
        impostor.append((found[~own & counted], int(hand[probe])))
    times = [seconds for _, found, seconds in met if len(found)]
    return Compared(
        Comparisons(*_joined(genuine), *_joined(impostor), hands),
        hits / asked if asked else None,
        float(np.median(times)) * 1e9 if times else None,
    )


def _joined(parts: list[tuple[NDArray[np.float32], int]]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    if not parts:
        return np.empty(0), np.empty(0, np.int64)
    distances = np.concatenate([found for found, _ in parts]).astype(np.float64)
    return distances, np.repeat([hand for _, hand in parts], [len(found) for found, _ in parts]).astype(np.int64)
