"""A form for Wi-Fi as the profile that NetworkManager wants: section, key, typed value.

>>> profile(WifiLogin("Office", Security.WPA2, "correct horse"), b"Office")["802-11-wireless-security"]["key-mgmt"]
('s', 'wpa-psk')

Rules it keeps: a profile comes back by itself for ever (`autoconnect-retries` 0), also after a long outage; a server
that asks for a password of one's own must show a certificate for the name that was typed in. Source:
nm-settings-dbus(5).
"""

from typing import Final

from app.domain.network import Security, WifiLogin
from drivers.networkmanager.air import OWE
from drivers.networkmanager.snapshot import Station

Section = dict[str, tuple[str, object]]
Profile = dict[str, Section]

_KEY_MANAGEMENT: Final = {Security.WPA2: "wpa-psk", Security.WPA3: "sae", Security.ENTERPRISE: "wpa-eap"}
_FOR_EVER: Final = 0
_NO_PASSWORD: Final = 4
"""NM_SETTING_SECRET_FLAG_NOT_REQUIRED: the key's file is not encrypted, and nobody is asked."""


def profile(login: WifiLogin, ssid: bytes, station: Station | None = None) -> Profile:
    """`ssid` as it is in the air; `station`, where one was seen, decides what the name alone cannot."""
    made: Profile = {
        "connection": _connection(login.ssid, "802-11-wireless"),
        "802-11-wireless": {
            "ssid": ("ay", ssid),
            "mode": ("s", "infrastructure"),
            "hidden": ("b", login.hidden),
        },
        "ipv4": {"method": ("s", "auto")},
        "ipv6": {"method": ("s", "auto")},
    }
    if login.security is Security.OPEN:
        if station is not None and station.security & OWE:
            made["802-11-wireless-security"] = {"key-mgmt": ("s", "owe")}
        return made
    made["802-11-wireless-security"] = {"key-mgmt": ("s", _KEY_MANAGEMENT[login.security])}
    if login.security is Security.ENTERPRISE:
        made["802-1x"] = _enterprise(login)
    else:
        made["802-11-wireless-security"]["psk"] = ("s", login.password)
    return made


def cable() -> Profile:
    """Whatever cable is in."""
    return {
        "connection": _connection("Cable", "802-3-ethernet"),
        "802-3-ethernet": {},
        "ipv4": {"method": ("s", "auto")},
        "ipv6": {"method": ("s", "auto")},
    }


def _connection(name: str, kind: str) -> Section:
    return {
        "id": ("s", name),
        "type": ("s", kind),
        "autoconnect": ("b", True),
        "autoconnect-retries": ("i", _FOR_EVER),
    }


def _enterprise(login: WifiLogin) -> Section:
    """EAP-TLS with a certificate; else PEAP with MSCHAPv2, which is what networks with names and passwords speak."""
    made: Section = {"identity": ("s", login.identity), "domain-suffix-match": ("s", login.domain)}
    if login.certificate:
        made |= {
            "eap": ("as", ["tls"]),
            "client-cert": _file(login.certificate),
            "private-key": _file(login.key),
            "private-key-password-flags": ("u", _NO_PASSWORD),
        }
    else:
        made |= {"eap": ("as", ["peap"]), "phase2-auth": ("s", "mschapv2"), "password": ("s", login.password)}
    if login.authority:
        made["ca-cert"] = _file(login.authority)
    else:
        made["system-ca-certs"] = ("b", True)
    return made


def _file(path: str) -> tuple[str, bytes]:
    """As a path, so that the file stays where it is: NetworkManager marks it by its beginning and its end."""
    return "ay", f"file://{path}\0".encode()
