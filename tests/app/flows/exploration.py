"""Walks a flow from its fresh start through every event in every state that can be reached.

What is reached is finite because two contexts that differ only by their attempt number count as one; the events are
made to fit each context, so that answers for the attempt under way, an older and a newer one are all tried.
"""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import Generic, TypeVar

from app.domain.access import AttemptNumber, Denial, DenialReason, DoorAnswer, Grant, Means
from app.domain.badges import Badge
from app.domain.capture import Arrow, Cause
from app.domain.consent import ConsentReceipt, ConsentText, TerminalId
from app.domain.faults import Fault
from app.domain.people import Hand, PersonId
from app.flows import events as on
from app.flows.machine import Flow, Next, trigger_of

S = TypeVar("S", bound=Enum)
C = TypeVar("C")
M = TypeVar("M", bound=Hashable)

BADGE = Badge(17, 4242)
RECEIPT = ConsentReceipt(
    ConsentText("1", "en", "0" * 64), datetime(2026, 11, 23, 12, 0, tzinfo=UTC), TerminalId("desk-1")
)

PLAIN_EVENTS: tuple[on.Event, ...] = (
    *(on.Tapped(choice) for choice in on.Choice),
    on.LanguageChosen("de"),
    on.TimeUp(),
    on.HandSeen(None),
    on.HandSeen(None, progress=0.5),
    on.HandSeen(Cause.TOO_FAR, Arrow.NEARER),
    on.HandGone(),
    on.PalmReady(),
    *(on.PalmReady(hand) for hand in Hand),
    *(on.PalmRejected(hand) for hand in Hand),
    on.BadgeRead(BADGE),
    on.BadgeUnreadable(),
    on.BadgeChecked(enrolled=False),
    on.BadgeChecked(enrolled=True),
    on.ConsentRecorded(RECEIPT),
    on.TrialDecided(matches=True),
    on.TrialDecided(matches=False),
    on.Saved(),
    *(on.Refused(refusal) for refusal in on.Refusal),
    *(on.FaultRaised(fault) for fault in (Fault.CAMERA_MISSING, Fault.CONTROLLER_SILENT, Fault.BADGE_READER_MISSING)),
    on.FaultRaised(Fault.NETWORK_LOST, standing=True),
    *(on.FaultCleared(fault) for fault in (Fault.CAMERA_MISSING, Fault.CONTROLLER_SILENT, Fault.NETWORK_LOST)),
)


@dataclass(frozen=True)
class Step(Generic[S, C]):
    state: S
    context: C
    event: on.Event
    after: Next[S, C]

    @property
    def entered(self) -> bool:
        """The step led into another state."""
        return self.after.state is not self.state


def answers(attempt: int) -> list[on.Event]:
    """Every decision and every door answer for one attempt."""
    number = AttemptNumber(attempt)
    return [
        on.Decided(number, grant(attempt)),
        *(on.Decided(number, Denial(number, reason)) for reason in DenialReason),
        *(on.DoorAnswered(number, answer) for answer in DoorAnswer),
    ]


def grant(attempt: int) -> Grant:
    return Grant(AttemptNumber(attempt), BADGE, Means.PALM, expires_at_s=10.0, person=PersonId("a" * 32))


def explore(
    flow: Flow[S, C], events: Callable[[C], Iterable[on.Event]], same: Callable[[C], Hashable]
) -> list[Step[S, C]]:
    """Every step from every reachable (state, context); `same` says which contexts count as one."""
    return [step for step, _ in explore_watched(flow, events, same, None, lambda nothing, step: None)]


def explore_watched(
    flow: Flow[S, C],
    events: Callable[[C], Iterable[on.Event]],
    same: Callable[[C], Hashable],
    memory: M,
    watch: Callable[[M, Step[S, C]], M],
) -> list[tuple[Step[S, C], M]]:
    """The same, with a watcher that remembers something of the way: each step comes with the memory after it.

    Steps are taken from every reachable (state, context, memory), so that what holds for all of them holds on every
    walk, however long.
    """
    steps: list[tuple[Step[S, C], M]] = []
    todo = [(flow.start, flow.fresh, memory)]
    seen: set[tuple[S, Hashable, M]] = {(flow.start, same(flow.fresh), memory)}
    while todo:
        state, context, before = todo.pop()
        for event in events(context):
            after = flow.step(state, context, event)
            step = Step(state, context, event, after)
            remembered = watch(before, step)
            steps.append((step, remembered))
            reached = (after.state, same(after.context), remembered)
            if reached not in seen:
                seen.add(reached)
                todo.append((after.state, after.context, remembered))
    return steps


def declared_but_never_taken(flow: Flow[S, C], steps: list[Step[S, C]]) -> list[str]:
    """Edges of the table that no event takes: a diagram drawn from the table would lie about them."""
    taken = {(step.state, trigger_of(step.event), step.after.state) for step in steps}
    return sorted(
        f"{row.state.value} --{row.trigger}--> {target.value}"
        for row in flow.rows.values()
        for target in row.targets
        if (row.state, row.trigger, target) not in taken
    )


def buttons_without_a_row(flow: Flow[S, C], steps: list[Step[S, C]]) -> set[str]:
    """Buttons that a screen shows and that would do nothing."""
    return {
        f"{step.state.value}: {choice.value}"
        for step in steps
        for choice in offered(flow, step.state, step.context)
        if (step.state, choice) not in flow.rows
    }


def offered(flow: Flow[S, C], state: S, context: C) -> set[on.Choice]:
    view = flow.view(state, context)
    return {*view.secondary, *([view.primary] if view.primary else [])}
