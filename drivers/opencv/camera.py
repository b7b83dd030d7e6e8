"""The camera port over OpenCV: a V4L2 device, a video file, or a folder of pictures.

Rules it keeps: a device is held only while the camera is open; films play at their own pace, by the injected clock,
and pictures as if each were held before a camera;
a picture that cannot be read is skipped and counted, and when all of them are such, the camera is missing.

    camera = OpenCvCamera(parse_source("v4l2:0"), clock)
    camera.open()
    frame = camera.read()
    camera.close()

Limits: a device that stays plugged in but stops delivering blocks `read` for up to 10 s, OpenCV's own patience. Not
tried on a real device; V4L2 was tried with the kernel's `vivid`.
"""

from collections.abc import Generator
from pathlib import Path
from typing import Protocol

import numpy as np

from app.domain.faults import Fault, FaultError
from app.ports.camera import Frame, Pixels
from app.ports.clock import Clock
from drivers.opencv.exposure import DeviceExposure
from drivers.opencv.source import PICTURES, Pictures, Source, V4l2Device, VideoFile
from drivers.opencv.stills import read_still
from drivers.opencv.vision import cv2

PATIENCE_S = 0.2
"""`read` waits no longer than this for a frame that is not due yet (the port's promise)."""

_USUAL_FPS = 30.0  # for files that do not say
_HELD_FPS = 15.0  # a picture held before a camera: as many frames a second as recognition makes use of
_MISSED_FRAMES = 3  # a device may lose a frame or two; this many in a row and it is gone


class OpenCvCamera:
    simulated = False

    def __init__(self, source: Source, clock: Clock) -> None:
        self.name = f"opencv:{_name(source)}"
        self.recorded = not isinstance(source, V4l2Device)
        self._source = source
        self._clock = clock
        self._reel: _Reel | None = None
        self._number = 0
        self._due_s = 0.0

    @property
    def broken(self) -> int:
        """How many pictures could not be read since it was opened."""
        return self._reel.broken if self._reel is not None else 0

    def open(self) -> None:
        if self._reel is None:
            self._reel = _reel(self._source)
            self._due_s = self._clock.monotonic_s()

    def read(self) -> Frame | None:
        if self._reel is None or not self._wait_until_due(self._reel.interval_s):
            return None
        pixels = self._reel.next()
        if pixels is None:
            return None
        frame = Frame(pixels, self._clock.monotonic_s(), self._number)
        self._number += 1
        return frame

    def expose(self, stops: float) -> None:
        if isinstance(self._reel, _DeviceReel):
            self._reel.expose(stops)

    def close(self) -> None:
        reel, self._reel = self._reel, None
        if reel is not None:
            reel.close()

    def _wait_until_due(self, interval_s: float) -> bool:
        """False when the next frame lies further off than our patience."""
        now_s = self._clock.monotonic_s()
        if self._due_s - now_s > PATIENCE_S:
            self._clock.sleep(PATIENCE_S)
            return False
        if self._due_s > now_s:
            self._clock.sleep(self._due_s - now_s)
        # A reader that was slow does not get the missed frames in a burst.
        self._due_s = max(self._due_s, now_s - interval_s) + interval_s
        return True


class _Reel(Protocol):
    """Where pictures come from. `next` raises FaultError(CAMERA_MISSING) when there will be no more."""

    interval_s: float
    """0 where the device itself sets the pace."""
    broken: int

    def next(self) -> Pixels | None: ...
    def close(self) -> None: ...


def _reel(source: Source) -> _Reel:
    match source:
        case V4l2Device():
            return _DeviceReel(source)
        case VideoFile():
            return _FileReel(source)
        case Pictures():
            return _PictureReel(source)


def _name(source: Source) -> str:
    return source.device if isinstance(source, V4l2Device) else source.path.name


def _missing(what: str) -> FaultError:
    return FaultError(Fault.CAMERA_MISSING, what)


class _DeviceReel:
    interval_s = 0.0
    broken = 0

    def __init__(self, source: V4l2Device) -> None:
        self._device = source.device
        self._missed = 0
        if not Path(source.device).exists():
            raise _missing(source.device)
        self._capture = cv2.VideoCapture(source.device, cv2.CAP_V4L2)
        if not self._capture.isOpened():
            self._capture.release()
            raise _missing(source.device)
        # Cameras deliver their full rate only compressed (USB 2); old frames in a queue are of no use.
        self._capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
        self._capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
        self._capture.set(cv2.CAP_PROP_FPS, source.fps)
        if source.width and source.height:
            self._capture.set(cv2.CAP_PROP_FRAME_WIDTH, source.width)
            self._capture.set(cv2.CAP_PROP_FRAME_HEIGHT, source.height)
        self._exposure = DeviceExposure(self._capture)

    def next(self) -> Pixels | None:
        taken, pixels = self._capture.read()
        if taken and pixels is not None:
            self._missed = 0
            return np.asarray(pixels, np.uint8)
        self._missed += 1
        if self._missed >= _MISSED_FRAMES or not Path(self._device).exists():
            raise _missing(self._device)
        return None

    def expose(self, stops: float) -> None:
        self._exposure.compensate(stops)

    def close(self) -> None:
        self._capture.release()


class _FileReel:
    broken = 0

    def __init__(self, source: VideoFile) -> None:
        self._source = source
        self._last: Pixels | None = None
        self._capture = self._begin()
        fps = self._capture.get(cv2.CAP_PROP_FPS)
        self.interval_s = 1 / fps if 1 <= fps <= 240 else 1 / _USUAL_FPS

    def next(self) -> Pixels:
        taken, pixels = self._capture.read()
        if not taken and self._source.loop:
            self._capture.release()
            self._capture = self._begin()
            taken, pixels = self._capture.read()
        if taken and pixels is not None:
            self._last = np.asarray(pixels, np.uint8)
        if self._last is None:
            raise _missing(self._source.path.name)
        return self._last

    def close(self) -> None:
        self._capture.release()

    def _begin(self) -> cv2.VideoCapture:
        capture = cv2.VideoCapture(str(self._source.path), cv2.CAP_FFMPEG)
        if not capture.isOpened():
            capture.release()
            raise _missing(self._source.path.name)
        return capture


class _PictureReel:
    def __init__(self, source: Pictures) -> None:
        self.interval_s = 1 / _HELD_FPS
        self.broken = 0
        self._source = source
        self._hold_frames = max(1, round(source.hold_s * _HELD_FPS))
        self._shown = 0
        self._last: Pixels | None = None
        self._paths = [source.path] if source.path.is_file() else _pictures_in(source.path)
        if not self._paths:
            raise _missing(f"no pictures in {source.path.name}")
        self._coming = self._good()

    def next(self) -> Pixels:
        if self._shown % self._hold_frames == 0:
            self._last = next(self._coming, None if self._source.loop else self._last)
        self._shown += 1
        if self._last is None:
            raise _missing(f"no readable picture in {self._source.path.name}")
        return self._last

    def close(self) -> None:
        self._coming.close()

    def _good(self) -> Generator[Pixels]:
        """Round and round, as long as a round has at least one picture in it."""
        while True:
            found = False
            for path in self._paths:
                pixels = read_still(path)
                if pixels is None:
                    self.broken += 1
                else:
                    found = True
                    yield pixels
            if not (found and self._source.loop):
                return


def _pictures_in(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.suffix.lower() in PICTURES and path.is_file())
    except OSError as error:
        raise _missing(folder.name) from error
