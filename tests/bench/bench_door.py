"""From the camera to the decision: how long a palm waits at the door, and on what. Run it while nothing else runs.

    PYTHONPATH=. .venv/bin/python tests/bench/bench_door.py --visits 20 --json build/door.json

A visit is timed from the capture of the first frame that shows the palm to the decision; the controller's own time
comes after it and is the world's. Everything is the terminal's own: threads, recognition, gallery, a store on disk that
syncs. Only the frames are drawn beforehand, as a camera would have them ready, 15 a second.
"""

import argparse
import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from itertools import cycle, pairwise
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np

from app.biometrics import features
from app.biometrics.landmarks import HandFinder
from app.biometrics.observation import HandLandmarks, Observation
from app.biometrics.pipeline import observe, read
from app.config.paths import model_path
from app.domain.badges import Badge
from app.domain.consent import ConsentReceipt, ConsentText, TerminalId
from app.domain.people import Hand, PersonId
from app.entrypoints.assembly import memory, model_bytes
from app.flows.view import View
from app.ports.camera import Frame, Pixels
from app.runtime.memory import Memory
from app.services.enrol import Candidate, enrol_person
from drivers.simulated.badge_reader import SimulatedBadgeReader
from drivers.simulated.camera import picture
from drivers.simulated.door import SimulatedDoor
from drivers.simulated.sway import FRAMES_A_S
from drivers.simulated.world import ShownPalm, Sight, World
from tests.app.services.palms import noise, palm
from tests.journeys.conftest import SIMULATED
from tests.journeys.visit import LeapingClock, Terminals

GOAL_MS = 250.0
SIZE = (480, 640)
PEOPLE = 4
"""Who visit, with either hand; the others in the gallery are noise."""
HELD_FRAMES = 8
TERMINAL = TerminalId("bench-1")

STAGES = (
    "hand-over",
    "first look",
    "second look",
    "region and quality",
    "palm code",
    "further frames: wait",
    "further frames: looks",
    "further frames: rest",
    "verdict and flow",
    "identify",
    "record",
)
"""In order; they add up to the decision. There are as many further frames as the verdict on whether the palm is alive
takes; keeping a look at each lies within the wait for the next."""


class TimedFinder(HandFinder):
    """Notes how long each look of the last `find` took, seconds."""

    def __init__(self, model: bytes) -> None:
        self.looks: list[float] = []
        super().__init__(model)

    def __enter__(self) -> "TimedFinder":
        return self

    def find(self, pixels: Pixels) -> tuple[HandLandmarks, ...]:
        self.looks.clear()
        return super().find(pixels)

    def _look(self, *given: Any) -> list[HandLandmarks]:  # as the finder's own
        begun = perf_counter()
        try:
            return super()._look(*given)
        finally:
            self.looks.append(perf_counter() - begun)


@dataclass(frozen=True)
class Seen:
    """One analysed frame; moments and spans in seconds."""

    captured: float
    begun: float
    found: float
    done: float
    looks: tuple[float, ...]
    observation: Observation = field(repr=False)


class FilmCamera:
    """Gives the frames of one sight over and over, at a camera's pace."""

    simulated = True
    recorded = False
    name = "film"

    def __init__(self, nobody: Pixels) -> None:
        self._nobody = nobody
        self._film = cycle([nobody])
        self._due = 0.0
        self._number = 0
        self.captured: dict[int, float] = {}
        """When a picture, by identity, was last given."""

    def show(self, frames: Sequence[Pixels]) -> None:
        self._film = cycle(frames or [self._nobody])

    def open(self) -> None: ...
    def expose(self, stops: float) -> None: ...
    def close(self) -> None: ...

    def read(self) -> Frame:
        wait(self._due)
        self._due = max(self._due, perf_counter()) + 1 / FRAMES_A_S
        pixels = next(self._film)
        self.captured[id(pixels)] = perf_counter()
        self._number += 1
        return Frame(pixels, perf_counter(), self._number)


def wait(until: float) -> None:
    if (left := until - perf_counter()) > 0:
        LeapingClock().sleep(left)


@dataclass
class Stopwatch:
    """Sees what the terminal sees."""

    finder: TimedFinder
    camera: FilmCamera
    seen: list[Seen] = field(default_factory=list)
    shown: dict[str, float] = field(default_factory=dict)

    def observe(self, pixels: Pixels, want: Hand | None, previous: Observation | None) -> Observation:
        begun = perf_counter()
        hands = self.finder.find(pixels)
        found = perf_counter()
        observation = read(pixels, hands, want, previous)
        done, looks = perf_counter(), tuple(self.finder.looks)
        if observation.palm is not None:
            self.seen.append(Seen(self.camera.captured[id(pixels)], begun, found, done, looks, observation))
        return observation

    def note(self, view: View) -> None:
        self.shown.setdefault(view.screen, perf_counter())

    def clear(self) -> None:
        self.seen.clear()
        self.shown.clear()

    def take(self) -> "Lap":
        """What was seen and shown since `clear`."""
        return Lap([each for each in self.seen if each.done <= self.shown["checking"]], dict(self.shown))


@dataclass(frozen=True)
class Lap:
    """One visit: its frames until the verdict, and when each screen came."""

    frames: Sequence[Seen]
    shown: dict[str, float]

    def stages(self, remembered: Memory) -> dict[str, float]:
        """Milliseconds by stage. What lies within another step is timed again, by itself: call it when all is over."""
        one, more, shown = self.frames[0], self.frames[1:], self.shown
        codes = [each.observation.palm for each in self.frames[:2] if each.observation.palm is not None]
        searched = timed(lambda: remembered.gallery.identify(codes, remembered.profile))
        region, mask = one.observation.region, one.observation.mask
        assert region is not None, "what was decided had a palm"
        coded = timed(partial(features.encode, region, mask))
        first = one.looks[0]
        spans = (
            one.begun - one.captured,
            first,
            one.found - one.begun - first,
            one.done - one.found - coded,
            coded,
            sum(later.begun - earlier.done for earlier, later in pairwise(self.frames)),
            sum(each.found - each.begun for each in more),
            sum(each.done - each.found for each in more),
            shown["checking"] - self.frames[-1].done,
            searched,
            shown["asking_door"] - shown["checking"] - searched,
        )
        return {stage: 1e3 * span for stage, span in zip(STAGES, spans, strict=True)}

    def controller_ms(self) -> float:
        return 1e3 * (self.shown["granted"] - self.shown["asking_door"])


def timed(call: Callable[[], object], times: int = 7) -> float:
    """The fastest of a few: how long a step takes that lies within another one."""
    spans = []
    for _ in range(times):
        begun = perf_counter()
        call()
        spans.append(perf_counter() - begun)
    return min(spans)


def film_of(person: int, hand: Hand, start: int) -> list[Pixels]:
    sight = Sight(ShownPalm(person, hand))
    return [picture(sight, start + number, SIZE) for number in range(HELD_FRAMES)]


def enrol(remembered: Memory, finder: HandFinder, person: int) -> Badge:
    hands = {}
    for hand in Hand:
        seen = [observe(pixels, finder) for pixels in film_of(person, hand, start=0)[::3]]
        hands[hand] = tuple(each.palm for each in seen if each.palm is not None)
    receipt = ConsentReceipt(ConsentText("1", "en", "0" * 64), datetime.now(UTC), TERMINAL)
    badge = Badge(17, 4200 + person)
    candidate = Candidate(badge, receipt, hands)
    outcome = enrol_person(remembered.store, remembered.gallery, candidate, remembered.profile, remembered.logbook)
    assert isinstance(outcome, str), outcome
    return badge


@contextmanager
def remembering(clock: LeapingClock, palms: int) -> Iterator[Memory]:
    """A store on disk and a gallery in which there are others."""
    with tempfile.TemporaryDirectory() as folder, memory(replace(SIMULATED, data=Path(folder)), clock) as remembered:
        random, model = np.random.default_rng(0), palm(0)
        for number in range(palms):
            remembered.gallery.add(PersonId(f"{number:032x}"), Hand.LEFT, [noise(random, model)])
        yield remembered


def measure(visits: int, palms: int) -> tuple[list[dict[str, float]], list[float]]:
    """Stages of each visit, and the controller's answers, milliseconds."""
    clock = LeapingClock()
    world = World(clock)
    camera = FilmCamera(picture(Sight(), 0, SIZE))
    laps = []
    with TimedFinder(model_bytes(model_path())) as finder, remembering(clock, palms) as remembered:
        for person in range(PEOPLE):
            world.allow(enrol(remembered, finder, person))
        watch = Stopwatch(finder, camera)
        door = SimulatedDoor(world)
        door.open()
        terminals = Terminals(remembered, watch.observe)
        with terminals.entry(camera, SimulatedBadgeReader(world), door, world, watch.note) as visit:
            for number in range(visits):
                film = film_of(number % PEOPLE, list(Hand)[number // PEOPLE % 2], start=100 + 20 * number)
                visit.until_nobody_is_there()
                watch.clear()
                camera.show(film)
                visit.until("granted")
                camera.show([])
                laps.append(watch.take())
                clock.leap(2.0)
                visit.until("idle")
        return [lap.stages(remembered) for lap in laps], [lap.controller_ms() for lap in laps]


def report(stages: list[dict[str, float]], controller: list[float], palms: int) -> dict[str, object]:
    totals = sorted(sum(visit.values()) for visit in stages)
    middle = {stage: median(visit[stage] for visit in stages) for stage in STAGES}
    print(f"{'stage':24}{'median ms':>12}{'share':>8}")
    for stage, spent in middle.items():
        print(f"{stage:24}{spent:12.1f}{spent / sum(middle.values()):8.0%}")
    decision, slow = median(totals), totals[int(0.95 * (len(totals) - 1))]
    print(f"{'camera to decision':24}{decision:12.1f}    95 of 100 within {slow:.1f}; goal {GOAL_MS:.0f}")
    print(f"{'then the controller':24}{median(controller):12.1f}    simulated")
    return {
        "visits": len(stages),
        "palms": palms + 2 * PEOPLE,
        "stages_ms": middle,
        "decision_ms": {"median": decision, "p95": slow, "min": totals[0], "max": totals[-1]},
        "controller_ms": median(controller),
        "goal_ms": GOAL_MS,
        "met": decision < GOAL_MS,
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--visits", type=int, default=20)
    parser.add_argument("--palms", type=int, default=1000, help="others in the gallery (1000)")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    card = report(*measure(options.visits, options.palms), options.palms)
    if options.json:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps(card, indent=2) + "\n")
    return 0 if card["met"] else 1


if __name__ == "__main__":
    raise SystemExit(main())
