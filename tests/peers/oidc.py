"""A provider of identities that we did not write, on loopback (`oidc_provider.py`), and a browser that goes there.

with oidc_provider(folder, redirect, user="ada", groups=["guards"]) as provider:
    browse(provider, address)
"""

import json
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx

from app.gateway.certificate import make_certificate
from tests.peers.installed import peer
from tests.peers.mosquitto import free_port

CLIENT_ID, CLIENT_SECRET = "thenar", "a-secret-of-forty-characters-and-no-more"
PROGRAM = Path(__file__).parent / "oidc_provider.py"


@dataclass(frozen=True)
class OidcPeer:
    process: subprocess.Popen[str]
    issuer: str
    certificate: Path

    def rotate(self) -> None:
        """Other keys from now on."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        print("rotate", file=self.process.stdin, flush=True)
        assert self.process.stdout.readline() == "rotated\n"

    def sent_back(self, address: str) -> str:
        """Where a browser that went to `address` is sent afterwards."""
        trust = ssl.create_default_context(cafile=str(self.certificate))
        answer = httpx.get(address, verify=trust)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]


@contextmanager
def oidc_provider(folder: Path, redirect: str, user: str, groups: list[str]) -> Iterator[OidcPeer]:
    folder.mkdir()
    port = free_port()
    made = make_certificate(["localhost"], datetime.now(UTC))
    certificate, key, settings = folder / "certificate.pem", folder / "key.pem", folder / "settings.json"
    certificate.write_bytes(made.certificate)
    key.write_bytes(made.key)
    said = {
        "issuer": f"https://localhost:{port}",
        "port": port,
        "certificate": str(certificate),
        "key": str(key),
        "folder": str(folder),
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
        "redirect_uris": [redirect],
        "user": user,
        "claims": {"preferred_username": user, "groups": groups},
    }
    settings.write_text(json.dumps(said))
    quiet = ("-W", "ignore")  # the provider's library warns of its own past; what we say of it is in the tests
    command = [str(peer("idpyoidc")), *quiet, str(PROGRAM), str(settings)]
    with (
        (folder / "log").open("w") as log,
        subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True, cwd=folder
        ) as process,
    ):
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n", (folder / "log").read_text()
            yield OidcPeer(process, f"https://localhost:{port}", certificate)
        finally:
            process.terminate()
            process.communicate(timeout=30)
