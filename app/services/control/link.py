"""What the server answers terminals over the device link: many at once, in one transaction.

Rules it keeps: with every message it is looked up whether the certificate still counts; a terminal hears and reports of
its own device instance alone; what is told as noted is committed; what somebody else has come back with, as the token
that this terminal was given, is a copy of it, and neither counts any more.

    desk = LinkDesk(store, Publisher(realm, new_event_id), clock)
    told = desk.answers([Ask(terminal, Beat(HealthWord.HEALTHY, 3))])
"""

import base64
import hashlib
import logging
import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import assert_never

from cryptography import x509

from app.credentials.certificates import TerminalName, due_for_renewal, read_request
from app.domain.bounded_json import JsonValue
from app.domain.control_events import (
    Connectivity,
    ConnectivityChanged,
    ControlEvent,
    DeviceSubject,
    Health,
    HealthChanged,
    IdentityCopied,
    LocksChanged,
)
from app.domain.device_commands import HEARTBEAT_S, Command, CommandId, CommandState, TerminalLink
from app.domain.device_instances import DeviceInstance, InstanceId
from app.domain.device_lock import Lock
from app.domain.event_json import occurrence
from app.domain.faults import FaultError
from app.operations import link as messages
from app.operations import link_sync
from app.operations.link import Asked, Dismissed, Told
from app.operations.link_padding import FetchPadding, padding_of
from app.ports.clock import Clock
from app.ports.control.transaction import ControlStore, Transaction
from app.ports.customer_key import CUSTOMER_KEY_FAULTS
from app.services.control.activation import subject_of
from app.services.control.admission import Terminal, admitted, counts
from app.services.control.certificate_authority import authority_of, kept
from app.services.control.common import millis
from app.services.control.gallery_pages import KEPT_TOMBSTONES, page_for
from app.services.control.link_trail import COPIED, RENEWED, note
from app.services.control.publish import Publisher, publish
from app.services.control.uploads import Desk, take_enrolment, take_records

log = logging.getLogger("thenar.services")

ORDERS_MOST = 100
REVOKED = "revoked"
TOKEN_BYTES = 20
_NO_TOKEN = hashlib.sha256(b"").digest()
"""Stands for coming without one, as on the first connection."""


@dataclass(frozen=True)
class Ask:
    terminal: Terminal
    message: Asked | None
    """None where a terminal only knocks: does its certificate count?"""


@dataclass(frozen=True)
class LinkDesk:
    store: ControlStore
    publisher: Publisher
    clock: Clock

    def answers(self, asks: Sequence[Ask]) -> list[Told]:
        """In their order. Never raises: a terminal that cannot be answered is dismissed, and comes again."""
        try:
            with self.store.transaction() as transaction:
                return [self._answered(transaction, ask) for ask in asks]
        except FaultError as error:
            log.error("answering terminals failed: %s", type(error).__name__)
            return [Dismissed("unavailable")] * len(asks)

    def page(self, ask: Ask) -> Told:
        """The answer to one who asks for what is long and changes nothing, people or padding: nobody who writes is held
        up. Never raises."""
        try:
            with self.store.reading() as reading:
                return self._answered(reading, ask)
        except FaultError as error:
            log.error("reading for a terminal failed: %s", type(error).__name__)
            return Dismissed("unavailable")

    def changed(self, since: int) -> tuple[int, Mapping[InstanceId, int]]:
        """The newest change among all people, and which device instances stand where something changed since, with the
        newest there. Never raises."""
        with suppress(FaultError), self.store.reading() as reading:
            newest = reading.gallery.head().newest
            return newest, reading.gallery.instances_behind(since) if newest > since else {}
        return since, {}

    def waiting(self, connected: Collection[InstanceId]) -> list[Command]:
        """What is queued for those that are connected here: it counts as sent. Never raises."""
        with suppress(FaultError):
            with self.store.reading() as reading:
                rung = set(reading.commands.waiting(self.clock.now(), len(connected) + ORDERS_MOST)) & set(connected)
            if rung:
                with self.store.transaction() as transaction:
                    return transaction.commands.send(rung, self.clock.now())
        return []

    def _answered(self, transaction: Transaction, ask: Ask) -> Told:
        """One terminal's failure is no other's."""
        try:
            with transaction.attempt():
                return self._answer(transaction, ask.terminal, ask.message, self.clock.now())
        except FaultError as error:
            if error.fault not in CUSTOMER_KEY_FAULTS:
                raise
            return Dismissed(error.fault.key)
        except Exception as error:  # noqa: BLE001  (the top of a message records and fails closed)
            log.error("answering a terminal failed: %s", type(error).__name__)
            return Dismissed("internal")

    def _answer(self, transaction: Transaction, terminal: Terminal, message: Asked | None, at: datetime) -> Told:
        account = self.publisher.realm.account
        if message is None:
            return messages.Noted(0) if counts(transaction, terminal, account, at) else Dismissed(REVOKED)
        instance = admitted(transaction, terminal, account, at)
        if instance is None:
            return Dismissed(REVOKED)
        newest = messages.Noted(instance.configuration_version)
        match message:
            case messages.Hello():
                return self._welcome(transaction, instance, message, at)
            case messages.Beat():
                if not self._beaten(transaction, instance, message, at):
                    return Dismissed("unknown")
                here = transaction.gallery.newest_of(instance.site)
                return replace(newest, gallery_version=here, at_millis=millis(at))
            case messages.Acknowledge():
                return newest if _acknowledged(transaction, instance, message, at) else Dismissed("foreign_command")
            case messages.Settle():
                return newest if _settled(transaction, instance, message, at) else Dismissed("foreign_command")
            case messages.FetchConfiguration():
                version = transaction.instances.configuration(instance.id, instance.configuration_version)
                configuration = None if version is None else version.configuration
                return messages.Configured(instance.configuration_version, configuration)
            case messages.Renew():
                return self._renewed(transaction, terminal, message, at) or newest
            case link_sync.FetchGallery():
                return page_for(transaction, instance, message)
            case FetchPadding(size):
                return padding_of(size)
            case link_sync.UploadRecords():
                return take_records(transaction, instance, message, Desk(self.publisher, at))
            case link_sync.UploadEnrolment():
                return take_enrolment(transaction, instance, message, Desk(self.publisher, at))
            case _:
                assert_never(message)

    def _welcome(self, transaction: Transaction, instance: DeviceInstance, hello: messages.Hello, at: datetime) -> Told:
        before = transaction.links.hold(instance.id)
        shown = _NO_TOKEN if hello.token is None else _hash(base64.b32decode(hello.token))
        if before is not None and shown not in (before.token_hash, before.previous_hash):
            count = transaction.certificates.revoke(instance.id, at)
            self._publish(transaction, instance, at, IdentityCopied)
            note(transaction, self.publisher, instance.id, COPIED, {"certificatesRevoked": count}, at)
            return Dismissed("copied")
        token = secrets.token_bytes(TOKEN_BYTES)
        link = TerminalLink(
            instance=instance.id,
            seen_at=at,
            connectivity=Connectivity.CONNECTED,
            health=Health(hello.health.value),
            software=hello.software,
            configuration_version=hello.configuration_version,
            token_hash=_hash(token),
            previous_hash=shown,
            refused=hello.refused,
            locks=hello.locks,
            failing=hello.failing,
            power=hello.power,
            bandwidth_kbps=hello.bandwidth_kbps,
        )
        self._seen(transaction, instance, before, link)
        orders = transaction.commands.open_of(instance.id, at, ORDERS_MOST)
        transaction.commands.send([instance.id], at)
        return messages.Welcome(
            device_instance_id=instance.id,
            token=base64.b32encode(token).decode(),
            configuration_version=instance.configuration_version,
            heartbeat_millis=int(HEARTBEAT_S * 1000),
            orders=tuple(order_of(command) for command in orders),
            gallery_version=transaction.gallery.newest_of(instance.site),
            at_millis=millis(at),
            unheard_millis=0 if before is None else max((at - before.seen_at) // timedelta(milliseconds=1), 0),
        )

    def _beaten(self, transaction: Transaction, instance: DeviceInstance, beat: messages.Beat, at: datetime) -> bool:
        before = transaction.links.hold(instance.id)
        if before is None:
            return False
        link = replace(
            before,
            seen_at=at,
            connectivity=Connectivity.CONNECTED,
            health=Health(beat.health.value),
            configuration_version=beat.configuration_version,
            refused=beat.refused,
            locks=beat.locks,
            failing=beat.failing,
            power=beat.power,
            bandwidth_kbps=beat.bandwidth_kbps,
        )
        self._seen(transaction, instance, before, link)
        return True

    def _seen(
        self, transaction: Transaction, instance: DeviceInstance, before: TerminalLink | None, link: TerminalLink
    ) -> None:
        transaction.links.put(link)
        at, gone = link.seen_at, Connectivity.DISCONNECTED
        if before is None or before.connectivity is gone:
            self._publish(transaction, instance, at, lambda it: ConnectivityChanged(it, link.connectivity, gone))
        health = Health.HEALTHY if before is None else before.health
        if link.health is not health:
            self._publish(transaction, instance, at, lambda it: HealthChanged(it, link.health, health))
        held, was_held = _names(link), () if before is None else _names(before)
        if held != was_held:
            self._publish(transaction, instance, at, lambda it: LocksChanged(it, held, was_held))

    def _renewed(
        self, transaction: Transaction, terminal: Terminal, asked: messages.Renew, at: datetime
    ) -> Told | None:
        """None when it is not due. The old one counts until its end: the answer may be lost."""
        request, known = read_request(asked.signing_request), transaction.certificates.find(terminal.serial)
        assert known is not None
        if request is None:
            return Dismissed("malformed")
        if not due_for_renewal(x509.load_pem_x509_certificate(known.certificate.encode()), at):
            return None
        authority = authority_of(transaction, terminal.account, at)
        issued = authority.issue_terminal(TerminalName(terminal.account, terminal.instance), request, at)
        told = {"serial": issued.serial, "previousSerial": terminal.serial}
        note(transaction, self.publisher, terminal.instance, RENEWED, dict[str, JsonValue](told), at)
        return messages.Renewed(kept(transaction, terminal.instance, issued, at).certificate + authority.chain_pem)

    def _publish(
        self,
        transaction: Transaction,
        instance: DeviceInstance,
        at: datetime,
        event: Callable[[DeviceSubject], ControlEvent],
    ) -> None:
        site = transaction.sites.get(instance.site)
        assert site is not None
        realm = self.publisher.realm
        what = occurrence(event(subject_of(instance, site, realm)), realm.account)
        publish(transaction, what, self.publisher.stamp(at))

    def sweep(self, silent_since: datetime) -> int:
        """Terminals that were not heard of since are disconnected now, and commands past their deadline expired. How
        many terminals they were. Raises FaultError."""
        at = self.clock.now()
        with self.store.transaction() as transaction:
            transaction.commands.expire(at)
            transaction.gallery.clear(KEPT_TOMBSTONES)
            silent = transaction.links.disconnect(silent_since, SWEPT_AT_ONCE)
            for link in silent:
                instance = transaction.instances.get(link.instance)
                assert instance is not None
                self._publish(transaction, instance, at, _went_offline)
        return len(silent)


SWEPT_AT_ONCE = 200
"""Terminals in one transaction: a fraction of a second."""


def _went_offline(device: DeviceSubject) -> ControlEvent:
    return ConnectivityChanged(device, Connectivity.DISCONNECTED, Connectivity.CONNECTED)


def _names(link: TerminalLink) -> tuple[Lock, ...]:
    return tuple(sorted(each.lock for each in link.locks))


def order_of(command: Command) -> messages.Order:
    return messages.Order(command.id, command.kind)


def _acknowledged(transaction: Transaction, instance: DeviceInstance, said: messages.Acknowledge, at: datetime) -> bool:
    """False for a command that is not the terminal's. One that is over stays as it ended."""
    command = transaction.commands.find(CommandId(said.command_id))
    if command is None or command.instance != instance.id:
        return False
    if command.state in (CommandState.QUEUED, CommandState.SENT):
        transaction.commands.change(replace(command, state=CommandState.ACKED, acked_at=at))
    return True


def _settled(transaction: Transaction, instance: DeviceInstance, said: messages.Settle, at: datetime) -> bool:
    command = transaction.commands.find(CommandId(said.command_id))
    if command is None or command.instance != instance.id:
        return False
    if command.state.open:
        state = CommandState.DONE if said.succeeded else CommandState.FAILED
        acked_at = command.acked_at or at
        transaction.commands.change(replace(command, state=state, acked_at=acked_at, settled_at=at))
    return True


def _hash(token: bytes) -> bytes:
    return hashlib.sha256(token).digest()
