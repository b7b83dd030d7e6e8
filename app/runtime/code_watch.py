"""The camera while a QR code is looked for: nothing else is looked at, and of the room no more is shown than a shape.

Rules it keeps: the camera is open only between `look_for` and `stop_looking`, and closes by itself as soon as something
was seen; no frame outlives its look; the preview is a coarse grey picture, in which a lit code is seen and a face is
not known.

    watch = CodeWatch(camera, reader, clock, bridge_frame)
    watch.look_for(seen, failed)
"""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

import numpy as np

from app.domain.codes import CodesSeen, Unread
from app.domain.faults import Fault, FaultError
from app.ports.camera import Camera, Pixels
from app.ports.clock import Clock
from app.ports.code_reader import CodeReader
from app.runtime.loop import Loop

IDLE_S = 0.05
VEIL_CELLS = 56
"""Across the preview. A code that is held right covers 20 of them and more, and shows as a bright field; a face at
arm's length covers some 12, and it takes about 18 to know whose it is (Bachmann 1991)."""


@dataclass(frozen=True)
class _Look:
    """Who is told what was seen, or why nothing can be."""

    seen: Callable[[CodesSeen], None]
    failed: Callable[[Fault], None]


class CodeWatch:
    """`seen` and `failed` are called once, on the watch's own thread; `on_frame` with the veiled picture of each."""

    def __init__(self, camera: Camera, reader: CodeReader, clock: Clock, on_frame: Callable[[Pixels], None]) -> None:
        self._camera = camera
        self._reader = reader
        self._clock = clock
        self._on_frame = on_frame
        self._telling = Lock()
        self._look: _Look | None = None
        self._begun: _Look | None = None
        """The one that the reader was told to begin for."""
        self._open = False
        self._loop = Loop("codes", self.step, self._fail)

    def start(self) -> None:
        self._loop.start()

    def stop(self) -> None:
        self.stop_looking()
        self._loop.stop()
        self._camera.close()

    def look_for(self, seen: Callable[[CodesSeen], None], failed: Callable[[Fault], None]) -> None:
        with self._telling:
            self._look = _Look(seen, failed)

    def stop_looking(self) -> None:
        """After it has returned nobody is told anything any more."""
        with self._telling:
            self._look = None

    def step(self) -> None:
        """One frame, or a moment's rest."""
        look = self._look
        if look is None:
            self._rest()
            return
        try:
            self._see(look)
        except FaultError as error:
            self._fail(error.fault)

    def _see(self, look: _Look) -> None:
        if self._begun is not look:
            self._reader.begin()
            self._begun = look
        self._camera.open()
        self._open = True
        frame = self._camera.read()
        if frame is None:
            return
        self._on_frame(veiled(frame.pixels))
        codes = self._reader.read(frame.pixels)
        if codes is not Unread.NOTHING:
            self._tell(look, lambda: look.seen(codes))

    def _rest(self) -> None:
        self._begun = None
        if self._open:
            self._camera.close()
            self._open = False
        self._clock.sleep(IDLE_S)

    def _fail(self, fault: Fault) -> None:
        look = self._look
        if look is not None:
            self._tell(look, lambda: look.failed(fault))

    def _tell(self, look: _Look, tell: Callable[[], None]) -> None:
        with self._telling:
            if self._look is not look:
                return
            self._look = None
            tell()


def veiled(pixels: Pixels) -> Pixels:
    """The middle square of a picture, (VEIL_CELLS, VEIL_CELLS, 3) uint8, grey: each cell is the mean of what it
    covers. A picture smaller than that is left as it is."""
    height, width = pixels.shape[:2]
    cell = min(height, width) // VEIL_CELLS
    if cell == 0:
        return pixels
    side = cell * VEIL_CELLS
    top, left = (height - side) // 2, (width - side) // 2
    square = pixels[top : top + side, left : left + side].astype(np.float32).mean(axis=2)
    means = square.reshape(VEIL_CELLS, cell, VEIL_CELLS, cell).mean(axis=(1, 3))
    return np.repeat(means.astype(np.uint8)[:, :, None], 3, axis=2)
