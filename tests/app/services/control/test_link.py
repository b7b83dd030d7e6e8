"""What terminals are answered: by whom they are, what they were told before, and what is known of them."""

import json
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from app.credentials.certificates import RENEWED_FROM, Issued, make_request, terminal_name
from app.domain.device_commands import LEASE, REBOOT_WITHIN, CommandKind, CommandState
from app.domain.device_instances import InstanceId
from app.operations.instances import (
    DELETE_ASSOCIATED_DEVICE,
    GET_COMMAND,
    GET_STATUS,
    REBOOT_DEVICE,
    CommandDetail,
    ConnectivityWord,
    DeleteAssociatedDevice,
    GetDeviceCommand,
    GetDeviceStatus,
    HealthWord,
    RebootDevice,
)
from app.operations.link import (
    Acknowledge,
    Asked,
    Beat,
    Configured,
    Dismissed,
    FetchConfiguration,
    Hello,
    Noted,
    Renew,
    Renewed,
    Settle,
    Told,
    Welcome,
)
from app.operations.refusals import Reason
from app.ports.control.trail import Question
from app.services.control.admission import Terminal
from app.services.control.link import Ask, LinkDesk
from app.services.control.publish import Publisher
from tests.app.control import REALM, Plane
from tests.app.domain.test_device_configuration import DOOR
from tests.app.services.control.test_activation import activated
from tests.app.services.control.test_instances import configured
from tests.app.services.still_clock import StillClock

WELL, ILL = HealthWord.HEALTHY, HealthWord.CRITICAL


@dataclass
class Line:
    """One terminal's link to a desk."""

    plane: Plane
    clock: StillClock
    desk: LinkDesk
    instance: str
    terminal: Terminal
    token: str | None = None
    heard: list[Told] = field(default_factory=list)

    def say(self, message: Asked | None) -> Told:
        (told,) = self.desk.answers([Ask(self.terminal, message)])
        return told

    def hello(self, health: HealthWord = WELL) -> Told:
        told = self.say(Hello(health, "1.0", 0, self.token))
        if isinstance(told, Welcome):
            self.token = told.token
        return told

    def pass_time(self, span: timedelta) -> None:
        self.clock.pass_time(span)
        self.plane.now += span

    def events(self) -> list[str]:
        with self.plane.store.reading() as reading:
            begin, end = self.clock.wall - timedelta(days=365), self.clock.wall + timedelta(days=1)
            found = reading.outbox.events_between(begin, end, 0, 100)
        return [json.loads(text)["detail-type"] for _, text in found]


def line_of(plane: Plane, instance: str = "") -> Line:
    instance = instance or configured(plane)
    done = activated(plane, instance)
    certificate = x509.load_pem_x509_certificates(done.certificate.encode())[0]
    name = terminal_name(certificate)
    assert name is not None
    terminal = Terminal(name.account, InstanceId(name.instance), Issued(certificate).serial)
    clock = StillClock(plane.now)
    numbers = count()
    publisher = Publisher(REALM, lambda: f"{next(numbers):08}-0000-4000-8000-{instance[-12:]}")
    return Line(plane, clock, LinkDesk(plane.store, publisher, clock), instance, terminal)


@pytest.fixture
def line(plane: Plane) -> Line:
    return line_of(plane)


def audited(line: Line) -> tuple[str, str, dict[str, object]]:
    """The newest record of the audit of calls: what was done, who did it, what came of it."""
    with line.plane.store.reading() as reading:
        (entry,) = reading.trail.find(Question(), 0, 1)
    record = json.loads(entry.text)
    return record["eventName"], record["userIdentity"]["principalId"], record["responseElements"]


def rebooting(line: Line) -> str:
    return line.plane.call(REBOOT_DEVICE, RebootDevice(line.instance)).command_id


def command(line: Line, command_id: str) -> CommandDetail:
    return line.plane.call(GET_COMMAND, GetDeviceCommand(line.instance, command_id))


@pytest.mark.requirement("ACT-021", "MNT-001", "DIM-003", "DIM-004", "EVD-005")
def test_a_terminal_that_says_hello_is_connected_and_says_how_it_is(line: Line) -> None:
    before = line.plane.call(GET_STATUS, GetDeviceStatus(line.instance))
    assert (before.connectivity, before.health) == (ConnectivityWord.DISCONNECTED, None)
    told = line.hello()
    assert isinstance(told, Welcome)
    assert (told.device_instance_id, told.configuration_version) == (line.instance, 1)
    status = line.plane.call(GET_STATUS, GetDeviceStatus(line.instance))
    assert (status.connectivity, status.health) == (ConnectivityWord.CONNECTED, WELL)
    assert line.events() == ["Device Connectivity Changed To Online"]


@pytest.mark.requirement("EVD-002", "EVD-003")
def test_a_change_of_health_becomes_an_event_and_no_change_none(line: Line) -> None:
    line.hello()
    for health in (WELL, ILL, ILL, WELL):
        assert isinstance(line.say(Beat(health, 1)), Noted)
    assert line.events()[1:] == [
        "Device Health Status Changed To Critical",
        "Device Health Status Changed To Healthy",
    ]


@pytest.mark.requirement("EVD-004", "EVD-005")
def test_a_silent_terminal_is_swept_once_and_comes_back_with_its_next_word(line: Line) -> None:
    line.hello()
    line.pass_time(LEASE)
    assert line.desk.sweep(line.clock.wall - LEASE) == 0
    line.pass_time(timedelta(seconds=1))
    assert line.desk.sweep(line.clock.wall - LEASE) == 1
    assert line.desk.sweep(line.clock.wall - LEASE) == 0
    status = line.plane.call(GET_STATUS, GetDeviceStatus(line.instance))
    assert status.connectivity is ConnectivityWord.DISCONNECTED
    line.say(Beat(WELL, 1))
    assert line.events() == [
        "Device Connectivity Changed To Online",
        "Device Connectivity Changed To Offline",
        "Device Connectivity Changed To Online",
    ]


@pytest.mark.requirement("DIM-006", "DIM-007", "API-009", "MNT-002")
def test_a_reboot_is_accepted_sent_acknowledged_and_done(line: Line) -> None:
    line.hello()
    order = rebooting(line)
    assert command(line, order).state is CommandState.QUEUED
    (told,) = line.desk.waiting([line.terminal.instance])
    assert (told.id, told.kind) == (order, CommandKind.REBOOT)
    assert command(line, order).state is CommandState.SENT
    assert line.desk.waiting([line.terminal.instance]) == []
    line.say(Acknowledge(order))
    assert command(line, order).state is CommandState.ACKED
    line.say(Settle(order, True))
    assert command(line, order).state is CommandState.DONE
    line.say(Settle(order, False))
    assert command(line, order).state is CommandState.DONE, "what ended stays as it ended"


def test_what_is_not_done_is_told_again_at_the_next_hello(line: Line) -> None:
    order = rebooting(line)
    for _ in range(2):
        told = line.hello()
        assert isinstance(told, Welcome)
        assert [each.command_id for each in told.orders] == [order]
    line.say(Settle(order, True))
    told = line.hello()
    assert isinstance(told, Welcome)
    assert told.orders == ()


def test_a_command_is_not_done_after_its_deadline(line: Line) -> None:
    line.hello()
    order = rebooting(line)
    line.pass_time(REBOOT_WITHIN)
    assert line.desk.waiting([line.terminal.instance]) == []
    line.desk.sweep(line.clock.wall - timedelta(days=1))
    assert command(line, order).state is CommandState.EXPIRED
    line.say(Settle(order, True))
    assert command(line, order).state is CommandState.EXPIRED


def test_a_device_that_is_not_active_cannot_be_rebooted(plane: Plane) -> None:
    asked = RebootDevice(configured(plane))
    assert plane.refusal(REBOOT_DEVICE, asked).reason is Reason.INSTANCE_NOT_ACTIVE


def test_a_terminal_reports_of_its_own_commands_alone(line: Line) -> None:
    other = line_of(line.plane)
    order = rebooting(other)
    line.hello()
    for message in (Acknowledge(order), Settle(order, True)):
        assert line.say(message) == Dismissed("foreign_command")
    assert command(other, order).state is CommandState.QUEUED
    asked = GetDeviceCommand(line.instance, order)
    assert line.plane.refusal(GET_COMMAND, asked).reason is Reason.NOT_FOUND


@pytest.mark.requirement("DIM-016")
def test_a_deactivated_terminal_is_dismissed_with_its_next_word(line: Line) -> None:
    line.hello()
    order = rebooting(line)
    line.plane.call(DELETE_ASSOCIATED_DEVICE, DeleteAssociatedDevice(line.instance))
    for message in (None, Beat(WELL, 1), FetchConfiguration(), Hello(WELL, "1.0", 1, line.token)):
        assert line.say(message) == Dismissed("revoked")
    assert command(line, order).state is CommandState.EXPIRED


def test_a_certificate_that_was_never_issued_or_has_run_out_does_not_count(line: Line) -> None:
    for foreign in (
        Terminal(REALM.account, line.terminal.instance, "abc"),
        Terminal("999999999999", line.terminal.instance, line.terminal.serial),
        Terminal(REALM.account, InstanceId("nowherenowhere"), line.terminal.serial),
    ):
        assert line.desk.answers([Ask(foreign, None)]) == [Dismissed("revoked")]
    line.pass_time(timedelta(days=90))
    assert line.say(None) == Dismissed("revoked")


def test_a_lost_answer_is_no_copy(line: Line) -> None:
    line.hello()
    before = line.token
    line.hello()
    line.token = before
    assert isinstance(line.hello(), Welcome)
    assert isinstance(line.hello(), Welcome)


def test_two_that_come_as_one_are_both_dismissed(line: Line) -> None:
    line.hello()
    copied = line.token
    line.hello()
    line.hello()
    own, line.token = line.token, copied
    assert line.hello() == Dismissed("copied")
    line.token = own
    assert line.hello() == Dismissed("revoked")
    assert line.events()[-1] == "Device Identity Copied"
    assert audited(line) == ("DismissCopiedDevice", line.instance, {"certificatesRevoked": 1})


def test_one_that_has_forgotten_everything_is_taken_for_a_copy(line: Line) -> None:
    line.hello()
    line.hello()
    line.token = None
    assert line.hello() == Dismissed("copied")


@pytest.mark.requirement("ACT-019", "DIM-010")
def test_a_terminal_gets_its_configuration_with_the_secrets(line: Line) -> None:
    told = line.say(FetchConfiguration())
    assert isinstance(told, Configured)
    assert (told.version, told.configuration) == (1, DOOR)


def test_a_certificate_is_renewed_when_it_is_due(line: Line) -> None:
    request = Renew(make_request(ec.generate_private_key(ec.SECP256R1())))
    assert line.say(request) == Noted(1)
    assert line.say(Renew("no request")) == Dismissed("malformed")
    line.pass_time(RENEWED_FROM)
    told = line.say(request)
    assert isinstance(told, Renewed)
    fresh = x509.load_pem_x509_certificates(told.certificate.encode())[0]
    newer = Terminal(REALM.account, line.terminal.instance, Issued(fresh).serial)
    serials = {"serial": newer.serial, "previousSerial": line.terminal.serial}
    assert audited(line) == ("RenewDeviceCertificate", line.instance, serials)
    line.pass_time(timedelta(days=31))
    assert line.say(None) == Dismissed("revoked")
    assert line.desk.answers([Ask(newer, None)]) == [Noted(0)], "a knock is told nothing"


def test_one_that_cannot_be_answered_spoils_no_others_answer(line: Line) -> None:
    """A batch of many terminals, a stranger among them."""
    stranger = Terminal(REALM.account, line.terminal.instance, "abc")
    asks = [Ask(line.terminal, Hello(WELL, "1.0", 0)), Ask(stranger, None), Ask(line.terminal, Beat(ILL, 1))]
    told = line.desk.answers(asks)
    assert [type(each) for each in told] == [Welcome, Dismissed, Noted]
