"""The device link over real TLS: who is let in, who is thrown out, and what a connected terminal hears."""

import ssl
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from app.credentials.certificates import TerminalName, make_authority, make_request, pem, read_request
from app.domain.device_commands import CommandState
from app.domain.faults import Fault, FaultError
from app.gateway.device_link import DeviceLink
from app.gateway.link_client import LinkLost, TurnedAway, connected
from app.operations.instances import (
    DELETE_ASSOCIATED_DEVICE,
    GET_COMMAND,
    REBOOT_DEVICE,
    DeleteAssociatedDevice,
    GetDeviceCommand,
    HealthWord,
    RebootDevice,
)
from app.operations.link import (
    FRAME_MOST,
    Acknowledge,
    Beat,
    Configured,
    Dismissed,
    FetchConfiguration,
    Hello,
    Noted,
    Orders,
    Settle,
    Welcome,
)
from app.ports.control.transaction import Transaction
from app.runtime.clock import SystemClock
from app.services.control.certificate_authority import authority_of
from app.services.control.link import LinkDesk
from app.services.control.publish import Publisher
from tests.app.control import REALM, Plane
from tests.app.domain.test_device_configuration import DOOR
from tests.app.gateway.running import Running, running
from tests.app.gateway.terminals import Device, device_of, link, private

TIMEOUT_S = 10.0
HELLO = Hello(HealthWord.HEALTHY, "1.0", 0)
BEAT = Beat(HealthWord.HEALTHY, 1)


@pytest.fixture
def server(plane: Plane, tmp_path: Path) -> Iterator[Running]:
    with link(plane, tmp_path) as server:
        yield server


@pytest.fixture
def device(plane: Plane, server: Running, tmp_path: Path) -> Device:
    return device_of(plane, tmp_path / "device")


def refused(device: Device, server: Running) -> bool:
    """At the door, or with the first word: TLS 1.3 tells a client only then."""
    try:
        with connected(device.place(server), TIMEOUT_S) as terminal:
            return isinstance(terminal.ask(HELLO), Dismissed)
    except LinkLost:
        return True


@pytest.mark.requirement("ACT-019", "DIM-006", "DIM-007")
def test_a_connected_terminal_hears_what_it_is_told_to_do(plane: Plane, server: Running, device: Device) -> None:
    with connected(device.place(server), TIMEOUT_S) as terminal:
        welcome = terminal.ask(HELLO)
        assert isinstance(welcome, Welcome)
        assert welcome.device_instance_id == device.instance
        told = terminal.ask(FetchConfiguration())
        assert isinstance(told, Configured)
        assert told.configuration == DOOR
        order = plane.call(REBOOT_DEVICE, RebootDevice(device.instance)).command_id
        heard = terminal.wait(TIMEOUT_S)
        assert isinstance(heard, Orders)
        assert [each.command_id for each in heard.orders] == [order]
        assert isinstance(terminal.ask(Acknowledge(order)), Noted)
        assert isinstance(terminal.ask(Settle(order, True)), Noted)
    state = plane.call(GET_COMMAND, GetDeviceCommand(device.instance, order)).state
    assert state is CommandState.DONE


def test_a_terminal_that_is_deactivated_while_connected_is_thrown_out(
    plane: Plane, server: Running, device: Device
) -> None:
    with connected(device.place(server), TIMEOUT_S) as terminal:
        assert isinstance(terminal.ask(HELLO), Welcome)
        assert isinstance(terminal.ask(BEAT), Noted)
        plane.call(DELETE_ASSOCIATED_DEVICE, DeleteAssociatedDevice(device.instance))
        assert terminal.ask(BEAT) == Dismissed("revoked")
        with pytest.raises(LinkLost):
            terminal.ask(BEAT)
    with pytest.raises(TurnedAway), connected(device.place(server), TIMEOUT_S):
        pass


def test_another_authoritys_certificate_is_refused(server: Running, device: Device) -> None:
    assert not refused(device, server)
    foreign = make_authority(REALM.account, datetime.now(UTC))
    key = ec.generate_private_key(ec.SECP256R1())
    request = read_request(make_request(key))
    assert request is not None
    issued = foreign.issue_terminal(TerminalName(REALM.account, device.instance), request, datetime.now(UTC))
    device.certificate.write_text(pem(issued.certificate) + foreign.chain_pem)
    device.key.write_bytes(private(key))
    assert refused(device, server)


def test_nobody_comes_in_without_a_certificate(server: Running) -> None:
    context = server.trust
    with pytest.raises(httpx.TransportError):
        httpx.get(server.url, verify=context)


@pytest.mark.requirement("SEC-004")
@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1:DeprecationWarning")  # deprecated, which is why it is tried
def test_nothing_below_tls_1_2_is_spoken(server: Running, device: Device) -> None:
    for version, spoken in ((ssl.TLSVersion.TLSv1_1, False), (ssl.TLSVersion.TLSv1_2, True)):
        context = device.place(server).context()
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version = context.maximum_version = version
        try:
            with connect(f"wss://localhost:{server.port}/", ssl=context, proxy=None) as socket:
                assert isinstance(socket.socket, ssl.SSLSocket)
                assert socket.socket.version() == "TLSv1.2"
            assert spoken
        except ssl.SSLError:
            assert not spoken


def test_a_server_that_is_another_is_not_spoken_to(server: Running, device: Device) -> None:
    place = device.place(server)
    stranger = make_authority(REALM.account, datetime.now(UTC)).root_pem
    with pytest.raises(LinkLost), connected(type(place)(place.address, place.certificate, place.key, stranger), 10):
        pass


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        '{"kind":"beat","number":1,"body":{"health":"HEALTHY","configurationVersion":1}}',
        '{"kind":"welcome","number":1,"body":{}}',
        '{"kind":"hello","number":-1,"body":{"health":"HEALTHY","software":"1","configurationVersion":1}}',
        '{"kind":"hello","number":1,"body":{"health":"HEALTHY","software":"1","configurationVersion":1,"x":1}}',
        "[" * 1000,
    ],
)
def test_whoever_does_not_begin_with_hello_is_dismissed(server: Running, device: Device, text: str) -> None:
    with connect(f"wss://localhost:{server.port}/", ssl=device.place(server).context(), proxy=None) as socket:
        socket.send(text)
        assert '"malformed"' in str(socket.recv(timeout=TIMEOUT_S))
        with pytest.raises(ConnectionClosed):
            socket.recv(timeout=TIMEOUT_S)


def test_a_message_that_is_too_long_ends_the_connection(server: Running, device: Device) -> None:
    with connect(f"wss://localhost:{server.port}/", ssl=device.place(server).context(), proxy=None) as socket:
        socket.send("x" * (FRAME_MOST + 1))
        with pytest.raises(ConnectionClosed) as caught:
            socket.recv(timeout=TIMEOUT_S)
    assert caught.value.rcvd is not None
    assert caught.value.rcvd.code == 1009


def test_a_new_connection_takes_the_place_of_the_last(server: Running, device: Device) -> None:
    with connected(device.place(server), TIMEOUT_S) as first:
        welcome = first.ask(HELLO)
        assert isinstance(welcome, Welcome)
        with connected(device.place(server), TIMEOUT_S) as second:
            assert isinstance(second.ask(Hello(HealthWord.HEALTHY, "1.0", 0, welcome.token)), Welcome)
            with pytest.raises(LinkLost):
                first.wait(TIMEOUT_S)
            assert isinstance(second.ask(BEAT), Noted)


class BrokenStore:
    """Its disk is full."""

    def transaction(self) -> AbstractContextManager[Transaction]:
        raise FaultError(Fault.STORE_FULL)

    reading = transaction


def test_a_server_that_cannot_answer_is_not_one_that_turns_away(
    plane: Plane, server: Running, device: Device, tmp_path: Path
) -> None:
    """Whoever is turned away forgets everything; a full disk must not have that said."""
    with plane.store.reading() as reading:
        root = authority_of(reading, REALM.account, datetime.now(UTC)).root_pem
    (tmp_path / "broken").mkdir()
    desk = LinkDesk(BrokenStore(), Publisher(REALM, str), SystemClock())
    with (
        running(DeviceLink(desk), tmp_path / "broken", root) as broken,
        pytest.raises(LinkLost),
        connected(device.place(broken), TIMEOUT_S),
    ):
        pass


def test_the_link_answers_no_plain_request(server: Running, device: Device) -> None:
    with httpx.Client(verify=device.place(server).context()) as client:
        assert client.get(server.url).status_code == 404
