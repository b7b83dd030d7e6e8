"""A ring of lights tells whoever mounts a terminal that it is on, long before there is a screen."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.peers.adalight import Frame, Strip

LIGHTS = 24
HEAVY = ("PySide6", "cv2", "mediapipe", "numba", "sqlalchemy")
"""What takes seconds to load."""


def pulses(frame: Frame) -> bool:
    """All lights alike, and blue above all."""
    red, green, blue = frame[0]
    return frame == [(red, green, blue)] * LIGHTS and blue > green > red


@pytest.fixture
def strip(tmp_path: Path) -> Iterator[Strip]:
    strip = Strip(tmp_path / "ring")
    yield strip
    strip.unplug()


@contextmanager
def kiosk(root: Path, strip: Strip) -> Iterator[None]:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "app", "kiosk", "--managed", "--camera", "v4l2:0"]
    words = ["--data", str(strip.path.parent), "--light", f"adalight:{strip.path}?leds={LIGHTS}"]
    with subprocess.Popen([*command, *words], cwd=root, env=environment, stderr=subprocess.DEVNULL) as program:
        try:
            yield
        finally:
            program.send_signal(signal.SIGKILL)


@pytest.mark.requirement("DEV-002", "PED-012")
def test_it_pulses_from_the_start_until_the_screen_is_there(root: Path, strip: Strip) -> None:
    with kiosk(root, strip):
        *pulse, then = strip.watch(lambda frame: not pulses(frame))
    blue = [frame[0][2] for frame in pulse]
    assert max(blue) > 4 * min(blue), "it swells and fades"
    assert len(set(blue)) > 10, "slowly"
    assert then != pulse[-1]


@pytest.mark.requirement("DEV-002", "PED-012")
def test_nothing_that_takes_long_is_loaded_before_it_shines(root: Path, strip: Strip) -> None:
    """Asked at the moment in which the program opens the ring's port."""
    probe = f"""
import os, sys
from app.__main__ import main
def listen(event, arguments):
    if event == "open" and arguments[0] == {str(strip.path)!r}:
        print(sorted(set({HEAVY}) & set(sys.modules)), flush=True)
        os._exit(0)
sys.addaudithook(listen)
main(["kiosk", "--managed", "--camera", "v4l2:0", "--light", "adalight:{strip.path}?leds=24"])
"""
    command, environment = [sys.executable, "-c", probe], {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    said = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert said.stdout.strip() == "[]", said.stderr
