"""Pulses of the Wiegand door, measured: how wide, how far apart, and how many badges are given up. No line is needed.

    python -m tests.bench.bench_pulses [--badges 60] [--ordinary]

The times are those at which a line would be set; the kernel's own call for it takes some µs more. Whatever else runs
on the machine is part of what is measured. As root it runs before all others, unless --ordinary.
"""

import argparse
import time
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from drivers.wiegand.beat import ExactBeat, run_before_all_others
from drivers.wiegand.lines import Data, Lamps
from drivers.wiegand.transmission import Pace, send

BITS = "10111101100010001110101110"
PACE = Pace(50_000, 2_000_000)


class WatchedLines:
    def __init__(self) -> None:
        self.pulled_ns: list[int] = []
        self.rested_ns: list[int] = []

    def pull(self, line: Data) -> None:
        self.pulled_ns.append(time.monotonic_ns())

    def rest(self, line: Data) -> None:
        self.rested_ns.append(time.monotonic_ns())

    def lamps(self) -> Lamps:
        return Lamps(granted=False, denied=False)

    def close(self) -> None: ...


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--badges", type=int, default=60)
    parser.add_argument("--ordinary", action="store_true", help="a process like any other")
    options = parser.parse_args()
    exact = not options.ordinary and run_before_all_others()
    widths, intervals, given_up = list[float](), list[float](), 0
    beat = ExactBeat()
    for _ in range(options.badges):
        lines = WatchedLines()
        given_up += not send(BITS, lines, beat, PACE, beat.now_ns() + 2_000_000_000)
        widths += [(ended - began) / 1000 for began, ended in zip(lines.pulled_ns, lines.rested_ns, strict=True)]
        intervals += [(after - before) / 1000 for before, after in pairwise(lines.pulled_ns)]
    print("before all others" if exact else "an ordinary process")
    print(f"pulse of 50 µs: {told(widths)}\ninterval of 2000 µs: {told(intervals)}")
    print(f"given up: {given_up} of {options.badges} badges")


def told(values: Sequence[float]) -> str:
    ordered = sorted(values)
    return f"median {median(ordered):.1f}, p99 {ordered[len(ordered) * 99 // 100]:.1f}, longest {ordered[-1]:.1f} µs"


if __name__ == "__main__":
    main()
