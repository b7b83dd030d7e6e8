"""Tokens of SoftHSM, a PKCS#11 module that we did not write, in a folder of their own.

with soft_token(folder) as token:
    token.make_key("thenar-2026")
    token.destroy_key("thenar-2026")

Its module reads `SOFTHSM2_CONF` once a process, so keys are made in a process of their own, as an operator makes them.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.config.customer_keys import Pkcs11Place
from tests.peers.installed import installed

MODULES = (
    Path("/usr/lib/softhsm/libsofthsm2.so"),
    Path("/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so"),
    Path("/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so"),
)
LABEL, PIN, OFFICERS_PIN = "customer", "271828", "314159"
_OPERATOR = """
import os
import sys
import pkcs11
from pkcs11 import Attribute, GCMParams, KeyType, Mechanism, ObjectClass
module, token, pin, verb, label, extractable = sys.argv[1:]
with pkcs11.lib(module).get_token(token_label=token).open(user_pin=pin, rw=True) as session:
    if verb == "make":
        kept = extractable == "no"
        rights = {Attribute.EXTRACTABLE: not kept, Attribute.SENSITIVE: kept}
        session.generate_key(KeyType.AES, 256, label=label, store=True, template=rights)
    elif verb == "destroy":
        session.get_key(object_class=ObjectClass.SECRET_KEY, label=label).destroy()
    else:
        key, nonce = session.get_key(object_class=ObjectClass.SECRET_KEY, label=label), os.urandom(12)
        sealed = key.encrypt(verb.encode(), mechanism=Mechanism.AES_GCM, mechanism_param=GCMParams(nonce))
        print((nonce + sealed).hex())
"""


def module() -> Path:
    there = [path for path in MODULES if path.exists()]
    return installed(there[0] if there and shutil.which("softhsm2-util") else None, "SoftHSM")


@dataclass(frozen=True)
class SoftToken:
    module: Path
    folder: Path

    @property
    def pin_file(self) -> Path:
        return self.folder / "pin"

    @property
    def tokens(self) -> Path:
        return self.folder / "tokens"

    @property
    def _pocket(self) -> Path:
        return self.folder / "pocket"

    def place(self, key: str) -> Pkcs11Place:
        return Pkcs11Place(self.module, LABEL, key, self.pin_file)

    def make_key(self, label: str, extractable: bool = False) -> None:
        self._operate("make", label, "yes" if extractable else "no")

    def destroy_key(self, label: str) -> None:
        self._operate("destroy", label, "no")

    def sealed_by_others(self, label: str, words: str) -> bytes:
        """Encrypted by the same key for another use: nonce, ciphertext and tag."""
        return bytes.fromhex(self._operate(words, label, "no"))

    def pull_out(self) -> None:
        self.tokens.rename(self._pocket)
        self.tokens.mkdir()

    def put_in(self) -> None:
        self.tokens.rmdir()
        self._pocket.rename(self.tokens)

    def set_pin(self, pin: str) -> None:
        """What Thenar is told, not what the token knows."""
        self.pin_file.touch(0o600)
        self.pin_file.write_text(f"{pin}\n")

    def _operate(self, *words: str) -> str:
        command = [sys.executable, "-c", _OPERATOR, str(self.module), LABEL, PIN, *words]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


@contextmanager
def soft_token(folder: Path, module: Path) -> Iterator[SoftToken]:
    token = SoftToken(module, folder)
    (folder / "tokens").mkdir(parents=True)
    settings = folder / "softhsm2.conf"
    settings.write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n")
    before = os.environ.get("SOFTHSM2_CONF")
    os.environ["SOFTHSM2_CONF"] = str(settings)
    try:
        words = ["--init-token", "--free", "--label", LABEL, "--pin", PIN, "--so-pin", OFFICERS_PIN]
        subprocess.run(["softhsm2-util", *words], check=True, capture_output=True, timeout=60)
        token.set_pin(PIN)
        yield token
    finally:
        if before is None:
            del os.environ["SOFTHSM2_CONF"]
        else:
            os.environ["SOFTHSM2_CONF"] = before
