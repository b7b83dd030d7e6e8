"""`thenar kiosk --managed` under a supervisor, as the unit file has it: it says that it is up, and again and again that
it is well."""

import configparser
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path

import pytest

from app.entrypoints.kiosk import add_arguments
from app.entrypoints.managed_window import PULSE_PATIENCE_S
from app.runtime.life import STUCK_S

START_S = 60.0
BOUND_S = 60.0
"""A terminal that hangs is started anew within a minute; the start itself is bounded by the screen's 30 s."""


@pytest.fixture
def unit(root: Path) -> configparser.SectionProxy:
    read = configparser.ConfigParser(strict=False, interpolation=None)
    read.optionxform = str  # type: ignore[assignment,method-assign]  # as the standard library documents it
    read.read(root / "packaging" / "systemd" / "thenar-kiosk.service")
    return read["Service"]


def test_the_unit_starts_a_command_that_there_is_and_hears_its_words(unit: configparser.SectionProxy) -> None:
    words = unit["ExecStart"].split(" -- ")[-1].split()
    assert words[0] == "kiosk"
    parser = ArgumentParser()
    add_arguments(parser)
    assert parser.parse_args(words[1:]).fullscreen
    assert (unit["Type"], unit["NotifyAccess"], unit["Restart"]) == ("notify", "all", "always")


def test_nothing_takes_the_application_out_of_its_unit(unit: configparser.SectionProxy) -> None:
    """A session of logind's would: systemd would neither hear it nor end it (systemd.exec(5), PAMName=)."""
    assert "PAMName" not in unit


def test_a_call_that_is_not_there_is_refused_and_nobody_ended_for_it(unit: configparser.SectionProxy) -> None:
    """MediaPipe asks for one."""
    assert "SystemCallFilter" in unit
    assert unit["SystemCallErrorNumber"] == "ENOSYS"


@pytest.mark.requirement("DEV-001")
def test_whatever_hangs_is_noticed_and_started_anew_within_a_minute(unit: configparser.SectionProxy) -> None:
    assert max(STUCK_S, PULSE_PATIENCE_S) + float(unit["WatchdogSec"]) <= BOUND_S


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
@pytest.mark.parametrize(
    ("name", "addition"), [("thenar-kiosk.service", "wiegand.conf"), ("thenar-sound.service", None)]
)
def test_systemd_understands_every_line_of_a_unit(root: Path, tmp_path: Path, name: str, addition: str | None) -> None:
    units = root / "packaging" / "systemd"
    text = (units / name).read_text()
    (tmp_path / name).write_text(re.sub(r"/usr/bin/(cage|pulseaudio)", "/bin/true", text))
    if addition is not None:
        (tmp_path / f"{name}.d").mkdir()
        (tmp_path / f"{name}.d" / addition).write_text((units / addition).read_text())
    words = ["systemd-analyze", "verify", str(tmp_path / name)]
    found = subprocess.run(words, capture_output=True, text=True, check=False)
    assert [line for line in found.stderr.splitlines() if name in line or str(addition) in line] == []


@pytest.mark.requirement("DEV-001")
def test_the_application_says_that_it_is_up_and_that_it_is_well(root: Path, tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as supervisor:
        supervisor.bind(str(tmp_path / "notify"))
        supervisor.settimeout(START_S)
        command = [sys.executable, "-m", "app", "kiosk", "--managed", "--camera", "v4l2:0", "--data", str(tmp_path)]
        environment = {**os.environ, "NOTIFY_SOCKET": str(tmp_path / "notify"), "QT_QPA_PLATFORM": "offscreen"}
        with subprocess.Popen(command, cwd=root, env=environment, stderr=subprocess.PIPE) as kiosk:
            try:
                heard = [supervisor.recv(4096).decode().splitlines()[0] for _ in range(3)]
            finally:
                kiosk.send_signal(signal.SIGKILL)
    assert "READY=1" in heard
    assert "WATCHDOG=1" in heard
