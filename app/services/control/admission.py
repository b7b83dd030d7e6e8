"""Which terminal speaks, and whether it is one of ours still: looked up with every message."""

from dataclasses import dataclass
from datetime import datetime

from app.domain.device_instances import DeviceInstance, InstanceId
from app.ports.control.transaction import Transaction


@dataclass(frozen=True)
class Terminal:
    """Who is connected, by the certificate it showed."""

    account: str
    instance: InstanceId
    serial: str


def counts(transaction: Transaction, terminal: Terminal, account: str, at: datetime) -> bool:
    """Whether its certificate does. Needs nothing that a customer key seals."""
    certificate = transaction.certificates.find(terminal.serial)
    if certificate is None or certificate.revoked_at is not None or at >= certificate.ends_at:
        return False
    return (terminal.account, terminal.instance) == (account, certificate.instance)


def admitted(transaction: Transaction, terminal: Terminal, account: str, at: datetime) -> DeviceInstance | None:
    """Its own device instance; None for a terminal that is turned away."""
    return transaction.instances.get(terminal.instance) if counts(transaction, terminal, account, at) else None
