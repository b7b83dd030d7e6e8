"""Who comes to the house, and how far they go at the desk.

People are seeds of the simulated world; each holds a badge.
"""

from collections.abc import Callable

from app.domain.badges import Badge
from app.domain.people import Hand
from app.flows.events import Choice
from app.flows.view import View
from tests.journeys.visit import House, Visit

BADGES = {1: Badge(17, 4201), 2: Badge(17, 4202), 3: Badge(17, 4203)}
STRANGER = 9
"""Has never been at the desk."""
NOTICE_S = 1.6
""""Badge scanned" stays for 1.5 s."""


def get_started(house: House, visit: Visit, person: int) -> None:
    visit.until("start")
    visit.tap(Choice.GET_STARTED)


def scan_badge(house: House, visit: Visit, person: int) -> None:
    assert house.world.present_badge(BADGES[person].number)


def wait_for_terms(house: House, visit: Visit, person: int) -> None:
    house.clock.leap(NOTICE_S)


def accept_terms(house: House, visit: Visit, person: int) -> None:
    visit.tap(Choice.OK)


def agree(house: House, visit: Visit, person: int) -> None:
    visit.tap(Choice.AGREE)


def show_left(house: House, visit: Visit, person: int) -> None:
    house.world.show_palm(person, Hand.LEFT)


def skip_right(house: House, visit: Visit, person: int) -> None:
    """With nothing before the camera, so that the trial waits."""
    house.world.take_palm_away()
    visit.until_nobody_is_there()
    visit.tap(Choice.SKIP_HAND)


STEPS: list[tuple[str, Callable[[House, Visit, int], None]]] = [
    ("scan_badge", get_started),
    ("badge_scanned", scan_badge),
    ("terms", wait_for_terms),
    ("consent", accept_terms),
    ("capture_left", agree),
    ("capture_right", show_left),
    ("try_it", skip_right),
]
"""Where each leads, and how."""


def walk_to(house: House, visit: Visit, screen: str, person: int = 3) -> None:
    for leads_to, go in STEPS:
        go(house, visit, person)
        visit.until(leads_to)
        if leads_to == screen:
            return


def enrol(house: House, person: int) -> list[View]:
    """Both palms. What was seen on the way."""
    with house.desk() as visit:
        walk_to(house, visit, "capture_right", person)
        house.world.show_palm(person, Hand.RIGHT)
        visit.until("enrolled")
        house.world.take_palm_away()
        visit.tap(Choice.FINISH)
        visit.until("start")
        visit.camera.until_closed()
        return visit.seen
