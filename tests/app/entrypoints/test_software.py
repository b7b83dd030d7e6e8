"""Whether a terminal looks for newer software, and whom it believes."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from app.config.settings import Device, Mode, Settings
from app.domain.faults import Fault, FaultError
from app.entrypoints.software import software
from app.runtime.clock import SystemClock

PLACE = "https://thenar.example:8443/updates"
SETTINGS = Settings(Mode.ENROLMENT, Device(""), Device("keyboard"), Device("none"), updates=PLACE)
LAUNCHED = {"THENAR_RELEASE": "0.2.0-0123456789abcdef", "THENAR_SOFTWARE": "/opt/thenar"}


def test_what_a_launcher_started_knows_its_version() -> None:
    with software(SETTINGS, LAUNCHED, SystemClock()) as updates:
        assert updates is not None
        assert updates.version() == "0.2.0"


@pytest.mark.parametrize(
    ("settings", "environ"),
    [
        (SETTINGS, {}),
        (SETTINGS, {"THENAR_RELEASE": "0.2.0-0123456789abcdef"}),
        (replace(SETTINGS, updates=""), LAUNCHED),
    ],
)
def test_a_checkout_and_a_terminal_without_a_place_have_no_download(
    settings: Settings, environ: Mapping[str, str]
) -> None:
    with software(settings, environ, SystemClock()) as updates:
        assert updates is None


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
