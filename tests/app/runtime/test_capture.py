"""From frames to events: guidance, samples, one service a presentation, and a camera that is open only when asked."""

from collections.abc import Callable
from threading import Event as Flag

from app.biometrics.observation import Observation, Quality
from app.biometrics.template import PalmCode
from app.domain.capture import Arrow, Cause
from app.domain.faults import Fault
from app.domain.people import Hand
from app.flows.events import Event, FaultCleared, FaultRaised, HandGone, HandSeen
from app.ports.camera import Pixels
from app.runtime.capture import ENTRY, GONE_FRAMES, Capture, Look, Purpose, Sample, enrol
from tests.app.runtime.fakes import ToldCamera, ToldClock
from tests.peers.panel import eventually


def good(code: PalmCode, focus: float = 0.5, hand: Hand = Hand.LEFT) -> Observation:
    quality = Quality(
        focus=focus, brightness=120.0, contrast=20.0, glare=0.0, dark=0.0, alike=1.0, redness=10.0, motion=0.0
    )
    return Observation(frozenset(), Arrow.NONE, hand, quality=quality, palm=code)


def bad(*causes: Cause) -> Observation:
    return Observation(frozenset(causes), Arrow.NEARER, Hand.LEFT)


def nobody() -> Observation:
    return Observation(frozenset({Cause.NO_HAND}))


def see(look: Look, *observations: Observation) -> list[Event]:
    return [event for seen in observations for event in look.see(seen, now_s=0.0)]


def test_good_frames_make_a_sample_best_focus_first(codes: list[PalmCode]) -> None:
    look = Look(ENTRY)
    assert see(look, good(codes[0], focus=0.2)) == [HandSeen(None, progress=0.5)]
    assert look.sample() is None
    see(look, good(codes[1], focus=0.9))
    sample = look.sample()
    assert sample == Sample(Purpose.ENTRY, Hand.LEFT, (codes[1], codes[0]))


def test_a_bad_frame_between_good_ones_starts_the_sample_afresh(codes: list[PalmCode]) -> None:
    look = Look(ENTRY)
    see(look, good(codes[0]), bad(Cause.BLURRED), good(codes[1]))
    assert look.sample() is None


def test_frames_of_two_hands_never_make_one_sample(codes: list[PalmCode]) -> None:
    look = Look(ENTRY)
    see(look, good(codes[0]), good(codes[1], hand=Hand.RIGHT))
    assert look.sample() is None


def test_a_palm_at_the_door_is_served_once_until_it_has_left(codes: list[PalmCode]) -> None:
    look = Look(ENTRY)
    see(look, good(codes[0]), good(codes[0]))
    assert look.sample() is not None
    see(look, good(codes[0]), good(codes[0]))
    assert look.sample() is None
    assert see(look, *[nobody()] * GONE_FRAMES) == [HandGone()]
    see(look, good(codes[0]), good(codes[0]))
    assert look.sample() is not None


def test_the_other_palm_is_served_without_a_pause(codes: list[PalmCode]) -> None:
    look = Look(ENTRY)
    see(look, good(codes[0]), good(codes[0]))
    assert look.sample() is not None
    other = good(codes[1], hand=Hand.RIGHT)
    assert HandGone() in see(look, other, other, other)
    sample = look.sample()
    assert sample is not None
    assert sample.hand is Hand.RIGHT


def test_the_desk_goes_on_taking_samples_of_the_same_hand(codes: list[PalmCode]) -> None:
    look = Look(enrol(Hand.LEFT))
    for _ in range(2):
        see(look, *[good(codes[0])] * look.task.good_frames)
        assert look.sample() is not None


def test_one_missed_detection_is_no_farewell(codes: list[PalmCode]) -> None:
    look = Look(ENTRY)
    see(look, good(codes[0]))
    assert see(look, *[nobody()] * (GONE_FRAMES - 1)) == []


def test_a_correction_is_said_once_while_it_stays_the_same() -> None:
    look = Look(ENTRY)
    assert see(look, *[bad(Cause.TOO_FAR)] * 5) == [HandSeen(Cause.TOO_FAR, Arrow.NEARER)]


class Bench:
    """A capture with its ends in hand."""

    def __init__(self, seen: Callable[[], Observation]) -> None:
        self.camera = ToldCamera()
        self.clock = ToldClock()
        self.events: list[Event] = []
        self.sampled = Flag()
        self.posted = Flag()
        self.closed = Flag()
        self.capture = Capture(
            self.camera, lambda *_: seen(), self.clock, self._post, lambda _: self.sampled.set(), self._frame
        )

    def _post(self, event: Event) -> None:
        self.events.append(event)
        self.posted.set()

    def _frame(self, pixels: Pixels) -> None:
        assert pixels.shape == (4, 4, 3)


def test_the_camera_stays_closed_until_a_task_asks_for_it(codes: list[PalmCode]) -> None:
    bench = Bench(lambda: good(codes[0]))
    bench.capture.start()
    try:
        assert bench.camera.opened == 0
        bench.capture.look_for(ENTRY)
        assert bench.sampled.wait(5.0)
        assert bench.camera.opened == 1
    finally:
        bench.capture.stop()
    assert not bench.camera.is_open


def test_a_camera_that_is_gone_at_the_door_is_said_once_and_so_is_its_return() -> None:
    bench = Bench(nobody)
    bench.camera.missing = True
    bench.capture.start()
    try:
        bench.capture.look_for(ENTRY)
        assert bench.posted.wait(5.0)
        bench.posted.clear()
        bench.camera.missing = False
        assert bench.posted.wait(5.0)
        assert bench.events[:2] == [
            FaultRaised(Fault.CAMERA_MISSING, standing=True),
            FaultCleared(Fault.CAMERA_MISSING),
        ]
    finally:
        bench.capture.stop()


def test_after_closing_no_sample_comes_any_more(codes: list[PalmCode]) -> None:
    sampling, closed = Flag(), Flag()
    order: list[str] = []

    def keep(sample: Sample) -> None:
        sampling.set()
        closed.wait(0.2)  # long enough to show a close that does not wait for us
        order.append("sample")

    capture = Capture(ToldCamera(), lambda *_: good(codes[0]), ToldClock(), lambda _: None, keep, lambda _: None)
    capture.start()
    try:
        capture.look_for(enrol(Hand.LEFT))
        assert sampling.wait(5.0)
        capture.close()
        order.append("closed")
        closed.set()
    finally:
        capture.stop()
    assert order == ["sample", "closed"]


def test_a_palm_in_the_dark_makes_the_camera_take_more_light_and_the_next_person_starts_afresh() -> None:
    bench = Bench(lambda: bad(Cause.TOO_DARK))
    bench.capture.start()
    try:
        bench.capture.look_for(ENTRY)
        assert eventually(lambda: 2.0 in bench.camera.stops, 5.0)
        bench.capture.close()
        assert eventually(lambda: not bench.camera.is_open, 5.0)
        asked = len(bench.camera.stops)
        bench.capture.look_for(ENTRY)
        assert eventually(lambda: len(bench.camera.stops) > asked, 5.0)
        assert bench.camera.stops[asked] == 0.0
    finally:
        bench.capture.stop()
