"""Fetches software over HTTP: signed records whole, and bundles that go on where a cut left them.

Rules it keeps: no more bytes are taken than were announced; who sends hardly any is left; redirections are not
followed, because a network that wants one to sign in redirects. Whom to believe is not its matter: what it brings is
believed for its signatures, or not at all.

    fetcher = UpdateFetcher(client, clock)
    fetcher.resume("https://thenar.example/updates/targets/…", part, length, print)
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from ssl import SSLContext
from typing import BinaryIO

import httpx
from tuf.api.exceptions import (
    DownloadError,
    DownloadHTTPError,
    DownloadLengthMismatchError,
    SlowRetrievalError,
)
from tuf.ngclient.fetcher import FetcherInterface

from app.ports.clock import Clock

TIMEOUT_S = 15.0
"""For a connection, and for silence within an answer."""
WINDOW_S, WINDOW_BYTES = 30.0, 32_768
"""So many bytes have to come in so much time: a kilobyte a second. The slowest line that is sold gives ten times as
much."""
RECORD_S = 30.0
"""For a whole record of some kilobytes."""
BUNDLE_S = 4 * 3600.0
"""For a bundle in one look. What has come by then is kept for the next."""
_RANGE = re.compile(r"bytes ([0-9]+)-[0-9]+/(?:[0-9]+|\*)", re.ASCII)


def system_trust() -> SSLContext:
    """Whom a client believes that was told of no authority."""
    return httpx.create_ssl_context()


@contextmanager
def update_client(trust: SSLContext | None = None) -> Iterator[httpx.Client]:
    """Honours HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY. `trust` pins the server's authority; None believes the
    system's."""
    believed = system_trust() if trust is None else trust
    with httpx.Client(verify=believed, timeout=TIMEOUT_S, follow_redirects=False) as client:
        yield client


class UpdateFetcher(FetcherInterface):
    """One thread at a time."""

    def __init__(self, client: httpx.Client, clock: Clock) -> None:
        self._client = client
        self._clock = clock

    def _fetch(self, url: str) -> Iterator[bytes]:
        """Of a record. The caller bounds its length."""
        until_s = self._clock.monotonic_s() + RECORD_S
        with self._answer(url, {"cache-control": "no-cache"}) as answer:
            if answer.status_code != HTTPStatus.OK:
                raise DownloadHTTPError(f"HTTP {answer.status_code}", answer.status_code)
            for chunk in answer.iter_raw():  # as they come: gathering them first would wait for a slow server for ever
                if self._clock.monotonic_s() > until_s:
                    raise SlowRetrievalError
                yield chunk

    def resume(self, url: str, part: Path, length: int, progress: Callable[[float], None]) -> None:
        """Brings to `part` what it lacks of `length` bytes, and syncs it. What came stays there when it is cut off.
        Raises DownloadError, OSError."""
        start = part.stat().st_size if part.exists() else 0
        progress(min(start / length, 1.0))
        if start >= length:
            return
        with self._answer(url, {"range": f"bytes={start}-"} if start else {}) as answer, part.open("ab") as file:
            came = _beginning(answer, start)
            file.truncate(came)
            came = self._receive(answer, file, came, length, progress)
        if came < length:
            raise DownloadError(f"cut off after {came} of {length} bytes")

    def _receive(
        self, answer: httpx.Response, file: BinaryIO, came: int, length: int, progress: Callable[[float], None]
    ) -> int:
        pace = _Pace(self._clock)
        for chunk in answer.iter_raw():
            came += len(chunk)
            if came > length:
                raise DownloadLengthMismatchError(f"more than {length} bytes")
            file.write(chunk)
            progress(came / length)
            pace.note(len(chunk))
        return came

    @contextmanager
    def _answer(self, url: str, headers: dict[str, str]) -> Iterator[httpx.Response]:
        """Bytes as they are: a compressed answer has no ranges of the file."""
        wanted = {"accept-encoding": "identity", **headers}
        try:
            with self._client.stream("GET", url, headers=wanted) as answer:
                yield answer
        except httpx.HTTPError as error:
            raise DownloadError(f"no whole answer: {type(error).__name__}") from error


class _Pace:
    """Notices a server that sends hardly anything, and one that does so for ever."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._until_s = clock.monotonic_s() + BUNDLE_S
        self._begin_window()

    def note(self, count: int) -> None:
        """Raises SlowRetrievalError."""
        self._came += count
        now_s = self._clock.monotonic_s()
        if now_s > self._until_s:
            raise SlowRetrievalError
        if now_s >= self._window_s:
            if self._came < WINDOW_BYTES:
                raise SlowRetrievalError
            self._begin_window()

    def _begin_window(self) -> None:
        self._window_s = self._clock.monotonic_s() + WINDOW_S
        self._came = 0


def _beginning(answer: httpx.Response, asked: int) -> int:
    """Where in the file the answer begins: where it was asked to, or at its beginning. Raises DownloadHTTPError."""
    if answer.status_code == HTTPStatus.OK:
        return 0
    told = _RANGE.fullmatch(answer.headers.get("content-range", ""))
    if asked and answer.status_code == HTTPStatus.PARTIAL_CONTENT and told is not None and int(told[1]) == asked:
        return asked
    raise DownloadHTTPError(f"HTTP {answer.status_code}", answer.status_code)
