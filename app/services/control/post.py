"""Hands letters to whoever carries to their kind of destination."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never

from app.domain.destinations import EventBus, EventFile, Mqtt, Queue, Syslog, Target, Topic, Webhook
from app.domain.retries import Outcome
from app.ports.control.delivery import Carrier, Letter


@dataclass(frozen=True, slots=True)
class Post:
    webhook: Carrier[Webhook]
    mqtt: Carrier[Mqtt]
    syslog: Carrier[Syslog]
    file: Carrier[EventFile]
    amazon: Carrier[EventBus | Queue | Topic]

    def carry(self, target: Target, letters: Sequence[Letter]) -> Sequence[Outcome]:
        """As `Carrier.carry`."""
        destination, secret = target.destination, target.secret
        match destination:
            case Webhook():
                return self.webhook.carry(destination, secret, letters)
            case Mqtt():
                return self.mqtt.carry(destination, secret, letters)
            case Syslog():
                return self.syslog.carry(destination, secret, letters)
            case EventFile():
                return self.file.carry(destination, secret, letters)
            case EventBus() | Queue() | Topic():
                return self.amazon.carry(destination, secret, letters)
            case _:
                assert_never(destination)
