"""Which words come first when several could be said."""

from dataclasses import replace

import pytest

from app.config.text import Texts
from app.domain.capture import Cause
from app.domain.faults import Fault
from app.domain.signals import Signal
from app.flows.events import Choice, Refusal
from app.flows.view import View
from ui.kiosk.wording import second_way, word

ENGLISH = Texts("en")


@pytest.mark.requirement("DEV-031")
@pytest.mark.parametrize("screen", ["unreadable", "unreadable_again"])
def test_an_unreadable_palm_is_told_what_to_clean(screen: str) -> None:
    words = word(View(screen, Signal.DENIED), ENGLISH)
    assert words.headline == "Unable to read palm"
    for each in ("Clean smudges", "sleeve", "bandage", "dirt", "oil"):
        assert each in words.hint


def test_at_the_desk_it_is_told_when_no_hand_is_there_and_not_while_one_is_read() -> None:
    missed = View("capture_left", Signal.SEARCHING, palm_missed=True)
    assert word(missed, ENGLISH).hint == ENGLISH.say("palm_missed")
    assert word(missed, ENGLISH).correcting
    assert word(replace(missed, signal=Signal.HOLD), ENGLISH).hint == "Hold still"
    assert word(replace(missed, cause=Cause.TOO_FAR), ENGLISH).hint == ENGLISH.say("cause.too_far")


@pytest.mark.requirement("DEV-032", "DEV-034")
@pytest.mark.parametrize("screen", ["not_recognised", "not_recognised_again"])
def test_an_unknown_palm_is_told_of_the_other_palm_and_of_the_desk(screen: str) -> None:
    words = word(View(screen, Signal.DENIED), ENGLISH)
    assert words.headline == "Palm not recognized"
    assert "other palm" in words.hint
    assert "enrolled" in words.hint
    assert "desk" in words.hint
    assert "online" not in words.hint


@pytest.mark.parametrize("cause", Cause)
def test_a_correction_takes_the_place_of_the_hint(cause: Cause) -> None:
    words = word(View("positioning", Signal.ADJUST, cause=cause), ENGLISH)
    assert words.hint == ENGLISH.say(f"cause.{cause.value}")
    assert words.correcting


def test_a_palm_that_is_being_read_is_told_to_hold_still() -> None:
    for screen in ("positioning", "capture_left", "try_it"):
        assert word(View(screen, Signal.HOLD, trial_failed=screen == "try_it"), ENGLISH).hint == "Hold still"


def test_a_failed_trial_is_told_until_the_next_palm_comes() -> None:
    words = word(View("try_it", Signal.SEARCHING, trial_failed=True), ENGLISH)
    assert words.hint == ENGLISH.say("screen.try_it.failed")


def test_a_misread_badge_is_told() -> None:
    assert word(View("scan_badge", badge_misread=True), ENGLISH).hint == ENGLISH.say("screen.scan_badge.misread")


@pytest.mark.parametrize("refusal", Refusal)
def test_a_refusal_names_its_reason(refusal: Refusal) -> None:
    words = word(View("refused", Signal.DENIED, refusal=refusal), ENGLISH)
    assert words.headline == ENGLISH.say(f"refusal.{refusal.value}.headline")


@pytest.mark.requirement("MNT-007")
@pytest.mark.requirement("DEV-022")
@pytest.mark.parametrize("fault", Fault)
def test_a_fault_tells_what_happened_what_to_do_and_its_code(fault: Fault) -> None:
    words = word(View("fault", Signal.DENIED, fault=fault), ENGLISH)
    assert words.headline == ENGLISH.say(f"fault.{fault.key}.title")
    assert words.happened
    assert words.remedy
    assert fault.row.code in words.code


def test_cancelling_is_never_the_second_way() -> None:
    assert second_way(View("capture_left", secondary=(Choice.SKIP_HAND, Choice.CANCEL))) is Choice.SKIP_HAND
    assert second_way(View("terms", secondary=(Choice.CANCEL,))) is None
