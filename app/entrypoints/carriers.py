"""What carries events to their targets, put together."""

import socket
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path

from app.config.paths import State
from app.gateway.targets.amazon import AmazonCarrier
from app.gateway.targets.mqtt import MqttCarrier
from app.gateway.targets.reach import Reach
from app.gateway.targets.syslog import SyslogCarrier
from app.gateway.targets.trust import Trust
from app.gateway.targets.webhook import WebhookCarrier
from app.ports.clock import Clock
from app.services.control.post import Post
from app.storage.event_file import FileCarrier


def post(state: State, networks: tuple[IPv4Network | IPv6Network, ...], authorities: Path | None, clock: Clock) -> Post:
    """To public addresses and those `networks`; targets are believed by `authorities`, or by the system's."""
    reach, trust = Reach(networks), Trust(authorities).usable()
    return Post(
        WebhookCarrier(reach, trust, clock),
        MqttCarrier(reach, trust, clock),
        SyslogCarrier(reach, trust, socket.gethostname()),
        FileCarrier(state.folder / "events"),
        AmazonCarrier(),
    )
