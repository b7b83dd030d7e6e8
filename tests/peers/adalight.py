"""The far end of a light ring's cable: what a micro-controller that speaks Adalight would show, on a pseudo-terminal.

    strip = Strip(tmp_path / "ring")
    strip.frames()              # what has come since the last time: [[(0, 0, 255), ...], ...]

Written from the protocol's description, and from that alone: "Ada"; the number of lights less one, high byte first; the
exclusive or of the two and 0x55; three bytes for each light. Whatever does not fit is skipped.
"""

import os
import select
import time
import tty
from collections import deque
from collections.abc import Callable
from pathlib import Path

Frame = list[tuple[int, int, int]]
"""Red, green and blue of each light, 0..255."""

PATIENCE_S = 60.0
"""A program that is loaded for the first time compiles for half a minute before it shows something."""


class Receiver:
    """Takes bytes in any portions."""

    def __init__(self) -> None:
        self._rest = b""
        self.skipped = 0
        """Bytes that belonged to no frame."""

    def feed(self, content: bytes) -> list[Frame]:
        self._rest += content
        frames = []
        while len(self._rest) >= 6:
            a, d, a_again, high, low, check = self._rest[:6]
            if bytes((a, d, a_again)) != b"Ada" or check != high ^ low ^ 0x55:
                self._rest, self.skipped = self._rest[1:], self.skipped + 1
                continue
            end = 6 + 3 * (high * 256 + low + 1)
            if len(self._rest) < end:
                break
            lights, self._rest = self._rest[6:end], self._rest[end:]
            frames.append([(lights[n], lights[n + 1], lights[n + 2]) for n in range(0, len(lights), 3)])
        return frames


class Strip:
    """A cable with a name that comes and goes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.receiver = Receiver()
        self._waiting: deque[Frame] = deque()
        """Come, and not looked at yet."""
        self.plug_in()

    def plug_in(self) -> None:
        self._ends = os.openpty()
        tty.setraw(self._ends[1])
        self.path.symlink_to(os.ttyname(self._ends[1]))

    def unplug(self) -> None:
        self.path.unlink()
        for end in self._ends:
            os.close(end)
        self.receiver = Receiver()
        self._waiting.clear()

    def say(self, content: bytes) -> None:
        """As sketches do when they start."""
        os.write(self._ends[0], content)

    def frames(self, wait_s: float = 0.0) -> list[Frame]:
        """All that is there, waiting for the first byte."""
        found, self._waiting = list(self._waiting), deque()
        while select.select([self._ends[0]], [], [], wait_s)[0]:
            found += self.receiver.feed(os.read(self._ends[0], 65536))
            wait_s = 0.0
        return found

    def watch(self, until: Callable[[Frame], bool]) -> list[Frame]:
        """All frames up to the first that is wanted, and that one. Fails after `PATIENCE_S`."""
        end_s, seen = time.monotonic() + PATIENCE_S, []
        while time.monotonic() < end_s:
            self._waiting += self.frames(0.1)
            while self._waiting:
                seen.append(self._waiting.popleft())
                if until(seen[-1]):
                    return seen
        raise AssertionError(f"no such frame in {PATIENCE_S} s; the last of {len(seen)} was {seen[-1:]}")
