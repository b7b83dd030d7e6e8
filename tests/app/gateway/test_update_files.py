"""The server's own files of a repository, over TLS."""

import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from app.domain.faults import Fault, FaultError
from app.domain.updates import Fetched
from app.gateway.certificate import make_certificate
from app.gateway.update_fetcher import update_client
from app.gateway.update_files import serve_updates
from app.runtime.clock import SystemClock
from tests.app.gateway.running import Running, running
from tests.app.publishing import Publishing, published


@dataclass
class Scene:
    publishing: Publishing
    server: Running

    def fetch(self, trust: ssl.SSLContext | None) -> Fetched:
        with update_client(trust) as client:
            updates = self.publishing.updates(f"{self.server.url}/updates", client, SystemClock())
            return updates.fetch(lambda share: None)

    def get(self, path: str, **headers: str) -> httpx.Response:
        with httpx.Client(verify=self.server.trust) as client:
            return client.get(f"{self.server.url}{path}", headers=headers)


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    publishing = published(tmp_path)
    app = FastAPI()
    serve_updates(app, publishing.repository)
    with running(app, tmp_path) as server:
        yield Scene(publishing, server)


def test_a_terminal_updates_from_the_server_whose_authority_is_pinned(scene: Scene) -> None:
    assert scene.fetch(scene.server.trust) is Fetched.NEWER


def test_another_authority_and_the_systems_own_are_no_such_server(scene: Scene, tmp_path: Path) -> None:
    other = tmp_path / "other.pem"
    other.write_bytes(make_certificate(["localhost"], datetime.now(UTC)).certificate)
    assert scene.fetch(ssl.create_default_context(cafile=str(other))) is Fetched.UNREACHABLE
    assert scene.fetch(None) is Fetched.UNREACHABLE


def test_a_part_of_a_bundle_can_be_had(scene: Scene) -> None:
    bundle = scene.publishing.bundle()
    path = f"/updates/targets/{bundle.parent.name}/{bundle.name}"
    answer = scene.get(path, range="bytes=1000-")
    assert (answer.status_code, answer.content) == (206, bundle.read_bytes()[1000:])


def test_only_the_timestamp_may_not_be_kept_by_what_lies_between(scene: Scene) -> None:
    assert scene.get("/updates/metadata/timestamp.json").headers["cache-control"] == "no-cache"
    assert "cache-control" not in scene.get("/updates/metadata/1.root.json").headers


@pytest.mark.parametrize(
    "path",
    [
        "/updates/secret.pem",
        "/updates/metadata/../secret.pem",
        "/updates/metadata/%2e%2e/secret.pem",
        "/updates/targets/..%2fsecret.pem",
        "/updates/targets/link",
        "/updates/targets/",
    ],
)
def test_nothing_else_of_the_folder_is_served(scene: Scene, path: str) -> None:
    (scene.publishing.repository / "secret.pem").write_text("secret")
    (scene.publishing.repository / "targets" / "link").symlink_to("../secret.pem")
    assert scene.get(path).status_code == 404


def test_a_folder_that_is_no_repository_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FaultError) as caught:
        serve_updates(FastAPI(), tmp_path)
    assert caught.value.fault is Fault.SETTINGS_INVALID
