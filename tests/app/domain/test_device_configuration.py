"""Which configurations make sense, and what stays of an earlier one's secrets."""

from dataclasses import replace

import pytest

from app.domain.device_configuration import (
    BadgeLayout,
    BitField,
    ControlPanel,
    DeviceConfiguration,
    Flaw,
    OperationMode,
    OsdpSettings,
    Parity,
    ParityBit,
    Problem,
    Protocol,
    WiegandSettings,
    WifiCredentials,
    WifiSecurity,
    problem_of,
    with_secrets_of,
)
from app.operations.refusals import Reason

KEY = "00112233445566778899aabbccddeeff"
WIFI = WifiCredentials("lobby", password="correct horse")
DESK = DeviceConfiguration(OperationMode.ENROLLMENT, WIFI)
OSDP = ControlPanel(Protocol.OSDP_V2, OsdpSettings(secure_channel_key=KEY))
BADGE = BadgeLayout(26, BitField(9, 16), BitField(1, 8), (ParityBit(0, Parity.EVEN, BitField(1, 12)),))
DOOR = DeviceConfiguration(OperationMode.ENTRY, WIFI, OSDP, BADGE)


@pytest.mark.parametrize(
    "configuration",
    [
        DESK,
        replace(DESK, wifi=None),
        DOOR,
        replace(DOOR, control_panel=ControlPanel(Protocol.OSDP_V1, OsdpSettings(address=126))),
        replace(DOOR, control_panel=ControlPanel(Protocol.WIEGAND, wiegand=WiegandSettings())),
        replace(DOOR, wifi=WifiCredentials("guests", WifiSecurity.OPEN)),
    ],
)
@pytest.mark.requirement("TPL-003", "TPL-004", "TPL-007", "TPL-008", "TPL-009", "TPL-010")
def test_a_sound_configuration_has_no_problem(configuration: DeviceConfiguration) -> None:
    assert problem_of(configuration) is None


def badge(layout: BadgeLayout) -> DeviceConfiguration:
    return replace(DOOR, badge_format=layout)


def panel(settings: ControlPanel) -> DeviceConfiguration:
    return replace(DOOR, control_panel=settings)


def wifi(credentials: WifiCredentials) -> DeviceConfiguration:
    return replace(DESK, wifi=credentials)


LATE_PARITY = ParityBit(26, Parity.ODD, BitField(0, 1))
KEY_MEMBER = "controlPanel.osdp.secureChannelKey"


@pytest.mark.parametrize(
    ("configuration", "flaw", "member"),
    [
        (replace(DESK, control_panel=OSDP), Flaw.ENTRY_ONLY, "controlPanel"),
        (replace(DESK, badge_format=BADGE), Flaw.ENTRY_ONLY, "badgeFormat"),
        (replace(DOOR, control_panel=None), Flaw.ENTRY_NEEDS, "controlPanel"),
        (replace(DOOR, badge_format=None), Flaw.ENTRY_NEEDS, "badgeFormat"),
        (panel(replace(OSDP, osdp=None)), Flaw.PROTOCOL_NEEDS, "controlPanel.osdp"),
        (panel(replace(OSDP, osdp=None, protocol=Protocol.WIEGAND)), Flaw.PROTOCOL_NEEDS, "controlPanel.wiegand"),
        (panel(replace(OSDP, wiegand=WiegandSettings())), Flaw.PROTOCOL_HAS_NO, "controlPanel.wiegand"),
        (panel(replace(OSDP, protocol=Protocol.OSDP_V1)), Flaw.PROTOCOL_HAS_NO, KEY_MEMBER),
        (panel(replace(OSDP, osdp=OsdpSettings())), Flaw.SECRET_MISSING, KEY_MEMBER),
        (wifi(replace(WIFI, password=None)), Flaw.SECRET_MISSING, "wifi.password"),
        (wifi(replace(WIFI, security=WifiSecurity.OPEN)), Flaw.PROTOCOL_HAS_NO, "wifi.password"),
        (badge(replace(BADGE, card_number=BitField(11, 16))), Flaw.OUTSIDE_BADGE, "badgeFormat.cardNumber"),
        (badge(replace(BADGE, facility_code=BitField(25, 2))), Flaw.OUTSIDE_BADGE, "badgeFormat.facilityCode"),
        (badge(replace(BADGE, parity=(LATE_PARITY,))), Flaw.OUTSIDE_BADGE, "badgeFormat.parity.0.bit"),
    ],
)
def test_a_configuration_that_makes_no_sense_names_its_member(
    configuration: DeviceConfiguration, flaw: Flaw, member: str
) -> None:
    problem = problem_of(configuration)
    assert isinstance(problem, Problem)
    assert (problem.flaw, problem.member) == (flaw, member)


def test_secrets_that_are_left_out_stay_as_they_were() -> None:
    shown = replace(DOOR, wifi=WifiCredentials("lobby"), control_panel=replace(OSDP, osdp=OsdpSettings(address=3)))
    kept = with_secrets_of(shown, DOOR)
    assert kept.wifi == WIFI
    assert kept.control_panel == replace(OSDP, osdp=OsdpSettings(address=3, secure_channel_key=KEY))


@pytest.mark.parametrize(
    "another",
    [
        WifiCredentials("another"),
        WifiCredentials("lobby", WifiSecurity.WPA3_PERSONAL),
        WifiCredentials("lobby", WifiSecurity.OPEN),
    ],
)
def test_a_secret_is_not_kept_for_another_network(another: WifiCredentials) -> None:
    assert with_secrets_of(replace(DESK, wifi=another), DESK).wifi == another


def test_a_secret_that_is_given_counts() -> None:
    fresh = replace(DESK, wifi=replace(WIFI, password="battery staple"))
    assert with_secrets_of(fresh, DESK) == fresh
    assert with_secrets_of(DESK, None) == DESK


def test_every_flaw_has_its_reason() -> None:
    assert all(Reason[flaw.name].word == flaw.value for flaw in Flaw)
