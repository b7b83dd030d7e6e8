"""One round of delivering: claim a target, send what is due, record what became of it.

Rules it keeps: nothing is sent within a transaction; what was sent is recorded after it was sent, so that a process
that dies in between sends again, under the same id, and never leaves an event out; a round fits into its lease.

    while deliver_once(deliveries, post, clock, random): ...
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from app.domain.retries import DeliveryFault, DeliveryState, Settlement, Unavailable, expired, settle
from app.ports.clock import Clock
from app.ports.control.delivery import Claim, Deliveries, Letter, TargetState
from app.services.control.post import Post

BATCH = 8
"""Letters a round. The slowest carrier takes 15 s for one: 120 s."""
LEASE_S = 150.0
"""A round's 120 s, and looking up a name. As long a target may wait after a server died while serving it."""


def deliver_once(
    deliveries: Deliveries, post: Post, clock: Clock, share: Callable[[], float], lease_s: float = LEASE_S
) -> bool:
    """Whether anything was due. `share` gives a random number from 0 to 1. Raises FaultError where the store fails."""
    claim = deliveries.claim(clock.now(), lease_s, BATCH)
    if claim is None:
        return False
    begun = clock.now()
    late = [letter for letter in claim.letters if expired(letter.waiting, claim.target.retry, begun)]
    fresh = [letter for letter in claim.letters if letter not in late]
    settled = [(letter, Settlement(DeliveryState.DEAD, letter.waiting.attempts, begun, _LATE)) for letter in late]
    tried, state = _try(claim, fresh, post, clock, share)
    deliveries.settle(claim, [*settled, *tried], state, clock.now())
    return True


_LATE = DeliveryFault.EXPIRED


def _try(
    claim: Claim, letters: Sequence[Letter], post: Post, clock: Clock, share: Callable[[], float]
) -> tuple[list[tuple[Letter, Settlement]], TargetState]:
    unchanged = TargetState(claim.failures, None, None)
    if not letters:
        return [], unchanged
    outcomes = post.carry(claim.target, letters)
    now = clock.now()
    last = outcomes[-1]
    failures = claim.failures + 1 if isinstance(last, Unavailable) else 0
    settled = [
        (letter, settle(letter.waiting, outcome, failures, claim.target.retry, now, share()))
        for letter, outcome in zip(letters, outcomes, strict=False)  # those behind a failure were not tried
    ]
    if not isinstance(last, Unavailable):
        return settled, replace(unchanged, failures=0)
    return settled, TargetState(failures, settled[-1][1].due_at, last.fault)
