"""What the words after `thenar kiosk` mean, and which are refused before anything starts."""

import argparse
from pathlib import Path

import pytest

from app.config.settings import Device, Mode, Settings
from app.domain.faults import Fault, FaultError
from app.domain.liveness import LivenessLevel
from app.entrypoints.kiosk import add_arguments, settings_of

FILE = """
mode = "entry"
camera = "v4l2:2"
badge_reader = "serial:/dev/ttyACM0"
door = "osdp:/dev/ttyUSB0?key=/etc/thenar/door.key"
"""


def settings(*words: str) -> Settings:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return settings_of(parser.parse_args(list(words)))


def refusal(*words: str) -> str:
    with pytest.raises(FaultError) as refused:
        settings(*words)
    assert refused.value.fault is Fault.SETTINGS_INVALID
    return str(refused.value)


def test_a_camera_alone_makes_an_enrolment_desk_with_a_keyboard_and_no_door() -> None:
    desk = settings("--camera", "v4l2:0")
    assert desk == Settings(Mode.ENROLMENT, Device("v4l2", "0"), Device("keyboard"), Device("none"), data=desk.data)
    assert not desk.simulated


@pytest.mark.parametrize("options", ["", "?hold=2"])
def test_a_folder_is_a_camera_with_or_without_options(tmp_path: Path, options: str) -> None:
    assert settings("--camera", f"{tmp_path}{options}").camera == Device("file", f"{tmp_path}{options}")


def test_the_words_take_precedence_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "thenar.toml"
    file.write_text(FILE)
    read = settings("--settings", str(file), "--camera", "v4l2:7", "--data", str(tmp_path))
    assert (read.mode, read.camera, read.data) == (Mode.ENTRY, Device("v4l2", "7"), tmp_path)
    assert read.badge_reader == Device("serial", "/dev/ttyACM0")
    assert settings("--settings", str(file), "--mode", "enrolment").mode is Mode.ENROLMENT


def test_site_and_database_are_read_as_the_file_would_be() -> None:
    shared = settings("--camera", "v4l2:0", "--site", "north", "--database", "postgresql:///thenar")
    assert (shared.site, shared.database) == ("north", "postgresql:///thenar")


def test_how_pictures_are_met_is_said_by_a_word_over_the_file_and_is_kiosk_where_nobody_says(tmp_path: Path) -> None:
    file = tmp_path / "thenar.toml"
    file.write_text(FILE + 'liveness = "report"\n')
    assert settings("--settings", str(file)).liveness is LivenessLevel.REPORT
    assert settings("--settings", str(file), "--liveness", "challenged").liveness is LivenessLevel.CHALLENGED
    assert settings("--camera", "v4l2:0").liveness is LivenessLevel.KIOSK


def test_a_door_that_grants_everybody_is_simulated_and_says_so() -> None:
    assert settings("--camera", "v4l2:0", "--mode", "entry", "--door", "simulated").simulated


def test_a_file_of_the_readers_name_in_this_folder_is_no_badge_reader(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "keyboard").touch()
    monkeypatch.chdir(tmp_path)
    assert settings("--camera", "v4l2:0", "--badge-reader", "keyboard").badge_reader == Device("keyboard")


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ((), "camera"),
        (("--camera", "/no/such/folder"), "camera"),
        (("--camera", "v4l2:0", "--badge-reader", "/dev/ttyACM0"), "badge_reader"),
        (("--camera", "v4l2:0", "--door", "?"), "door"),
        (("--camera", "v4l2:0", "--mode", "entry"), "door"),
        (("--camera", "v4l2:0", "--light", "/dev/ttyUSB0"), "light"),
        (("--camera", "v4l2:0", "--tamper", "gpio:/dev/gpiochip0?line=17"), "tamper"),
        (("--camera", "v4l2:0", "--site", "North!"), "site"),
        (("--camera", "v4l2:0", "--database", "postgresql://me:secret@db.example/x"), "database"),
        (("--settings", "/no/such/file.toml"), "settings"),
    ],
)
def test_what_is_missing_or_unknown_is_named_and_refused(words: tuple[str, ...], named: str) -> None:
    assert named in refusal(*words)


def test_a_managed_terminal_needs_its_devices_and_nothing_else(tmp_path: Path) -> None:
    door = settings("--managed", "--camera", "v4l2:0", "--door", "osdp:/dev/ttyUSB0", "--data", str(tmp_path))
    assert (door.mode, door.network, door.asset_tag) == (Mode.MANAGED, Device("networkmanager"), "")
    assert settings("--mode", "managed", "--camera", "v4l2:0", "--door", "osdp:/dev/ttyUSB0").mode is Mode.MANAGED
    assert settings("--managed", "--camera", "v4l2:0").door == Device("none"), "a desk has no wire to a door"


def test_ring_and_switch_are_named_by_words_too() -> None:
    ring, switch = "adalight:/dev/ttyUSB2?leds=24", "gpio:/dev/gpiochip0?line=17"
    told = settings("--managed", "--camera", "v4l2:0", "--light", ring, "--tamper", switch)
    assert (str(told.light), str(told.tamper)) == (ring, switch)
    assert str(settings("--camera", "v4l2:0", "--light", ring).light) == ring


def test_a_managed_terminal_on_a_simulated_camera_is_simulated_throughout() -> None:
    trial = settings("--managed", "--camera", "simulated")
    assert trial.simulated
    assert trial.camera == trial.badge_reader == trial.door == Device("simulated")


@pytest.mark.parametrize("words", [("--site", "north"), ("--database", "postgresql:///thenar")])
def test_what_the_server_says_is_not_said_here_as_well(words: tuple[str, str]) -> None:
    assert "told by its server" in refusal("--managed", "--camera", "v4l2:0", *words)


@pytest.mark.parametrize("line", ['badge_format = "h10302"', 'terminal = "lobby-1"', 'site = "north"'])
def test_a_managed_terminals_file_does_not_say_what_the_server_says(tmp_path: Path, line: str) -> None:
    file = tmp_path / "thenar.toml"
    file.write_text(FILE.replace('"entry"', '"managed"') + line + "\n")
    assert "told by its server" in refusal("--settings", str(file))
    file.write_text(FILE.replace('"entry"', '"managed"') + 'asset_tag = "0000195169"\n')
    assert settings("--settings", str(file)).asset_tag == "0000195169"
