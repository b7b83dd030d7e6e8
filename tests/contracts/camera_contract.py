"""What every camera keeps to. A driver's test inherits `CameraContract` and says how its rig is built:

class TestSimulatedCamera(CameraContract):
    @pytest.fixture
    def rig(self) -> Iterator[CameraRig]: ...
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest

from app.domain.faults import Fault, FaultError
from app.ports.camera import Camera, Frame

READS = 50
"""Reads after which a frame, or a fault, must have come: ten seconds of waiting at most."""


@dataclass(frozen=True)
class CameraRig:
    """`absent` is a camera whose device is not there. `unplug` and `plug_in` are None where nothing can be pulled."""

    camera: Camera
    absent: Camera | None = None
    unplug: Callable[[], None] | None = None
    plug_in: Callable[[], None] | None = None


def next_frame(camera: Camera) -> Frame:
    for _ in range(READS):
        frame = camera.read()
        if frame is not None:
            return frame
    raise AssertionError(f"no frame in {READS} reads")


def read_until_fault(camera: Camera) -> Fault:
    for _ in range(READS):
        try:
            camera.read()
        except FaultError as error:
            return error.fault
    raise AssertionError(f"no fault in {READS} reads")


class CameraContract:
    @pytest.fixture
    def rig(self) -> object:
        raise NotImplementedError("a driver's test builds its rig here")

    def test_a_frame_is_bgr_bytes_with_three_channels(self, rig: CameraRig) -> None:
        rig.camera.open()
        pixels = next_frame(rig.camera).pixels
        assert pixels.dtype == np.uint8
        assert pixels.ndim == 3
        assert pixels.shape[2] == 3
        rig.camera.close()

    def test_numbers_count_up_and_time_never_goes_back(self, rig: CameraRig) -> None:
        rig.camera.open()
        first, second, third = (next_frame(rig.camera) for _ in range(3))
        assert first.number < second.number < third.number
        assert first.captured_at_s <= second.captured_at_s <= third.captured_at_s
        rig.camera.close()

    def test_a_later_frame_leaves_an_earlier_one_as_it_was(self, rig: CameraRig) -> None:
        rig.camera.open()
        first = next_frame(rig.camera)
        as_it_was = first.pixels.copy()
        second = next_frame(rig.camera)
        assert not np.shares_memory(first.pixels, second.pixels)
        assert np.array_equal(first.pixels, as_it_was)
        rig.camera.close()

    def test_opening_and_closing_twice_does_nothing(self, rig: CameraRig) -> None:
        rig.camera.open()
        rig.camera.open()
        next_frame(rig.camera)
        rig.camera.close()
        rig.camera.close()

    def test_a_closed_camera_gives_no_frame(self, rig: CameraRig) -> None:
        rig.camera.open()
        next_frame(rig.camera)
        rig.camera.close()
        assert rig.camera.read() is None

    def test_a_closed_camera_opens_again(self, rig: CameraRig) -> None:
        rig.camera.open()
        before = next_frame(rig.camera)
        rig.camera.close()
        rig.camera.open()
        assert next_frame(rig.camera).pixels.shape == before.pixels.shape
        rig.camera.close()

    def test_a_wish_for_light_is_harmless_at_any_time(self, rig: CameraRig) -> None:
        rig.camera.expose(1.0)
        rig.camera.open()
        for stops in (-2.0, 0.5, 2.0, 0.0):
            rig.camera.expose(stops)
            assert next_frame(rig.camera).pixels.ndim == 3
        rig.camera.close()
        rig.camera.expose(-1.0)

    def test_an_absent_device_is_a_missing_camera(self, rig: CameraRig) -> None:
        if rig.absent is None:
            pytest.skip("this camera is always there")
        with pytest.raises(FaultError) as raised:
            rig.absent.open()
        assert raised.value.fault is Fault.CAMERA_MISSING

    def test_pulling_the_cable_is_a_missing_camera_until_it_is_back(self, rig: CameraRig) -> None:
        if rig.unplug is None or rig.plug_in is None:
            pytest.skip("this camera has no cable to pull")
        rig.camera.open()
        next_frame(rig.camera)
        rig.unplug()
        assert read_until_fault(rig.camera) is Fault.CAMERA_MISSING
        rig.camera.close()
        rig.plug_in()
        rig.camera.open()
        next_frame(rig.camera)
        rig.camera.close()
