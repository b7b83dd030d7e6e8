"""The sign-in's address has the account's number or its alias in front: both lead to the server, nothing else does."""

import json
import socket
import ssl
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from tests.journeys.server_process import EMAIL, PASSWORD, ServerProcess, server_process, set_up

NAME, ALIAS = "thenar.example", "acme-doors"
PATIENCE_S = 60.0


class Named(HTTPConnection):
    """To this machine, whatever it is called; who answers must prove that name."""

    def __init__(self, server: ServerProcess, name: str) -> None:
        port = int(server.url.rpartition(":")[2])
        super().__init__(name, port, timeout=PATIENCE_S)
        self._trust = ssl.create_default_context(cafile=server.certificate)

    def connect(self) -> None:
        """Raises ssl.SSLCertVerificationError."""
        raw = socket.create_connection(("127.0.0.1", self.port), PATIENCE_S)
        self.sock = self._trust.wrap_socket(raw, server_hostname=self.host)


def asked(server: ServerProcess, name: str, method: str, path: str, body: object = None) -> tuple[int, str]:
    connection = Named(server, name)
    try:
        content = None if body is None else json.dumps(body)
        connection.request(method, path, content, {"content-type": "application/json", "accept-language": "en"})
        answer: HTTPResponse = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


@pytest.mark.requirement("USER-034")
def test_the_accounts_number_and_its_alias_lead_to_the_sign_in(tmp_path: Path) -> None:
    set_up(tmp_path, alias=ALIAS)
    who = {"name": EMAIL, "password": PASSWORD, "owner": True}
    with server_process(tmp_path, "--name", NAME) as server:
        status, answer = asked(server, NAME, "POST", "/signin/BeginSession", who)
        assert status == 200, answer
        account = json.loads(answer)["session"]["arn"].split(":")[4]
        for label in (account, ALIAS):
            status, page = asked(server, f"{label}.{NAME}", "GET", "/console")
            assert (status, f"Account {account}" in page) == (200, True)
            assert f"https://{label}.{NAME}:" in page
            status, answer = asked(server, f"{label}.{NAME}", "POST", "/signin/BeginSession", who)
            assert (status, json.loads(answer)["session"]["arn"].split(":")[4]) == (200, account)
        for label in ("210987654321", "other"):
            with pytest.raises(ssl.SSLCertVerificationError):
                asked(server, f"{label}.{NAME}", "GET", "/console")
