"""A day of the server: made, set up, signed in to, worked with, ended; alone on its file, or two on one PostgreSQL."""

import json
import socket
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import pytest
from botocore.exceptions import ClientError

from app.__main__ import main
from app.gateway.http_backend import HttpBackend
from app.gateway.session_client import ConsoleProof, SignInDesk
from app.operations.refusals import Reason, Refusal
from app.operations.sign_in import SignIn
from app.operations.sites import CREATE_SITE, LIST_SITES, CreateSite, ListSites, SiteDetail
from tests.app.control import ADDRESS as SITE_ADDRESS
from tests.journeys.server_process import EMAIL, PASSWORD, server_process, set_up
from tests.peers.postgres import Postgres

pytestmark = [pytest.mark.peer, pytest.mark.usefixtures("service_model")]

ADDRESS = {"addressLine1": "1 Harbour Street", "city": "Portsmouth", "postalCode": "PO1 3AX", "countryCode": "GB"}
ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(ClientError) as caught:
        call()
    return str(caught.value.response["Error"]["Code"])


@pytest.mark.requirement("SEC-006", "SEC-007")
def test_a_day_of_the_server(tmp_path: Path) -> None:
    """Nothing was switched on for it: TLS, signatures, and the audit are there by themselves."""
    set_up(tmp_path)
    with server_process(tmp_path) as server:
        owner = server.signed_in()
        owner.create_user(userName="keeper")
        owner.attach_user_policy(userName="keeper", policyArn=ADMINISTRATOR)
        pair = owner.create_access_key(userName="keeper")
        keeper = server.client(pair["accessKeyId"], pair["secretAccessKey"])
        site = keeper.create_site(name="Head office", address=ADDRESS)
        assert [each["siteId"] for each in keeper.list_sites()["sites"]] == [site["siteId"]]
        keeper.delete_site(siteId=site["siteId"])
        assert code_of(lambda: keeper.get_site(siteId=site["siteId"])) == "ResourceNotFoundException"
        stranger = server.client(pair["accessKeyId"], "x" * 40)
        assert code_of(stranger.list_sites) == "InvalidSignatureException"
        assert httpx.get(f"{server.url}/healthz", verify=server.certificate_context()).json() == {"status": "ok"}
        for client in (owner, keeper, stranger):
            client.close()
        assert server.end() == 0
        lines = [json.loads(line) for line in server.log.read_text().splitlines()]
    calls = [line for line in lines if line["event"] == "call"]
    assert [line["operation"] for line in calls][-3:] == ["DeleteSite", "GetSite", "ListSites"]
    assert not any("Head office" in str(line) or "keeper" in str(line) for line in lines)
    assert main(["verify-audit", "--data", str(tmp_path)]) == 0


def test_a_day_at_the_console(tmp_path: Path) -> None:
    """Two servers on one store know one session, and end it for each other."""
    set_up(tmp_path)
    with (
        server_process(tmp_path) as first,
        server_process(tmp_path) as second,
        httpx.Client(verify=first.certificate_context()) as client,
    ):
        here, there = SignInDesk(client, first.url), SignInDesk(client, second.url)
        session = here.sign_in(SignIn(EMAIL, PASSWORD, owner=True))
        assert isinstance(session, ConsoleProof)
        for desk in (here, there):
            site = HttpBackend(client, desk.url, session).call(CREATE_SITE, CreateSite("Head office", SITE_ADDRESS))
            assert isinstance(site, SiteDetail)
        assert there.sign_out(session) is None
        over = HttpBackend(client, here.url, session).call(LIST_SITES, ListSites())
        assert over == Refusal.of(Reason.SESSION_OVER)


def test_a_server_without_an_owner_serves_nobody(tmp_path: Path) -> None:
    with server_process(tmp_path) as server:
        stranger = server.client("AKIATESTTESTTESTTEST", "x" * 40)
        assert code_of(stranger.list_sites) == "UnrecognizedClientException"
        asked = {"name": "owner@thenar.example", "password": "a long enough password", "owner": True}
        refused = httpx.post(f"{server.url}/signin/SignIn", json=asked, verify=server.certificate_context())
        assert refused.status_code == 403
        stranger.close()


def test_a_port_that_is_taken_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        place = f"127.0.0.1:{taken.getsockname()[1]}"
        assert main(["server", "--data", str(tmp_path), "--listen", place]) == 2
    assert f"listen: {place} is taken" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["--listen", "8443"], "listen: write host and port"),
        (["--listen", "127.0.0.1:99999"], "listen: write host and port"),
        (["--certificate", "/nonexistent"], "name both --certificate and --key"),
        (["--certificate", "/nonexistent", "--key", "/nonexistent", "--listen", "127.0.0.1:0"], "do not fit"),
        (["--region", "UPPER"], "region"),
    ],
)
def test_a_wrong_word_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], named: str
) -> None:
    assert main(["server", "--data", str(tmp_path), *words]) == 2
    assert named in capsys.readouterr().err


def test_two_servers_share_one_postgresql(tmp_path: Path, postgres: Postgres) -> None:
    database = postgres.new_database()
    set_up(tmp_path, database)
    words = ("--database", database)
    with server_process(tmp_path, *words) as one, server_process(tmp_path, *words) as two:
        first, second = one.signed_in(), two.signed_in()
        instances = 5
        site = first.create_site(name="Head office", address=ADDRESS, clientToken="once")["siteId"]
        assert second.create_site(name="Head office", address=ADDRESS, clientToken="once")["siteId"] == site
        twins = [Thread(target=create_twin, args=(client,)) for client in (first, second) for _ in range(2)]
        for twin in twins:
            twin.start()
        for twin in twins:
            twin.join()
        assert len(first.list_sites()["sites"]) == 2
        threads = [Thread(target=fill, args=(client, site, instances)) for client in (first, second)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert second.get_site(siteId=site)["deviceInstanceCount"] == 2 * instances
        page = first.list_device_instances(siteId=site, maxResults=3)
        rest = second.list_device_instances(siteId=site, maxResults=100, nextToken=page["nextToken"])
        assert len(page["deviceInstances"]) + len(rest["deviceInstances"]) == 2 * instances
        assert code_of(lambda: second.delete_site(siteId=site)) == "ConflictException"
        first.close()
        second.close()
    assert main(["verify-audit", "--data", str(tmp_path), "--database", database]) == 0


def create_twin(client: Any) -> None:
    """Any: boto3's."""
    client.create_site(name="Twin", address=ADDRESS, clientToken="twin")


def fill(client: Any, site: str, count: int) -> None:
    """Any: boto3's."""
    for number in range(count):
        client.create_device_instance(siteId=site, name=f"Door {number}")
