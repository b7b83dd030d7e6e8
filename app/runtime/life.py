"""Which flow runs in a terminal of a control plane, and the change from one to the next.

Rules it keeps: one flow at a time; before the next begins the last one has ended, with its camera closed, its person
forgotten and its answers addressed to nobody; a hold takes effect at once, a new configuration when nobody is in the
middle of anything; whoever left comes to set-up with an empty house.

    life = Life(memory, flows, guard.hold, wipe, bridge.turn_to, machine.alive, clock)
    life.start()
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass

from app.domain.faults import Fault, FaultError
from app.domain.terminal_phase import AtWork, Held, Phase, SettingUp, phase_of
from app.ports.clock import Clock
from app.runtime.loop import Loop
from app.runtime.memory import Memory
from app.runtime.terminal import ShownFlow, Terminal
from app.storage.terminal_memory import Identity, TerminalMemory

LOOK_EVERY_S = 0.1
PATIENCE_S = 120.0
"""How long a new configuration waits for whoever is there: longer than any visit to a door, and than most to a desk."""
RETRY_S = 15.0
"""Between two tries to begin what could not begin."""
STUCK_S = 20.0
"""A flow that has not turned for so long hangs: no step of one waits for anything."""


@dataclass(frozen=True)
class Flows:
    """How the flows are made, and what they live in. Each raises FaultError."""

    set_up: Callable[[], Terminal]
    held: Callable[[Fault], Terminal]
    at_work: Callable[[AtWork, Memory], Terminal]
    home: Callable[[Identity], AbstractContextManager[Memory]]
    """The terminal's own store, opened."""
    clear: Callable[[], None]
    """Everything that the home held goes, for ever. Does nothing twice. Raises OSError."""


@dataclass(frozen=True)
class Wipe:
    """A home may have to go though the terminal stays somebody's: it was opened."""

    due: Callable[[], bool]
    done: Callable[[], None]


class Life:
    def __init__(
        self,
        memory: TerminalMemory,
        flows: Flows,
        hold: Callable[[], Fault | None],
        wipe: Wipe,
        turn_to: Callable[[ShownFlow], None],
        alive: Callable[[], None],
        clock: Clock,
    ) -> None:
        """`hold` is why the terminal may not work now. `turn_to` is told of each flow before it begins. `alive` is
        called again and again while all is well."""
        self._memory = memory
        self._flows = flows
        self._hold = hold
        self._wipe = wipe
        self._turn_to = turn_to
        self._alive = alive
        self._clock = clock
        self._phase: Phase | None = None
        self._running: Terminal | None = None
        self._trouble: Fault | None = None
        """Why the phase could not begin."""
        self._retry_s = self._wanted_s = 0.0
        self._home: Memory | None = None
        self._house = ExitStack()
        self._loop = Loop("life", self.turn, lambda fault: None)

    @property
    def home(self) -> Memory | None:
        """The terminal's own store, while it is open."""
        return self._home

    @property
    def at_rest(self) -> bool:
        """Nobody is in the middle of anything. From any thread."""
        running = self._running
        return running is not None and running.runner.at_rest

    @property
    def standing(self) -> tuple[Fault, ...]:
        """The faults that last in the flow that runs. From any thread."""
        running = self._running
        return () if running is None else running.runner.standing

    def start(self) -> None:
        self._loop.start()

    def stop(self) -> None:
        self._loop.stop()
        self._end()
        self._leave_home()

    def look(self) -> None:
        """One look at what should be, and the change to it. Raises OSError when a home cannot be cleared."""
        if self._memory.leaving:
            self._clear()
            self._memory.forget()
        elif self._wipe.due():
            self._clear()
            self._wipe.done()
        wanted = self._wanted()
        now_s = self._clock.monotonic_s()
        if wanted == self._phase:
            self._wanted_s = now_s
            if self._trouble is not None and now_s >= self._retry_s:
                self._begin(wanted)
        elif self._may_turn(wanted, now_s):
            self._begin(wanted)

    def turn(self) -> None:
        """Once around: a look, a word that all is well if it is, a moment's rest."""
        self.look()
        if self._running is None or self._clock.monotonic_s() - self._running.runner.turned_s < STUCK_S:
            self._alive()
        self._clock.sleep(LOOK_EVERY_S)

    def _wanted(self) -> Phase:
        try:
            active = self._memory.identity() is not None
            kept = self._memory.configuration()
        except FaultError as error:
            return Held(error.fault)
        return phase_of(active, self._hold(), None if kept is None else (kept.version, kept.configuration))

    def _may_turn(self, wanted: Phase, now_s: float) -> bool:
        """From one configuration to the next nobody is sent away, and from set-up not before it has said that it is
        complete."""
        waits = isinstance(self._phase, SettingUp) or (isinstance(wanted, AtWork) and isinstance(self._phase, AtWork))
        if self._running is None or not waits:
            return True
        return self._running.runner.at_rest or now_s - self._wanted_s >= PATIENCE_S

    def _begin(self, phase: Phase) -> None:
        """What cannot begin is held with its fault, and tried again."""
        again = phase == self._phase
        if not again:
            self._end()
        self._phase, self._retry_s = phase, self._clock.monotonic_s() + RETRY_S
        try:
            terminal = self._made(phase)
            trouble = None
        except FaultError as error:
            if again and error.fault is self._trouble:
                return
            terminal, trouble = self._flows.held(error.fault), error.fault
        self._end()
        self._trouble, self._running = trouble, terminal
        self._turn_to(terminal.runner)
        terminal.start()

    def _made(self, phase: Phase) -> Terminal:
        match phase:
            case SettingUp():
                return self._flows.set_up()
            case Held(fault):
                return self._flows.held(fault)
            case AtWork():
                return self._flows.at_work(phase, self._at_home())

    def _at_home(self) -> Memory:
        if self._home is None:
            identity = self._memory.identity()
            if identity is None:
                raise FaultError(Fault.SYSTEM_ERROR, "it left in this moment")
            self._home = self._house.enter_context(self._flows.home(identity))
        return self._home

    def _end(self) -> None:
        running, self._running = self._running, None
        if running is not None:
            running.stop()

    def _leave_home(self) -> None:
        self._home = None
        self._house.close()

    def _clear(self) -> None:
        """Nothing runs and nothing is open any more when it goes; whoever knows that it must go is told last."""
        self._end()
        self._phase = None
        self._leave_home()
        self._flows.clear()
