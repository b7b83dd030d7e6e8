"""PyKMIP's own server on loopback, with its own client to make and revoke keys, in the environment of programs that we
did not write.

with kmip_server(folder) as server:
    uid = server.new_key()
    server.revoke(uid)
"""

import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.config.customer_keys import KmipPlace
from tests.peers.certificates import Certificates, certificates
from tests.peers.installed import peer
from tests.peers.mosquitto import free_port

_CLIENT = """
import sys
from kmip.core import enums
from kmip.pie.client import ProxyKmipClient
host, port, certificate, key, ca, settings, verb, uid = sys.argv[1:]
version = enums.KMIPVersion.KMIP_1_2
with ProxyKmipClient(host, int(port), certificate, key, ca, config_file=settings, kmip_version=version) as client:
    if verb == "new":
        masks = [enums.CryptographicUsageMask.ENCRYPT, enums.CryptographicUsageMask.DECRYPT]
        uid = client.create(enums.CryptographicAlgorithm.AES, 256, cryptographic_usage_mask=masks)
        client.activate(uid)
        print(uid)
    else:
        client.revoke(enums.RevocationReasonCode.CESSATION_OF_OPERATION, uid)
"""
_SERVER = """
import sys
from kmip.services.server.server import main
sys.argv[1:] = ["-f", sys.argv[1], "--log_path", "./logs/server.log"]
main()
"""


@dataclass
class KmipServer:
    folder: Path
    made: Certificates
    port: int

    def place(self, uid: str) -> KmipPlace:
        return KmipPlace("127.0.0.1", uid, self.made.certificate, self.made.key, self.made.authority, self.port)

    def new_key(self) -> str:
        """An active AES key of 256 bits."""
        return self._client("new", "")

    def revoke(self, uid: str) -> None:
        self._client("revoke", uid)

    def _client(self, verb: str, uid: str) -> str:
        paths = (self.made.certificate, self.made.key, self.made.authority, self.folder / "client.conf")
        command = [peer("kmip"), "-W", "ignore", "-c", _CLIENT, "127.0.0.1", str(self.port), *paths, verb, uid]
        done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False, timeout=60)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    @contextmanager
    def running(self) -> Iterator[None]:
        """What is in its database is there the next time."""
        settings = self.folder / "server.conf"
        with (self.folder / "output").open("w") as output:
            command = [str(peer("kmip")), "-W", "ignore", "-c", _SERVER, str(settings)]
            with subprocess.Popen(command, stdout=output, stderr=output, cwd=self.folder) as process:
                try:
                    self._await(process)
                    yield
                finally:
                    process.terminate()
                    process.wait(timeout=30)

    def _await(self, process: subprocess.Popen[bytes]) -> None:
        while True:
            assert process.poll() is None, (self.folder / "output").read_text()
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
            except OSError:
                continue
            return


def new_server(folder: Path) -> KmipServer:
    folder.mkdir()
    made, port = certificates(folder / "certificates", "thenar"), free_port()
    (folder / "policy").mkdir()
    settings = {
        "hostname": "127.0.0.1",
        "port": port,
        "certificate_path": made.certificate,
        "key_path": made.key,
        "ca_path": made.authority,
        "auth_suite": "TLS1.2",
        "policy_path": folder / "policy",
        "enable_tls_client_auth": "False",
        "logging_level": "INFO",
        "database_path": folder / "keys.db",
    }
    lines = ["[server]", *(f"{name}={value}" for name, value in settings.items())]
    (folder / "server.conf").write_text("\n".join(lines) + "\n")
    (folder / "client.conf").write_text("[client]\n")
    return KmipServer(folder, made, port)
