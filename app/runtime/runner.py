"""Runs one flow: takes events in order, steps the table, shows the view, then carries out the effects.

Everything that happens to a flow happens on this one thread, so a flow needs no lock. Slow work is handed on by the
effects' performer and comes back as an event.

    runner = FlowRunner(ACCESS, clock, performer)
    runner.watch(bridge.show)
    runner.start()
    runner.post(BadgeRead(badge))
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from enum import Enum
from queue import Empty, SimpleQueue
from typing import Generic, Protocol, TypeVar

from app.domain.faults import Fault
from app.flows.effects import Effect
from app.flows.events import Event, FaultCleared, FaultRaised, HandGone, HandSeen, StillHere, TimeUp
from app.flows.machine import Flow
from app.flows.view import View
from app.ports.clock import Clock
from app.runtime.loop import Loop

S = TypeVar("S", bound=Enum)
C = TypeVar("C")

log = logging.getLogger("thenar.runtime")

LONGEST_WAIT_S = 0.1
"""How long the thread sleeps when nothing is due: bounds how late it notices that it should stop."""


class Performer(Protocol):
    def perform(self, effect: Effect, post: Callable[[Event], None]) -> None:
        """Carries out one effect. Returns quickly; answers come through `post`."""
        ...


class FlowRunner(Generic[S, C]):
    """`handle` and `tick` are the whole behaviour; `start` merely calls them from a thread."""

    def __init__(
        self,
        flow: Flow[S, C],
        clock: Clock,
        performer: Performer,
        inbox: SimpleQueue[Event] | None = None,
        finish: Callable[[View], View] = lambda view: view,
    ) -> None:
        """`finish` says of each view how it is shown, by what no flow knows."""
        self._flow = flow
        self._clock = clock
        self._performer = performer
        self._finish = finish
        self._state = flow.start
        self._context = flow.fresh
        self._entered_s = clock.monotonic_s()
        self._standing: list[Fault] = []
        self._watchers: list[Callable[[View], None]] = []
        self._shown: View | None = None
        self._events: SimpleQueue[Event] = inbox or SimpleQueue()
        self.turned_s = clock.monotonic_s()
        """When it last looked for something to do: one that hangs does not."""
        self._loop = Loop(flow.name, self._run_once, self._fail)

    @property
    def at_rest(self) -> bool:
        """Nobody is in the middle of anything. From any thread."""
        return self._state is self._flow.start

    @property
    def standing(self) -> tuple[Fault, ...]:
        """Faults that were raised and will be cleared when they are over. From any thread."""
        return tuple(self._standing)

    @property
    def view(self) -> View:
        return self._finish(self._flow.view(self._state, self._context))

    def watch(self, watcher: Callable[[View], None]) -> None:
        """`watcher` is told every view that differs from the last, on the runner's thread."""
        self._watchers.append(watcher)

    def post(self, event: Event) -> None:
        """From any thread."""
        self._events.put(event)

    def start(self) -> None:
        self._show()
        for effect in self._flow.opening:
            self._performer.perform(effect, self.post)
        self._loop.start()

    def stop(self) -> None:
        self._loop.stop()

    def handle(self, event: Event) -> None:
        """One step: state, view, effects."""
        if isinstance(event, StillHere):
            self._entered_s = self._clock.monotonic_s()
            return
        self._note_standing(event)
        after = self._flow.step(self._state, self._context, event)
        moved = after.state is not self._state
        if moved or (after.context is not self._context and self._renews(event)):
            self._entered_s = self._clock.monotonic_s()
        self._state, self._context = after.state, after.context
        effects = list(after.effects)
        for fault in self._standing if self._state is self._flow.start else ():
            again = self._flow.step(self._state, self._context, FaultRaised(fault))
            self._state, self._context = again.state, again.context
            effects += again.effects
        if moved:
            log.info("%s: %s", self._flow.name, self._state.value)
        self._show()
        for effect in effects:
            self._performer.perform(effect, self.post)

    def tick(self) -> None:
        """Lets the state's time-out run out when it is due."""
        timeout_s = self._flow.timeouts.get(self._state)
        if timeout_s is not None and self._clock.monotonic_s() - self._entered_s >= timeout_s:
            self._entered_s = self._clock.monotonic_s()
            self.handle(TimeUp())

    def _run_once(self) -> None:
        with suppress(Empty):
            self.handle(self._events.get(timeout=LONGEST_WAIT_S))
        self.tick()
        self.turned_s = self._clock.monotonic_s()

    def _note_standing(self, event: Event) -> None:
        if isinstance(event, FaultRaised) and event.standing and event.fault not in self._standing:
            self._standing.append(event.fault)
        if isinstance(event, FaultCleared) and event.fault in self._standing:
            self._standing.remove(event.fault)

    def _renews(self, event: Event) -> bool:
        return self._flow.presence_renews or not isinstance(event, HandSeen | HandGone)

    def _fail(self, fault: Fault) -> None:
        """A step that broke leaves the flow at its fault screen, with the camera closed and the person forgotten:
        nothing is granted by accident."""
        after = self._flow.step(self._state, self._context, FaultRaised(fault))
        self._state, self._context = after.state, after.context
        self._entered_s = self._clock.monotonic_s()
        self._show()
        for effect in after.effects:
            try:
                self._performer.perform(effect, self.post)
            except Exception as error:  # noqa: BLE001 (one that is broken must not keep the others from happening)
                log.error("%s: an effect failed: %s", self._flow.name, type(error).__name__)

    def _show(self) -> None:
        view = self.view
        if view == self._shown:
            return
        self._shown = view
        for watcher in self._watchers:
            watcher(view)
