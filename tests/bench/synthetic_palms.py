"""Measures the invented palms: how many are found and usable, by tone; how two captures and strangers score; how long a
frame takes on one core. Writes the histograms as `synthetic_palms.svg`.

    python -m tests.bench.synthetic_palms --people 50 --out build
"""

import argparse
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from app.biometrics import matching
from app.biometrics.landmarks import HandFinder
from app.biometrics.pipeline import observe
from app.biometrics.template import PalmCode
from app.config.paths import model_path
from app.domain.people import Hand
from app.storage.atomic_write import atomic_write
from drivers.simulated.palms import Backdrop, Light, Pose, draw
from drivers.simulated.vision import cv2

Scores = npt.NDArray[np.float64]
BIN = 0.01
CHART_W, CHART_H = 760, 300


@dataclass(frozen=True)
class Capture:
    person: int
    hand: Hand
    tone: int
    found: bool
    right_hand: bool
    palm: PalmCode | None


def take(people: int) -> list[list[Capture]]:
    """Two rounds of captures of both palms of everybody: other pose, light and background in each."""
    random = np.random.default_rng(11)
    rounds: list[list[Capture]] = [[], []]
    with HandFinder(model_path().read_bytes()) as finder:
        for person in range(people):
            for hand in Hand:
                for number, taken in enumerate(rounds):
                    tone = person % 10 + 1
                    frame = draw(
                        person,
                        hand,
                        well_posed(random),
                        Light(random.uniform(0.8, 1.2), random.uniform(-150, -30), gradient=random.uniform(0, 0.3)),
                        rng_seed=number,
                        tone=tone,
                        scene=list(Backdrop)[(person + number) % 3],
                    )
                    seen = observe(frame, finder)
                    taken.append(Capture(person, hand, tone, seen.hand is not None, seen.hand is hand, seen.palm))
    return rounds


def well_posed(random: np.random.Generator) -> Pose:
    return Pose(
        distance_mm=random.uniform(260, 350),
        roll_deg=random.normal(0, 7),
        tilt_deg=random.normal(0, 6),
        turn_deg=random.normal(0, 6),
        x=random.normal(0, 0.03),
        y=random.normal(0, 0.03),
        spread=random.uniform(0.6, 1.0),
    )


def compare(first: list[Capture], second: list[Capture]) -> tuple[Scores, Scores, Scores]:
    """Distances of captures of one palm, of one person's two hands, and of strangers."""
    genuine: list[float] = []
    other_hand: list[float] = []
    strangers: list[float] = []
    kept = [capture for capture in second if capture.palm]
    gallery = matching.references([capture.palm for capture in kept if capture.palm])
    for probe in first:
        if probe.palm is None:
            continue
        for capture, score in zip(kept, matching.distances(matching.prepare(probe.palm), gallery), strict=True):
            if capture.person != probe.person:
                strangers.append(float(score))
            else:
                (genuine if capture.hand is probe.hand else other_hand).append(float(score))
    return np.array(genuine), np.array(other_hand), np.array(strangers)


def milliseconds_a_frame(frames: int = 100) -> tuple[float, float]:
    """Processor time: median for a person already seen, and the first frame of a new one; one thread, 640x480."""
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    began = time.process_time()
    draw(987_654, Hand.LEFT)
    first = time.process_time() - began
    spent = []
    for number in range(frames):
        began = time.process_time()
        draw(987_654, Hand.LEFT, Pose(roll_deg=number / 10), rng_seed=number)
        spent.append(time.process_time() - began)
    cv2.setNumThreads(threads)
    return 1000 * float(np.median(spent)), 1000 * first


def chart(genuine: Scores, other_hand: Scores, strangers: Scores) -> str:
    """The three histograms, each scaled to its own highest bar."""
    bars = []
    edges = np.arange(0, 0.5 + BIN, BIN)
    for scores, colour in ((strangers, "#C0453B"), (other_hand, "#C98A1B"), (genuine, "#1F8A6D")):
        counts, _ = np.histogram(scores, edges)
        for edge, count in zip(edges, counts / max(counts.max(), 1), strict=False):
            x, height = 40 + edge / 0.5 * (CHART_W - 60), count * (CHART_H - 70)
            bars.append(
                f'<rect x="{x:.1f}" y="{CHART_H - 40 - height:.1f}" width="12" height="{height:.1f}" fill="{colour}" '
                'fill-opacity="0.6"/>'
            )
    ticks = [
        f'<text x="{40 + v / 0.5 * (CHART_W - 60):.0f}" y="{CHART_H - 20}" font-size="13">{v:.1f}</text>'
        for v in (0.0, 0.1, 0.2, 0.3, 0.4, 0.5)
    ]
    words = (
        f"same palm (green, {len(genuine)}), other hand (amber, {len(other_hand)}), strangers (red, {len(strangers)}): "
        "distance, each scaled to its highest bar"
    )
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{CHART_W}" height="{CHART_H}" font-family="sans-serif">'
    return "\n".join([head, f'<text x="40" y="20" font-size="13">{words}</text>', *bars, *ticks, "</svg>"]) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--out", type=Path, default=Path("build"))
    options = parser.parse_args()
    warm, first = milliseconds_a_frame()
    print(f"drawing: {warm:.1f} ms a frame, {first:.0f} ms the first of a person (one thread, 640x480)")
    rounds = take(options.people)
    every = [capture for taken in rounds for capture in taken]
    usable = Counter(capture.tone for capture in every if capture.palm)
    total = Counter(capture.tone for capture in every)
    print(f"frames {len(every)}, found {sum(c.found for c in every)}, right hand {sum(c.right_hand for c in every)}")
    print("usable by tone:", {tone: f"{usable[tone]}/{total[tone]}" for tone in sorted(total)})
    genuine, other_hand, strangers = compare(*rounds)
    for name, scores in (("same palm", genuine), ("other hand", other_hand), ("strangers", strangers)):
        low, middle, high = np.percentile(scores, [0, 50, 100])
        print(f"{name}: {len(scores)} pairs, {low:.3f} .. {middle:.3f} .. {high:.3f}")
    options.out.mkdir(parents=True, exist_ok=True)
    atomic_write(options.out / "synthetic_palms.svg", chart(genuine, other_hand, strangers).encode())


if __name__ == "__main__":
    main()
