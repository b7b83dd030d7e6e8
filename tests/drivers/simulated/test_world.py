"""The simulated world: one truth for camera, badge reader, door, light and sound."""

import threading
import time

import numpy as np
import pytest

from app.domain.access import AttemptNumber, DoorAnswer, Grant, Means
from app.domain.badges import Badge
from app.domain.faults import Fault, FaultError
from app.domain.people import Hand
from app.domain.signals import Signal
from drivers.simulated.access_server import Scan
from drivers.simulated.badge_reader import SimulatedBadgeReader
from drivers.simulated.camera import SimulatedCamera
from drivers.simulated.clock import RealClock, SteppedClock
from drivers.simulated.codes import ShownCode
from drivers.simulated.door import SimulatedDoor
from drivers.simulated.light import SimulatedLight
from drivers.simulated.sound import SimulatedSound
from drivers.simulated.sway import FRAMES_A_S
from drivers.simulated.tamper import SimulatedTamper
from drivers.simulated.world import UNLOCKED_S, Device, World

SMALL = (120, 160)
STAFF = Badge(17, 4242)


@pytest.fixture
def world() -> World:
    return World(SteppedClock())


def brightness(camera: SimulatedCamera) -> float:
    frame = camera.read()
    assert frame is not None
    return float(frame.pixels.mean())


def grant(world: World, badge: Badge = STAFF) -> Grant:
    return Grant(AttemptNumber(1), badge, Means.PALM, world.clock.monotonic_s() + 5)


def test_the_camera_sees_a_palm_come_and_go(world: World) -> None:
    camera = SimulatedCamera(world, SMALL)
    camera.open()
    nobody = brightness(camera)
    world.show_palm(1, Hand.LEFT, tone=10)
    somebody = brightness(camera)
    world.take_palm_away()
    assert abs(somebody - nobody) > 5
    assert brightness(camera) == pytest.approx(nobody, abs=1.0)


def test_a_code_takes_the_palms_place_until_it_is_taken_away(world: World) -> None:
    camera = SimulatedCamera(world, SMALL)
    camera.open()
    nobody = brightness(camera)
    world.show_palm(1, Hand.LEFT)
    world.show_code("TN1:A", shown=ShownCode((), inverted=True))
    assert world.state().sight.palm is None
    assert abs(brightness(camera) - nobody) > 5
    world.take_palm_away()
    assert brightness(camera) == pytest.approx(nobody, abs=1.0)


def test_no_two_frames_of_a_held_palm_are_alike(world: World) -> None:
    camera = SimulatedCamera(world, SMALL)
    camera.open()
    world.show_palm(1, Hand.LEFT)
    first, second = camera.read(), camera.read()
    assert first is not None
    assert second is not None
    assert np.abs(first.pixels.astype(int) - second.pixels).mean() > 0.5


def test_frames_carry_the_worlds_time(world: World) -> None:
    camera = SimulatedCamera(world, SMALL)
    camera.open()
    world.pass_time(3.5)
    frame = camera.read()
    assert frame is not None
    assert frame.captured_at_s == 3.5


def test_in_real_time_frames_come_fifteen_a_second() -> None:
    camera = SimulatedCamera(World(RealClock()), SMALL)
    camera.open()
    times = [frame.captured_at_s for frame in (camera.read() for _ in range(7)) if frame]
    assert (times[-1] - times[0]) >= 0.95 * 6 / FRAMES_A_S
    camera.close()


def test_a_camera_that_was_pulled_out_stays_gone_until_it_is_opened_again(world: World) -> None:
    camera = SimulatedCamera(world, SMALL)
    camera.open()
    world.unplug("camera")
    world.plug_in("camera")
    with pytest.raises(FaultError) as raised:
        camera.read()
    assert raised.value.fault is Fault.CAMERA_MISSING
    camera.open()
    assert camera.read() is not None


def test_a_badge_shown_to_nobody_is_lost(world: World) -> None:
    reader = SimulatedBadgeReader(world)
    assert not world.present_badge("17-4242")
    reader.open()
    assert reader.read(0.01) is None
    assert world.present_badge("17-4242")


def test_pulling_another_cable_loses_no_badge(world: World) -> None:
    reader = SimulatedBadgeReader(world)
    reader.open()
    world.present_badge("17-4242")
    world.unplug(Device.CONTROLLER)
    assert reader.read(0.01) == STAFF


def test_a_badge_wakes_a_reader_that_waits() -> None:
    world = World(RealClock())
    reader = SimulatedBadgeReader(world)
    reader.open()
    presenting = threading.Timer(0.05, world.present_badge, ("17-4242",))
    presenting.start()
    began = time.monotonic()
    assert reader.read(5.0) == STAFF
    assert time.monotonic() - began < 4
    presenting.join()


def test_a_granted_door_locks_again(world: World) -> None:
    door = SimulatedDoor(world)
    door.open()
    world.allow(STAFF)
    assert door.release(grant(world)) is DoorAnswer.GRANTED
    assert world.state().unlocked_for_s == UNLOCKED_S
    world.pass_time(UNLOCKED_S)
    assert world.state().unlocked_for_s == 0


def test_the_bus_log_tells_what_the_controller_heard_and_said(world: World) -> None:
    door = SimulatedDoor(world)
    door.open()
    door.release(grant(world, Badge(17, 1)))
    (entry,) = world.state().bus
    assert entry.answer is DoorAnswer.DENIED
    assert (entry.bits.length, entry.badge) == (26, Badge(17, 1))
    assert world.state().unlocked_for_s == 0


def test_a_forbidden_badge_is_denied_from_then_on(world: World) -> None:
    door = SimulatedDoor(world)
    door.open()
    world.allow(STAFF)
    world.forbid(STAFF)
    assert door.release(grant(world)) is DoorAnswer.DENIED


@pytest.mark.requirement("INSTC-003")
def test_the_controller_answers_from_its_copy_while_the_access_server_is_away(world: World) -> None:
    newcomer = Badge(17, 4243)
    door = SimulatedDoor(world)
    door.open()
    world.allow(STAFF)
    world.unplug(Device.ACCESS_SERVER)
    world.forbid(STAFF)
    world.allow(newcomer)
    assert door.release(grant(world)) is DoorAnswer.GRANTED
    assert door.release(grant(world, newcomer)) is DoorAnswer.DENIED
    assert (world.state().allowed, world.state().cached) == (frozenset({newcomer}), frozenset({STAFF}))
    world.plug_in(Device.ACCESS_SERVER)
    assert door.release(grant(world)) is DoorAnswer.DENIED
    assert door.release(grant(world, newcomer)) is DoorAnswer.GRANTED


@pytest.mark.requirement("INSTC-009")
def test_a_scanner_sends_the_badges_number_to_the_access_server_and_not_to_the_terminal(world: World) -> None:
    reader = SimulatedBadgeReader(world)
    reader.open()
    world.allow(STAFF)
    for badge in (STAFF, Badge(17, 1)):
        world.scan_at_server(badge)
    assert world.state().scans == (Scan(STAFF, may_pass=True), Scan(Badge(17, 1), may_pass=False))
    assert reader.read(0.0) is None
    assert world.state().bus == ()


def test_a_badge_too_large_for_the_wire_is_a_fault_and_not_another_badge(world: World) -> None:
    door = SimulatedDoor(world)
    door.open()
    with pytest.raises(FaultError) as raised:
        door.release(grant(world, Badge(17, 70_000)))
    assert raised.value.fault is Fault.SETTINGS_INVALID
    assert "70000" not in str(raised.value)
    assert world.state().bus == ()


def test_a_controller_pulled_out_while_it_thinks_is_silent_and_unlocks_nothing() -> None:
    world = World(RealClock(), answer_after_s=0.2)
    world.allow(STAFF)
    door = SimulatedDoor(world)
    door.open()
    pulling = threading.Timer(0.05, world.unplug, (Device.CONTROLLER,))
    pulling.start()
    assert door.release(grant(world)) is DoorAnswer.SILENT
    pulling.join()
    assert world.state().bus == ()


def test_light_and_sound_are_seen_and_heard(world: World) -> None:
    SimulatedLight(world).show(Signal.HOLD, 0.4)
    SimulatedSound(world).play(Signal.GRANTED)
    state = world.state()
    assert (state.signal, state.progress, state.sounds) == (Signal.HOLD, 0.4, (Signal.GRANTED,))


def test_an_open_device_is_seen_from_outside(world: World) -> None:
    camera = SimulatedCamera(world, SMALL)
    assert Device.CAMERA not in world.state().open_devices
    camera.open()
    assert Device.CAMERA in world.state().open_devices
    camera.close()
    assert Device.CAMERA not in world.state().open_devices


def test_whoever_sleeps_wakes_when_enough_time_has_passed(world: World) -> None:
    woken = threading.Event()

    def doze() -> None:
        world.clock.sleep(2.0)
        woken.set()

    sleeper = threading.Thread(target=doze)
    sleeper.start()
    world.pass_time(1.0)
    assert not woken.wait(0.05)
    while not woken.wait(0.01):  # until it has begun to sleep, time may pass it by
        world.pass_time(1.0)
    sleeper.join()


def test_a_stopped_clock_keeps_nobody_asleep() -> None:
    clock = SteppedClock()
    clock.stop()
    clock.sleep(1000)


def test_nobody_pushes_real_time() -> None:
    with pytest.raises(RuntimeError):
        World(RealClock()).pass_time(1)


def test_every_simulated_device_says_so(world: World) -> None:
    devices = (
        SimulatedCamera(world),
        SimulatedBadgeReader(world),
        SimulatedDoor(world),
        SimulatedLight(world),
        SimulatedSound(world),
        SimulatedTamper(world),
        world.machine,
    )
    assert all(device.simulated for device in devices)


def test_a_case_that_was_opened_and_closed_is_noticed_once(world: World) -> None:
    switch = SimulatedTamper(world)
    assert not switch.opened()
    world.open_case()
    world.close_case()
    assert switch.opened()
    assert not switch.opened()


def test_a_case_that_stays_open_is_open_whenever_it_is_asked(world: World) -> None:
    world.open_case()
    assert SimulatedTamper(world).opened()
    assert SimulatedTamper(world).opened()


def test_a_switch_whose_wire_is_cut_is_no_closed_case(world: World) -> None:
    world.unplug(Device.TAMPER_SWITCH)
    with pytest.raises(FaultError) as caught:
        SimulatedTamper(world).opened()
    assert caught.value.fault is Fault.TAMPER_SWITCH_MISSING


def test_a_machine_whose_plug_is_pulled_begins_another_run(world: World) -> None:
    before = world.machine.boot()
    world.pass_time(60)
    assert world.machine.running_s() == 60
    world.machine.pull_the_plug()
    assert (world.machine.boot() == before, world.machine.running_s()) == (False, 0)
