"""What NetworkManager's words are read as: pure functions, on tables."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.network import (
    DISCONNECTED,
    JOINED_WITHIN_S,
    SCANNED_WITHIN_S,
    Joined,
    Link,
    NetworkState,
    Reach,
    Security,
    WifiLogin,
    WifiNetwork,
)
from drivers.networkmanager.air import named, networks, readable, security_of
from drivers.networkmanager.bus import CALL_S
from drivers.networkmanager.network import RADIO_S, USUAL
from drivers.networkmanager.outcome import outcome
from drivers.networkmanager.profile import profile
from drivers.networkmanager.snapshot import (
    ACTIVE,
    DEVICE,
    MANAGER,
    MANAGER_PATH,
    NOTHING,
    WIRED,
    Objects,
    Station,
    snapshot,
)

CAMPUS = WifiLogin("Campus", Security.ENTERPRISE, "secret", identity="door@example.org", domain="example.org")


def objects(
    *, state: int = 100, four: int = 4, six: int = 3, primary: bool = True, kind: int = 1, carrier: bool = True
) -> Objects:
    return {
        MANAGER_PATH: {MANAGER: {"PrimaryConnection": ("o", "/up" if primary else NOTHING)}},
        "/up": {ACTIVE: {"Devices": ("ao", ["/device"]), "Connection": ("o", "/profile")}},
        "/device": {
            DEVICE: {
                "DeviceType": ("u", kind),
                "State": ("u", state),
                "ActiveConnection": ("o", "/up"),
                "Ip4Connectivity": ("u", four),
                "Ip6Connectivity": ("u", six),
                "Ip4Config": ("o", "/four"),
                "Ip6Config": ("o", "/six"),
            },
            WIRED: {"Carrier": ("b", carrier)},
        },
        "/four": {f"{MANAGER}.IP4Config": {"AddressData": ("aa{sv}", [])}},
        "/six": {
            f"{MANAGER}.IP6Config": {
                "AddressData": ("aa{sv}", [{"address": ("s", text)} for text in ("fe80::1", "2001:db8::7")])
            }
        },
    }


@pytest.mark.parametrize(
    ("seen", "state"),
    [
        ({}, DISCONNECTED),
        (objects(), NetworkState(Link.ETHERNET, Reach.ONLINE)),
        (objects(kind=2), NetworkState(Link.WIFI, Reach.ONLINE)),
        (objects(four=3, six=4), NetworkState(Link.ETHERNET, Reach.ONLINE)),
        (objects(four=2), NetworkState(Link.ETHERNET, Reach.PORTAL)),
        (objects(four=3), NetworkState(Link.ETHERNET, Reach.LIMITED)),
        (objects(four=1, six=1), NetworkState(Link.ETHERNET, Reach.LIMITED)),
        (objects(four=0, six=0), NetworkState(Link.ETHERNET, Reach.ONLINE)),
        (objects(primary=False, four=0, six=0), NetworkState(Link.ETHERNET, Reach.LIMITED)),
        (objects(primary=False, state=70), NetworkState(Link.ETHERNET, Reach.CONNECTING)),
        (objects(primary=False, state=30), DISCONNECTED),
        (objects(primary=False, state=120), DISCONNECTED),
        (objects(state=10), DISCONNECTED),
        (objects(kind=14), DISCONNECTED),
    ],
)
def test_the_state_is_read_from_what_the_traffic_takes(seen: Objects, state: NetworkState) -> None:
    assert snapshot(seen).state == state


def test_an_address_that_only_the_cable_knows_is_none() -> None:
    (device,) = snapshot(objects()).devices
    assert (device.address, device.profile, device.carrier) == ("2001:db8::7", "/profile", True)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["address", "x"]), inner),
    max_leaves=4,
)
properties = st.dictionaries(
    st.sampled_from(["DeviceType", "State", "ActiveConnection", "Ip4Config", "AddressData", "Ssid", "Strength"]),
    st.tuples(st.text(), values | st.sampled_from([1, 2, 100, "/a"])),
)


@given(
    st.dictionaries(
        st.sampled_from([MANAGER_PATH, "/a", "/b"]),
        st.dictionaries(
            st.sampled_from([MANAGER, DEVICE, WIRED, ACTIVE, f"{MANAGER}.AccessPoint", f"{MANAGER}.IP4Config"]),
            properties,
        ),
    )
)
def test_whatever_is_told_is_read_without_stumbling(told: Objects) -> None:
    seen = snapshot(told)
    assert seen.state.reach in Reach
    networks(seen.stations)


@pytest.mark.parametrize(
    ("privacy", "flags", "security"),
    [
        (False, 0, Security.OPEN),
        (True, 0, None),  # WEP
        (True, 0x188, Security.WPA2),
        (True, 0x588, Security.WPA2),  # WPA2 and WPA3 together
        (True, 0x488, Security.WPA3),
        (True, 0x288, Security.ENTERPRISE),
        (True, 0x888, Security.OPEN),  # enhanced open
        (True, 0x2088, None),  # enterprise of 192 bits
    ],
)
def test_security_is_read_from_the_flags(privacy: bool, flags: int, security: Security | None) -> None:
    assert security_of(Station("/1", b"x", 50, privacy, flags)) is security


def test_an_open_station_does_not_hide_the_office_whose_name_it_bears() -> None:
    office, twin = Station("/1", b"Office", 40, True, 0x188), Station("/2", b"Office", 90, False, 0)
    stations = [office, twin, replace(office, path="/3", signal=60)]
    assert networks(stations) == (WifiNetwork("Office", 90, Security.OPEN), WifiNetwork("Office", 60, Security.WPA2))
    assert named(stations, "Office", Security.WPA2) == stations[2]
    assert named(stations, "Office", Security.WPA3) is None


@given(st.binary(max_size=32))
def test_any_name_in_the_air_is_one_line_that_can_be_shown(ssid: bytes) -> None:
    text = readable(ssid)
    assert text.isprintable() or "\ufffd" in text
    text.encode()


@pytest.mark.parametrize(
    ("state", "reason", "security", "in_the_air", "joined"),
    [
        (50, 0, Security.WPA2, True, None),
        (100, 0, Security.WPA2, True, Joined.OK),
        (120, 7, Security.WPA2, True, Joined.WRONG_PASSWORD),
        (120, 7, Security.ENTERPRISE, True, Joined.WRONG_PASSWORD),
        (120, 7, Security.OPEN, True, Joined.FAILED),
        (120, 11, Security.OPEN, True, Joined.FAILED),
        (120, 53, Security.OPEN, True, Joined.FAILED),
        (120, 11, Security.WPA2, True, Joined.PASSWORD_OR_RANGE),
        (120, 53, Security.WPA3, True, Joined.PASSWORD_OR_RANGE),
        (120, 53, Security.WPA2, False, Joined.NOT_FOUND),
        (120, 5, None, False, Joined.NO_ADDRESS),
        (120, 17, Security.WPA2, True, Joined.NO_ADDRESS),
        (20, 40, None, False, Joined.NO_CABLE),
        (30, 39, Security.WPA2, True, Joined.FAILED),
        (120, 1, Security.WPA2, True, Joined.FAILED),
    ],
)
def test_the_end_of_an_attempt_is_read_from_state_and_reason(
    state: int, reason: int, security: Security | None, in_the_air: bool, joined: Joined | None
) -> None:
    assert outcome(state, reason, security, in_the_air=in_the_air) is joined


def test_a_password_of_ones_own_is_given_only_to_the_server_that_was_named() -> None:
    made = profile(CAMPUS, b"Campus")["802-1x"]
    assert made["domain-suffix-match"] == ("s", "example.org")
    assert made["system-ca-certs"] == ("b", True)
    own = profile(replace(CAMPUS, authority="/etc/thenar/campus.pem"), b"Campus")["802-1x"]
    assert own["ca-cert"] == ("ay", b"file:///etc/thenar/campus.pem\0")
    assert "system-ca-certs" not in own


@pytest.mark.parametrize(
    ("login", "station", "managed"),
    [
        (WifiLogin("A", Security.OPEN), None, None),
        (WifiLogin("A", Security.OPEN), Station("/1", b"A", 50, True, 0x888), "owe"),
        (WifiLogin("A", Security.WPA2, "12345678"), None, "wpa-psk"),
        (WifiLogin("A", Security.WPA3, "12345678"), None, "sae"),
        (CAMPUS, None, "wpa-eap"),
    ],
)
def test_the_kind_of_security_decides_how_keys_are_managed(
    login: WifiLogin, station: Station | None, managed: str | None
) -> None:
    made = profile(login, b"A", station)
    assert made.get("802-11-wireless-security", {}).get("key-mgmt") == (("s", managed) if managed else None)


def test_the_longest_attempt_ends_within_what_screens_reckon_with() -> None:
    """Radio and its scan, a scan, the attempt, how far it leads with one last look, the network before; and a scan."""
    radio_s = RADIO_S + USUAL.scan_s
    assert radio_s + USUAL.scan_s + 2 * USUAL.attempt_s + USUAL.reach_s + CALL_S <= JOINED_WITHIN_S
    assert radio_s + USUAL.scan_s <= SCANNED_WITHIN_S
