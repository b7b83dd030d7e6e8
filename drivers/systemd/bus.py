"""One call over the system bus: asked, answered or given up.

Rules it keeps: a connection a call, because they are rare and a bus that was restarted is then no trouble; descriptors
may come with an answer, because without them `Inhibit` hangs; nothing is waited for longer than `PATIENCE_S`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from jeepney import DBusAddress, MessageType, Properties, new_method_call
from jeepney.bus import get_bus
from jeepney.io.blocking import DBusConnection, prep_socket

PATIENCE_S = 5.0
"""Seconds. logind answers within milliseconds; polkit may ask its rules first."""

Connect: TypeAlias = Callable[[], "Line"]


class NotAnswered(Exception):
    """There is no bus, nobody by that name, or it refuses."""


@dataclass(frozen=True)
class Peer:
    """An object on the bus."""

    name: str
    path: str
    interface: str

    @property
    def address(self) -> DBusAddress:
        return DBusAddress(self.path, bus_name=self.name, interface=self.interface)


class Line(DBusConnection):  # type: ignore[misc]  # jeepney has no types
    """A connection on which the bus's own greeting is bounded too: jeepney waits for that one for ever."""

    def __init__(self, address: str, patience_s: float) -> None:
        self._patience_s = patience_s
        super().__init__(prep_socket(address, enable_fds=True, timeout=patience_s), enable_fds=True)

    def send_and_get_reply(self, message: object, *, timeout: float | None = None) -> Any:
        """Any: jeepney's Message. Raises TimeoutError."""
        return super().send_and_get_reply(message, timeout=self._patience_s if timeout is None else timeout)


def system_bus() -> Line:
    """Raises OSError, or ValueError for an address that is none."""
    return Line(get_bus("SYSTEM"), PATIENCE_S)


def call(connect: Connect, peer: Peer, method: str, signature: str = "", body: tuple[object, ...] = ()) -> object:
    """The first value of the answer, None for an empty one. Raises NotAnswered."""
    return _exchange(connect, new_method_call(peer.address, method, signature or None, body))


def read_property(connect: Connect, peer: Peer, name: str) -> object:
    """Raises NotAnswered."""
    answer = _exchange(connect, Properties(peer.address).get(name))
    if not isinstance(answer, tuple):
        raise NotAnswered(name)
    return answer[1]


def _exchange(connect: Connect, message: object) -> object:
    try:
        with connect() as line:
            reply = line.send_and_get_reply(message)
    except (OSError, ValueError, KeyError) as error:
        raise NotAnswered(type(error).__name__) from error
    if reply.header.message_type is MessageType.error:
        raise NotAnswered(str(reply.body))
    return reply.body[0] if reply.body else None
