"""Wi-Fi codes: read as others write them, and nothing else taken for one."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from segno.helpers import make_wifi_data

from app.domain.activation import ActivationCard
from app.domain.network import Security, WifiLogin, flaw_of
from app.domain.wifi_codes import PREFIX, TEXT_MOST, is_wifi_code, read_wifi_code

PRINTABLE = st.text(st.characters(min_codepoint=32, exclude_categories=("C", "Z")), min_size=1, max_size=32)
PASSWORDS = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=8, max_size=63)
LETTERS = st.text(st.sampled_from(list('WIFI:TSPHEA;\\",x ')), max_size=60)


@given(PRINTABLE, PASSWORDS, st.booleans())
def test_what_segno_writes_is_read_as_it_was_meant(ssid: str, password: str, hidden: bool) -> None:
    """segno's writer, which escapes whatever stands in a name or a password."""
    meant = WifiLogin(ssid, Security.WPA2, password, hidden)
    assume(flaw_of(meant) is None)
    read = read_wifi_code(make_wifi_data(ssid, password, "WPA", hidden))
    assert read == meant
    assert read is not None
    assert read.password == password


@given(PRINTABLE)
def test_an_open_network_of_segnos_is_read(ssid: str) -> None:
    meant = WifiLogin(ssid, Security.OPEN)
    assume(flaw_of(meant) is None)
    for security in (None, "nopass"):
        assert read_wifi_code(make_wifi_data(ssid, None, security)) == meant


@given(st.one_of(st.text(), LETTERS.map(PREFIX.__add__)))
def test_whatever_is_shown_is_a_login_without_a_flaw_or_none(text: str) -> None:
    read = read_wifi_code(text)
    assert read is None or flaw_of(read) is None or read.security is Security.ENTERPRISE


@pytest.mark.parametrize(
    ("text", "login"),
    [
        ("WIFI:S:Office;T:WPA;P:correct horse;;", WifiLogin("Office", Security.WPA2, "correct horse")),
        ("wifi:t:wpa2;s:Office;p:correct horse;h:TRUE;", WifiLogin("Office", Security.WPA2, "correct horse", True)),
        ("WIFI:T:SAE;S:Office;P:correct horse;R:1;K:key;;", WifiLogin("Office", Security.WPA3, "correct horse")),
        ("WIFI:S:Office;P:correct horse", WifiLogin("Office", Security.WPA2, "correct horse")),
        ('WIFI:T:WPA;S:"Office";P:"cafe0123";;', WifiLogin("Office", Security.WPA2, "cafe0123")),
        ('WIFI:T:WPA;S:\\"Office\\";P:12345678;;', WifiLogin('"Office"', Security.WPA2, "12345678")),
        (r"WIFI:T:WPA;S:a\:b\;c\\d;P:12345678;;", WifiLogin("a:b;c\\d", Security.WPA2, "12345678")),
        ("WIFI:T:nopass;S:Guests;P:ignored;;", WifiLogin("Guests", Security.OPEN)),
        (
            "WIFI:T:WPA2-EAP;S:Staff;E:PEAP;PH2:MSCHAPV2;A:outside;I:door-7;P:secret;;",
            WifiLogin("Staff", Security.ENTERPRISE, "secret", identity="door-7"),
        ),
    ],
)
def test_each_way_of_writing_one_is_read(text: str, login: WifiLogin) -> None:
    assert read_wifi_code(text) == login


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://example.org/WIFI:S:Office;;",
        ActivationCard("door.example:8443", bytes(20), bytes(32)).text,
    ],
)
def test_what_is_no_wifi_code_is_none(text: str) -> None:
    assert not is_wifi_code(text)
    assert read_wifi_code(text) is None


@pytest.mark.parametrize(
    "fields",
    [
        "",
        "T:WPA;P:correct horse;;",
        "T:WEP;S:Cellar;P:12345;;",
        "T:DPP;S:Office;P:correct horse;;",
        "T:WPA;S:Office;P:seven77;;",
        "T:WPA;S:Office;P:contraseña;;",
        "T:WPA;S:Office;P:" + "0" * 64 + ";;",
        "T:nopass;S:" + "x" * 33 + ";;",
        "T:nopass;S:" + "ñ" * 17 + ";;",
        "T:nopass;S:Office\x07;;",
        "T:nopass;S:Office\u202eecnatsiD;;",
        "T:nopass;S:Office;S:Other;;",
        "T:nopass;S:Office;H:perhaps;;",
        "T:nopass;S:Office;nothing;;",
        "T:nopass;S:Office\\",
        "T:WPA2-EAP;S:Staff;E:TLS;I:door-7;P:secret;;",
        "T:WPA2-EAP;S:Staff;E:TTLS;PH2:PAP;I:door-7;P:secret;;",
        "T:WPA2-EAP;S:Staff;E:PEAP;PH2:GTC;I:door-7;P:secret;;",
        "T:WPA2-EAP;S:Staff;E:PEAP;P:secret;;",
        "T:WPA2-EAP;S:Staff;E:PEAP;I:door-7;;",
        "T:WPA2-EAP;S:Staff;I:door\n7;P:secret;;",
        "T:nopass;S:Office;X:" + "x" * TEXT_MOST + ";;",
    ],
)
def test_one_that_cannot_be_joined_or_shown_is_known_for_what_it_is_and_not_read(fields: str) -> None:
    assert is_wifi_code(PREFIX + fields)
    assert read_wifi_code(PREFIX + fields) is None


def test_no_repr_holds_what_came_with_a_code() -> None:
    read = read_wifi_code("WIFI:T:WPA2-EAP;S:Staff;I:door-7;P:secret horse;;")
    assert read is not None
    assert "horse" not in repr(read)
    assert "door-7" not in repr(read)
