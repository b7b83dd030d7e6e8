"""Out of service and back, locks as they are reported, and what is said about a terminal that locked itself."""

import json
from datetime import timedelta

import pytest

from app.domain.device_commands import UNLOCK_WITHIN, CommandKind, CommandState
from app.domain.device_instances import InstanceState
from app.domain.device_lock import Lock, Locked
from app.domain.health_checks import Check
from app.operations.instances import (
    DELETE_ASSOCIATED_DEVICE,
    GET_COMMAND,
    GET_INSTANCE,
    GET_STATUS,
    REMEDIATE_DEVICE,
    UPDATE_DEVICE_SERVICE,
    DeleteAssociatedDevice,
    GetDeviceCommand,
    GetDeviceInstance,
    GetDeviceStatus,
    HealthWord,
    RemediateDevice,
    UpdateDeviceService,
)
from app.operations.link import Acknowledge, Beat, Dismissed, Hello, Noted, Settle, Welcome
from app.operations.refusals import Reason
from tests.app.control import Plane
from tests.app.services.control.test_link import Line, line_of

TAMPERED, INACTIVE = Locked(Lock.TAMPER, 1_772_355_600_123), Locked(Lock.INACTIVITY, 1_772_355_700_000)
WELL = HealthWord.HEALTHY


@pytest.fixture
def line(plane: Plane) -> Line:
    return line_of(plane)


def orders(line: Line) -> list[CommandKind]:
    return [each.kind for each in line.desk.waiting([line.terminal.instance])]


def state(line: Line, command: str) -> CommandState:
    return line.plane.call(GET_COMMAND, GetDeviceCommand(line.instance, command)).state


@pytest.mark.requirement("DEV-029")
def test_a_terminal_is_told_to_go_out_of_service_and_to_return(line: Line) -> None:
    line.hello()
    out = line.plane.call(UPDATE_DEVICE_SERVICE, UpdateDeviceService(line.instance, False))
    assert (out.state, orders(line)) == (InstanceState.OUT_OF_SERVICE, [CommandKind.OUT_OF_SERVICE])
    line.say(Acknowledge(out.command_id))
    line.say(Settle(out.command_id, True))
    assert state(line, out.command_id) is CommandState.DONE
    back = line.plane.call(UPDATE_DEVICE_SERVICE, UpdateDeviceService(line.instance, True))
    assert (back.state, orders(line)) == (InstanceState.ACTIVE, [CommandKind.IN_SERVICE])


@pytest.mark.requirement("DEV-029")
def test_of_words_that_take_each_other_back_only_the_last_waits_for_a_terminal_that_is_away(line: Line) -> None:
    line.hello()
    out = line.plane.call(UPDATE_DEVICE_SERVICE, UpdateDeviceService(line.instance, False))
    line.plane.call(UPDATE_DEVICE_SERVICE, UpdateDeviceService(line.instance, True))
    again = line.plane.call(UPDATE_DEVICE_SERVICE, UpdateDeviceService(line.instance, False))
    line.pass_time(timedelta(days=60))
    told = line.hello()
    assert isinstance(told, Welcome)
    assert [(each.command_id, each.command) for each in told.orders] == [(again.command_id, CommandKind.OUT_OF_SERVICE)]
    assert state(line, out.command_id) is CommandState.EXPIRED


def test_a_terminal_hears_for_how_long_it_was_not_heard(line: Line) -> None:
    first = line.hello()
    line.pass_time(timedelta(hours=80))
    second = line.hello()
    assert isinstance(first, Welcome)
    assert isinstance(second, Welcome)
    assert (first.unheard_millis, second.unheard_millis) == (0, 80 * 3_600_000)


def test_locks_are_shown_with_their_time_and_become_events(line: Line) -> None:
    line.hello()
    for locks in ((TAMPERED,), (TAMPERED,), (TAMPERED, INACTIVE), ()):
        assert isinstance(line.say(Beat(WELL, 1, locks=locks)), Noted)
        shown = line.plane.call(GET_STATUS, GetDeviceStatus(line.instance))
        assert shown.locks == locks
    assert line.events()[1:] == ["Device Locked", "Device Locked", "Device Unlocked"]
    with line.plane.store.reading() as reading:
        begin, end = line.clock.wall - timedelta(days=1), line.clock.wall + timedelta(days=1)
        *_, both, none = (json.loads(text) for _, text in reading.outbox.events_between(begin, end, 0, 100))
    assert both["source"] == "thenar"
    assert both["detail"]["data"]["currentLocks"] == ["INACTIVITY", "TAMPER"]
    assert none["detail"]["data"]["previousLocks"] == ["INACTIVITY", "TAMPER"]


def test_a_terminal_that_comes_locked_says_so_with_its_first_word(line: Line) -> None:
    line.say(Hello(WELL, "1.0", 0, None, locks=(INACTIVE,)))
    assert line.plane.call(GET_STATUS, GetDeviceStatus(line.instance)).locks == (INACTIVE,)
    assert "Device Locked" in line.events()


@pytest.mark.requirement("MNT-001", "ROLE-007")
def test_the_checks_that_fail_are_shown_with_the_instance(line: Line) -> None:
    line.hello()
    line.say(Beat(HealthWord.CRITICAL, 1, failing=(Check.CAMERA, Check.CLOCK)))
    shown = line.plane.call(GET_INSTANCE, GetDeviceInstance(line.instance)).status
    assert shown is not None
    assert (shown.health, shown.failing_checks) == (HealthWord.CRITICAL, (Check.CAMERA, Check.CLOCK))
    line.say(Beat(WELL, 1))
    assert line.plane.call(GET_STATUS, GetDeviceStatus(line.instance)).failing_checks == ()


@pytest.mark.requirement("DEV-038", "DEV-041")
def test_whoever_says_that_it_stands_there_unlocks_it_and_the_audit_has_his_word(line: Line) -> None:
    line.hello()
    line.say(Beat(WELL, 1, locks=(INACTIVE,)))
    answer = line.plane.call(REMEDIATE_DEVICE, RemediateDevice(line.instance, True))
    assert answer.state is InstanceState.ACTIVE
    assert orders(line) == [CommandKind.UNLOCK_INACTIVITY]
    record = line.plane.trail.records[-1]
    assert record.operation is REMEDIATE_DEVICE
    assert record.request == {"deviceInstanceId": line.instance, "deviceAtSite": True}
    (order,) = answer.command_ids
    line.say(Settle(order, True))
    assert state(line, order) is CommandState.DONE


@pytest.mark.requirement("DEV-039", "DEV-040", "DEV-041")
def test_whoever_says_that_it_stands_elsewhere_deactivates_it(line: Line) -> None:
    line.hello()
    line.say(Beat(WELL, 1, locks=(INACTIVE,)))
    answer = line.plane.call(REMEDIATE_DEVICE, RemediateDevice(line.instance, False))
    assert (answer.state, answer.command_ids) == (InstanceState.READY_FOR_ACTIVATION, ())
    assert line.say(Beat(WELL, 1)) == Dismissed("revoked")
    assert line.plane.trail.records[-1].request == {"deviceInstanceId": line.instance, "deviceAtSite": False}
    assert line.plane.call(GET_INSTANCE, GetDeviceInstance(line.instance)).asset_tag_id is None


def test_each_reported_lock_is_released_by_its_name(line: Line) -> None:
    line.hello()
    line.say(Beat(WELL, 1, locks=(TAMPERED, INACTIVE)))
    answer = line.plane.call(REMEDIATE_DEVICE, RemediateDevice(line.instance, True))
    assert len(answer.command_ids) == 2
    assert set(orders(line)) == {CommandKind.UNLOCK_TAMPER, CommandKind.UNLOCK_INACTIVITY}


def test_a_word_that_is_said_twice_waits_once(line: Line) -> None:
    line.hello()
    line.say(Beat(WELL, 1, locks=(TAMPERED,)))
    for _ in range(2):
        line.plane.call(REMEDIATE_DEVICE, RemediateDevice(line.instance, True))
    assert orders(line) == [CommandKind.UNLOCK_TAMPER]


def test_an_unlock_that_a_terminal_did_not_hear_within_a_day_is_not_done(line: Line) -> None:
    line.hello()
    line.say(Beat(WELL, 1, locks=(INACTIVE,)))
    line.plane.call(REMEDIATE_DEVICE, RemediateDevice(line.instance, True))
    line.pass_time(UNLOCK_WITHIN)
    told = line.hello()
    assert isinstance(told, Welcome)
    assert told.orders == ()


def test_nothing_is_remedied_that_is_not_locked(line: Line) -> None:
    request = RemediateDevice(line.instance, False)
    assert line.plane.refusal(REMEDIATE_DEVICE, request).reason is Reason.DEVICE_NOT_LOCKED
    line.hello()
    assert line.plane.refusal(REMEDIATE_DEVICE, request).reason is Reason.DEVICE_NOT_LOCKED
    line.plane.call(DELETE_ASSOCIATED_DEVICE, DeleteAssociatedDevice(line.instance))
    assert line.plane.refusal(REMEDIATE_DEVICE, request).reason is Reason.DEVICE_NOT_LOCKED
