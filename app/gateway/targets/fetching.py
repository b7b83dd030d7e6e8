"""Asks a server that an operator named, or that such a server named in turn, for a JSON object.

Rules it keeps: https alone, no redirect, no proxy, no cookie, no user in the address; the address is checked and is the
one connected to (`reach`); an exchange has LIMIT_S seconds and an answer ANSWER_BYTES.

    found = fetch(pool_of(reach, trust, clock), "https://login.example.org/.well-known/openid-configuration")
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from urllib.parse import urlsplit

import httpcore

from app.domain.bounded_json import Bounds, JsonRefused, JsonValue, read_json
from app.gateway.targets.connecting import CheckedBackend
from app.gateway.targets.reach import NotReachable, Reach
from app.gateway.targets.trust import Trust
from app.ports.clock import Clock

LIMIT_S = 10.0
"""Somebody waits at a screen."""
ANSWER_BYTES = 262_144
"""A set of keys with certificates, several times over."""
_BOUNDS = Bounds(characters=ANSWER_BYTES, depth=10, values=5000)


class Unfetched(Enum):
    ADDRESS = "address"
    """Not https, or not an address that may be connected to."""
    UNREACHABLE = "unreachable"
    """No connection, no trust, or no answer in time."""
    REFUSED = "refused"
    """Another status than 200."""
    UNREADABLE = "unreadable"
    """Too long, or no JSON object."""


@dataclass(frozen=True)
class Fetcher:
    reach: Reach
    trust: Trust
    clock: Clock

    def fetch(
        self, url: str, headers: Mapping[str, str] | None = None, form: bytes | None = None
    ) -> dict[str, JsonValue] | Unfetched:
        """With a form it is a POST."""
        if not is_plain_https(url):
            return Unfetched.ADDRESS
        backend = CheckedBackend(self.reach, self.clock)
        backend.until_s = self.clock.monotonic_s() + LIMIT_S
        said = {"accept": "application/json", "user-agent": "Thenar", **(headers or {})}
        if form is not None:
            said["content-type"] = "application/x-www-form-urlencoded"
        pairs: list[tuple[bytes, bytes]] = [(name.encode(), value.encode()) for name, value in said.items()]
        try:
            with (
                httpcore.ConnectionPool(self.trust.context(), network_backend=backend) as pool,
                pool.stream("GET" if form is None else "POST", url, headers=pairs, content=form) as response,
            ):
                return _object(response)
        except NotReachable:
            return Unfetched.ADDRESS
        except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError):
            return Unfetched.UNREACHABLE


def is_plain_https(url: str) -> bool:
    """
    >>> is_plain_https("https://login.example.org/keys"), is_plain_https("http://login.example.org/keys")
    (True, False)
    >>> is_plain_https("https://user@login.example.org/"), is_plain_https("https://login.example.org/#here")
    (False, False)
    """
    try:
        place = urlsplit(url)
        return (
            place.scheme == "https"
            and bool(place.hostname)
            and place.username is None
            and place.password is None
            and not place.fragment
            and (place.port is None or place.port > 0)
            and url.isascii()
            and url.isprintable()
            and " " not in url
        )
    except ValueError:
        return False


def _object(response: httpcore.Response) -> dict[str, JsonValue] | Unfetched:
    content = b""
    for piece in response.iter_stream():
        content += piece
        if len(content) > ANSWER_BYTES:
            return Unfetched.UNREADABLE
    if response.status != 200:
        return Unfetched.REFUSED
    try:
        found = read_json(content, _BOUNDS)
    except JsonRefused:
        return Unfetched.UNREADABLE
    return found if isinstance(found, dict) else Unfetched.UNREADABLE
