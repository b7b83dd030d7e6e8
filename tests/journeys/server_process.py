"""`thenar server` as a process of its own, over TLS on loopback, with an owner who has set it up.

with server_process(data) as server:
    admin = server.signed_in()
"""

import os
import signal
import ssl
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import httpx
from botocore.exceptions import BotoCoreError

from app.config.paths import State
from app.config.text import Texts
from app.credentials.passwords import CHEAP, Hasher
from app.entrypoints.first_run import Person, first_run
from app.runtime.clock import SystemClock
from app.services.control.call import Proofs
from app.services.control.trail import AuditTrail
from app.storage.control.store import SqlControlStore
from app.storage.opening import open_store

EMAIL, PASSWORD = "owner@thenar.example", "a long enough password"
REGION = "us-east-1"
ROOT = Path(__file__).resolve().parents[2]
END_S = 30.0
SILENT = (BotoCoreError, KeyError)
"""What boto3 raises where nobody answers. An answer that was cut off behind its head reads as one without members: then
it is what the test looks for that is missing."""
PATIENCE_S = 120.0
"""Of a client on a machine whose cores are busy with other tests: as long as boto3's, twice."""
SESSION = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
Session = dict[str, str]
"""What AWS's clients look for in their environment."""


def set_up(data: Path, database: str = "", alias: str = "") -> None:
    """What the owner does at the machine, with `thenar init`."""
    answers = iter([EMAIL, ""])
    secrets = iter([PASSWORD, PASSWORD])
    person = Person(lambda question: next(answers), lambda question: next(secrets), lambda words: None)
    with open_store(State(data, simulated=False), None, database) as people:
        store = SqlControlStore(people)
        realm = store.realm(REGION)
        trail = AuditTrail(realm, Texts(), lambda: str(uuid.uuid4()))
        assert first_run(store, realm, Proofs(Hasher(CHEAP)), trail, SystemClock(), person, alias)


@dataclass(frozen=True)
class Server:
    """One that listens, as its clients know it."""

    url: str
    certificate: str

    def owners_session(self) -> Session:
        """Of an owner who has signed in."""
        with httpx.Client(verify=self.certificate_context(), timeout=PATIENCE_S) as client:
            asked = {"name": EMAIL, "password": PASSWORD, "owner": True}
            made = client.post(f"{self.url}/signin/SignIn", json=asked).raise_for_status().json()["credentials"]
        return dict(zip(SESSION, (made["accessKeyId"], made["secretAccessKey"], made["sessionToken"]), strict=True))

    def signed_in(self) -> Any:
        """boto3's client of somebody with the owner's session. Any: made from the model."""
        session = self.owners_session()
        return self.client(*(session[name] for name in SESSION))

    def client(self, key: str, secret: str, token: str | None = None) -> Any:
        """Any: made from the model, which AWS_DATA_PATH names."""
        session = boto3.Session(key, secret, token, region_name=REGION)
        return session.client("one", endpoint_url=self.url, verify=self.certificate)

    def certificate_context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.certificate)


@dataclass(frozen=True)
class ServerProcess(Server):
    process: subprocess.Popen[str]
    log: Path

    def end(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(END_S)


@contextmanager
def server_process(data: Path, *words: str) -> Iterator[ServerProcess]:
    log = data / f"log-{uuid.uuid4()}.jsonl"
    command = [sys.executable, "-m", "app", "server", "--data", str(data), "--listen", "127.0.0.1:0", "--metrics", "0"]
    with (
        log.open("w") as lines,
        subprocess.Popen(
            [*command, *words], stdout=subprocess.PIPE, stderr=lines, text=True, cwd=ROOT, env={**os.environ}
        ) as process,
    ):
        assert process.stdout is not None
        said = process.stdout.readline()
        try:
            assert said.startswith("Thenar is listening on"), log.read_text()
            url, certificate = said.split("listening on ")[1].strip().split(", with the certificate ")
            yield ServerProcess(url.replace("127.0.0.1", "localhost"), certificate, process, log)
        finally:
            process.terminate()
            process.wait(END_S)
