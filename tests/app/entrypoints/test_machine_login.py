"""Files for enterprise networks are offered when they are there; an authority that is named is never passed over."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from app.config.settings import Device, Mode, Settings
from app.domain.network import MachineLogin
from app.entrypoints.machine_login import machine_login
from app.gateway.certificate import make_certificate

NOBODY = 65534
ALTERNATIVE_NAME, CONSTRAINTS = b"\x06\x03\x55\x1d\x11", b"\x06\x03\x55\x1d\x13"
"""Object identifiers 2.5.29.17 and 2.5.29.19 in DER."""
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


def test_one_that_is_not_named_leaves_the_other_alone(settings: Settings) -> None:
    assert not machine_login(replace(settings, wifi_certificate=None)).complete
    assert not machine_login(replace(settings, wifi_key=None)).complete


@pytest.mark.parametrize("missing", ["wifi_certificate", "wifi_key"])
def test_one_that_is_not_there_leaves_the_other_alone(settings: Settings, missing: str) -> None:
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


def test_a_key_where_the_terminal_may_not_look_is_the_network_managers_to_read(settings: Settings) -> None:
    """In a folder that root alone may search."""
    assert settings.wifi_certificate is not None
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        folder.chmod(0o755)
        certificate, private = folder / "wifi.pem", folder / "private"
        certificate.write_bytes(settings.wifi_certificate.read_bytes())
        private.mkdir(mode=0o000)
        with as_nobody():
            login = machine_login(replace(settings, wifi_certificate=certificate, wifi_key=private / "wifi.key"))
            shut = machine_login(
                replace(settings, wifi_certificate=private / "wifi.pem", wifi_key=private / "wifi.key")
            )
        private.chmod(0o700)
    assert login.complete
    assert login.key == str(private / "wifi.key")
    assert not shut.complete, "nobody knows whom it names"


def test_a_certificate_that_says_the_same_twice_is_none(settings: Settings) -> None:
    assert settings.wifi_certificate is not None
    good = x509.load_pem_x509_certificate(settings.wifi_certificate.read_bytes()).public_bytes(Encoding.DER)
    assert CONSTRAINTS in good
    twice = x509.load_der_x509_certificate(good.replace(CONSTRAINTS, ALTERNATIVE_NAME))
    settings.wifi_certificate.write_bytes(twice.public_bytes(Encoding.PEM))
    assert not machine_login(settings).complete


@contextmanager
def as_nobody() -> Iterator[None]:
    """Root may look anywhere."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)
