"""Every screen of both flows, in every state of the catalogue."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtQml import QQmlExpression, qmlContext

import ui.kiosk
from app.config.text import Texts, languages
from app.domain.comfort import Comfort
from app.domain.faults import Fault
from app.flows.access import ACCESS
from app.flows.enrolment import ENROLMENT
from app.flows.events import Choice
from app.flows.held import held_by
from app.flows.machine import Flow
from app.flows.setup import SETUP, Setup
from app.flows.view import View
from tests.ui.conftest import Kiosk, Start
from tests.ui.kiosk.accessible import Role, find_all
from ui.gallery import catalogue, example_frame
from ui.kiosk.keys import LAYOUTS, key_faces
from ui.kiosk.wording import second_way

SCREENS = Path(ui.kiosk.__file__).parent / "screens"

FLOWS: tuple[Flow[Any, Any], ...] = (SETUP, ACCESS, ENROLMENT, held_by(Fault.SYSTEM_ERROR))

SMALLEST_TARGET_U = 48
SMALLEST_KEY_U = (28, 48)
"""Width and height of a letter on the keyboard: ten columns allow no more; the letter shows above the finger."""
SMALLEST_TEXT_U = 18

"""Not the document (text format 1, rich): it scrolls. What may be elided (elide is not 3, none) is a name that somebody
else gave, longer than any screen."""

BAD_TEXTS = """
(function walk(item, found) {
    if (!item.visible)
        return found;
    if (item.fontSizeMode !== undefined && item.text !== "" && item.textFormat !== 1) {
        const foreign = item.elide !== 3;
        if (!foreign && (item.truncated || item.contentHeight > item.height + 1 || item.contentWidth > item.width + 1))
            found.push("cut: " + [item.text, item.contentWidth, item.contentHeight, item.width, item.height]);
        if (item.fontInfo.pixelSize < %s)
            found.push("tiny: " + item.text);
    }
    for (let i = 0; i < item.children.length; i++)
        walk(item.children[i], found);
    return found;
})(this, []).join("; ")
"""

KEYS = {
    language: {str(key["said"]) for layout in LAYOUTS for key in key_faces(layout, Texts(language))}
    for language in languages()
}
"""What the keys of the keyboard are called."""

SIZES = [(360, 640), (720, 1280), (1024, 640)]


def views() -> Iterator[View]:
    for shot in catalogue():
        for language in languages():
            yield replace(shot.view, language=language)


def bad_texts(kiosk: Kiosk, u: float) -> str:
    root = kiosk.window.view.rootObject()
    script = BAD_TEXTS % (SMALLEST_TEXT_U * u - 1)
    context = qmlContext(root)
    assert context is not None
    answer = QQmlExpression(context, root, script).evaluate()
    return str(answer[0] if isinstance(answer, tuple) else answer)


def test_every_state_has_a_screen_and_every_screen_a_state() -> None:
    states = {state.value for flow in FLOWS for state in flow.states}
    assert {path.stem for path in SCREENS.glob("*.qml")} == states


def test_the_catalogue_shows_every_state() -> None:
    shown = {shot.view.screen for shot in catalogue()}
    assert shown == {state.value for flow in FLOWS for state in flow.states}


@pytest.mark.parametrize("larger_text", [False, True])
@pytest.mark.parametrize("size", SIZES)
def test_no_text_is_cut_or_tiny(start_kiosk: Start, size: tuple[int, int], larger_text: bool) -> None:
    kiosk = start_kiosk(width=size[0], height=size[1], comfort=Comfort(larger_text=larger_text), simulated=True)
    u = min(size[0] / 360, size[1] / 640)
    found = {}
    for view in views():
        kiosk.show(view)
        if bad := bad_texts(kiosk, u):
            found[view.screen, view.language] = bad
    assert found == {}


@pytest.mark.parametrize("larger_text", [False, True])
def test_low_reach_keeps_what_is_touched_in_the_lower_part(start_kiosk: Start, larger_text: bool) -> None:
    """Of what employees touch: below a third of the screen's height, and nothing is cut or smaller for it. Whoever
    sets a terminal up holds it in his hands."""
    size = SIZES[0]
    kiosk = start_kiosk(width=size[0], height=size[1], comfort=Comfort(larger_text=larger_text, low_reach=True))
    u = min(size[0] / 360, size[1] / 640)
    touched = {state.value for flow in (ACCESS, ENROLMENT) for state in flow.states}
    for view in views():
        if view.screen not in touched:
            continue
        kiosk.show(view)
        assert bad_texts(kiosk, u) == "", view
        for found in find_all(kiosk.window.view):
            if found.role is Role.Button:
                assert found.rect.top() - kiosk.window.view.position().y() >= size[1] / 3, (view, found)


def test_every_control_has_a_role_a_name_and_a_size_for_fingers(start_kiosk: Start) -> None:
    kiosk = start_kiosk(simulated=True)
    for view in views():
        kiosk.show(view)
        if view.preview:
            kiosk.bridge.show_frame(example_frame(), 320, 240)
        if view.networks or view.fault is not None:
            kiosk.window.view.grabWindow()  # lists and columns have their lines in place once they were drawn
        everything = find_all(kiosk.window.view)
        assert all(found.name for found in everything), (view, everything)
        assert any(found.role is Role.Heading for found in everything), view
        for found in everything:
            if found.role is Role.Button:
                least = SMALLEST_KEY_U if view.entry and found.name in KEYS[view.language] else (SMALLEST_TARGET_U,) * 2
                assert (found.rect.width() >= least[0], found.rect.height() >= least[1]) == (True, True), (view, found)
            assert kiosk.window.view.geometry().translated(-kiosk.window.view.position()).contains(found.rect), found


def test_no_two_controls_overlap_and_no_screen_lacks_the_simulated_band(start_kiosk: Start) -> None:
    kiosk = start_kiosk(simulated=True)
    for view in views():
        kiosk.show(view)
        everything = find_all(kiosk.window.view)
        assert everything[0].name.startswith("SIMUL"), view
        controls = [found for found in everything if found.role is Role.Button]
        for i, one in enumerate(controls):
            assert not any(one.rect.intersects(other.rect) for other in controls[i + 1 :]), view


def test_a_real_terminal_shows_no_band(start_kiosk: Start) -> None:
    names = [found.name for found in find_all(start_kiosk(simulated=False).window.view)]
    assert not any("SIMUL" in name for name in names)


@pytest.mark.parametrize(("simulated", "says"), [(False, "RECORDED"), (True, "SIMULATED · recorded")])
def test_a_camera_that_plays_a_file_is_named_on_every_screen(start_kiosk: Start, simulated: bool, says: str) -> None:
    names = [found.name for found in find_all(start_kiosk(simulated=simulated, recorded=True).window.view)]
    assert any(name.startswith(says) for name in names)


def test_the_layout_does_not_move_when_words_change(start_kiosk: Start) -> None:
    kiosk = start_kiosk()
    places: set[object] = set()
    for shot in catalogue():
        if shot.view.screen == "positioning":
            for language in languages():
                kiosk.show(replace(shot.view, language=language))
                places.update(f.rect.getRect() for f in find_all(kiosk.window.view) if f.role is Role.Indicator)
    assert len(places) == 1


def test_no_screen_asks_for_more_buttons_than_it_shows() -> None:
    for shot in catalogue():
        of_its_own = {Choice.WIFI_CODE} if shot.view.screen == Setup.CHOOSE_NETWORK.value else set()
        shown = {Choice.CANCEL, Choice.BACK, second_way(shot.view), *of_its_own}
        assert set(shot.view.secondary) <= shown, shot.name
