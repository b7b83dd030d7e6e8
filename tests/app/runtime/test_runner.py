"""One flow, one thread, in order: time-outs run out, standing faults come back, a broken step fails closed."""

from collections.abc import Callable
from threading import Event as Flag

from app.domain.badges import Badge
from app.domain.capture import Cause
from app.domain.faults import Fault
from app.flows.access import ACCESS
from app.flows.effects import Effect, PresentBadge
from app.flows.enrolment import ENROLMENT
from app.flows.events import BadgeRead, Choice, Event, FaultCleared, FaultRaised, HandSeen, Tapped
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
