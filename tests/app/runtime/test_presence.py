"""From observations to events: guidance, samples, one service a presentation, and no sample without a verdict."""

from dataclasses import replace

import pytest

from app.biometrics.liveness import repeats
from app.biometrics.liveness.judge import CHALLENGED, KIOSK, Verdict
from app.biometrics.template import PalmCode
from app.domain.capture import Arrow, Cause
from app.domain.people import Hand
from app.flows.events import HandGone, HandSeen
from app.ports.camera import Frame, Pixels
from app.runtime.evidence import LEAST_LOOKS, Evidence
from app.runtime.presence import GONE_FRAMES, PATIENCE_S, Presence
from app.runtime.signals import Dark
from app.runtime.tasks import ENTRY, SERVING, Purpose, Task, enrol
from tests.app.biometrics.liveness.looks import hand_at, lit, noisy
from tests.app.runtime.fakes import Ring, ToldClock
from tests.app.runtime.sights import bad, good, nobody, see, unjudged


def test_good_frames_make_a_sample_best_focus_first(codes: list[PalmCode]) -> None:
    presence = unjudged(ENTRY)
    assert see(presence, good(codes[0], focus=0.2)) == [HandSeen(None, progress=0.5)]
    assert presence.sample(0.0) is None
    see(presence, good(codes[1], focus=0.9))
    sample = presence.sample(0.0)
    assert sample is not None
    assert (sample.purpose, sample.hand, sample.presented.codes) == (Purpose.ENTRY, Hand.LEFT, (codes[1], codes[0]))


def test_a_bad_frame_between_good_ones_starts_the_sample_afresh(codes: list[PalmCode]) -> None:
    presence = unjudged(ENTRY)
    see(presence, good(codes[0]), bad(Cause.BLURRED), good(codes[1]))
    assert presence.sample(0.0) is None


def test_frames_of_two_hands_never_make_one_sample(codes: list[PalmCode]) -> None:
    presence = unjudged(ENTRY)
    see(presence, good(codes[0]), good(codes[1], hand=Hand.RIGHT))
    assert presence.sample(0.0) is None


def test_a_palm_at_the_door_is_served_once_until_it_has_left(codes: list[PalmCode]) -> None:
    presence = unjudged(ENTRY)
    see(presence, good(codes[0]), good(codes[0]))
    assert presence.sample(0.0) is not None
    see(presence, good(codes[0]), good(codes[0]))
    assert presence.sample(0.0) is None
    assert see(presence, *[nobody()] * GONE_FRAMES) == [HandGone()]
    see(presence, good(codes[0]), good(codes[0]))
    assert presence.sample(0.0) is not None


def test_the_other_palm_is_served_without_a_pause(codes: list[PalmCode]) -> None:
    presence = unjudged(ENTRY)
    see(presence, good(codes[0]), good(codes[0]))
    assert presence.sample(0.0) is not None
    other = good(codes[1], hand=Hand.RIGHT)
    assert HandGone() in see(presence, other, other, other)
    sample = presence.sample(0.0)
    assert sample is not None
    assert sample.hand is Hand.RIGHT


def test_the_desk_goes_on_taking_samples_of_the_same_hand(codes: list[PalmCode]) -> None:
    presence = unjudged(enrol(Hand.LEFT))
    for _ in range(2):
        see(presence, *[good(codes[0])] * presence.task.good_frames)
        assert presence.sample(0.0) is not None


def test_one_missed_detection_is_no_farewell(codes: list[PalmCode]) -> None:
    presence = unjudged(ENTRY)
    see(presence, good(codes[0]))
    assert see(presence, *[nobody()] * (GONE_FRAMES - 1)) == []


def test_a_correction_is_said_once_while_it_stays_the_same() -> None:
    presence = unjudged(ENTRY)
    assert see(presence, *[bad(Cause.TOO_FAR)] * 5) == [HandSeen(Cause.TOO_FAR, Arrow.NEARER)]


def verdicts(frames: list[Pixels], code: PalmCode, task: Task = ENTRY, rate: float = 15.0) -> dict[int, Verdict]:
    """At which frames, a good palm in each, there was a sample under `KIOSK`, and with what verdict."""
    presence, found = Presence(task, Evidence(KIOSK, Dark(), ToldClock())), {}
    for number, pixels in enumerate(frames):
        at_s = number / rate
        presence.see(Frame(pixels, at_s, number), replace(hand_at(), palm=code, hand=Hand.LEFT), at_s)
        if (sample := presence.sample(at_s)) is not None:
            found[number] = sample.presented.liveness.verdict
    return found


def test_a_palm_is_handed_over_when_there_are_looks_enough_and_not_before(codes: list[PalmCode]) -> None:
    fresh = [noisy(seed) for seed in range(8)]
    assert verdicts(fresh, codes[0]) == {LEAST_LOOKS - 1: Verdict.BONA_FIDE}
    assert verdicts(fresh, codes[0], enrol(Hand.LEFT)) == {3: Verdict.BONA_FIDE, 7: Verdict.BONA_FIDE}


@pytest.mark.parametrize("task", [ENTRY, enrol(Hand.LEFT)])
def test_a_picture_that_stands_still_is_an_attack_and_must_leave_before_it_is_looked_at_again(
    codes: list[PalmCode], task: Task
) -> None:
    assert list(verdicts([noisy(0)] * 20, codes[0], task).values()) == [Verdict.ATTACK]


def test_a_single_stall_is_looked_on_at_and_then_no_attack(codes: list[PalmCode]) -> None:
    stalled = [noisy(seed) for seed in (0, 1, 1, 2, 3, 4)]
    assert verdicts(stalled, codes[0]) == {repeats.TELLING - 1: Verdict.BONA_FIDE}


def test_what_stays_undecided_ends_so_when_patience_does(codes: list[PalmCode]) -> None:
    presence, at_s = Presence(ENTRY, Evidence(KIOSK, Dark(), ToldClock())), 0.0
    ends: list[float] = []
    for number in range(60):
        at_s = number * 0.2
        away = hand_at((320.0 + 200 * (number % 2), 300.0))  # never twice the same hand: no burst grows
        presence.see(Frame(noisy(number), at_s, number), replace(away, palm=codes[0], hand=Hand.LEFT), at_s)
        if (sample := presence.sample(at_s)) is not None:
            assert sample.presented.liveness.verdict is Verdict.UNDECIDED
            ends.append(at_s)
    assert len(ends) == 1
    assert ends[0] == pytest.approx(PATIENCE_S + 0.2)


def test_a_picture_slipped_in_where_a_living_hand_answered_the_ring_is_never_served_as_alive(
    codes: list[PalmCode],
) -> None:
    ring, clock = Ring(), ToldClock()
    evidence = Evidence(CHALLENGED, ring, clock)
    presence, verdicts = Presence(ENTRY, evidence), []
    own, crooked = hand_at(), replace(hand_at(), causes=frozenset({Cause.TILTED}))
    for number in range(200):
        slipped_in = evidence.ready
        seen = replace(own, palm=codes[int(slipped_in)], hand=Hand.LEFT) if slipped_in or not number % 8 else crooked
        frame = Frame(lit(noisy(number), None if slipped_in else ring.shining), clock.monotonic_s(), number)
        presence.see(frame, seen, clock.monotonic_s())
        if (sample := presence.sample(clock.monotonic_s())) is not None:
            verdicts.append(sample.presented.liveness.verdict)
        clock.pass_s(1 / 15)
    assert verdicts == [Verdict.UNDECIDED]


def test_the_ring_fills_with_the_evidence_while_it_is_wanting(codes: list[PalmCode]) -> None:
    presence, told = Presence(ENTRY, Evidence(KIOSK, Dark(), ToldClock())), []
    for number in range(4):
        seen = replace(hand_at(), palm=codes[0], hand=Hand.LEFT)
        told += presence.see(Frame(noisy(number), number / 15, number), seen, number / 15)
    assert told == [HandSeen(None, progress=share) for share in (1 / 3, 2 / 3, 1.0)]


def test_whoever_is_served_by_badge_is_neither_lit_nor_read_and_is_seen_to_leave(codes: list[PalmCode]) -> None:
    ring, clock = Ring(), ToldClock()
    evidence = Evidence(CHALLENGED, ring, clock)
    held = replace(hand_at(), palm=codes[0], hand=Hand.LEFT)
    for task, lit_up in ((ENTRY, True), (SERVING, False)):
        presence = Presence(task, evidence)
        for number in range(8):
            presence.see(Frame(noisy(number), clock.monotonic_s(), number), held, clock.monotonic_s())
            clock.pass_s(1 / 15)
        assert (ring.shining is not None) is lit_up
    assert presence.sample(clock.monotonic_s() + 2 * PATIENCE_S) is None
    assert see(presence, *[nobody()] * GONE_FRAMES) == [HandGone()]
