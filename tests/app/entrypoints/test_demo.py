"""The demo's own parts: its report shows words as words, and its visitor presses only buttons that are there."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication

from app.biometrics.observation import nothing_seen
from app.entrypoints.assembly import memory
from app.entrypoints.demo.main import SIMULATED
from app.entrypoints.demo.report import page
from app.entrypoints.demo.stage import Stage, Unexpected
from app.entrypoints.demo.story import Played, Scene, expect
from app.flows.events import Choice
from app.flows.view import View
from drivers.simulated.world import World
from ui.kiosk.window import Options


def played(words: str, *, passed: bool) -> Played:
    return Played(Scene("scene", words, lambda stage: ""), words, passed, 1.25, f"{words}.png")


def test_the_report_shows_words_as_words() -> None:
    hostile = '"><script>alert(1)</script>&'
    shown = page([played(hostile, passed=True)], [Path(f"{hostile}/sheet.png")], [Path(f"screens/{hostile}/en.png")])
    assert "<script" not in shown
    assert shown.count("&lt;script&gt;alert(1)&lt;/script&gt;&amp;") + shown.count("&lt;script&gt;alert(1)&lt;") >= 6


def test_the_report_counts_what_failed() -> None:
    good, bad = played("good", passed=True), played("bad", passed=False)
    assert "1 of 2 scenes failed" in page([good, bad], [], [])
    assert "failed." not in page([good, good], [], [])


def test_an_outcome_that_is_not_as_expected_fails_its_scene() -> None:
    expect(True, "never said")
    with pytest.raises(Unexpected, match="the door stayed shut"):
        expect(False, "the door stayed shut")


@pytest.fixture
def stage(tmp_path: Path, qapp: QGuiApplication) -> Iterator[Stage]:
    world = World()
    with memory(replace(SIMULATED, data=tmp_path), world.clock) as remembered:
        yield Stage(world, lambda *_: nothing_seen(None), remembered, Options(simulated=True))


def test_a_button_that_is_not_there_is_not_pressed(stage: Stage) -> None:
    stage.seen = [View("consent", primary=Choice.AGREE, secondary=(Choice.DECLINE,))]
    with pytest.raises(Unexpected, match="no button skip_hand on consent"):
        stage.tap(Choice.SKIP_HAND)


def test_without_a_window_there_is_no_picture(stage: Stage) -> None:
    with pytest.raises(Unexpected):
        stage.picture()
