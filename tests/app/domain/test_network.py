"""Forms are checked before anything is tried, and each outcome has a fault of its own."""

from dataclasses import replace

import pytest

from app.domain.network import Joined, LoginFlaw, Security, WifiLogin, flaw_of

CAMPUS = WifiLogin("Campus", Security.ENTERPRISE, "secret", identity="door@example.org", domain="example.org")


@pytest.mark.parametrize(
    ("login", "flaw"),
    [
        (WifiLogin("", Security.OPEN), LoginFlaw.SSID_MISSING),
        (WifiLogin("ü" * 16, Security.OPEN), None),
        (WifiLogin("ü" * 17, Security.OPEN), LoginFlaw.SSID_TOO_LONG),
        (WifiLogin("\udc80", Security.OPEN), None),
        (WifiLogin("Office", Security.WPA2, "1234567"), LoginFlaw.PASSWORD_TOO_SHORT),
        (WifiLogin("Office", Security.WPA2, "12345678"), None),
        (WifiLogin("Office", Security.WPA3, "x" * 63), None),
        (WifiLogin("Office", Security.WPA3, "x" * 64), LoginFlaw.PASSWORD_TOO_LONG),
        (WifiLogin("Office", Security.WPA2, "contraseña"), LoginFlaw.PASSWORD_CHARACTERS),
        (WifiLogin("Office", Security.WPA2, "12345678\n"), LoginFlaw.PASSWORD_CHARACTERS),
        (CAMPUS, None),
        (replace(CAMPUS, identity=""), LoginFlaw.IDENTITY_MISSING),
        (replace(CAMPUS, identity="x" * 254), LoginFlaw.IDENTITY_TOO_LONG),
        (replace(CAMPUS, password=""), LoginFlaw.PASSWORD_TOO_SHORT),
        (replace(CAMPUS, password="", certificate="/wifi.pem", key="/wifi.key"), None),
        (replace(CAMPUS, password="", certificate="/wifi.pem", domain=""), LoginFlaw.DOMAIN_MISSING),
        (replace(CAMPUS, password="ü" * 256), None),
        (replace(CAMPUS, password="x" * 257), LoginFlaw.PASSWORD_TOO_LONG),
        (replace(CAMPUS, domain=""), LoginFlaw.DOMAIN_MISSING),
    ],
)
def test_a_form_has_the_flaw_that_is_named(login: WifiLogin, flaw: LoginFlaw | None) -> None:
    assert flaw_of(login) is flaw


def test_every_outcome_but_success_has_a_fault_of_its_own() -> None:
    faults = [joined.fault for joined in Joined if joined is not Joined.OK]
    assert None not in faults
    assert len(set(faults)) == len(faults)
    assert Joined.OK.fault is None


def test_nobody_reads_a_password_or_an_identity_in_a_repr() -> None:
    assert "secret" not in repr(CAMPUS)
    assert "door@" not in repr(CAMPUS)
