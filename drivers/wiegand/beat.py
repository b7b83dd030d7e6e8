"""Time for pulses: to the microsecond, by a process that runs before all others.

Measured on two cores: an ordinary process beside two busy threads spread its pulses by 22 ms (median, at worst 215),
and a panel takes such a card for two; under SCHED_FIFO a pulse of 50 µs lasted 67 µs at most, a gap of 2 ms 2.05 ms
(make bench BENCH=pulses, without real lines).
"""

import ctypes
import gc
import os
import resource
import time
from typing import Protocol

_MCL_CURRENT_AND_FUTURE = 3
_SPIN_NS = 300_000  # a sleep wakes up to some 100 µs late; the rest of a wait is spent awake


class Beat(Protocol):
    def now_ns(self) -> int:
        """CLOCK_MONOTONIC."""
        ...

    def wait_until_ns(self, at_ns: int) -> None: ...


class ExactBeat:
    def now_ns(self) -> int:
        return time.monotonic_ns()

    def wait_until_ns(self, at_ns: int) -> None:
        left_ns = at_ns - time.monotonic_ns()
        if left_ns > 2 * _SPIN_NS:
            time.sleep((left_ns - _SPIN_NS) / 1e9)
        while time.monotonic_ns() < at_ns:
            pass


def run_before_all_others() -> bool:
    """Whether the system lets it: root, or a unit with LimitRTPRIO and LimitMEMLOCK."""
    gc.disable()
    try:
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
    except OSError:
        return False
    return _keep_memory_in_place()


def _keep_memory_in_place() -> bool:
    """Not under a limit: memory that is asked for later would be refused."""
    if os.geteuid() != 0 and resource.getrlimit(resource.RLIMIT_MEMLOCK)[0] != resource.RLIM_INFINITY:
        return False
    kept: int = ctypes.CDLL(None).mlockall(_MCL_CURRENT_AND_FUTURE)
    return kept == 0
