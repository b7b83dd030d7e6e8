"""Whether a terminal looks for newer software, and whom it believes."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi import FastAPI

from app.config.settings import Device, Mode, Settings
from app.domain.faults import Fault, FaultError
from app.domain.updates import Fetched
from app.entrypoints.software import software, software_server
from app.runtime.clock import SystemClock
from tests.app.gateway.running import running
from tests.app.publishing import published

PLACE = "https://thenar.example:8443/updates"
SETTINGS = Settings(Mode.ENROLMENT, Device(""), Device("keyboard"), Device("none"), updates=PLACE)
LAUNCHED = {"THENAR_RELEASE": "0.2.0-0123456789abcdef", "THENAR_SOFTWARE": "/opt/thenar"}


def test_what_a_launcher_started_looks_for_newer_software(tmp_path: Path) -> None:
    """And finds nobody where nobody listens."""
    (tmp_path / "root.json").write_bytes(published(tmp_path / "site").records.root_file().read_bytes())
    settings = replace(SETTINGS, updates="http://127.0.0.1:9/updates")
    with software(settings, {**LAUNCHED, "THENAR_SOFTWARE": str(tmp_path)}, SystemClock()) as updates:
        assert updates.version() == "0.2.0"
        assert updates.fetch(lambda share: None) is Fetched.UNREACHABLE


@pytest.mark.parametrize(
    ("settings", "environ", "version"),
    [
        (SETTINGS, {}, "checkout"),
        (SETTINGS, {"THENAR_RELEASE": "0.2.0-0123456789abcdef"}, "0.2.0"),
        (replace(SETTINGS, updates=""), LAUNCHED, "0.2.0"),
    ],
)
def test_a_checkout_and_a_terminal_without_a_place_are_what_they_are(
    settings: Settings, environ: Mapping[str, str], version: str
) -> None:
    with software(settings, environ, SystemClock()) as updates:
        assert updates.version() == version
        assert updates.fetch(lambda share: None) is Fetched.CURRENT
        updates.install()
        updates.commit()
        updates.roll_back()
        assert (updates.waiting(), updates.on_trial(), updates.failed()) == (False, False, None)


@pytest.mark.parametrize("content", [None, b"no certificate"])
def test_an_authority_that_is_none_is_told_of(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "root.pem"
    if content is not None:
        path.write_bytes(content)
    with (
        pytest.raises(FaultError) as caught,
        software(replace(SETTINGS, updates_authority=path), LAUNCHED, SystemClock()),
    ):
        pass
    assert caught.value.fault is Fault.SETTINGS_INVALID


def test_the_server_of_the_software_is_known_where_it_can_prove_who_it_is(tmp_path: Path) -> None:
    with running(FastAPI(), tmp_path) as server:
        settings = replace(SETTINGS, updates=f"{server.url}/updates", updates_authority=server.certificate)
        ours, unbelieved = software_server(settings), software_server(replace(settings, updates_authority=None))
        assert ours is not None
        assert unbelieved is not None
        assert ours("")
        assert not unbelieved("")
    assert not ours("")
    for nobody in ("", "http://thenar.example/updates"):
        assert software_server(replace(SETTINGS, updates=nobody)) is None
