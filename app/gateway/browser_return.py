"""Where a browser brings the code of a sign-in at another house: a port of this machine, for one visit.

Source: RFC 8252, sections 7.3 and 8.10 (loopback, and nothing but loopback).

Rules it keeps: it listens on 127.0.0.1 alone, for as long as the block runs; a visit without the right state is
answered and not believed; what is shown to the browser holds nothing that came with it.

    with browser_return(clock) as back:
        began = desk.call(BEGIN_FEDERATED, BeginFederatedSignIn(back.redirect_uri))
        open_browser(began.authorization_address)
        code = back.code(began.state, wait_s=600)
        answer = desk.finish(FinishFederatedSignIn(began.flow, began.state, code))
"""

import hmac
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

from app.ports.clock import Clock

LOOPBACK = "127.0.0.1"
PATH = "/callback"
LOOK_EVERY_S = 0.5
"""How soon it notices that nobody waits any more."""
_REQUEST_S = 5.0
"""Of silence, after which a visitor is left."""
_PAGE = (
    b"<!doctype html><meta charset=utf-8><title>Thenar</title>"
    b"<body style='font:1.2rem system-ui;margin:4rem'><p>Thenar. You can close this window.</p>"
)


class BrowserReturn:
    def __init__(self, server: HTTPServer, visits: list[str], clock: Clock) -> None:
        self._server = server
        self._clock = clock
        self._visits = visits

    @property
    def redirect_uri(self) -> str:
        return f"http://{LOOPBACK}:{self._server.server_port}{PATH}"

    def code(self, state: str, wait_s: float, wanted: Callable[[], bool] = lambda: True) -> str | None:
        """What the browser brought, None when nobody came in time, was refused there, or is `wanted` any more. Waits:
        call it off the thread that draws."""
        until = self._clock.monotonic_s() + wait_s
        while wanted() and (left := until - self._clock.monotonic_s()) > 0:
            self._server.timeout = min(left, LOOK_EVERY_S)
            self._server.handle_request()
            while self._visits:
                said = parse_qs(self._visits.pop(0))
                if not hmac.compare_digest(_one(said, "state").encode(), state.encode()):
                    continue
                return _one(said, "code") or None
        return None


@contextmanager
def browser_return(clock: Clock) -> Iterator[BrowserReturn]:
    visits: list[str] = []

    class Visit(BaseHTTPRequestHandler):
        timeout = _REQUEST_S

        def do_GET(self) -> None:
            place = urlsplit(self.path)
            if place.path == PATH:
                visits.append(place.query)
            self.send_response(200 if place.path == PATH else 404)
            self.send_header("content-type", "text/html; charset=utf-8")
            self.send_header("content-length", str(len(_PAGE)))
            self.send_header("cache-control", "no-store")
            self.send_header("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'")
            self.send_header("referrer-policy", "no-referrer")
            self.end_headers()
            self.wfile.write(_PAGE)

        def log_message(self, *words: object) -> None:
            """Codes belong in no log."""

    with HTTPServer((LOOPBACK, 0), Visit) as server:
        yield BrowserReturn(server, visits, clock)


def _one(said: dict[str, list[str]], name: str) -> str:
    """Empty where it was said twice, or not at all."""
    values = said.get(name, [])
    return values[0] if len(values) == 1 else ""
