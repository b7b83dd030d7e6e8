"""Receivers on loopback that write down what they are sent: a web server and a plain one."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

from tests.peers.certificates import Certificates


@dataclass
class Received:
    headers: dict[str, str]
    body: bytes


@dataclass
class WebReceiver:
    port: int = 0
    answers: list[int] = field(default_factory=list)
    """Statuses, one a request; 200 when none is left."""
    received: list[Received] = field(default_factory=list)
    connections: int = 0
    body: bytes = b"thanks"


def _handler(receiver: WebReceiver) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def setup(self) -> None:
            receiver.connections += 1
            super().setup()

        def do_POST(self) -> None:
            length = int(self.headers["content-length"])
            body = self.rfile.read(length)
            if len(body) < length:  # the sender died in the middle: nothing was received
                self.close_connection = True
                return
            receiver.received.append(Received({key.lower(): value for key, value in self.headers.items()}, body))
            self.send_response(receiver.answers.pop(0) if receiver.answers else 200)
            self.send_header("location", f"https://localhost:{receiver.port}/elsewhere")
            self.send_header("content-length", str(len(receiver.body)))
            self.end_headers()
            self.wfile.write(receiver.body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class names it
            pass

    return Handler


class _Server(HTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """A sender that hangs up is what some tests are about."""


@contextmanager
def web_receiver(made: Certificates) -> Iterator[WebReceiver]:
    receiver = WebReceiver()
    server = _Server(("127.0.0.1", 0), _handler(receiver))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made.certificate, made.key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    receiver.port = server.server_address[1]
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def stream_receiver(context: ssl.SSLContext | None = None) -> Iterator[tuple[int, list[bytes]]]:
    """One connection: (port, what came until the sender closed)."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(30)

        def hear() -> None:
            connection, _ = server.accept()
            with context.wrap_socket(connection, server_side=True) if context else connection as stream:
                while chunk := stream.recv(65_536):
                    heard.append(chunk)

        thread = Thread(target=hear)
        thread.start()
        try:
            yield server.getsockname()[1], heard
        finally:
            thread.join()
