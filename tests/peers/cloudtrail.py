"""CloudTrail's own two answers on loopback, for the AWS CLI: our function behind a plain web server.

with cloudtrail(name, key) as endpoint: ...
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

from app.gateway.cloudtrail import CONTENT_TYPE, action_of, cloudtrail_answer
from app.ports.control.trail_files import TrailSigner
from app.services.control.trail_files import TrailName


@contextmanager
def cloudtrail(name: TrailName, signer: TrailSigner) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            told = cloudtrail_answer(action_of(self.headers["x-amz-target"]), name, signer, datetime.now(UTC))
            body = json.dumps(told).encode()
            self.send_response(400 if told is None else 200)
            self.send_header("content-type", CONTENT_TYPE)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class names it
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
