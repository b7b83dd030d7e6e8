"""Files for enterprise networks are offered when they are there; an authority that is named is never passed over."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.config.settings import Device, Mode, Settings
from app.domain.network import MachineLogin
from app.entrypoints.machine_login import machine_login
from app.gateway.certificate import make_certificate

SETTINGS = Settings(Mode.MANAGED, Device("v4l2", "0"), Device("keyboard"), Device("none"))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = make_certificate(["door-7.example.org", "other.example.org"], datetime.now(UTC))
    certificate, key = tmp_path / "wifi.pem", tmp_path / "wifi.key"
    certificate.write_bytes(made.certificate)
    key.write_bytes(made.key)
    return replace(SETTINGS, wifi_certificate=certificate, wifi_key=key)


def test_key_and_certificate_that_are_there_sign_in_as_whom_the_certificate_names(settings: Settings) -> None:
    login = machine_login(settings)
    assert login.complete
    assert login.identity == "door-7.example.org"
    assert (login.certificate, login.key) == (str(settings.wifi_certificate), str(settings.wifi_key))


@pytest.mark.parametrize("missing", ["wifi_certificate", "wifi_key"])
def test_one_of_them_alone_is_none(settings: Settings, missing: str) -> None:
    assert not machine_login(replace(settings, **{missing: None})).complete  # type: ignore[arg-type]  # a Path's field
    Path(getattr(settings, missing)).unlink()
    assert not machine_login(settings).complete


def test_a_file_that_is_no_certificate_is_none(settings: Settings) -> None:
    assert settings.wifi_certificate is not None
    settings.wifi_certificate.write_text("no certificate")
    assert not machine_login(settings).complete


def test_an_authority_counts_even_where_its_file_is_missing() -> None:
    assert machine_login(SETTINGS) == MachineLogin()
    named = replace(SETTINGS, wifi_authority=Path("/nowhere/root.pem"))
    assert machine_login(named) == MachineLogin(authority="/nowhere/root.pem")
