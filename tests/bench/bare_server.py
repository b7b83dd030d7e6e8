"""The least that a FastAPI server can do over our listener: one route that answers with a constant.

python -m tests.bench.bare_server FOLDER           prints its port, and runs until it is ended
"""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path

from fastapi import FastAPI
from starlette.responses import JSONResponse, Response

from app.gateway.certificate import make_certificate
from app.gateway.serving import LOOPBACK, Listener, listening, serve, tls_context


def main(folder: Path) -> None:
    made = make_certificate(["localhost"], datetime.now(UTC))
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    certificate.write_bytes(made.certificate)
    key.write_bytes(made.key)
    app = FastAPI(openapi_url=None)

    async def answer() -> Response:
        return JSONResponse({"sites": []})

    app.add_api_route("/sites", answer)
    socket = listening(LOOPBACK, 0)
    port = socket.getsockname()[1]
    listener = Listener(app, socket, tls_context(certificate, key))
    asyncio.run(serve([listener], lambda: print(port, flush=True)))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
