"""The camera while a QR code is looked for."""

import numpy as np

from app.domain.codes import CodesSeen, OneCode, Unread
from app.domain.faults import Fault
from app.ports.camera import Pixels
from app.runtime.code_watch import VEIL_CELLS, CodeWatch, veiled
from tests.app.runtime.fakes import ToldCamera, ToldClock
from tests.app.runtime.setting_up import ToldCodes


class Watched:
    """A watch that is stepped by hand."""

    def __init__(self) -> None:
        self.camera, self.reader, self.clock = ToldCamera(), ToldCodes(), ToldClock()
        self.shown: list[Pixels] = []
        self.told: list[CodesSeen | Fault] = []
        self.watch = CodeWatch(self.camera, self.reader, self.clock, self.shown.append)

    def open_after(self, steps: int) -> bool:
        for _ in range(steps):
            self.watch.step()
        return self.camera.is_open

    def look(self) -> None:
        self.watch.look_for(self.told.append, self.told.append)


def test_the_camera_is_closed_until_somebody_looks_and_closes_as_soon_as_a_code_was_seen() -> None:
    watched = Watched()
    assert not watched.open_after(steps=1)
    watched.look()
    assert watched.open_after(steps=1)
    assert watched.told == []
    watched.reader.seen = OneCode("TN1:")
    assert not watched.open_after(steps=3)
    assert watched.told == [OneCode("TN1:")]


def test_each_look_begins_afresh() -> None:
    watched = Watched()
    watched.reader.seen = Unread.SEVERAL
    for _ in range(2):
        watched.look()
        watched.watch.step()
    assert (watched.told, watched.reader.begun) == ([Unread.SEVERAL] * 2, 2)


def test_nothing_is_told_and_nothing_looked_at_once_the_look_is_over() -> None:
    watched = Watched()
    watched.look()
    watched.watch.step()
    watched.watch.stop_looking()
    watched.reader.seen, looked = OneCode("TN1:"), watched.reader.looked
    watched.watch.step()
    assert (watched.told, watched.reader.looked) == ([], looked)
    assert not watched.camera.is_open


def test_a_camera_that_is_gone_is_told_once() -> None:
    watched = Watched()
    watched.camera.missing = True
    watched.look()
    for _ in range(3):
        watched.watch.step()
    assert watched.told == [Fault.CAMERA_MISSING]


def test_the_preview_has_no_colour_and_no_detail_of_the_room() -> None:
    fine = np.zeros((480, 640, 3), np.uint8)
    fine[::2, ::2] = (200, 40, 250)
    shown = veiled(fine)
    assert shown.shape == (VEIL_CELLS, VEIL_CELLS, 3)
    assert int(np.ptp(shown.astype(int))) <= 1
    assert bool((shown == shown[:, :, :1]).all())


def test_a_lit_code_is_where_it_is_in_the_preview() -> None:
    room = np.full((480, 640, 3), 30, np.uint8)
    room[100:300, 330:540] = 250
    bright = np.argwhere(veiled(room)[:, :, 0] > 200)
    middle = bright.mean(axis=0) / VEIL_CELLS
    assert abs(middle[0] - 200 / 480) < 0.03
    assert abs(middle[1] - (435 - 80) / 480) < 0.03


def test_a_picture_smaller_than_the_veil_is_left_as_it_is() -> None:
    small = np.zeros((4, 4, 3), np.uint8)
    assert veiled(small) is small
