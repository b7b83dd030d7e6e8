"""Restarts of the application: counted, so that what they do not mend leads to support; and told, when nobody asked for
one.

Rules it keeps: the count outlives the application, and is forgotten when that has worked well for ten minutes; whatever
cannot be written down here keeps nobody from restarting or from working.

    restarting = Restarting(count, record, machine, clock)
    restarting.begin()                       # whether the last run crashed is known from here on
    runner = FlowRunner(flow, clock, effects, finish=restarting.finish)
"""

import logging
from dataclasses import dataclass, field, replace

from app.domain.faults import Fault
from app.flows.held import given_up
from app.flows.misses import IN_VAIN
from app.flows.view import View
from app.ports.clock import Clock
from app.ports.machine import Machine
from app.runtime.support import Contact, named, nobody
from app.storage.restart_count import RestartCount
from app.storage.run_record import Run, RunRecord

log = logging.getLogger("thenar.runtime")

GOOD_AFTER_S = 600.0
"""Work without a fault after which a restart has mended what it was for."""


@dataclass
class Restarting:
    count: RestartCount
    record: RunRecord
    machine: Machine
    clock: Clock
    contact: Contact = nobody
    _crashed: Run | None = field(default=None, init=False)
    _in_vain: bool = field(default=False, init=False)
    _good_since_s: float | None = field(default=None, init=False)

    def begin(self) -> None:
        self._in_vain = self.count.count() >= IN_VAIN
        try:
            self.count.prepare()
            self._crashed = self.record.begin(self.machine.boot())
        except OSError as error:
            log.warning("this run is not recorded: %s", type(error).__name__)

    def end(self) -> None:
        """The run ends because it was told to."""
        self.record.end()

    @property
    def hold(self) -> Fault | None:
        """RESTARTED until it was read, or gone on from."""
        return None if self._crashed is None else Fault.RESTARTED

    def go_on(self) -> None:
        self._crashed = None

    def restart(self) -> None:
        """From any thread; returns."""
        try:
            self.count.add()
        except OSError as error:
            log.warning("a restart was not counted: %s", type(error).__name__)
        self.machine.restart_application()

    def finish(self, view: View) -> View:
        """The view as it is shown."""
        self._watch(view)
        if view.fault is Fault.RESTARTED and self._crashed is not None:
            view = replace(view, beneath=self._crashed.code)
        return named(given_up(view) if self._in_vain else view, self.contact)

    def _watch(self, view: View) -> None:
        now_s = self.clock.monotonic_s()
        if view.fault is not None:
            self._good_since_s = None
            if view.fault is Fault.SYSTEM_ERROR:
                self._note(view.fault)
        elif self._good_since_s is None:
            self._good_since_s = now_s
        elif now_s - self._good_since_s >= GOOD_AFTER_S:
            self._good_since_s, self._in_vain = now_s, False
            self._forget()

    def _forget(self) -> None:
        try:
            self.count.clear()
        except OSError as error:
            log.warning("restarts are still counted: %s", type(error).__name__)

    def _note(self, fault: Fault) -> None:
        try:
            self.record.note(fault.row.code)
        except OSError as error:
            log.warning("a fault was not recorded: %s", type(error).__name__)
