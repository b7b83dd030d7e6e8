"""A customer key in a PKCS#11 token (an HSM, a smart card, SoftHSM): it encrypts and decrypts there, and cannot leave.

Rules it keeps: each question is a process of its own, because the module is foreign code in C: what it breaks or hangs
ends with it, and a token that is back is found; a PIN that was refused is not tried again, since tokens lock themselves
after a few; the PIN is in no command line; what is wrapped is bound to our purpose.

    key = Pkcs11Key(Pkcs11Place(Path("/usr/lib/softhsm/libsofthsm2.so"), "customer", "thenar-2026"), pin, RefusedPins())
    key.unwrap(key.wrap(secret)) == secret

Limits: AES-GCM with a nonce of ours, which an HSM in FIPS mode may refuse; then it is SETTINGS_INVALID.
"""

import base64
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Lock

from app.config.customer_keys import Pkcs11Place
from app.domain.faults import Fault, FaultError

WAIT_S = 8.0
"""For the process, the module, the login and the answer. Calls wait behind it; a small machine needs one second."""
CONTEXT = b"thenar key file"
_NONCE_BYTES = 12
_QUESTION = Path(__file__).with_name("pkcs11_question.py")
_FAULTS = {
    "refused": Fault.CUSTOMER_KEY_REFUSED,
    "pin": Fault.CUSTOMER_KEY_REFUSED,
    "settings": Fault.SETTINGS_INVALID,
    "unreachable": Fault.CUSTOMER_KEY_UNREACHABLE,
}


class RefusedPins:
    """Of this process, by their hash. Threads may share it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._known: set[bytes] = set()

    def add(self, token: str, pin: str) -> None:
        with self._lock:
            self._known.add(_hash(token, pin))

    def has(self, token: str, pin: str) -> bool:
        with self._lock:
            return _hash(token, pin) in self._known


class Pkcs11Key:
    """Implements `app.ports.customer_key.CustomerKey`."""

    def __init__(
        self, place: Pkcs11Place, pin: Callable[[], str], refused: RefusedPins, wait_s: float = WAIT_S
    ) -> None:
        """`pin` raises FaultError as `unwrap` does."""
        self._place = place
        self._pin = pin
        self._refused = refused
        self._wait_s = wait_s

    def wrap(self, secret: bytes) -> bytes:
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._asked("encrypt", secret, nonce)

    def unwrap(self, wrapped: bytes) -> bytes:
        return self._asked("decrypt", wrapped[_NONCE_BYTES:], wrapped[:_NONCE_BYTES])

    def _asked(self, asked: str, data: bytes, nonce: bytes) -> bytes:
        place, pin = self._place, self._pin()
        if self._refused.has(place.token, pin):
            raise FaultError(Fault.CUSTOMER_KEY_REFUSED, f"the token {place.token} refused this PIN before")
        pieces = {"nonce": nonce, "data": data, "context": CONTEXT}
        answer = _answer(
            {
                **{name: base64.b64encode(piece).decode() for name, piece in pieces.items()},
                "module": str(place.module),
                "token": place.token,
                "key": place.key,
                "pin": pin,
                "asked": asked,
            },
            self._wait_s,
        )
        if "data" in answer:
            return base64.b64decode(answer["data"])
        if answer["fault"] == "pin":
            self._refused.add(place.token, pin)
        raise FaultError(_FAULTS[answer["fault"]], f"the token {place.token}: {answer['detail']}")


def _answer(question: dict[str, str], wait_s: float) -> dict[str, str]:
    """Raises FaultError(CUSTOMER_KEY_UNREACHABLE) for a module that crashed or is silent."""
    command = [sys.executable, "-I", str(_QUESTION)]
    try:
        done = subprocess.run(
            command, input=json.dumps(question), capture_output=True, text=True, timeout=wait_s, check=True
        )
        answer: dict[str, str] = json.loads(done.stdout.splitlines()[-1])
    except (subprocess.SubprocessError, OSError, ValueError, IndexError):
        raise FaultError(Fault.CUSTOMER_KEY_UNREACHABLE, "the token's module broke off or is silent") from None
    return answer


def _hash(token: str, pin: str) -> bytes:
    return hashlib.sha256(f"{token}\0{pin}".encode()).digest()
