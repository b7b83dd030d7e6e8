"""One conversation with NetworkManager over the system bus: calls, and signals that were asked for beforehand.

    with Bus("SYSTEM") as bus, bus.listen(device, DEVICE, "StateChanged") as heard:
        bus.call(MANAGER_PATH, MANAGER, "ActivateConnection", "ooo", (profile, device, "/"))
        new, old, reason = heard.next(until_s)

Rules it keeps: each conversation has a connection of its own, so that any thread may hold one and none outlives its
purpose; every wait has an end; what NetworkManager refuses is `Refused`, that nobody answers is
FaultError(NETWORK_MANAGER_SILENT); no argument of a call is ever in a message, because some are passwords.
"""

import time
from collections import deque
from types import TracebackType
from typing import Final

from jeepney import DBusAddress, HeaderFields, MatchRule, Message, MessageType, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection

from app.domain.faults import Fault, FaultError

NAME: Final = "org.freedesktop.NetworkManager"
CALL_S: Final = 25.0
"""For one answer: NetworkManager itself gives up looking whether it is online after 20 s."""
_SERVICE: Final = "org.freedesktop.NetworkManager."
_OBJECT: Final = ("UnknownObject", "UnknownMethod", "UnknownInterface", "UnknownProperty", "InvalidArgs")
"""Of the bus's own errors those that the service itself answers with."""
_BUS: Final = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")
_KEPT: Final = 64
"""Signals that wait to be taken: an activation sends about ten."""

Body = tuple[object, ...]


class Refused(Exception):
    """NetworkManager said no; `name` is the error's, which holds nothing that was sent."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class Heard:
    """The signals of one kind, from the moment it was made."""

    def __init__(self, connection: DBusConnection, rule: MatchRule) -> None:
        self._connection = connection
        self._rule = rule
        self._queue: deque[Message] = deque(maxlen=_KEPT)
        self._filter = connection.filter(rule, queue=self._queue)

    def __enter__(self) -> "Heard":
        _replied(self._connection, new_method_call(_BUS, "AddMatch", "s", (self._rule.serialise(),)), "AddMatch")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._filter.close()

    def drain(self) -> None:
        """Forgets what came so far."""
        self._queue.clear()

    def next(self, until_s: float) -> Body | None:
        """The oldest that was not taken yet; None at `until_s`, monotonic seconds. Raises FaultError(
        NETWORK_MANAGER_SILENT)."""
        try:
            left_s = max(until_s - time.monotonic(), 0.0)
            return tuple(self._connection.recv_until_filtered(self._queue, timeout=left_s).body)
        except TimeoutError:
            return None
        except OSError as error:
            raise FaultError(Fault.NETWORK_MANAGER_SILENT, "the bus went away") from error


class Bus:
    """`address` is SYSTEM or the bus's own, as in unix:path=/run/dbus/system_bus_socket."""

    def __init__(self, address: str) -> None:
        try:
            self._connection = open_dbus_connection(address)
        except (OSError, RuntimeError, KeyError, StopIteration) as error:
            raise FaultError(Fault.NETWORK_MANAGER_SILENT, "no system bus") from error

    def __enter__(self) -> "Bus":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def call(self, path: str, interface: str, member: str, signature: str = "", arguments: Body = ()) -> Body:
        """What it answers. Raises Refused, or FaultError(NETWORK_MANAGER_SILENT)."""
        where = DBusAddress(path, NAME, interface)
        return _replied(self._connection, new_method_call(where, member, signature or None, arguments), member)

    def ask(self, path: str, interface: str, member: str) -> Body:
        """A question that only somebody who is not quite there, or no longer, refuses: FaultError(
        NETWORK_MANAGER_SILENT)."""
        try:
            return self.call(path, interface, member)
        except Refused as error:
            raise FaultError(Fault.NETWORK_MANAGER_SILENT, f"{member}: {error.name}") from error

    def listen(self, path: str, interface: str, member: str) -> Heard:
        """NetworkManager's own signals alone: anybody on the bus may send some that look alike."""
        (owner,) = _replied(self._connection, new_method_call(_BUS, "GetNameOwner", "s", (NAME,)), "GetNameOwner")
        rule = MatchRule(type="signal", sender=str(owner), path=path, interface=interface, member=member)
        return Heard(self._connection, rule)


def _replied(connection: DBusConnection, call: Message, member: str) -> Body:
    try:
        reply = connection.send_and_get_reply(call, timeout=CALL_S)
    except OSError as error:  # a time-out is one, too
        raise FaultError(Fault.NETWORK_MANAGER_SILENT, member) from error
    if reply.header.message_type is MessageType.error:
        raise _error(str(reply.header.fields.get(HeaderFields.error_name, "")), member)
    return tuple(reply.body)


def _error(name: str, member: str) -> Exception:
    """Being forbidden to ask is as bad as nobody's being there: a fault, and no word about the network."""
    said_no = name.startswith(_SERVICE) or name.rpartition(".")[2] in _OBJECT
    if said_no and not name.endswith("PermissionDenied"):
        return Refused(name)
    return FaultError(Fault.NETWORK_MANAGER_SILENT, f"{member}: {name}")
