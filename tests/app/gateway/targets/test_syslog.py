"""Messages are RFC 5424's, as rsyslog understands them."""

import json
import socket
import ssl
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.domain.destinations import Syslog, SyslogTransport
from app.domain.retries import Delivered, DeliveryFault, Refused, Unavailable
from app.gateway.targets.reach import Reach
from app.gateway.targets.syslog import LARGEST_DATAGRAM, SyslogCarrier, counted, syslog_message
from app.gateway.targets.trust import Trust
from tests.app.gateway.targets.receivers import stream_receiver
from tests.app.letters import letter, letters
from tests.peers.certificates import Certificates
from tests.peers.mosquitto import free_port
from tests.peers.rsyslog import Rsyslog, rsyslog

HOST = "server-1"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rsyslog]:
    with rsyslog(tmp_path_factory.mktemp("rsyslog")) as found:
        yield found


def understood(number: int) -> dict[str, str]:
    return {
        "priority": "85",
        "version": "1",
        "time": "2026-03-01T09:00:00Z",
        "host": HOST,
        "app": "thenar",
        "process": "-",
        "id": "DeviceHealthStatusChangedToCriti",
        "data": '[origin software="thenar"]',
        "text": json.dumps(json.loads(letter(number).text), separators=(",", ":")),
    }


@pytest.mark.peer
@pytest.mark.parametrize("transport", [SyslogTransport.TCP, SyslogTransport.UDP])
def test_rsyslog_understands_every_field(
    running: Rsyslog, reach: Reach, trust: Trust, transport: SyslogTransport
) -> None:
    port = running.tcp_port if transport is SyslogTransport.TCP else running.udp_port
    carrier = SyslogCarrier(reach, trust, HOST)
    assert carrier.carry(Syslog("log.example", port, transport), "", letters(3)) == [Delivered()] * 3
    messages = sorted(running.messages(3), key=lambda message: message["text"])
    assert messages == [understood(number) for number in (1, 2, 3)]


def test_over_tls_frames_are_counted(reach: Reach, trust: Trust, made: Certificates) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made.certificate, made.key)
    with stream_receiver(context) as (port, heard):
        outcome = SyslogCarrier(reach, trust, HOST).carry(Syslog("receiver.example", port), "", letters(2))
    assert outcome == [Delivered()] * 2
    assert b"".join(heard) == b"".join(counted(syslog_message(each, HOST)) for each in letters(2))


def test_a_receiver_that_is_another_gets_nothing(reach: Reach, trust: Trust, made: Certificates) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made.certificate, made.key)
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(30)
        port = server.getsockname()[1]

        def greet() -> str:
            connection, _ = server.accept()
            try:
                context.wrap_socket(connection, server_side=True).close()
            except ssl.SSLError as error:
                return error.reason
            finally:
                connection.close()
            return "greeted"

        with ThreadPoolExecutor(1) as pool:
            greeting = pool.submit(greet)
            outcome = SyslogCarrier(reach, trust, HOST).carry(Syslog("another.example", port), "", letters(1))
            assert "ALERT" in greeting.result()
    assert outcome == [Unavailable(DeliveryFault.NOT_TRUSTED)]


def test_a_receiver_that_throws_away_what_it_was_sent_has_not_got_it(reach: Reach, trust: Trust) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, ThreadPoolExecutor(1) as pool:
        server.settimeout(30)

        def hang_up() -> None:
            connection, _ = server.accept()
            connection.recv(1, socket.MSG_PEEK)
            connection.close()  # with bytes unread: the kernel answers with a reset

        hung_up = pool.submit(hang_up)
        destination = Syslog("log.example", server.getsockname()[1], SyslogTransport.TCP)
        outcome = SyslogCarrier(reach, trust, HOST).carry(destination, "", letters(2))
        hung_up.result()
    assert outcome == [Unavailable(DeliveryFault.NOT_CONNECTED)]


def test_a_datagram_that_is_too_large_is_refused_and_the_next_one_goes(reach: Reach, trust: Trust) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver:
        receiver.bind(("127.0.0.1", 0))
        receiver.settimeout(30)
        destination = Syslog("log.example", receiver.getsockname()[1], SyslogTransport.UDP)
        large = letter(1, "x" * LARGEST_DATAGRAM)
        outcome = SyslogCarrier(reach, trust, HOST).carry(destination, "", [large, letter(2)])
        assert receiver.recv(65_536) == syslog_message(letter(2), HOST)
    assert outcome == [Refused(DeliveryFault.TOO_LARGE), Delivered()]


def test_a_message_is_ascii_whatever_a_device_is_called() -> None:
    message = syslog_message(letter(1, "Zürich [x] ☂"), HOST)
    assert message.isascii()
    assert b"\n" not in message


@pytest.mark.parametrize("transport", SyslogTransport)
def test_an_address_inside_is_not_connected_to(trust: Trust, transport: SyslogTransport) -> None:
    destination = Syslog("127.0.0.1", free_port(), transport)
    outcome = SyslogCarrier(Reach(), trust, HOST).carry(destination, "", letters(1))
    assert outcome == [Unavailable(DeliveryFault.ADDRESS_REFUSED)]


def test_nobody_there_is_unavailable(reach: Reach, trust: Trust) -> None:
    destination = Syslog("log.example", free_port(), SyslogTransport.TCP)
    outcome = SyslogCarrier(reach, trust, HOST).carry(destination, "", letters(1))
    assert outcome == [Unavailable(DeliveryFault.NOT_CONNECTED)]
