"""The journey on real input: photographs of hands before the camera, a control panel that we did not write at the door.

Two people enrol one hand each at the desk and are admitted; seven others are refused.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from queue import Empty, SimpleQueue

import pytest

from app.biometrics.liveness.judge import REPORT
from app.config.paths import State
from app.config.settings import Device, Mode, Settings
from app.domain.badges import Badge, UnreadableBadge
from app.domain.capture import Cause
from app.domain.consent import TerminalId
from app.domain.people import Hand
from app.entrypoints.assembly import eyes, memory
from app.flows.events import Choice
from app.ports.camera import Camera
from app.ports.door import Door, DoorLink
from app.runtime.clock import SystemClock
from app.storage.opening import open_store
from drivers.registry import camera_named, door_named
from tests.journeys.visit import Terminals, Visit
from tests.peers.panel import Panel, eventually

pytestmark = [pytest.mark.real, pytest.mark.peer]

BADGES = {"w3": Badge(123, 4567), "w4": Badge(18, 8179)}
ON_THE_WIRE = {"w3": ("Wiegand", 26, "bd88eb80"), "w4": ("Wiegand", 26, "890ff9c0")}
"""The badges as H10301, left-justified."""
SETTINGS = Settings(Mode.ENTRY, Device("file"), Device("serial"), Device("osdp"), terminal=TerminalId("lobby-1"))
"""Of no simulated world."""
STRANGERS = [f"q{number}" for number in range(1, 8)]


class Badges:
    """A badge reader that is handed badges. Not of the simulated world: it may stand beside a real door."""

    simulated = False
    name = "handed"

    def __init__(self) -> None:
        self._handed: SimpleQueue[Badge] = SimpleQueue()

    def open(self) -> None: ...
    def close(self) -> None: ...

    def hand(self, badge: Badge) -> None:
        self._handed.put(badge)

    def read(self, timeout_s: float) -> Badge | UnreadableBadge | None:
        try:
            return self._handed.get(timeout=timeout_s)
        except Empty:
            return None


@pytest.fixture(scope="module")
def terminals(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminals]:
    settings = replace(SETTINGS, data=tmp_path_factory.mktemp("terminal"))
    with open_store(State(settings.data, simulated=False)):
        pass  # made with its key in a file: a test leaves nothing in anybody's keyring
    with memory(settings, SystemClock()) as remembered, eyes() as observe:
        yield Terminals(remembered, observe, REPORT)  # a photograph is not alive


@dataclass(frozen=True)
class Photographs:
    """The desk sees the first half of a person's photographs, the door the others."""

    real: Path
    folder: Path

    def camera(self, name: str, half: int | None = None) -> Camera:
        """As if the hands themselves were before it: a camera that plays pictures moves no real door."""
        camera = camera_named(str(self.some_of(name, half)), SystemClock())
        camera.recorded = False
        return camera

    def some_of(self, name: str, half: int | None) -> Path:
        (found,) = self.real.glob(f"*_fullhand/{name}")
        if half is None:
            return found
        chosen = self.folder / f"{name}-{half}"
        if not chosen.exists():
            chosen.mkdir()
            files = sorted(found.iterdir())
            middle = len(files) // 2
            for file in (files[:middle], files[middle:])[half]:
                (chosen / file.name).symlink_to(file)
        return chosen


@pytest.fixture(scope="module")
def photographs(real: Path, tmp_path_factory: pytest.TempPathFactory) -> Photographs:
    return Photographs(real, tmp_path_factory.mktemp("photographs"))


def enrol(visit: Visit, reader: Badges, badge: Badge) -> None:
    visit.tap(Choice.GET_STARTED)
    visit.until("scan_badge")
    reader.hand(badge)
    visit.until("terms")
    visit.tap(Choice.OK)
    visit.until("consent")
    assert visit.camera.opened == 0
    visit.tap(Choice.AGREE)
    visit.until("capture_left")
    visit.until("capture_right", what=lambda view: view.cause is Cause.WRONG_HAND)
    visit.tap(Choice.SKIP_HAND)  # each person of this set has shown one hand
    visit.until("enrolled")
    visit.tap(Choice.FINISH)
    visit.until("start")


@pytest.fixture(scope="module")
def enrolled(terminals: Terminals, photographs: Photographs) -> Terminals:
    for name, badge in BADGES.items():
        reader = Badges()
        with terminals.desk(photographs.camera(name, 0), reader) as visit:
            enrol(visit, reader, badge)
            visit.camera.until_closed()
            assert visit.forgotten
    return terminals


@contextmanager
def at_the_panel(panel: Panel) -> Iterator[Door]:
    door = door_named(panel.settings, SystemClock())
    door.open()
    try:
        assert eventually(lambda: door.link() is DoorLink.ONLINE, 15.0)
        yield door
    finally:
        door.close()


@pytest.mark.requirement("ENR-009")
@pytest.mark.requirement("INSTC-010")
def test_each_is_stored_with_badge_receipt_and_the_hand_that_was_shown(enrolled: Terminals) -> None:
    store = enrolled.memory.store
    for badge in BADGES.values():
        person = store.person_with(badge)
        assert person is not None
        assert store.receipt_of(person) is not None
        assert [each.hand for each in store.templates() if each.person == person] == [Hand.LEFT] * 3


@pytest.mark.requirement("HOW-001")
@pytest.mark.requirement("HOW-010")
@pytest.mark.requirement("INSTC-004")
@pytest.mark.requirement("INSTC-006")
@pytest.mark.requirement("INSTC-008")
def test_the_enrolled_are_admitted_and_the_others_refused_and_the_panel_hears_of_the_enrolled_alone(
    enrolled: Terminals, photographs: Photographs
) -> None:
    with Panel(list(BADGES.values())) as panel:
        for name in BADGES:
            with at_the_panel(panel) as door, enrolled.entry(photographs.camera(name, 1), Badges(), door) as visit:
                visit.until("granted", "denied", "no_answer", "not_recognised", "unreadable", "fault")
                assert visit.screens == ["idle", "positioning", "checking", "asking_door", "granted"], name
        assert panel.received == list(ON_THE_WIRE.values())
        for name in STRANGERS:
            with at_the_panel(panel) as door, enrolled.entry(photographs.camera(name), Badges(), door) as visit:
                visit.until("not_recognised", "unreadable", "asking_door", "fault")
                assert visit.view.screen in ("not_recognised", "unreadable"), name
        assert not eventually(lambda: len(panel.received) > len(BADGES), 0.5)
        assert panel.received == list(ON_THE_WIRE.values())
