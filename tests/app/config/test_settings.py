"""Settings: what is accepted, and what a wrong key is told."""

from pathlib import Path

import pytest

from app.config.settings import Device, Mode, load_settings, parse_settings
from app.domain.comfort import Comfort, QuietHours
from app.domain.faults import Fault, FaultError
from app.domain.liveness import LivenessLevel

LEAST = """
mode = "entry"
camera = "v4l2:0"
badge_reader = "serial:/dev/ttyUSB0"
door = "osdp:/dev/ttyUSB1"
"""


def test_the_shortest_file_names_mode_and_devices() -> None:
    settings = parse_settings(LEAST)
    assert settings.mode is Mode.ENTRY
    assert settings.camera == Device("v4l2", "0")
    assert str(settings.door) == "osdp:/dev/ttyUSB1"
    assert not settings.simulated
    assert settings.liveness is LivenessLevel.KIOSK


def test_every_key_can_be_set() -> None:
    named = 'badge_format = "corporate-1000"\nliveness = "challenged"\nterminal = "lobby-1"\n'
    placed = 'data = "/var/lib/thenar"\nsite = "north"\ndatabase = "postgresql://thenar@db.example/thenar"\n'
    newer = 'updates = "https://thenar.example:8443/updates/"\nupdates_authority = "/etc/thenar/root.pem"\n'
    wifi = "".join(f'wifi_{what} = "/etc/thenar/wifi.{what}"\n' for what in ("certificate", "key", "authority"))
    lit = 'light = "adalight:/dev/ttyUSB2?leds=24"\n'
    settings = parse_settings(LEAST + named + placed + newer + wifi + lit + 'support = "+49 30 555 0123"\n')
    assert (settings.light, settings.tamper) == (Device("adalight", "/dev/ttyUSB2?leds=24"), Device("none"))
    assert settings.support == "+49 30 555 0123"
    assert (settings.badge_format, settings.liveness) == ("corporate-1000", LivenessLevel.CHALLENGED)
    assert (settings.terminal, settings.data) == ("lobby-1", Path("/var/lib/thenar"))
    assert (settings.site, settings.database) == ("north", "postgresql://thenar@db.example/thenar")
    assert settings.updates == "https://thenar.example:8443/updates"
    assert settings.updates_authority == Path("/etc/thenar/root.pem")
    assert (settings.wifi_certificate, settings.wifi_key, settings.wifi_authority) == tuple(
        Path(f"/etc/thenar/wifi.{what}") for what in ("certificate", "key", "authority")
    )


@pytest.mark.parametrize("key", ["camera", "badge_reader", "door"])
def test_one_simulated_device_makes_the_world_a_simulated_one(key: str) -> None:
    lines = [f'{key} = "simulated"' if line.startswith(key) else line for line in LEAST.splitlines()]
    assert parse_settings("\n".join(lines)).simulated


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ('mode = "exit"', "mode"),
        ('liveness = "none"', "liveness"),
        ("liveness = false", "liveness"),
        ("mode = 3", "mode"),
        ('camera = ""', "camera"),
        ("camera = 0", "camera"),
        ('camera = "../etc"', "camera"),
        ('door = ["osdp"]', "door"),
        ('badge_format = "26 bits"', "badge_format"),
        ('terminal = "Lobby | 1"', "terminal"),
        ('data = "var/lib"', "data"),
        ("data = 7", "data"),
        ("light = true", "light"),
        ('tamper = "/dev/gpiochip0"', "tamper"),
        ('site = "North 1"', "site"),
        ('database = "mysql://db.example/thenar"', "database"),
        ('database = "postgresql://thenar:secret@db.example/thenar"', "database"),
        ('database = "postgresql://db.example/thenar?password=secret"', "database"),
        ("database = 5432", "database"),
        ('updates = "thenar.example/updates"', "updates"),
        ('updates = "file:///srv/updates"', "updates"),
        ('updates = "https://name:secret@thenar.example/updates"', "updates"),
        ('updates = "https://thenar.example/updates?key=secret"', "updates"),
        ('updates_authority = "root.pem"', "updates_authority"),
        ('wifi_key = "wifi.key"', "wifi_key"),
        ('support = ""', "support"),
        (f'support = "{"1" * 41}"', "support"),
        ('support = "call\\nus"', "support"),
        ("support = 112", "support"),
        ('colour = "blue"', "colour"),
    ],
)
def test_a_wrong_value_is_told_by_its_key(line: str, key: str) -> None:
    kept = [other for other in LEAST.splitlines() if not other.startswith(f"{key} ")]
    with pytest.raises(FaultError) as caught:
        parse_settings("\n".join([*kept, line]))
    assert caught.value.fault is Fault.SETTINGS_INVALID
    assert caught.value.detail.startswith(f"{key}: ")
    assert len(caught.value.detail) > len(key) + 10
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("key", ["mode", "camera", "badge_reader", "door"])
def test_a_missing_device_is_never_guessed(key: str) -> None:
    kept = [line for line in LEAST.splitlines() if not line.startswith(f"{key} ")]
    with pytest.raises(FaultError, match=f"{key}: missing"):
        parse_settings("\n".join(kept))


@pytest.mark.parametrize("content", [None, b"mode = ", b"\xff\xfe"])
def test_a_file_that_cannot_be_read_is_a_fault_of_the_settings(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "thenar.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(FaultError) as caught:
        load_settings(path)
    assert caught.value.fault is Fault.SETTINGS_INVALID


def test_a_file_is_read_as_its_text(tmp_path: Path) -> None:
    path = tmp_path / "thenar.toml"
    path.write_text(LEAST)
    assert load_settings(path) == parse_settings(LEAST)


COMFORT = "comfort = {{ {0} }}\n"


def test_comfort_is_a_table_of_its_own() -> None:
    told = COMFORT.format('volume = 30, quiet_hours = "22:00-06:00", read_aloud = true, low_reach = true')
    comfort = parse_settings(LEAST + told).comfort
    assert comfort == Comfort(30, QuietHours.parse("22:00-06:00"), True, False, True)
    assert parse_settings(LEAST).comfort == Comfort()


@pytest.mark.parametrize(
    "told",
    ["volume = 101", "volume = true", 'quiet_hours = "night"', "quiet_hours = 22", "read_aloud = 1", "loud = true"],
)
def test_comfort_that_is_none_says_how_it_is_written(told: str) -> None:
    with pytest.raises(FaultError, match="quiet_hours"):
        parse_settings(LEAST + COMFORT.format(told))


def test_a_case_is_guarded_where_a_server_can_unlock_it() -> None:
    switch = 'tamper = "gpio:/dev/gpiochip0?line=17"\n'
    managed = LEAST.replace('"entry"', '"managed"')
    assert str(parse_settings(managed + switch).tamper) == "gpio:/dev/gpiochip0?line=17"
    with pytest.raises(FaultError, match="nobody to unlock it"):
        parse_settings(LEAST + switch)
