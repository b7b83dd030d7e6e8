"""Destinations as the store keeps them: JSON with the kind's name in front.

>>> destination_text(EventFile("doors"))
'{"kind":"file","name":"doors"}'
>>> destination_of(destination_text(EventFile("doors")))
EventFile(name='doors')
"""

import json
from dataclasses import asdict

from app.domain.destinations import (
    Destination,
    EventBus,
    EventFile,
    Mqtt,
    Queue,
    Syslog,
    SyslogTransport,
    Topic,
    Webhook,
)

_KINDS: dict[str, type[Destination]] = {
    "webhook": Webhook,
    "mqtt": Mqtt,
    "syslog": Syslog,
    "file": EventFile,
    "bus": EventBus,
    "queue": Queue,
    "topic": Topic,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}


def destination_text(destination: Destination) -> str:
    return json.dumps({"kind": _NAMES[type(destination)], **asdict(destination)}, separators=(",", ":"))


def destination_of(text: str) -> Destination:
    """Of a text that `destination_text` made."""
    values = json.loads(text)
    kind = _KINDS[values.pop("kind")]
    if kind is Syslog:
        values["transport"] = SyslogTransport(values["transport"])
    return kind(**values)
