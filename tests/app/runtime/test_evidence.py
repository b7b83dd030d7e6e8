"""The burst of one hand: what begins it anew, what the ring shows, and what the terminal falls back to, said aloud."""

from dataclasses import replace

import numpy as np
import pytest

from app.biometrics.liveness.challenge import STEPS
from app.biometrics.liveness.judge import CHALLENGED, KIOSK, OFF, REPORT, Detector, Outcome, Profile, Verdict
from app.biometrics.observation import Observation
from app.domain.capture import Cause
from app.domain.faults import Fault, FaultError
from app.ports.camera import Frame, Pixels
from app.ports.light import Colour
from app.runtime.evidence import LEAST_LOOKS, RECORDED, Evidence, evidence_for
from app.runtime.signals import Both, Dark
from tests.app.biometrics.liveness.looks import hand_at, noisy
from tests.app.runtime.fakes import Ring, ToldCamera, ToldClock
from tests.app.runtime.sights import nobody

RATE = 15.0


class Sitting:
    """A hand before a camera under a ring: each frame is taken under what the ring shows then."""

    def __init__(self, profile: Profile = KIOSK, answers: float = 0.15) -> None:
        self.ring = Ring()
        self.clock = ToldClock()
        self.evidence = Evidence(profile, self.ring, self.clock)
        self._answers = answers
        self._number = 0

    def show(self, frames: int, seen: Observation | None = None) -> None:
        for _ in range(frames):
            frame = Frame(self._lit(noisy(self._number)), self.clock.monotonic_s(), self._number)
            self.evidence.note(frame, hand_at() if seen is None else seen)
            self.clock.pass_s(1 / RATE)
            self._number += 1

    def _lit(self, frame: Pixels) -> Pixels:
        """The ring's light on the hand: what lies beside it is too far away."""
        colour = self.ring.shone[-1] if self.ring.shone else None
        if colour is None:
            return frame
        lit = frame.astype(np.float64)
        lit[150:400, 200:440] *= 1 + self._answers * np.array(colour.value)
        return np.asarray(lit.clip(0, 255), np.uint8)


def test_looks_of_a_hand_that_is_still_being_guided_count() -> None:
    sitting = Sitting()
    sitting.show(LEAST_LOOKS, replace(hand_at(), causes=frozenset({Cause.TOO_FAR})))
    assert sitting.evidence.ready


@pytest.mark.parametrize(
    "between",
    [nobody(), replace(hand_at(), causes=frozenset({Cause.TWO_HANDS})), hand_at((560.0, 300.0)), hand_at(palm_px=50.0)],
    ids=["nobody", "two hands", "elsewhere", "far smaller"],
)
def test_what_comes_in_between_begins_the_burst_anew(between: Observation) -> None:
    sitting = Sitting()
    sitting.show(LEAST_LOOKS)
    sitting.show(1, between)
    assert not sitting.evidence.ready
    sitting.show(LEAST_LOOKS - 1)
    assert not sitting.evidence.ready


def test_a_living_palm_answers_the_ring_and_the_ring_goes_dark_again() -> None:
    sitting = Sitting(CHALLENGED)
    sitting.show(60)
    assert sitting.evidence.ready
    assert sitting.evidence.judged().verdict is Verdict.BONA_FIDE
    assert None not in sitting.ring.shone[:STEPS]
    assert sitting.ring.shone[STEPS:] == [None]


def test_what_does_not_answer_the_ring_is_an_attack() -> None:
    sitting = Sitting(CHALLENGED, answers=0.0)
    sitting.show(60)
    liveness = sitting.evidence.judged()
    assert (liveness.verdict, liveness.cause) == (Verdict.ATTACK, Detector.ACTIVE_LIGHT)


def test_no_light_is_shown_before_a_palm_is_well_placed_nor_without_a_challenge() -> None:
    guided = Sitting(CHALLENGED)
    guided.show(20, replace(hand_at(), causes=frozenset({Cause.TOO_FAR})))
    plain = Sitting(KIOSK)
    plain.show(20)
    assert guided.ring.shone == plain.ring.shone == []


def test_when_the_hand_leaves_in_the_middle_the_ring_goes_dark_and_the_next_gets_another_order() -> None:
    orders = set()
    for _ in range(12):
        sitting = Sitting(CHALLENGED)
        sitting.show(20)
        sitting.show(1, nobody())
        assert sitting.ring.shone[-1] is None
        orders.add(tuple(colour for colour in sitting.ring.shone if colour is not None))
    assert len(orders) > 1
    sitting = Sitting(CHALLENGED)
    sitting.show(20)
    sitting.show(1, nobody())
    sitting.show(20)
    assert sitting.evidence.progress < 1, "a challenge that was broken off does not go on"


def test_a_camera_that_plays_files_is_reported_on_and_the_record_says_so() -> None:
    camera = ToldCamera()
    camera.recorded = True
    for profile in (KIOSK, CHALLENGED):
        evidence = evidence_for(profile, camera, Ring(), ToldClock())
        assert evidence.profile is RECORDED
        assert evidence.judged().record()[:2] == ("report_recorded_camera", "bona_fide")
    assert evidence_for(OFF, camera, Ring(), ToldClock()).judged().record()[0] == "off"


def test_a_camera_that_sees_is_judged_as_asked() -> None:
    for profile in (OFF, REPORT, KIOSK, CHALLENGED):
        assert evidence_for(profile, ToldCamera(), Ring(), ToldClock()).profile is profile


def test_a_challenge_without_a_light_to_show_it_is_refused_at_the_start() -> None:
    with pytest.raises(FaultError) as refused:
        evidence_for(CHALLENGED, ToldCamera(), Dark(), ToldClock())
    assert refused.value.fault is Fault.SETTINGS_INVALID
    assert evidence_for(CHALLENGED, ToldCamera(), Both(Dark(), Ring()), ToldClock()).profile is CHALLENGED


def test_two_lights_shine_alike() -> None:
    one, other = Ring(), Ring()
    Both(one, other).shine(Colour.RED)
    assert one.shone == other.shone == [Colour.RED]


def test_nothing_is_measured_where_it_is_off() -> None:
    sitting = Sitting(OFF)
    sitting.show(3)
    liveness = sitting.evidence.judged()
    assert sitting.evidence.ready
    assert {found.outcome for found in liveness.findings} == {Outcome.OFF}
