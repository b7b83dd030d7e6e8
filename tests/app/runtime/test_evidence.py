"""The burst of one hand: what begins it anew, what the ring shows, and what the terminal falls back to, said aloud."""

from dataclasses import replace

import pytest

from app.biometrics.liveness.challenge import STEPS
from app.biometrics.liveness.judge import CHALLENGED, KIOSK, OFF, REPORT, Detector, Outcome, Profile, Verdict
from app.biometrics.observation import Observation
from app.biometrics.template import PalmCode
from app.domain.capture import Cause
from app.domain.faults import Fault, FaultError
from app.ports.camera import Frame
from app.ports.light import Colour
from app.runtime.evidence import LEAST_LOOKS, RECORDED, Evidence, evidence_for
from app.runtime.signals import Both, Dark
from tests.app.biometrics.liveness.looks import hand_at, lit, noisy
from tests.app.runtime.fakes import Ring, ToldCamera, ToldClock
from tests.app.runtime.sights import nobody

RATE = 15.0


class Sitting:
    """A hand before a camera under a ring: each frame is taken under what the ring shows then."""

    def __init__(self, profile: Profile = KIOSK, answers: float = 0.15, palm: PalmCode | None = None) -> None:
        self.ring = Ring()
        self.clock = ToldClock()
        self.evidence = Evidence(profile, self.ring, self.clock)
        self._answers = answers
        self._seen = replace(hand_at(), palm=palm)
        self._number = 0

    def show(self, frames: int, seen: Observation | None = None) -> None:
        for _ in range(frames):
            frame = Frame(
                lit(noisy(self._number), self.ring.shining, self._answers), self.clock.monotonic_s(), self._number
            )
            self.evidence.note(frame, self._seen if seen is None else seen)
            self.clock.pass_s(1 / RATE)
            self._number += 1


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


def test_a_living_palm_answers_the_ring_and_the_ring_goes_dark_again(codes: list[PalmCode]) -> None:
    sitting = Sitting(CHALLENGED, palm=codes[0])
    sitting.show(60)
    assert sitting.evidence.ready
    assert sitting.evidence.judged(codes[:1]).verdict is Verdict.BONA_FIDE
    assert None not in sitting.ring.shone[:STEPS]
    assert sitting.ring.shone[STEPS:] == [None]


def test_what_does_not_answer_the_ring_is_an_attack(codes: list[PalmCode]) -> None:
    sitting = Sitting(CHALLENGED, answers=0.0, palm=codes[0])
    sitting.show(60)
    liveness = sitting.evidence.judged(codes[:1])
    assert (liveness.verdict, liveness.cause) == (Verdict.ATTACK, Detector.ACTIVE_LIGHT)


def test_the_answer_of_one_palm_does_not_speak_for_another(codes: list[PalmCode]) -> None:
    sitting = Sitting(CHALLENGED, palm=codes[0])
    sitting.show(60)
    for other in (codes[1:2], [codes[0], codes[1]]):
        liveness = sitting.evidence.judged(other)
        assert (liveness.verdict, liveness.cause) == (Verdict.UNDECIDED, Detector.ACTIVE_LIGHT)


def test_frames_that_cannot_be_compared_speak_for_no_palm(codes: list[PalmCode]) -> None:
    sitting = Sitting(CHALLENGED, palm=codes[0])
    sitting.show(1)
    sitting.show(60, replace(hand_at(), causes=frozenset({Cause.TILTED})))
    assert sitting.evidence.ready
    assert sitting.evidence.judged(codes[:1]).verdict is Verdict.UNDECIDED


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


def test_a_camera_that_plays_files_is_reported_on_and_the_record_says_so(codes: list[PalmCode]) -> None:
    camera = ToldCamera()
    camera.recorded = True
    for profile in (KIOSK, CHALLENGED):
        evidence = evidence_for(profile, camera, Ring(), ToldClock())
        assert evidence.profile is RECORDED
        assert evidence.judged(codes).record()[:2] == ("report_recorded_camera", "bona_fide")
    assert evidence_for(OFF, camera, Ring(), ToldClock()).judged(codes).record()[0] == "off"


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


def test_nothing_is_measured_where_it_is_off(codes: list[PalmCode]) -> None:
    sitting = Sitting(OFF)
    sitting.show(3)
    liveness = sitting.evidence.judged(codes)
    assert sitting.evidence.ready
    assert {found.outcome for found in liveness.findings} == {Outcome.OFF}
