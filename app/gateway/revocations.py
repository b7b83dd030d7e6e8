"""The list of revoked certificates, at an address of its own: whoever asks need not sign, and everybody gets the same.

Rules it keeps: it is made once a minute at most, however many ask; where it cannot be made, nobody is given an old one.
"""

from collections.abc import Awaitable, Callable
from threading import Lock

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response

from app.domain.faults import FaultError
from app.ports.clock import Clock
from app.ports.control.transaction import ControlStore
from app.services.control.revocations import revocation_list

ADDRESS = "/terminals.crl"
MEDIA_TYPE = "application/pkix-crl"
"""RFC 2585, section 4.2."""
FRESH_S = 60
"""How late a revocation is in the list. Whoever keeps what he was given for as long again is two minutes late."""


class RevocationList:
    """Threads may share it."""

    def __init__(self, store: ControlStore, account: str, clock: Clock) -> None:
        self._store = store
        self._account = account
        self._clock = clock
        self._lock = Lock()
        self._list: bytes | None = None
        self._stale_s = 0.0

    def current(self) -> bytes:
        """DER. Raises FaultError."""
        with self._lock:
            now_s = self._clock.monotonic_s()
            if self._list is None or now_s >= self._stale_s:
                with self._store.reading() as reading:
                    self._list = revocation_list(reading, self._account, self._clock.now())
                self._stale_s = now_s + FRESH_S
            return self._list


def revocations(known: RevocationList) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        try:
            content = await anyio.to_thread.run_sync(known.current)
        except FaultError:
            return Response(status_code=503)
        return Response(content, media_type=MEDIA_TYPE, headers={"cache-control": f"public, max-age={FRESH_S}"})

    return answer
