"""What the entry flow asks of the world: look, identify, present a badge, ask the door.

The door is asked in one place, with a Grant; what it answers is recorded before the screen shows it.
"""

from collections.abc import Callable

from app.domain.access import Grant
from app.flows import effects as do
from app.flows.events import Decided, DoorAnswered, Event, PalmReady
from app.ports.door import Door
from app.runtime.capture import Capture
from app.runtime.memory import Memory
from app.runtime.samples import Samples
from app.runtime.tasks import ENTRY, SERVING, Sample
from app.runtime.worker import Post, Worker
from app.services.identify import identify
from app.services.present_badge import present_badge
from app.services.record_answer import record_answer


class EntryEffects:
    def __init__(
        self,
        memory: Memory,
        capture: Capture,
        door: Door,
        samples: Samples,
        worker: Worker,
        restart: Callable[[], None],
    ) -> None:
        self._memory = memory
        self._capture = capture
        self._door = door
        self._samples = samples
        self._worker = worker
        self._restart = restart

    def perform(self, effect: do.Effect, post: Post) -> None:
        match effect:
            case do.WatchForPalms():
                self._capture.look_for(ENTRY)
            case do.ForgetPerson():
                self._samples.forget()
            case do.Identify():
                self._identify(effect, post)
            case do.PresentBadge():
                self._capture.look_for(SERVING)
                self._worker.submit(lambda: self._present(effect), post)
            case do.ReleaseDoor(grant):
                self._worker.submit(lambda: self._release(grant), post)
            case do.Restart():
                self._restart()
            case _:
                raise AssertionError(f"the entry flow does not ask for {type(effect).__name__}")

    def _identify(self, effect: do.Identify, post: Post) -> None:
        probe = self._samples.take_probe()
        memory, attempt = self._memory, effect.attempt

        def decide() -> Event:
            memory.keep_current()
            decision = identify(
                memory.gallery, memory.store, probe, attempt, memory.profile, memory.logbook, memory.tell_time
            )
            return Decided(attempt, decision)

        self._worker.submit(decide, post)

    def _present(self, effect: do.PresentBadge) -> Event:
        memory = self._memory
        grant = present_badge(memory.store, effect.badge, effect.attempt, memory.site, memory.logbook, memory.tell_time)
        return Decided(effect.attempt, grant)

    def _release(self, grant: Grant) -> Event:
        answer = self._door.release(grant)
        record_answer(self._memory.store, grant, answer, self._memory.logbook)
        return DoorAnswered(grant.attempt, answer)


def keep_probe(samples: Samples, post: Post) -> Callable[[Sample], None]:
    """What capture does with a finished sample at the door."""

    def keep(sample: Sample) -> None:
        samples.offer_probe(sample.presented)
        post(PalmReady())

    return keep
