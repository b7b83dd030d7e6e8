"""`thenar qr INSTANCE`: an activation code in the terminal, or as a picture, for the device instance of that id.

Asks the running server, signed with an access key as any client is (`AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and,
for a temporary one, `AWS_SESSION_TOKEN`): who may is the policies' matter, and the audit has the name. In the terminal
the code is made anew before it runs out, until a device has read it.

    thenar qr abCdefG12hijkL --url https://thenar.example:8443 --trust root.pem
"""

import argparse
import os
import ssl
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import httpx
import segno

from app.config.text import Texts
from app.domain.activation import REISSUED_AFTER
from app.domain.faults import Fault, FaultError
from app.domain.realm import DEFAULT_REGION
from app.gateway.http_backend import HttpBackend, Signer
from app.gateway.signer import Credentials
from app.operations.backend import Backend
from app.operations.instances import (
    CREATE_QR_CODE,
    GET_INSTANCE,
    CreateDeviceActivationQrCode,
    GetDeviceInstance,
)
from app.operations.refusals import Refusal
from app.ports.clock import Clock
from app.runtime.clock import SystemClock

LOOK_EVERY_S = 2.0
"""How soon it is seen that a device has read the code."""
TIMEOUT_S = 10.0
BORDER_MODULES = 4
"""The quiet zone of ISO/IEC 18004, 5.3.8."""
SCALE = 10
"""Pixels of a module in a picture: 450 across."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("instance", help="the device instance's id, of 14 letters and digits")
    parser.add_argument("--url", default="https://localhost:8443", help="of the running server")
    parser.add_argument("--trust", type=Path, required=True, help="the server's root certificate, PEM")
    parser.add_argument("--region", default=DEFAULT_REGION, help="as the server was set up")
    parser.add_argument("--png", type=Path, help="write one code as a picture instead of showing it")
    parser.add_argument("--text", action="store_true", help="show what the code says, for a simulated telephone")


def main(options: argparse.Namespace) -> int:
    """0 when it was shown, 1 when the server refused."""
    try:
        trust = ssl.create_default_context(cafile=str(options.trust))
    except (OSError, ssl.SSLError) as error:
        raise FaultError(Fault.SETTINGS_INVALID, "trust: no certificate in that file") from error
    clock = SystemClock()
    with httpx.Client(verify=trust, timeout=TIMEOUT_S) as client:
        backend = HttpBackend(client, options.url, Signer(credentials(os.environ), options.region, clock))
        if options.png is not None:
            return write(backend, options.instance, options.png)
        return show(backend, options.instance, clock, partial(print, flush=True) if options.text else draw)


def credentials(environ: Mapping[str, str]) -> Credentials:
    """Raises FaultError(SETTINGS_INVALID)."""
    try:
        token = environ.get("AWS_SESSION_TOKEN")
        return Credentials(environ["AWS_ACCESS_KEY_ID"], environ["AWS_SECRET_ACCESS_KEY"], token)
    except KeyError as error:
        raise FaultError(Fault.SETTINGS_INVALID, f"{error.args[0]} is not in the environment") from error


def qr_of(text: str) -> segno.QRCode:
    """Version 5 or less at level M."""
    return segno.make_qr(text, error="m", boost_error=False)


def draw(text: str) -> None:
    qr_of(text).terminal(out=sys.stdout, border=BORDER_MODULES, compact=True)


def write(backend: Backend, instance: str, path: Path) -> int:
    answer = backend.call(CREATE_QR_CODE, CreateDeviceActivationQrCode(instance))
    if isinstance(answer, Refusal):
        return _say(answer)
    qr_of(answer.qr_code).save(str(path), kind="png", scale=SCALE, border=BORDER_MODULES)
    return 0


def show(backend: Backend, instance: str, clock: Clock, drawn: Callable[[str], None]) -> int:
    """Until the instance is active. `drawn` shows one code's text."""
    due_s = clock.monotonic_s()
    while True:
        known = backend.call(GET_INSTANCE, GetDeviceInstance(instance))
        if not isinstance(known, Refusal) and known.state.activated:
            print(f"{known.name}: a device is active.")
            return 0
        if clock.monotonic_s() >= due_s:
            answer = backend.call(CREATE_QR_CODE, CreateDeviceActivationQrCode(instance))
            if isinstance(answer, Refusal):
                return _say(answer)
            drawn(answer.qr_code)
            due_s += REISSUED_AFTER.total_seconds()
        clock.sleep(LOOK_EVERY_S)


def _say(refusal: Refusal) -> int:
    print(Texts().say(refusal.reason.key, **refusal.facts), file=sys.stderr)
    return 1
