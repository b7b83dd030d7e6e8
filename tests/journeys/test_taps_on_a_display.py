"""Somebody hits a terminal on a real display without a plan, from its box to its work, on a desktop that would take him
elsewhere: whatever he hits, the terminal is all there is; and who goes on wanting to, gets through.

    THENAR_TAPS=10000 pytest tests/journeys/test_taps_on_a_display.py

The server is a process over TLS, the terminal is another, clicks and keys come from a third through X. Limits: taps by
mouse; touch and a clock that leaps are in `test_random_taps.py`.
"""

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from app.config.text import Texts, languages
from app.domain.device_configuration import DeviceConfiguration
from app.operations.writing import whole
from tests.app.domain.test_badge_layouts import STANDARD
from tests.app.domain.test_device_configuration import DESK, DOOR
from tests.journeys.managed import new_instance
from tests.journeys.server_process import ServerProcess, server_process, set_up
from tests.journeys.tapping import BLANK_MOST_S, Tapper, terminal
from tests.journeys.visit import PATIENCE_S
from tests.peers.panel import eventually
from tests.peers.x_display import Display, x_display

pytestmark = [pytest.mark.peer, pytest.mark.usefixtures("service_model")]

TAPS = int(os.environ.get("THENAR_TAPS", "240"))
"""In all, half at each terminal, and half of those before it is activated."""
SEED = 11
LOOK_EVERY = 10
PLAYFUL, EARNEST = 0.6, 0.9
"""How often somebody does what helps, at first; and once he has hit all that he was to hit and is not there yet."""
CAP = 600
"""Hits of somebody in earnest: at most so many more until a screen is there that he is to see."""
FOREIGN = "WIFI:S:lobby;T:WPA;P:correct horse;;"
CABLED = replace(DESK, wifi=None)
"""A Wi-Fi that is cut at the moment refuses the configuration, and then the terminal waits for another one."""
ENTRY = replace(DOOR, badge_format=STANDARD, wifi=None)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerProcess]:
    (tmp_path / "server").mkdir()
    set_up(tmp_path / "server")
    with server_process(tmp_path / "server") as running:
        yield running


@pytest.fixture
def display(tmp_path: Path) -> Iterator[Display]:
    with x_display(tmp_path) as running:
        yield running


def hits(tapper: Tapper, least: int, until: frozenset[str]) -> None:
    """At least so often, and until these screens were seen."""
    tapper.screens.clear()
    for hit in range(least + CAP):
        if hit >= least and until <= tapper.screens:
            break
        tapper.hit(PLAYFUL if hit < least else EARNEST)
        if hit % LOOK_EVERY == 0:
            tapper.looks()
    tapper.all_is_whole()
    assert until <= tapper.screens, sorted(tapper.screens)


def starts_anew(tapper: Tapper) -> None:
    """In its own way: a camera that is gone, and the button of that screen."""
    names, earlier = {Texts(language).say("choice.restart") for language in languages()}, [*tapper.runs]
    tapper.before.tell("unplug camera")
    assert eventually(lambda: not names.isdisjoint(tapper.sees().buttons), PATIENCE_S), "no way to restart"
    buttons = tapper.sees().buttons
    (name,) = names & set(buttons)
    tapper.tap_on(buttons[name])
    assert eventually(lambda: tapper.sees().run not in earlier, BLANK_MOST_S)
    assert eventually(tapper.before.on_top, BLANK_MOST_S)


@pytest.mark.timeout(0)
@pytest.mark.parametrize(
    ("configuration", "at_work"),
    [(CABLED, {"start", "scan_badge", "consent", "capture_left"}), (ENTRY, {"idle", "granted", "not_recognised"})],
    ids=["desk", "door"],
)
def test_whatever_is_hit_from_the_box_to_its_work_the_terminal_is_all_there_is(
    server: ServerProcess, display: Display, tmp_path: Path, configuration: DeviceConfiguration, at_work: set[str]
) -> None:
    client = server.signed_in()
    instance = new_instance(client, whole(configuration))

    def code() -> str:
        """The right one for who has hit enough: before, whatever was at hand."""
        if tapper.hits < TAPS // 4:
            return FOREIGN
        issued: str = client.create_device_activation_qr_code(deviceInstanceId=instance)["qrCode"]
        return issued

    (tmp_path / "terminal").mkdir()
    with terminal(display, tmp_path / "terminal") as before:
        began_s = time.monotonic()
        tapper = Tapper(before, Random(SEED), code)
        hits(tapper, TAPS // 4, frozenset({"postal_code", "activated"}))
        print(f"{tapper.hits} hits to be activated, {len(tapper.screens)} screens, {time.monotonic() - began_s:.0f} s")
        hits(tapper, TAPS // 4, frozenset(at_work))
        if configuration is ENTRY:
            starts_anew(tapper)
        tapper.looks()
        print(f"{tapper.hits} hits, {len(tapper.runs)} runs, blank for {tapper.blank_longest_s:.1f} s at most")
        print(f"{len(tapper.screens)} screens at work, {time.monotonic() - began_s:.0f} s")
    assert client.get_device_instance(deviceInstanceId=instance)["state"] == "ACTIVE"
    client.close()
