"""The screen in place of a ring: it shines in what a challenge asks for, and not at all where nothing may flash."""

import pytest
from PySide6.QtTest import QTest

from app.ports.light import Colour
from tests.ui.conftest import Kiosk, Start
from ui.kiosk.screen_light import ScreenLight


def dots_of(kiosk: Kiosk, name: str) -> int:
    """How many dots of the window are of exactly this colour."""
    QTest.qWait(1)
    picture = kiosk.window.view.grabWindow()
    places = ((x, y) for x in range(0, picture.width(), 4) for y in range(0, picture.height(), 4))
    return sum(picture.pixelColor(x, y).name() == name for x, y in places)


@pytest.mark.parametrize(
    ("colour", "name"), [(Colour.RED, "#ff0000"), (Colour.GREEN, "#00ff00"), (Colour.BLUE, "#0000ff")]
)
def test_the_ring_shines_in_the_colour_that_is_asked_for_and_stops(
    start_kiosk: Start, colour: Colour, name: str
) -> None:
    kiosk = start_kiosk()
    light = ScreenLight(kiosk.bridge)
    light.shine(colour)
    assert dots_of(kiosk, name) > 100
    light.shine(None)
    assert dots_of(kiosk, name) == 0


def test_where_motion_is_off_nothing_flashes_and_the_light_says_that_it_cannot(start_kiosk: Start) -> None:
    kiosk = start_kiosk()
    light = ScreenLight(kiosk.bridge, motion=False)
    light.shine(Colour.RED)
    assert dots_of(kiosk, "#ff0000") == 0
    assert not light.colours
