"""A client in the same process: requests go straight into the application, and time passes only while one is made.

with Client(api(gateway, 1)) as client:
    client.get("/sites")
"""

import asyncio
from types import TracebackType
from typing import Any

import httpx
from fastapi import FastAPI


class Client:
    def __init__(self, app: FastAPI) -> None:
        self.app = app
        self._runner = asyncio.Runner()
        self._client = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="https://localhost")

    def request(self, method: str, path: str, **rest: Any) -> httpx.Response:
        """Any: what httpx takes."""
        return self._runner.run(self._client.request(method, path, **rest))

    def get(self, path: str) -> httpx.Response:
        return self.request("GET", path)

    def post(self, path: str, **rest: Any) -> httpx.Response:
        """Any: what httpx takes."""
        return self.request("POST", path, **rest)

    def patch(self, path: str, json: object) -> httpx.Response:
        return self.request("PATCH", path, json=json)

    def delete(self, path: str) -> httpx.Response:
        return self.request("DELETE", path)

    def __enter__(self) -> "Client":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._runner.run(self._client.aclose())
        self._runner.close()
