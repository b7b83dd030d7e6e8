"""Where events may be sent, and what a destination must look like before it is accepted.

Rules it keeps: what leaves for a web address is encrypted and carries no password in it; a file is named, never placed:
it lies in the server's own folder. Whether an address may be reached is asked at every connection
(`app.gateway.targets.reach`), because a name may mean another address tomorrow.

>>> destination_problem(Webhook("https://user:word@example.org/hook"))
'the address holds a user or a password'
"""

import base64
import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, NewType, TypeAlias
from urllib.parse import urlsplit

from app.domain.limits import Number, Text

TargetKey = NewType("TargetKey", str)
"""32 hexadecimal digits, ours; what people call it is the target's `id`."""

LONGEST_URL = 2_048
"""Characters. Longer ones are refused by many servers."""

_FILE_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}", re.ASCII)
_HOST = re.compile(r"[A-Za-z0-9_.:-]{1,253}", re.ASCII)
_REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-\d", re.ASCII)
_BUS = re.compile(r"[/.\-_A-Za-z0-9]{1,256}|arn:aws[a-z-]*:events:\S{1,1600}", re.ASCII)
_TOPIC_ARN = re.compile(r"arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_.-]{1,256}", re.ASCII)


Url: TypeAlias = Annotated[str, Text(1, LONGEST_URL)]
Host: TypeAlias = Annotated[str, Text(1, 253, r"[A-Za-z0-9_.:-]*")]
Port: TypeAlias = Annotated[int, Number(1, 65_535)]
Region: TypeAlias = Annotated[str, Text(1, 32, r"[a-z0-9-]*")]


class SyslogTransport(StrEnum):
    UDP = "udp"
    TCP = "tcp"
    TLS = "tls"


@dataclass(frozen=True, slots=True)
class Webhook:
    """Signed as Standard Webhooks describes; the target's secret is the signing key, `whsec_` and base64."""

    url: Url


@dataclass(frozen=True, slots=True)
class Mqtt:
    """MQTT 3.1.1, delivered at least once (QoS 1). The target's secret is the password."""

    host: Host
    topic: Annotated[str, Text(1, 1_024)]
    port: Port = 8883
    tls: bool = True
    user: Annotated[str, Text(0, 256)] = ""


@dataclass(frozen=True, slots=True)
class Syslog:
    """RFC 5424; TCP and TLS with octet counting (RFC 6587, 5425)."""

    host: Host
    port: Port = 6514
    transport: SyslogTransport = SyslogTransport.TLS


@dataclass(frozen=True, slots=True)
class EventFile:
    """One line an event, in `NAME.jsonl` in the server's folder for events."""

    name: Annotated[str, Text(1, 63, r"[a-z0-9][a-z0-9_-]*")]


@dataclass(frozen=True, slots=True)
class EventBus:
    """A bus of Amazon EventBridge, by name or ARN."""

    bus: Annotated[str, Text(1, 1_700)]
    region: Region


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue of Amazon SQS."""

    url: Url
    region: Region


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic of Amazon SNS."""

    arn: Annotated[str, Text(1, 512)]
    region: Region


KEY_BYTES = range(24, 65)
"""Of a key that signs webhooks (Standard Webhooks, "Signature scheme")."""
KEY_PREFIX = "whsec_"

Destination: TypeAlias = Webhook | Mqtt | Syslog | EventFile | EventBus | Queue | Topic


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """EventBridge's own defaults and limits: a day, 185 attempts."""

    max_age_s: Annotated[int, Number(60, 86_400)] = 86_400
    max_attempts: Annotated[int, Number(1, 185)] = 185


@dataclass(frozen=True, slots=True)
class Target:
    key: TargetKey
    destination: Destination
    retry: RetryPolicy = RetryPolicy()
    secret: str = field(default="", repr=False)


def signing_keys(secret: str) -> tuple[bytes, ...] | None:
    """Of a webhook's secret: one key, or several apart by spaces; None where any is not one.

    >>> signing_keys("whsec_" + "a" * 32) == (b"i\\xa6\\x9a" * 8,)
    True
    """
    keys: list[bytes] = []
    for word in secret.split():
        try:
            key = base64.b64decode(word.removeprefix(KEY_PREFIX), validate=True)
        except ValueError:
            return None
        if not word.startswith(KEY_PREFIX) or len(key) not in KEY_BYTES:
            return None
        keys.append(key)
    return tuple(keys) or None


def destination_problem(destination: Destination) -> str | None:
    """Why it cannot be accepted, in plain words; None when it can."""
    match destination:
        case Webhook():
            return _problem_of_url(destination.url)
        case Mqtt():
            return _problem_of_mqtt(destination)
        case Syslog():
            return _problem_of_place(destination.host, destination.port)
        case EventFile():
            return None if _FILE_NAME.fullmatch(destination.name) else "a file name has a-z, 0-9, - and _, at most 63"
        case EventBus():
            return _first(_BUS.fullmatch(destination.bus), "that is no event bus", destination.region)
        case Queue():
            return _problem_of_url(destination.url) or _first(True, "", destination.region)
        case Topic():
            return _first(_TOPIC_ARN.fullmatch(destination.arn), "that is no ARN of a topic", destination.region)


def _problem_of_url(url: str) -> str | None:
    if len(url) > LONGEST_URL or not url.isascii() or any(ord(each) <= 32 or ord(each) == 127 for each in url):
        return f"an address has at most {LONGEST_URL} characters, ASCII without spaces"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "that is no address"
    if parts.scheme != "https":
        return "the address must begin with https://"
    if parts.username is not None or parts.password is not None:
        return "the address holds a user or a password"
    if parts.fragment or "#" in url:
        return "the address holds a fragment, which is never sent"
    if not parts.hostname or port == 0 or not _HOST.fullmatch(parts.hostname):
        return "the address names no host"
    return None


def _problem_of_mqtt(destination: Mqtt) -> str | None:
    topic = destination.topic
    if not 1 <= len(topic.encode()) <= 1_024 or any(each in topic for each in "+#\0") or topic.startswith("$"):
        return "a topic has 1 to 1,024 bytes, without +, # or $ in front"
    return _problem_of_place(destination.host, destination.port)


def _problem_of_place(host: str, port: int) -> str | None:
    if not _HOST.fullmatch(host):
        return "that is no host name or address"
    return None if 1 <= port <= 65_535 else "a port lies between 1 and 65535"


def _first(holds: object, problem: str, region: str) -> str | None:
    if not holds:
        return problem
    return None if _REGION.fullmatch(region) else "that is no region"
