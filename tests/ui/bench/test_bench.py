"""The bench does to the simulated world what its controls say, and can be used without a mouse or without eyes."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QListWidget,
    QSlider,
    QTableWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.domain.access import AttemptNumber, DoorAnswer, Grant, Means
from app.domain.network import DISCONNECTED, Reach
from app.domain.people import Hand
from app.domain.power import PowerSource
from app.domain.signals import Signal
from app.ports.light import Colour
from drivers.simulated.badge_reader import SimulatedBadgeReader
from drivers.simulated.camera import SimulatedCamera
from drivers.simulated.clock import SteppedClock
from drivers.simulated.door import SimulatedDoor
from drivers.simulated.network import SimulatedNetwork
from drivers.simulated.palms import Backdrop, Cover, Side
from drivers.simulated.world import Device, ShownFake, ShownPalm, Species, World
from ui.bench.people import PEOPLE
from ui.bench.sight_panel import KNOBS, Shown
from ui.bench.window import BenchWindow

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so of any window

CONTROLS = (QAbstractButton, QSlider, QComboBox, QListWidget, QTableWidget)


@pytest.fixture
def world() -> World:
    return World(SteppedClock())


@pytest.fixture
def bench(world: World, qtbot: QtBot) -> Iterator[BenchWindow]:
    window = BenchWindow(world, modes={"entry": lambda: None})
    qtbot.addWidget(window)
    window.show()
    QTest.qWait(1)
    yield window
    window.close()


def shown(world: World) -> ShownPalm:
    palm = world.state().sight.palm
    assert palm is not None
    return palm


def controls(bench: BenchWindow) -> list[QWidget]:
    ours = [widget for widget in bench.findChildren(QWidget) if isinstance(widget, CONTROLS)]
    return [widget for widget in ours if not widget.objectName().startswith("qt_") and widget.isVisible()]


def test_at_first_nobody_is_before_the_camera(bench: BenchWindow, world: World) -> None:
    assert world.state().sight.palm is None


@pytest.mark.parametrize(
    ("button", "hand", "side"),
    [
        (Shown.LEFT, Hand.LEFT, Side.PALM),
        (Shown.RIGHT, Hand.RIGHT, Side.PALM),
        (Shown.BACK, Hand.LEFT, Side.BACK),
    ],
)
def test_a_button_shows_that_hand(bench: BenchWindow, world: World, button: Shown, hand: Hand, side: Side) -> None:
    bench.sight.press(button)
    assert (shown(world).hand, shown(world).pose.side) == (hand, side)


def test_taken_away_is_gone(bench: BenchWindow, world: World) -> None:
    bench.sight.press(Shown.LEFT)
    bench.sight.press(Shown.NOTHING)
    assert world.state().sight.palm is None


def test_another_person_shows_another_palm(bench: BenchWindow, world: World) -> None:
    bench.sight.press(Shown.LEFT)
    bench.people.list.setCurrentRow(2)
    assert shown(world).person == PEOPLE[2].seed


def test_every_slider_changes_what_is_seen(bench: BenchWindow, world: World) -> None:
    bench.sight.press(Shown.LEFT)
    for knob in KNOBS:
        before = world.state().sight
        bench.sight.sliders[knob.name].setValue(knob.highest if knob.start != knob.highest else knob.lowest)
        assert world.state().sight != before, knob.name
        assert bench.sight.values[knob.name].text() == knob.text(knob.highest)


def test_background_and_cover_change_what_is_seen(bench: BenchWindow, world: World) -> None:
    bench.sight.press(Shown.LEFT)
    bench.sight.scene.setCurrentIndex(1)
    bench.sight.cover.setCurrentIndex(2)
    assert world.state().sight.scene is list(Backdrop)[1]
    assert shown(world).cover is list(Cover)[2]


@pytest.mark.parametrize("species", Species)
def test_a_picture_of_the_chosen_palm_is_shown_in_its_place(bench: BenchWindow, world: World, species: Species) -> None:
    bench.sight.press(Shown.RIGHT)
    bench.sight.what.setCurrentIndex(1 + list(Species).index(species))
    assert world.state().sight.palm is None
    assert world.state().sight.fake == ShownFake(species, PEOPLE[0].seed, Hand.RIGHT)
    bench.sight.reset.click()
    assert shown(world).hand is Hand.RIGHT


def test_beside_a_managed_terminal_an_installer_holds_codes_cuts_network_and_mains_and_opens_the_case(
    world: World, qtbot: QtBot
) -> None:
    window = BenchWindow(world, managed=True)
    qtbot.addWidget(window)
    installer = window.installer
    assert installer is not None
    assert not installer.show_code.isEnabled()
    installer.code.setText(" TN1:CODE ")
    installer.show_code.click()
    code = world.state().sight.code
    assert code is not None
    assert code.texts == ("TN1:CODE",)
    installer.show_code.click()
    assert world.state().sight.code is None
    installer.network.click()
    assert SimulatedNetwork(world).state() == DISCONNECTED
    installer.network.click()
    assert SimulatedNetwork(world).state().reach is Reach.ONLINE
    installer.case.click()
    assert world.state().case_open
    installer.case.click()
    assert not world.state().case_open
    installer.mains.click()
    assert world.machine.state().readings.power is PowerSource.BATTERY
    installer.mains.click()
    assert world.machine.state().readings.power is PowerSource.MAINS


def test_beside_a_terminal_by_itself_there_is_no_installer(bench: BenchWindow) -> None:
    assert bench.installer is None


def test_the_rings_colour_is_shown_and_named(bench: BenchWindow, world: World) -> None:
    world.flash(Colour.GREEN)
    bench.refresh()
    assert bench.doors.ring.accessibleName() == "Light ring: green"
    world.flash(None)
    bench.refresh()
    assert bench.doors.ring.accessibleName() == "Light ring: quiet"


def test_reset_puts_everything_back(bench: BenchWindow, world: World) -> None:
    bench.sight.press(Shown.LEFT)
    before = world.state().sight
    for knob in KNOBS:
        bench.sight.sliders[knob.name].setValue(knob.highest)
    bench.sight.cover.setCurrentIndex(1)
    bench.sight.reset.click()
    assert world.state().sight == before


def test_a_scanned_badge_reaches_the_reader(bench: BenchWindow, world: World) -> None:
    reader = SimulatedBadgeReader(world)
    reader.open()
    bench.people.list.setCurrentRow(1)
    bench.people.scan.click()
    assert reader.read(0.01) == PEOPLE[1].badge


def test_a_badge_that_nobody_reads_is_said_to_be_unread(bench: BenchWindow) -> None:
    bench.people.scan.click()
    assert "No reader" in bench.people.heard.text()


def test_the_last_person_alone_is_unknown_to_the_controller(bench: BenchWindow, world: World) -> None:
    allowed = world.state().allowed
    assert [person.badge in allowed for person in PEOPLE] == [True] * (len(PEOPLE) - 1) + [False]


def test_the_access_list_follows_its_box(bench: BenchWindow, world: World) -> None:
    bench.people.listed.click()
    assert PEOPLE[0].badge not in world.state().allowed
    bench.people.list.setCurrentRow(len(PEOPLE) - 1)
    assert not bench.people.listed.isChecked()
    assert PEOPLE[0].badge not in world.state().allowed


def test_a_badge_is_scanned_at_the_access_server_and_a_change_waits_while_it_is_away(
    bench: BenchWindow, world: World
) -> None:
    people = bench.people
    people.at_server.click()
    assert people.heard.text() == f"{people.person.badge.number} read by the server: may pass"
    bench.doors.cables[Device.ACCESS_SERVER].click()
    people.listed.click()
    assert people.person.badge in world.state().cached
    assert "not heard of that yet" in people.heard.text()
    people.at_server.click()
    assert people.heard.text().endswith("may not pass")
    bench.doors.cables[Device.ACCESS_SERVER].click()
    assert people.person.badge not in world.state().cached


@pytest.mark.parametrize("device", Device)
def test_a_cable_is_pulled_and_put_back(bench: BenchWindow, world: World, device: Device) -> None:
    bench.doors.cables[device].click()
    assert world.state().unplugged == {device}
    bench.refresh()
    assert "unplugged" in bench.doors.cables[device].text()
    bench.doors.cables[device].click()
    assert world.state().unplugged == frozenset()


def test_a_cable_pulled_elsewhere_is_seen(bench: BenchWindow, world: World) -> None:
    world.unplug(Device.CAMERA)
    bench.refresh()
    assert not bench.doors.cables[Device.CAMERA].isChecked()
    assert "unplugged" in bench.sight.view.text()


def test_the_bus_log_shows_the_newest_first_and_the_door_opens_and_locks(bench: BenchWindow, world: World) -> None:
    door = SimulatedDoor(world)
    door.open()
    answers = [
        door.release(Grant(AttemptNumber(number), person.badge, Means.PALM, world.clock.monotonic_s() + 5))
        for number, person in enumerate((PEOPLE[-1], PEOPLE[0]))
    ]
    assert answers == [DoorAnswer.DENIED, DoorAnswer.GRANTED]
    bench.refresh()
    table = [[bench.doors.bus.item(row, column) for column in (1, 3)] for row in range(2)]
    assert [[cell.text() for cell in row if cell] for row in table] == [
        [PEOPLE[0].badge.number, "granted"],
        [PEOPLE[-1].badge.number, "denied"],
    ]
    assert "open" in bench.doors.door.text()
    world.pass_time(6)
    bench.refresh()
    assert bench.doors.door.text() == "Door locked"


@pytest.mark.parametrize("signal", Signal)
def test_the_ring_names_its_signal(bench: BenchWindow, world: World, signal: Signal) -> None:
    world.shine(signal, 0.5)
    bench.refresh()
    assert signal.value in bench.doors.ring.accessibleName()
    assert not bench.doors.ring.grab().isNull()


def test_an_open_camera_is_said_to_be_open(bench: BenchWindow, world: World) -> None:
    SimulatedCamera(world).open()
    bench.refresh()
    assert bench.sight.state.text().endswith("open")


def test_the_band_says_simulated(bench: BenchWindow) -> None:
    band = bench.findChild(QLabel, "band")
    assert band is not None
    assert band.isVisible()
    assert band.text().startswith("SIMULATED")


def test_every_control_has_a_name_of_its_own(bench: BenchWindow) -> None:
    names = [widget.accessibleName() for widget in controls(bench)]
    assert all(names)
    assert len(set(names)) == len(names)


def test_the_keyboard_reaches_every_control(bench: BenchWindow) -> None:
    bench.activateWindow()
    bench.people.list.setFocus()
    reached: set[QWidget | None] = set()
    for _ in range(80):
        reached.add(QApplication.focusWidget())
        QTest.keyClick(QApplication.focusWidget() or bench, Qt.Key.Key_Tab)
    hands = set(bench.sight.buttons.buttons())
    unreached = [w.accessibleName() for w in controls(bench) if w not in reached and w not in hands]
    assert unreached == []
    assert hands & reached  # Tab leads to the group of hands, arrow keys on within it


def test_the_console_is_opened_from_the_bench_where_there_is_one(world: World, qtbot: QtBot) -> None:
    opened: list[bool] = []
    window = BenchWindow(world, {"entry": lambda: None}, lambda: opened.append(True))
    qtbot.addWidget(window)
    window.show()
    window.console.click()
    assert opened == [True]
    without = BenchWindow(world, {"entry": lambda: None})
    qtbot.addWidget(without)
    without.show()
    assert not without.console.isVisible()


def test_arrow_keys_choose_among_the_hands(bench: BenchWindow, world: World) -> None:
    bench.sight.press(Shown.LEFT)
    left = bench.sight.buttons.button(list(Shown).index(Shown.LEFT))
    assert left is not None
    left.setFocus()
    QTest.keyClick(left, Qt.Key.Key_Right)
    assert shown(world).hand is Hand.RIGHT
