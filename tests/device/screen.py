"""What cage shows, whether a tap on it is answered, and whether there is somebody who would play its sounds."""

import time

import numpy as np

from tests.device.machine import Broken, Machine
from ui.theme.tokens import load_palette

CHANGE_S = 20.0
SETTLE_S = 1.0
"""Until one screen has gone over into another, for a picture that a person may look at."""
SOUND = "unix:/run/thenar-sound/native"
LIGHT, FEW = 200, 2000
"""Of 255 in every colour, and how many such pixels words and a hand leave at the least."""
BUTTON = np.array([*bytes.fromhex(load_palette().accent.removeprefix("#"))][::-1])
"""BGR of the main button."""


def it_shows_where_to_start(machine: Machine) -> str:
    def is_lit(machine: Machine) -> bool:
        return button(machine.screen("start")) is not None

    took = machine.until(is_lit, CHANGE_S)
    picture = machine.screen("start")
    bright = int((picture.min(axis=2) > LIGHT).sum())
    if bright < FEW:
        raise Broken(f"the screen is all but dark: {bright} bright pixels")
    return f"{picture.shape[1]} x {picture.shape[0]}, its button after {took:.0f} s: start.png"


def it_answers_a_tap(machine: Machine) -> str:
    before = machine.screen("start")
    found = button(before)
    if found is None:
        raise Broken("there is no button")
    machine.says("env", "DISPLAY=:7", "xdotool", "mousemove", *map(str, found), "click", "1")

    def has_changed(machine: Machine) -> bool:
        return bool((np.abs(machine.screen("tapped").astype(int) - before).max(axis=2) > LIGHT // 2).sum() > FEW)

    took = machine.until(has_changed, CHANGE_S)
    time.sleep(SETTLE_S)
    machine.screen("tapped")
    return f"another screen after {took:.1f} s: tapped.png"


def it_reaches_the_sound_server(machine: Machine) -> str:
    """Qt's own client is there, through the unit's fences; what it plays to stands in for a card."""
    server = f"PULSE_SERVER={SOUND}"
    clients = machine.says("env", server, "pactl", "list", "clients", user="thenar")
    own = f'application.process.id = "{machine.application()}"'
    if own not in clients:
        raise Broken("the application is no client of the sound server")
    sink = machine.says("env", server, "pactl", "get-default-sink", user="thenar")
    if machine.asked("env", server, "pactl", "info", user="nobody").returncode == 0:
        raise Broken("others reach it too")
    return f"a client of it, and plays to {sink}; others are shut out"


def button(picture: np.ndarray) -> tuple[int, int] | None:
    """The middle of what has the button's colour, x and y."""
    there = np.argwhere(np.abs(picture.astype(int) - BUTTON).max(axis=2) <= 8)
    if len(there) < FEW:
        return None
    y, x = np.median(there, axis=0)
    return int(x), int(y)


SCREEN = (it_shows_where_to_start, it_answers_a_tap, it_reaches_the_sound_server)
