"""One flow, one thread, in order: time-outs run out, standing faults come back, a broken step fails closed."""

from collections.abc import Callable
from threading import Event as Flag

from app.domain.badges import Badge
from app.domain.capture import Cause
from app.domain.faults import Fault
from app.flows.access import ACCESS
from app.flows.effects import CheckBadge, Effect, ForgetPerson, PresentBadge, StopCapture
from app.flows.enrolment import ENROLMENT
from app.flows.events import BadgeRead, Choice, Event, FaultCleared, FaultRaised, HandSeen, PalmReady, StillHere, Tapped
from app.flows.view import View
from app.runtime.runner import FlowRunner
from tests.app.runtime.fakes import Recorder, ToldClock


def test_effects_are_performed_after_the_view_of_the_new_state_was_shown() -> None:
    order: list[str] = []

    class Performer:
        def perform(self, effect: Effect, post: Callable[[Event], None]) -> None:
            order.append(type(effect).__name__)

    runner = FlowRunner(ACCESS, ToldClock(), Performer())
    runner.watch(lambda view: order.append(view.screen))
    runner.handle(BadgeRead(Badge(1, 2)))
    assert order == ["checking", "PresentBadge"]


def test_a_view_that_did_not_change_is_shown_once() -> None:
    views: list[View] = []
    runner = FlowRunner(ACCESS, ToldClock(), Recorder())
    runner.watch(views.append)
    for _ in range(3):
        runner.handle(HandSeen(Cause.TOO_FAR))
    assert [view.screen for view in views] == ["positioning"]


def test_a_time_out_runs_out_even_while_frames_keep_coming() -> None:
    clock = ToldClock()
    runner = FlowRunner(ACCESS, clock, Recorder())
    for _ in range(13):
        runner.handle(HandSeen(Cause.TOO_FAR))
        clock.pass_s(1.0)
        runner.tick()
    assert runner.view.screen == "unreadable"


def test_a_tap_renews_the_time_out() -> None:
    clock = ToldClock()
    runner = FlowRunner(ENROLMENT, clock, Recorder())
    runner.handle(Tapped(Choice.GET_STARTED))
    clock.pass_s(44.0)
    runner.tick()
    assert runner.view.screen == "scan_badge"
    clock.pass_s(2.0)
    runner.tick()
    assert runner.view.screen == "still_there"
    runner.handle(Tapped(Choice.YES))
    clock.pass_s(44.0)
    runner.tick()
    assert runner.view.screen == "scan_badge"


def test_a_standing_fault_comes_back_without_a_glimpse_of_idle() -> None:
    clock = ToldClock()
    views: list[View] = []
    runner = FlowRunner(ACCESS, clock, Recorder())
    runner.watch(views.append)
    runner.handle(FaultRaised(Fault.CAMERA_MISSING, standing=True))
    clock.pass_s(31.0)
    runner.tick()
    assert [view.screen for view in views] == ["fault"]
    runner.handle(FaultCleared(Fault.CAMERA_MISSING))
    assert views[-1].screen == "idle"


def test_a_second_standing_fault_shows_when_the_first_is_over() -> None:
    runner = FlowRunner(ACCESS, ToldClock(), Recorder())
    runner.handle(FaultRaised(Fault.CAMERA_MISSING, standing=True))
    runner.handle(FaultRaised(Fault.CONTROLLER_SILENT, standing=True))
    runner.handle(FaultCleared(Fault.CONTROLLER_SILENT))
    assert (runner.view.screen, runner.view.fault) == ("fault", Fault.CAMERA_MISSING)


def test_a_passing_fault_gives_way_when_its_time_is_up() -> None:
    clock = ToldClock()
    runner = FlowRunner(ACCESS, clock, Recorder())
    runner.handle(FaultRaised(Fault.SYSTEM_ERROR))
    clock.pass_s(31.0)
    runner.tick()
    assert runner.view.screen == "idle"


def test_an_effect_that_breaks_leads_to_the_fault_screen_and_the_loop_goes_on() -> None:
    class Broken:
        asked = 0

        def perform(self, effect: Effect, post: Callable[[Event], None]) -> None:
            if isinstance(effect, PresentBadge):
                self.asked += 1
                raise OSError("no such thing")

    failed = Flag()
    runner = FlowRunner(ACCESS, ToldClock(), Broken())
    runner.watch(lambda view: failed.set() if view.fault is Fault.SYSTEM_ERROR else None)
    runner.start()
    try:
        runner.post(BadgeRead(Badge(1, 2)))
        assert failed.wait(5.0)
    finally:
        runner.stop()


def test_a_touch_renews_the_time_of_a_slow_reader() -> None:
    clock = ToldClock()
    runner = FlowRunner(ENROLMENT, clock, Recorder())
    runner.handle(Tapped(Choice.GET_STARTED))
    for _ in range(5):
        clock.pass_s(40.0)
        runner.handle(StillHere())
        runner.tick()
    assert runner.view.screen == "scan_badge"


def test_a_palm_is_served_while_the_badge_reader_is_gone() -> None:
    runner = FlowRunner(ACCESS, ToldClock(), Recorder())
    runner.handle(FaultRaised(Fault.BADGE_READER_MISSING, standing=True))
    assert (runner.view.screen, runner.view.badge_reader) == ("idle", False)
    runner.handle(HandSeen(None, progress=0.5))
    runner.handle(PalmReady())
    assert runner.view.screen == "checking"
    runner.handle(FaultCleared(Fault.BADGE_READER_MISSING))
    assert runner.view.badge_reader


def test_a_badge_is_a_way_in_while_the_camera_is_gone() -> None:
    recorder = Recorder()
    runner = FlowRunner(ACCESS, ToldClock(), recorder)
    runner.handle(FaultRaised(Fault.CAMERA_MISSING, standing=True))
    runner.handle(BadgeRead(Badge(1, 2)))
    assert any(isinstance(effect, PresentBadge) for effect in recorder.asked)


def test_a_step_that_broke_closes_the_camera_and_forgets_the_person() -> None:
    class Broken(Recorder):
        def perform(self, effect: Effect, post: Callable[[Event], None]) -> None:
            super().perform(effect, post)
            if isinstance(effect, CheckBadge):
                raise OSError("no such thing")

    failed = Flag()
    broken = Broken()
    runner = FlowRunner(ENROLMENT, ToldClock(), broken)
    runner.watch(lambda view: failed.set() if view.fault else None)
    runner.start()
    try:
        runner.post(Tapped(Choice.GET_STARTED))
        runner.post(BadgeRead(Badge(1, 2)))
        assert failed.wait(5.0)
    finally:
        runner.stop()
    assert broken.asked[-2:] == [StopCapture(), ForgetPerson()]
