"""The addresses of the installer's pages, and the way from a browser's request to its page.

Rules it keeps: there are pages only where there is a sign-in for them; what breaks is logged by its kind, and answered
with a page that says nothing of it; no page's address, name or query is in any log.

    serve_installer(app, gateway, Queues(calls, door))
"""

import json
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeAlias

import anyio
import anyio.to_thread
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from app.config.paths import resources_folder
from app.domain.sign_in_names import CONSOLE
from app.gateway.handling import Gateway, Limiter
from app.gateway.incoming import Incoming, receive
from app.gateway.installer import desk
from app.gateway.installer.answers import plain, shown
from app.gateway.installer.console_address import console_address
from app.gateway.installer.door import BACK, COMPANY, SIGN_IN, message_page
from app.gateway.installer.federated import come_back, go_to_company
from app.gateway.installer.frame import PREFIX, SCRIPT, SIGN_OUT, STYLE, Frame
from app.gateway.installer.places import code_path, device_path, site_path
from app.gateway.installer.visit import Visit
from app.gateway.installer.wording import texts_for
from app.operations.console import BEGIN_SESSION
from app.operations.refusals import Reason, Refusal

log = logging.getLogger("thenar.gateway")

_Endpoint: TypeAlias = Callable[[Request], Awaitable[Response]]
_DEVICE = device_path("{device}")


@dataclass(frozen=True)
class Queues:
    """In which calls wait for their turn."""

    calls: Limiter
    door: Limiter
    """Of those who sign in."""


def serve_installer(app: FastAPI, gateway: Gateway, queues: Queues) -> None:
    if not any(each.operation is BEGIN_SESSION for each in gateway.open):
        return
    pages: tuple[tuple[str, str, desk.Handler, Limiter], ...] = (
        ("GET", PREFIX, desk.start, queues.calls),
        ("GET", CONSOLE, console_address, queues.calls),
        ("POST", SIGN_IN, desk.sign_in, queues.door),
        ("POST", SIGN_OUT, desk.sign_out, queues.calls),
        ("POST", COMPANY, go_to_company, queues.door),
        ("GET", BACK, come_back, queues.door),
        ("GET", site_path("{site}"), desk.site, queues.calls),
        ("GET", _DEVICE, desk.device, queues.calls),
        ("GET", code_path("{device}"), desk.device, queues.calls),
        ("POST", code_path("{device}"), desk.code, queues.calls),
        ("GET", f"{_DEVICE}/state", desk.state, queues.calls),
    )
    for method, path, handler, limiter in pages:
        app.add_api_route(path, _endpoint(gateway, handler, limiter), methods=[method], include_in_schema=False)
    for path, text, media_type in ((STYLE, style(), "text/css"), (SCRIPT, _file("page.js"), "text/javascript")):
        app.add_api_route(path, _fixed(text, media_type), methods=["GET"], include_in_schema=False)


def style() -> str:
    """The colours of both schemes as variables, and what is made of them."""
    tokens = json.loads((resources_folder() / "theme" / "tokens.json").read_text("utf-8"))
    light, dark = (_variables(tokens[scheme]) for scheme in ("light", "dark"))
    scheme = f"@media (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}"
    return f":root {{ {light} }}\n{scheme}\n{_file('page.css')}"


def _variables(colours: dict[str, str]) -> str:
    return " ".join(f"--{name.replace('_', '-')}: {colour};" for name, colour in colours.items())


def _file(name: str) -> str:
    return (resources_folder() / "installer" / name).read_text("utf-8")


def _fixed(text: str, media_type: str) -> _Endpoint:
    async def endpoint(request: Request) -> Response:
        return plain(text, media_type)

    return endpoint


def _endpoint(gateway: Gateway, handler: desk.Handler, limiter: Limiter) -> _Endpoint:
    def guarded(incoming: Incoming) -> Response:
        try:
            return handler(Visit(gateway, incoming))
        except Exception as error:  # noqa: BLE001  (the top of a page records and fails closed)
            log.error("broken", extra={"told": {"error": type(error).__name__}})
            return _trouble(Refusal.of(Reason.INTERNAL), "")

    async def endpoint(request: Request) -> Response:
        incoming = await receive(request)
        if isinstance(incoming, Refusal):
            return _trouble(incoming, request.headers.get("accept-language", ""))
        with anyio.CancelScope(shield=True):
            response = await anyio.to_thread.run_sync(guarded, incoming, limiter=limiter.get())
        return response  # noqa: RET504  (the scope might end otherwise, for all that its type says)

    return endpoint


def _trouble(refusal: Refusal, languages: str) -> Response:
    texts = texts_for(languages)
    words = texts.say(refusal.reason.key, **refusal.facts)
    return shown(message_page(Frame(texts), texts.say("installer.trouble"), words), refusal.reason.code.status)
