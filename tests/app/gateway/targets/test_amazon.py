"""EventBridge, SQS and SNS take our letters, as far as moto plays them true."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest

from app.domain.destinations import EventBus, Queue, Topic
from app.domain.retries import Delivered, DeliveryFault, Refused, Unavailable
from app.gateway.targets.amazon import AmazonCarrier, bus_entry
from tests.app.letters import AT, letter, letters
from tests.peers.mosquitto import free_port
from tests.peers.moto import CREDENTIALS, amazon

REGION = "us-east-1"


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with amazon(tmp_path_factory.mktemp("moto")) as address:
        yield address


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("HOME", str(tmp_path))


def client(service: str, endpoint: str) -> Any:
    return boto3.client(service, region_name=REGION, endpoint_url=endpoint)


def new_queue(endpoint: str, name: str) -> tuple[str, str]:
    """(address, ARN)."""
    sqs = client("sqs", endpoint)
    fifo = {"FifoQueue": "true"} if name.endswith(".fifo") else {}
    url = sqs.create_queue(QueueName=name, Attributes=fifo)["QueueUrl"]
    return url, sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]


def bodies(endpoint: str, queue: str) -> list[str]:
    found = client("sqs", endpoint).receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages", [])
    return [message["Body"] for message in found]


@pytest.mark.peer
@pytest.mark.requirement("EVS-001")
def test_a_queue_gets_the_envelope(endpoint: str) -> None:
    url, _ = new_queue(endpoint, "doors")
    assert AmazonCarrier(endpoint).carry(Queue(url, REGION), "", letters(3)) == [Delivered()] * 3
    assert sorted(bodies(endpoint, url)) == [each.text for each in letters(3)]


@pytest.mark.peer
def test_a_fifo_queue_drops_what_comes_twice(endpoint: str) -> None:
    url, _ = new_queue(endpoint, "doors.fifo")
    for _ in range(2):
        assert AmazonCarrier(endpoint).carry(Queue(url, REGION), "", letters(2)) == [Delivered()] * 2
    assert bodies(endpoint, url) == [each.text for each in letters(2)]


@pytest.mark.peer
@pytest.mark.requirement("EVS-001")
def test_a_topic_passes_it_on(endpoint: str) -> None:
    url, arn = new_queue(endpoint, "listeners")
    sns = client("sns", endpoint)
    topic = sns.create_topic(Name="doors")["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn, Attributes={"RawMessageDelivery": "true"})
    assert AmazonCarrier(endpoint).carry(Topic(topic, REGION), "", letters(1)) == [Delivered()]
    assert bodies(endpoint, url) == [letter().text]


@pytest.mark.peer
@pytest.mark.requirement("EVS-015")
def test_a_bus_gets_it_under_our_own_source(endpoint: str) -> None:
    url, arn = new_queue(endpoint, "bus-listeners")
    events = client("events", endpoint)
    events.put_rule(Name="all", EventPattern=json.dumps({"source": ["thenar"]}))
    events.put_targets(Rule="all", Targets=[{"Id": "1", "Arn": arn}])
    assert AmazonCarrier(endpoint).carry(EventBus("default", REGION), "", letters(1)) == [Delivered()]
    (body,) = bodies(endpoint, url)
    told, sent = json.loads(body), json.loads(letter().text)
    assert (told["source"], told["detail-type"]) == ("thenar", sent["detail-type"])
    assert told["resources"] == sent["resources"]
    origin = {name: sent[name] for name in ("id", "source", "account", "region")}
    assert told["detail"] == {**sent["detail"], "origin": origin}
    assert told["time"] == "2026-03-01T09:00:00Z"


def test_no_source_that_aws_keeps_to_itself_is_ever_used() -> None:
    assert bus_entry(letter(), "default")["Source"] == "thenar"
    assert bus_entry(letter(), "default")["Time"] == AT


@pytest.mark.peer
def test_a_queue_that_is_not_there_refuses_letter_by_letter(endpoint: str) -> None:
    gone = Queue("https://sqs.us-east-1.amazonaws.com/123456789012/nowhere", REGION)
    assert AmazonCarrier(endpoint).carry(gone, "", letters(2)) == [Refused(DeliveryFault.ANSWERED_NO)] * 2


def test_nobody_there_is_unavailable() -> None:
    nowhere = AmazonCarrier(f"http://127.0.0.1:{free_port()}")
    outcome = nowhere.carry(EventBus("default", REGION), "", letters(2))
    assert outcome == [Unavailable(DeliveryFault.NOT_CONNECTED)]


def test_an_environment_that_makes_no_sense_is_no_end_of_the_sender(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    outcome = AmazonCarrier().carry(EventBus("default", REGION), "", letters(2))
    assert outcome == [Unavailable(DeliveryFault.NOT_CONNECTED)]
    monkeypatch.delenv("AWS_PROFILE")
    outcome = AmazonCarrier("no address").carry(EventBus("default", REGION), "", letters(2))
    assert outcome == [Unavailable(DeliveryFault.NOT_CONNECTED)]


def test_without_credentials_nothing_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    outcome = AmazonCarrier("http://127.0.0.1:9").carry(EventBus("default", REGION), "", letters(1))
    assert outcome == [Unavailable(DeliveryFault.NOT_AUTHORISED)]
