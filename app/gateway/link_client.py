"""The terminal's end of the device link: one connection, asked and told in turn.

Rules it keeps: nobody is spoken to whose certificate does not come from the root that activation brought, for the very
name that is called; an answer is waited for as long as `timeout_s`, then the connection is given up.

    with connected(identity, timeout_s=10) as link:
        welcome = link.ask(Hello(HealthWord.HEALTHY, "1.0", 0, None))
        orders = link.wait(15.0)
"""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from app.gateway.outward import open_over
from app.operations.link import (
    TOLD_MOST,
    Asked,
    Dismissed,
    Frame,
    Told,
    Unasked,
    read_told,
    written,
)

_NOT_TOLD = (ConnectionClosed, TimeoutError, OSError)


@dataclass(frozen=True)
class LinkPlace:
    """Where the link is, and what it takes to be let in."""

    address: str
    """`host:port`."""
    certificate: Path
    """PEM, the terminal's and then its issuer's."""
    key: Path
    root: str
    """PEM."""

    def context(self) -> ssl.SSLContext:
        """Raises OSError or ssl.SSLError for files that are no such pair."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.load_verify_locations(cadata=self.root)
        context.load_cert_chain(self.certificate, self.key)
        return context


class TurnedAway(Exception):
    """The server, proved to be ours, does not let this terminal in any more."""


class LinkLost(Exception):
    """There is no connection, or none any more. To be tried again later."""


class DeviceLinkClient:
    """One thread at a time."""

    def __init__(self, connection: ClientConnection, timeout_s: float) -> None:
        self._connection = connection
        self._timeout_s = timeout_s
        self._number = 0
        self._unasked: list[Unasked] = []

    def ask(self, message: Asked) -> Told:
        """Raises LinkLost. What comes unasked meanwhile is kept for `wait`."""
        self._number += 1
        try:
            self._connection.send(written(Frame(self._number, message)))
            while True:
                frame = self._receive(self._timeout_s)
                if isinstance(frame.message, Unasked):
                    self._unasked.append(frame.message)
                elif frame.number == self._number or isinstance(frame.message, Dismissed):
                    return _told(frame)
        except _NOT_TOLD as error:
            raise LinkLost from error

    def wait(self, seconds: float) -> Unasked | None:
        """What comes next without being asked for, or None when nothing did. Raises LinkLost."""
        if self._unasked:
            return self._unasked.pop(0)
        try:
            frame = self._receive(seconds)
        except TimeoutError:
            return None
        except _NOT_TOLD as error:
            raise LinkLost from error
        return frame.message if isinstance(frame.message, Unasked) else None

    def _receive(self, seconds: float) -> Frame:
        text = self._connection.recv(timeout=seconds)
        frame = read_told(text) if isinstance(text, str) else None
        if frame is None:
            raise LinkLost
        return frame


def answers(place: LinkPlace, timeout_s: float, device: str = "") -> bool:
    """Whether the server is there now, over that network device or any, and is ours. It need not want us any more."""
    try:
        with connected(place, timeout_s, device):
            return True
    except TurnedAway:
        return True
    except LinkLost:
        return False


@contextmanager
def connected(place: LinkPlace, timeout_s: float, device: str = "") -> Iterator[DeviceLinkClient]:
    """Raises TurnedAway, and LinkLost where the server is not there or is another."""
    host, _, port = place.address.rpartition(":")
    try:
        connection = connect(
            _url(host, port),
            ssl=place.context(),
            sock=open_over(device, host, int(port), timeout_s),
            open_timeout=timeout_s,
            close_timeout=timeout_s,
            ping_interval=None,
            max_size=TOLD_MOST,
            compression=None,
            proxy=None,
        )
    except InvalidStatus as error:
        away = error.response.status_code == HTTPStatus.FORBIDDEN
        raise (TurnedAway if away else LinkLost) from error
    except (OSError, UnicodeError, InvalidHandshake, ConnectionClosed) as error:
        raise LinkLost from error
    with connection:
        yield DeviceLinkClient(connection, timeout_s)


def _url(host: str, port: str) -> str:
    """
    >>> _url("::1", "8444")
    'wss://[::1]:8444/'
    """
    return f"wss://[{host}]:{port}/" if ":" in host else f"wss://{host}:{port}/"


def _told(frame: Frame) -> Told:
    if isinstance(frame.message, Asked):
        raise LinkLost
    return frame.message
