"""What the enrolment flow asks of the world: look up a badge, record consent, capture, try, save.

The camera opens in two places here, and both take a receipt.
"""

from collections.abc import Callable

from app.biometrics.matching import distance
from app.flows import effects as do
from app.flows.events import (
    BadgeChecked,
    ConsentRecorded,
    Event,
    PalmReady,
    PalmRejected,
    Refusal,
    Refused,
    Saved,
    TrialDecided,
)
from app.runtime.capture import Capture
from app.runtime.memory import Memory
from app.runtime.samples import Samples
from app.runtime.tasks import Purpose, Sample, enrol, trial
from app.runtime.worker import Post, Worker
from app.services.decline import record_decline
from app.services.enrol import Candidate, enrol_person
from app.services.record_consent import record_consent
from app.services.refuse_sample import refuse_sample


class DeskEffects:
    def __init__(
        self, memory: Memory, capture: Capture, samples: Samples, worker: Worker, restart: Callable[[], None]
    ) -> None:
        self._memory = memory
        self._capture = capture
        self._samples = samples
        self._worker = worker
        self._restart = restart
        self._visit = 0

    def perform(self, effect: do.Effect, post: Post) -> None:
        match effect:
            case do.StartCapture(hand=hand):
                self._capture.look_for(enrol(hand))
            case do.StartTrial(hand=hand):
                self._capture.look_for(trial(hand))
            case do.StopCapture():
                self._capture.close()
            case do.DropSamples(hand):
                self._samples.drop(hand)
            case do.ForgetPerson():
                self._visit += 1
                self._samples.forget()
            case do.Restart():
                self._restart()
            case do.SaveEnrolment():
                self._save(effect, self._this_visit(post))
            case do.CheckBadge() | do.RecordConsent() | do.RecordDecline():
                self._worker.submit(lambda: self._answer(effect), self._this_visit(post))
            case _:
                raise AssertionError(f"the enrolment flow does not ask for {type(effect).__name__}")

    def _this_visit(self, post: Post) -> Post:
        """Drops answers that come after the person has gone: they would be taken for the next one's."""
        visit = self._visit

        def post_if_still_there(event: Event) -> None:
            if visit == self._visit:
                post(event)

        return post_if_still_there

    def _answer(self, effect: do.CheckBadge | do.RecordConsent | do.RecordDecline) -> Event | None:
        memory = self._memory
        match effect:
            case do.CheckBadge(badge):
                return BadgeChecked(enrolled=memory.store.person_with(badge) is not None)
            case do.RecordConsent(language):
                return ConsentRecorded(record_consent(memory.documents, language, memory.logbook))
            case do.RecordDecline():
                record_decline(memory.store, memory.logbook)
                return None

    def _save(self, effect: do.SaveEnrolment, post: Post) -> None:
        """The palms are taken now: when the worker comes to it, another person's may be in their place."""
        memory, visit = self._memory, self._visit
        liveness = self._samples.liveness
        record = liveness.record() if liveness else ()
        candidate = Candidate(effect.badge, effect.receipt, self._samples.hands(), memory.site, record)

        def save() -> Event | None:
            if visit != self._visit:
                return None  # told that it failed, and gone
            memory.keep_current()
            outcome = enrol_person(memory.store, memory.gallery, candidate, memory.profile, memory.logbook)
            return Refused(outcome) if isinstance(outcome, Refusal) else Saved()

        self._worker.submit(save, post)


def keep_sample(samples: Samples, memory: Memory, worker: Worker, post: Post) -> Callable[[Sample], None]:
    """What capture does with a finished sample at the desk. Of one that is not taken for alive only the verdict stays,
    in the audit."""

    def keep(sample: Sample) -> None:
        liveness = sample.presented.liveness
        if not liveness.living:
            worker.submit(lambda: refuse_sample(memory.store, liveness, memory.logbook), post)
            post(PalmRejected(sample.hand))
        elif sample.purpose is Purpose.TRIAL:
            references = [code for codes in samples.hands().values() for code in codes]
            distances = (distance(probe, code) for probe in sample.presented.codes for code in references)
            nearest = min(distances, default=1.0)  # the person has just left: nothing is like nothing
            post(TrialDecided(matches=nearest < memory.profile.threshold))
        else:
            samples.add(sample.hand, sample.presented.codes[0], liveness)
            post(PalmReady(sample.hand))

    return keep
