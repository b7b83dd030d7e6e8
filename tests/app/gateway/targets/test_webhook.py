"""A webhook reaches the receiver signed, and reaches nobody else."""

import base64
import json
import ssl
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import pytest

from app.domain.destinations import Webhook
from app.domain.retries import Delivered, DeliveryFault, Outcome, Refused, Unavailable
from app.gateway.targets.reach import Reach
from app.gateway.targets.trust import Trust
from app.gateway.targets.webhook import ANSWER_BYTES, LIMIT_S, WebhookCarrier
from tests.app.gateway.targets.receivers import Received, WebReceiver, stream_receiver, web_receiver
from tests.app.letters import AT, letter, letters
from tests.peers.certificates import Certificates, certificates

KEY, OTHER_KEY = b"k" * 24, b"o" * 24
SECRET = "whsec_" + base64.b64encode(KEY).decode()
OTHER_SECRET = "whsec_" + base64.b64encode(OTHER_KEY).decode()


@dataclass
class Clock:
    """Stands still, or leaps each time it is asked; after the first time to `leaps_from`."""

    leap_s: float = 0.0
    passed_s: float = 0.0
    leaps_from: float = 0.0

    def now(self) -> datetime:
        return AT

    def monotonic_s(self) -> float:
        self.passed_s = max(self.passed_s + self.leap_s, self.leaps_from if self.passed_s else 0.0)
        return self.passed_s

    def sleep(self, seconds: float) -> None:
        raise AssertionError


@pytest.fixture
def receiver(made: Certificates) -> Iterator[WebReceiver]:
    with web_receiver(made) as running:
        yield running


def carry(
    receiver: WebReceiver,
    reach: Reach,
    trust: Trust,
    count: int = 1,
    secret: str = SECRET,
    clock: Clock | None = None,
) -> Sequence[Outcome]:
    carrier = WebhookCarrier(reach, trust, clock or Clock())
    return carrier.carry(Webhook(f"https://receiver.example:{receiver.port}/hook"), secret, letters(count))


def signed_with(key: bytes, received: Received) -> bool:
    """By openssl, from the words of the specification: HMAC-SHA256 of `id.timestamp.body`."""
    head = f"{received.headers['webhook-id']}.{received.headers['webhook-timestamp']}.".encode()
    command = ["openssl", "dgst", "-sha256", "-mac", "HMAC", "-macopt", f"hexkey:{key.hex()}", "-binary"]
    done = subprocess.run(command, input=head + received.body, capture_output=True, check=True, timeout=30)
    return f"v1,{base64.b64encode(done.stdout).decode()}" in received.headers["webhook-signature"].split(" ")


@pytest.mark.peer
@pytest.mark.requirement("EVD-001", "EVS-001")
def test_a_letter_arrives_signed(receiver: WebReceiver, reach: Reach, trust: Trust) -> None:
    assert carry(receiver, reach, trust) == [Delivered()]
    (received,) = receiver.received
    sent = letter()
    assert received.body == sent.text.encode()
    assert json.loads(received.body)["detail"]["data"]["deviceInstanceName"] == "Lobby · Nord"
    assert received.headers["webhook-id"] == sent.event
    assert received.headers["webhook-timestamp"] == str(int(AT.timestamp()))
    assert received.headers["host"] == f"receiver.example:{receiver.port}"
    assert signed_with(KEY, received)
    assert not signed_with(OTHER_KEY, received)
    assert not signed_with(KEY, replace(received, body=received.body + b" "))


@pytest.mark.peer
def test_while_a_key_is_exchanged_both_sign(receiver: WebReceiver, reach: Reach, trust: Trust) -> None:
    carry(receiver, reach, trust, secret=f"{SECRET} {OTHER_SECRET}")
    assert signed_with(KEY, receiver.received[0])
    assert signed_with(OTHER_KEY, receiver.received[0])


def test_a_batch_travels_on_one_connection(receiver: WebReceiver, reach: Reach, trust: Trust) -> None:
    assert carry(receiver, reach, trust, count=3) == [Delivered()] * 3
    assert [each.headers["webhook-id"][:8] for each in receiver.received] == ["00000001", "00000002", "00000003"]
    assert receiver.connections == 1


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (204, Delivered()),
        (302, Refused(DeliveryFault.ANSWERED_NO)),
        (307, Refused(DeliveryFault.ANSWERED_NO)),
        (400, Refused(DeliveryFault.ANSWERED_NO)),
        (401, Refused(DeliveryFault.NOT_AUTHORISED)),
        (403, Refused(DeliveryFault.NOT_AUTHORISED)),
        (404, Refused(DeliveryFault.ANSWERED_NO)),
        (408, Unavailable(DeliveryFault.ANSWERED_BUSY)),
        (410, Refused(DeliveryFault.ANSWERED_NO)),
        (413, Refused(DeliveryFault.TOO_LARGE)),
        (429, Unavailable(DeliveryFault.ANSWERED_BUSY)),
        (500, Unavailable(DeliveryFault.ANSWERED_BUSY)),
        (503, Unavailable(DeliveryFault.ANSWERED_BUSY)),
    ],
)
def test_what_a_status_means(receiver: WebReceiver, reach: Reach, trust: Trust, status: int, outcome: Outcome) -> None:
    receiver.answers.append(status)
    receiver.body = b"" if status == 204 else receiver.body
    assert carry(receiver, reach, trust) == [outcome]
    assert len(receiver.received) == 1, "and no redirect is followed"


def test_a_batch_stops_at_a_receiver_that_is_busy_and_passes_one_that_it_refuses(
    receiver: WebReceiver, reach: Reach, trust: Trust
) -> None:
    receiver.answers += [400, 200, 503]
    outcomes = carry(receiver, reach, trust, count=5)
    assert [type(outcome) for outcome in outcomes] == [Refused, Delivered, Unavailable]
    assert len(receiver.received) == 3


def test_an_answer_without_end_is_not_read(receiver: WebReceiver, reach: Reach, trust: Trust) -> None:
    receiver.body = b"x" * (ANSWER_BYTES * 100)
    assert carry(receiver, reach, trust, count=2) == [Delivered()] * 2
    assert receiver.connections == 2, "the connection was given up"


def test_a_name_that_means_an_address_inside_is_not_connected_to(receiver: WebReceiver, trust: Trust) -> None:
    def resolve(host: str, port: int) -> Sequence[str]:
        return ["127.0.0.1"]

    assert carry(receiver, Reach(resolve=resolve), trust) == [Refused(DeliveryFault.ADDRESS_REFUSED)]
    assert receiver.connections == 0


def test_a_name_is_looked_up_once_and_its_address_is_the_one_connected_to(
    receiver: WebReceiver, reach: Reach, trust: Trust
) -> None:
    asked: list[str] = []

    def rebinding(host: str, port: int) -> Sequence[str]:
        """The first answer is permitted, every later one is another address."""
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["127.0.0.2"]

    assert carry(receiver, Reach(reach.allowed, rebinding), trust) == [Delivered()]
    assert asked == ["receiver.example"]


def test_a_receiver_with_a_foreign_certificate_gets_nothing(
    receiver: WebReceiver, reach: Reach, tmp_path_factory: pytest.TempPathFactory
) -> None:
    stranger = certificates(tmp_path_factory.mktemp("stranger"), "receiver.example")
    assert carry(receiver, reach, Trust(stranger.authority)) == [Unavailable(DeliveryFault.NOT_TRUSTED)]
    assert receiver.received == []


def test_a_certificate_for_another_name_is_foreign(receiver: WebReceiver, reach: Reach, trust: Trust) -> None:
    carrier = WebhookCarrier(reach, trust, Clock())
    outcome = carrier.carry(Webhook(f"https://another.example:{receiver.port}/"), SECRET, letters(1))
    assert outcome == [Unavailable(DeliveryFault.NOT_TRUSTED)]


def test_an_exchange_has_an_end_however_the_time_passes(receiver: WebReceiver, reach: Reach, trust: Trust) -> None:
    outcome = carry(receiver, reach, trust, clock=Clock(leap_s=LIMIT_S / 4))
    assert outcome == [Unavailable(DeliveryFault.TIMED_OUT)]


@pytest.mark.timeout(60)
def test_a_receiver_that_never_answers_is_left_when_the_time_is_over(
    made: Certificates, reach: Reach, trust: Trust
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made.certificate, made.key)
    with stream_receiver(context) as (port, heard):
        almost_over = Clock(leap_s=LIMIT_S / 100, leaps_from=LIMIT_S * 0.9)
        outcome = carry(WebReceiver(port), reach, trust, clock=almost_over)
    assert outcome == [Unavailable(DeliveryFault.TIMED_OUT)]
    assert b"webhook-id" in b"".join(heard)


def test_nobody_listening_is_unavailable(receiver: WebReceiver, reach: Reach, trust: Trust) -> None:
    absent = replace(receiver, port=9)
    assert carry(absent, reach, trust) == [Unavailable(DeliveryFault.NOT_CONNECTED)]


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_a", "whsec_!", "whsec_" + "a" * 28, "a" * 32])
def test_without_a_usable_secret_nothing_is_sent(
    receiver: WebReceiver, reach: Reach, trust: Trust, secret: str
) -> None:
    assert carry(receiver, reach, trust, secret=secret) == [Unavailable(DeliveryFault.SECRET_UNUSABLE)]
    assert receiver.received == []
