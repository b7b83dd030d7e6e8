"""A device's exposure, on a device that keeps what it is told."""

import pytest

from drivers.opencv.exposure import AUTOMATIC, LONGEST_100US, MANUAL, DeviceExposure
from drivers.opencv.vision import cv2

MODE, TIME = cv2.CAP_PROP_AUTO_EXPOSURE, cv2.CAP_PROP_EXPOSURE


class ToldDevice:
    """`own` is the time it chooses for itself, in 100 us; -1 where it does not say."""

    def __init__(self, own: float, settable: bool = True) -> None:
        self.kept = {MODE: AUTOMATIC, TIME: own}
        self._settable = settable

    def get(self, property_id: int, /) -> float:
        return self.kept[property_id]

    def set(self, property_id: int, value: float, /) -> bool:
        if self._settable:
            self.kept[property_id] = value
        return self._settable


@pytest.mark.parametrize(
    ("own", "stops", "time"),
    [(80, 1, 160), (80, -2, 20), (80, 0.5, 113), (200, 2, LONGEST_100US), (3, -2, 1), (500, 1, 500)],
)
def test_stops_count_from_the_time_that_the_device_had_chosen(own: float, stops: float, time: float) -> None:
    device = ToldDevice(own)
    DeviceExposure(device).compensate(stops)
    assert device.kept == {MODE: MANUAL, TIME: time}


def test_a_second_wish_counts_from_the_devices_own_time_too() -> None:
    device = ToldDevice(80)
    exposure = DeviceExposure(device)
    exposure.compensate(1)
    exposure.compensate(2)
    assert device.kept[TIME] == 320


def test_no_wish_is_automatic_again() -> None:
    device = ToldDevice(80)
    exposure = DeviceExposure(device)
    exposure.compensate(1)
    exposure.compensate(0)
    assert device.kept[MODE] == AUTOMATIC


@pytest.mark.parametrize("device", [ToldDevice(-1), ToldDevice(0), ToldDevice(80, settable=False)])
def test_a_device_that_cannot_stays_as_it_is(device: ToldDevice) -> None:
    before = dict(device.kept)
    DeviceExposure(device).compensate(1)
    assert device.kept == before
