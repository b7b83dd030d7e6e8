"""The exposure of a V4L2 device: automatic, until it is asked to be so many stops off.

V4L2 has no exposure compensation that OpenCV could set, so the first wish reads the time that the device itself has
chosen, takes the device off automatic, and counts from there; at 0 stops it is automatic again.

Source: V4L2_CID_EXPOSURE_AUTO (1 manual, 3 automatic with a fixed aperture) and V4L2_CID_EXPOSURE_ABSOLUTE (units of
100 us), Video for Linux API, "Camera Control Reference". Limits: not tried on a real device; one that reports no time
stays as it is.
"""

from typing import Final, Protocol

from drivers.opencv.vision import cv2

MANUAL: Final = 1.0
AUTOMATIC: Final = 3.0
LONGEST_100US: Final = 333.0
"""A thirtieth of a second: longer, and a hand in the air smears and the frame rate falls."""


class Properties(Protocol):
    """The part of cv2.VideoCapture that this needs."""

    def get(self, property_id: int, /) -> float: ...
    def set(self, property_id: int, value: float, /) -> bool: ...


class DeviceExposure:
    def __init__(self, device: Properties) -> None:
        self._device = device
        self._stops = 0.0
        self._own_100us = 0.0
        """What the device had chosen before it was taken off automatic; 0 while it is automatic."""
        device.set(cv2.CAP_PROP_AUTO_EXPOSURE, AUTOMATIC)

    def compensate(self, stops: float) -> None:
        """-2..2. Asking for the same again costs nothing."""
        if stops == self._stops:
            return
        self._stops = stops
        if stops == 0:
            self._own_100us = 0.0
            self._device.set(cv2.CAP_PROP_AUTO_EXPOSURE, AUTOMATIC)
            return
        own = self._own_100us or self._device.get(cv2.CAP_PROP_EXPOSURE)
        if own <= 0 or not self._device.set(cv2.CAP_PROP_AUTO_EXPOSURE, MANUAL):
            return
        self._own_100us = own
        self._device.set(cv2.CAP_PROP_EXPOSURE, round(min(max(own * 2**stops, 1.0), max(LONGEST_100US, own))))
