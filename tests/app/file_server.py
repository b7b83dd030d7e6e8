"""A web server of one folder that can be told to behave badly, and that counts what it sends.

with serving(folder) as web:
    web.cut_after = 1000
    httpx.get(f"{web.url}/bundle.zip")
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from app.gateway.serving import LOOPBACK

PIECE = 16_384
POLL_S = 0.01
"""How soon the server sees that it is to end."""


class Web:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = ""
        self.sent: Counter[str] = Counter()
        """Bytes of bodies, by path."""
        self.asked: list[str] = []
        """Every path, in order."""
        self.ranges: list[str] = []
        """What was asked for beyond a whole file."""
        self.cut_after: int | None = None
        """Bytes of a bundle, after which the connection is cut."""
        self.answers: dict[str, Callable[[Handler], None]] = {}
        """What is said in place of a file, by the end of its path."""
        self.ended = threading.Event()
        self.looked = threading.Semaphore(0)

    def answer(self, end: str, status: int, content: bytes = b"", **headers: str) -> None:
        def say(handler: "Handler") -> None:
            handler.begin(status, len(content), **headers)
            handler.wfile.write(content)

        self.answers[end] = say

    def answer_briefly(self, end: str, content: bytes) -> None:
        """Ends without having said how much would come."""

        def say(handler: "Handler") -> None:
            handler.begin(200, None)
            handler.wfile.write(content)

        self.answers[end] = say

    def answer_endlessly(self, end: str) -> None:
        """Without saying how much will come."""

        def say(handler: "Handler") -> None:
            handler.begin(200, None)
            while not self.ended.is_set():
                handler.wfile.write(b" " * PIECE)

        self.answers[end] = say

    def trickle(self, end: str) -> None:
        """Sends a byte whenever somebody has looked at the clock, and so never stops to look alive."""

        def say(handler: "Handler") -> None:
            content = handler.file().read_bytes()
            handler.begin(200, len(content))
            for byte in content:
                handler.wfile.write(bytes([byte]))
                self.looked.acquire()
                if self.ended.is_set():
                    return

        self.answers[end] = say

    def end(self) -> None:
        self.ended.set()
        self.looked.release()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    web: Web

    def do_GET(self) -> None:
        with suppress(OSError):  # whoever asked has gone
            self._serve()

    def file(self) -> Path:
        """A proxy is told the whole address."""
        return self.web.folder / urlsplit(self.path).path.lstrip("/")

    def begin(self, status: int, length: int | None, **headers: str) -> None:
        self.send_response(status)
        self.send_header("connection", "close")
        if length is not None:
            self.send_header("content-length", str(length))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def _serve(self) -> None:
        self.web.asked.append(self.path)
        for end, say in self.web.answers.items():
            if self.path.endswith(end):
                say(self)
                return
        if not self.file().is_file():
            self.begin(404, 0)
            return
        content = self.file().read_bytes()
        asked = self.headers.get("range")
        start = int(asked.removeprefix("bytes=").rstrip("-")) if asked else 0
        if asked:
            self.web.ranges.append(asked)
            told = f"bytes {start}-{len(content) - 1}/{len(content)}"
            self.begin(206, len(content) - start, content_range=told)
        else:
            self.begin(200, len(content))
        self._send(content[start:])

    def _send(self, content: bytes) -> None:
        most = self.web.cut_after if self.path.startswith("/targets/") else None
        content = content[:most]
        for begin in range(0, len(content), PIECE):
            self.web.sent[self.path] += self.wfile.write(content[begin : begin + PIECE])

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the library's own name)
        """Says nothing."""


@contextmanager
def serving(folder: Path) -> Iterator[Web]:
    web = Web(folder)
    server = ThreadingHTTPServer((LOOPBACK, 0), type("Serving", (Handler,), {"web": web}))
    server.daemon_threads = False
    web.url = f"http://{LOOPBACK}:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(POLL_S,))
    thread.start()
    try:
        yield web
    finally:
        web.end()
        server.shutdown()
        server.server_close()
        thread.join()
