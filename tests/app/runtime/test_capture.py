"""From frames to whoever wants them: a camera that is open only when asked, and nothing after it was closed."""

from collections.abc import Callable
from threading import Event as Flag

from app.biometrics.liveness.judge import OFF
from app.biometrics.observation import Observation
from app.biometrics.template import PalmCode
from app.domain.capture import Cause
from app.domain.faults import Fault
from app.domain.people import Hand
from app.flows.events import Event, FaultCleared, FaultRaised
from app.ports.camera import Pixels
from app.runtime.capture import Capture
from app.runtime.evidence import Evidence
from app.runtime.signals import Dark
from app.runtime.tasks import ENTRY, Sample, enrol
from tests.app.runtime.fakes import ToldCamera, ToldClock
from tests.app.runtime.sights import bad, good, nobody
from tests.peers.panel import eventually


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
            self.camera,
            lambda *_: seen(),
            self.clock,
            self._post,
            lambda _: self.sampled.set(),
            self._frame,
            Evidence(OFF, Dark(), ToldClock()),
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

    evidence = Evidence(OFF, Dark(), ToldClock())
    capture = Capture(
        ToldCamera(), lambda *_: good(codes[0]), ToldClock(), lambda _: None, keep, lambda _: None, evidence
    )
    capture.start()
    try:
        capture.look_for(enrol(Hand.LEFT))
        assert sampling.wait(5.0)
        capture.close()
        order.append("closed")
        closed.set()
    finally:
        capture.stop()
    assert order[0] == "sample"
    assert order.index("closed") == len(order) - 1


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
