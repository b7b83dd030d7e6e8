"""A broker that we did not write takes our letters, and its own client hears them."""

import json
import socket
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from app.domain.destinations import Mqtt
from app.domain.retries import Delivered, DeliveryFault, Unavailable
from app.gateway.targets.mqtt import LIMIT_S, MqttCarrier
from app.gateway.targets.reach import Reach
from app.gateway.targets.trust import Trust
from app.runtime.clock import SystemClock
from tests.app.letters import letters
from tests.peers.certificates import Certificates
from tests.peers.mosquitto import PASSWORD, USER, Broker, broker, free_port

TOPIC = "thenar/events"


class HastyClock(SystemClock):
    """A quarter of the limit passes between two looks."""

    passed_s = 0.0

    def monotonic_s(self) -> float:
        self.passed_s += LIMIT_S / 4
        return self.passed_s


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, made: Certificates) -> Iterator[Broker]:
    with broker(tmp_path_factory.mktemp("broker"), made) as found:
        yield found


@contextmanager
def listening(running: Broker, count: int) -> Iterator[list[str]]:
    """The broker's own client: what it heard, once it has heard so many."""
    heard: list[str] = []
    port = str(running.plain_port)
    command = ["mosquitto_sub", "-d", "-h", "127.0.0.1", "-p", port, "-t", TOPIC, "-q", "1", "-C", str(count)]
    with subprocess.Popen(["stdbuf", "-oL", *command], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = ""
        while "Subscribed" not in line:
            line = process.stdout.readline()
            assert line, "the listener ended"
        yield heard
        lines, _ = process.communicate(timeout=30)
        heard += [line for line in lines.splitlines() if line.startswith("{")]


@pytest.mark.peer
@pytest.mark.requirement("EVS-001")
def test_letters_are_heard_by_whoever_listens(running: Broker, reach: Reach, trust: Trust) -> None:
    destination = Mqtt("broker.example", TOPIC, running.plain_port, tls=False)
    with listening(running, 3) as heard:
        outcomes = MqttCarrier(reach, trust, SystemClock()).carry(destination, "", letters(3))
    assert outcomes == [Delivered()] * 3
    assert heard == [letter.text for letter in letters(3)]
    assert json.loads(heard[0])["source"] == "aws.one"


@pytest.mark.peer
def test_over_tls_with_a_password(running: Broker, reach: Reach, trust: Trust) -> None:
    destination = Mqtt("receiver.example", TOPIC, running.tls_port, user=USER)
    assert MqttCarrier(reach, trust, SystemClock()).carry(destination, PASSWORD, letters(2)) == [Delivered()] * 2
    refused = MqttCarrier(reach, trust, SystemClock()).carry(destination, "wrong", letters(2))
    assert refused == [Unavailable(DeliveryFault.NOT_AUTHORISED)]


@pytest.mark.peer
def test_a_broker_that_is_another_is_not_trusted(running: Broker, reach: Reach, trust: Trust) -> None:
    destination = Mqtt("another.example", TOPIC, running.tls_port, user=USER)
    refused = MqttCarrier(reach, trust, SystemClock()).carry(destination, PASSWORD, letters(1))
    assert refused == [Unavailable(DeliveryFault.NOT_TRUSTED)]


def test_nobody_there_is_unavailable(reach: Reach, trust: Trust) -> None:
    destination = Mqtt("broker.example", TOPIC, free_port(), tls=False)
    outcome = MqttCarrier(reach, trust, SystemClock()).carry(destination, "", letters(1))
    assert outcome == [Unavailable(DeliveryFault.NOT_CONNECTED)]


def test_a_letter_that_no_broker_acknowledged_is_not_delivered(reach: Reach, trust: Trust) -> None:
    """MQTT 3.1.1, 3.2: the broker greets (20 02 00 00) and says nothing more."""
    with socket.create_server(("127.0.0.1", 0)) as server, ThreadPoolExecutor(1) as pool:
        server.settimeout(30)

        def greet() -> bytes:
            connection, _ = server.accept()
            with connection:
                heard = connection.recv(4_096)
                connection.sendall(bytes.fromhex("20020000"))
                while more := connection.recv(4_096):
                    heard += more
            return heard

        greeting = pool.submit(greet)
        destination = Mqtt("broker.example", TOPIC, server.getsockname()[1], tls=False)
        outcome = MqttCarrier(reach, trust, HastyClock()).carry(destination, "", letters(2))
        assert TOPIC.encode() in greeting.result()
    assert outcome == [Unavailable(DeliveryFault.TIMED_OUT)]


def test_an_address_inside_is_not_connected_to(trust: Trust) -> None:
    outcome = MqttCarrier(Reach(), trust, SystemClock()).carry(Mqtt("127.0.0.1", TOPIC, 1883), "", letters(1))
    assert outcome == [Unavailable(DeliveryFault.ADDRESS_REFUSED)]
