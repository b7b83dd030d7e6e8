"""What is accepted as a destination, one row each."""

import pytest

from app.domain.destinations import (
    Destination,
    EventBus,
    EventFile,
    Mqtt,
    Queue,
    Syslog,
    Topic,
    Webhook,
    destination_problem,
)

GOOD: list[Destination] = [
    Webhook("https://example.org/hook?a=b"),
    Webhook("https://example.org:8443/"),
    Webhook("https://[2001:db8::1]/"),
    Mqtt("broker.example.org", "site/events"),
    Syslog("192.0.2.7"),
    EventFile("door-events"),
    EventBus("default", "eu-north-1"),
    EventBus("arn:aws:events:eu-north-1:123456789012:event-bus/doors", "eu-north-1"),
    Queue("https://sqs.eu-north-1.amazonaws.com/123456789012/doors", "eu-north-1"),
    Topic("arn:aws:sns:eu-north-1:123456789012:doors", "eu-north-1"),
]

BAD: list[Destination] = [
    Webhook("http://example.org/"),
    Webhook("https://ann@example.org/"),
    Webhook("https://ann:word@example.org/"),
    Webhook("https://:@example.org/"),
    Webhook("https://example.org/#part"),
    Webhook("https:///hook"),
    Webhook("https://example.org:0/"),
    Webhook("https://example.org:99999/"),
    Webhook("https://example.org/a b"),
    Webhook("https://example.org/\r\nHost: other"),
    Webhook("https://exämple.org/"),
    Webhook("https://[::1/"),
    Webhook("file:///etc/passwd"),
    Webhook("https://example.org/" + "a" * 2_048),
    Mqtt("broker.example.org", "site/#"),
    Mqtt("broker.example.org", "$SYS/events"),
    Mqtt("broker.example.org", ""),
    Mqtt("a b", "site"),
    Mqtt("ann:word@broker.example.org", "site"),
    Syslog("ann:word@log.example.org"),
    Mqtt("broker.example.org", "site", port=0),
    Syslog("", 514),
    Syslog("log.example.org", 65_536),
    EventFile("../passwd"),
    EventFile("Door"),
    EventFile(""),
    EventBus("a bus", "eu-north-1"),
    EventBus("default", "north"),
    Queue("http://sqs.example.org/", "eu-north-1"),
    Topic("doors", "eu-north-1"),
]


@pytest.mark.parametrize("destination", GOOD, ids=repr)
def test_a_good_destination_is_accepted(destination: Destination) -> None:
    assert destination_problem(destination) is None


@pytest.mark.requirement("SEC-010")
@pytest.mark.parametrize("destination", BAD, ids=lambda each: repr(each)[:60])
def test_a_bad_destination_is_refused_in_words(destination: Destination) -> None:
    assert destination_problem(destination)
