"""Amazon's EventBridge, SQS and SNS, through boto3 and the credentials that the server's own environment gives it.

Rules it keeps: AWS refuses sources that begin with `aws.`, so a bus gets our own name as source and the event's own id,
source, account and region as `origin` inside the detail; a queue and a topic get the envelope as it is. FIFO queues and
topics are given the event's id, so that AWS itself drops duplicates. Retrying is ours, not the library's.

Limits: an endpoint is chosen by region, never by whoever made the target.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol, TypeAlias, cast

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError

from app.domain.destinations import EventBus, Queue, Topic
from app.domain.event_json import OWN_SOURCE
from app.domain.retries import Delivered, DeliveryFault, Outcome, Refused, Unavailable
from app.ports.control.delivery import Letter

LIMIT_S = 10
"""For connecting and for reading."""
_CONFIG = Config(connect_timeout=LIMIT_S, read_timeout=LIMIT_S, retries={"total_max_attempts": 1})
_BUSY = ("Throttl", "TooManyRequests", "InternalFailure", "InternalException", "InternalError", "ServiceUnavailable")
_NOT_AUTHORISED = ("AccessDenied", "NotAuthorized", "UnrecognizedClient", "InvalidClientTokenId", "ExpiredToken")


class _Events(Protocol):
    def put_events(self, *, Entries: Sequence[Mapping[str, object]]) -> Mapping[str, object]: ...  # noqa: N803  AWS's


class _Queues(Protocol):
    def send_message(self, **parameters: object) -> object: ...


class _Topics(Protocol):
    def publish(self, **parameters: object) -> object: ...


_Send: TypeAlias = Callable[[Letter], Outcome]
_SERVICES = {EventBus: "events", Queue: "sqs", Topic: "sns"}


@dataclass(frozen=True, slots=True)
class AmazonCarrier:
    """Implements `app.ports.control.delivery.Carrier[EventBus | Queue | Topic]`."""

    endpoint: str | None = None
    """In place of AWS's own, for a service that speaks its language; from the operator's settings alone."""

    def carry(
        self,
        destination: EventBus | Queue | Topic,
        secret: str,  # noqa: ARG002  this kind has none
        letters: Sequence[Letter],
    ) -> Sequence[Outcome]:
        outcomes: list[Outcome] = []
        try:
            send = self._sender(destination)
        except (BotoCoreError, ValueError):  # what the environment says of AWS makes no sense
            return [Unavailable(DeliveryFault.NOT_CONNECTED)]
        for letter in letters:
            outcomes.append(_tried(send, letter))
            if isinstance(outcomes[-1], Unavailable):
                break
        return outcomes

    def _sender(self, destination: EventBus | Queue | Topic) -> _Send:
        """A session of its own: the library's common one is not for several threads."""
        client = boto3.Session().client(
            _SERVICES[type(destination)], region_name=destination.region, endpoint_url=self.endpoint, config=_CONFIG
        )
        match destination:
            case EventBus():
                return partial(_to_bus, cast(_Events, client), destination.bus)
            case Queue():
                return partial(_to_queue, cast(_Queues, client), destination.url)
            case Topic():
                return partial(_to_topic, cast(_Topics, client), destination.arn)


def _tried(send: _Send, letter: Letter) -> Outcome:
    try:
        return send(letter)
    except ClientError as error:
        return _outcome_of(str(error.response.get("Error", {}).get("Code", "")))
    except NoCredentialsError:
        return Unavailable(DeliveryFault.NOT_AUTHORISED)
    except BotoCoreError:
        return Unavailable(DeliveryFault.NOT_CONNECTED)


def _to_bus(client: _Events, bus: str, letter: Letter) -> Outcome:
    answer = client.put_events(Entries=[bus_entry(letter, bus)])
    if not answer.get("FailedEntryCount"):
        return Delivered()
    (entry,) = cast(Sequence[Mapping[str, str]], answer["Entries"])
    return _outcome_of(entry.get("ErrorCode", ""))


def _to_queue(client: _Queues, url: str, letter: Letter) -> Outcome:
    client.send_message(QueueUrl=url, MessageBody=letter.text, **_once(url, letter))
    return Delivered()


def _to_topic(client: _Topics, arn: str, letter: Letter) -> Outcome:
    client.publish(TopicArn=arn, Message=letter.text, **_once(arn, letter))
    return Delivered()


def bus_entry(letter: Letter, bus: str) -> dict[str, object]:
    """One entry of PutEvents."""
    envelope = json.loads(letter.text)
    origin = {name: envelope[name] for name in ("id", "source", "account", "region")}
    return {
        "Source": OWN_SOURCE,
        "DetailType": letter.detail_type,
        "Detail": json.dumps({**envelope["detail"], "origin": origin}, ensure_ascii=False),
        "Resources": envelope["resources"],
        "Time": letter.published_at,
        "EventBusName": bus,
    }


def _once(place: str, letter: Letter) -> dict[str, str]:
    if not place.endswith(".fifo"):
        return {}
    return {"MessageDeduplicationId": letter.event, "MessageGroupId": "thenar"}


def _outcome_of(code: str) -> Outcome:
    if any(word in code for word in _BUSY):
        return Unavailable(DeliveryFault.ANSWERED_BUSY)
    if any(word in code for word in _NOT_AUTHORISED):
        return Unavailable(DeliveryFault.NOT_AUTHORISED)
    return Refused(DeliveryFault.ANSWERED_NO)
