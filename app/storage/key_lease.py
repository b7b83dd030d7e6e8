"""How long what a customer key unwrapped may be used: the lease that makes a revocation bite.

Rules it keeps: without a customer key nothing expires; a key that says no ends the lease at once; one that is silent
ends it when the lease does; while it is silent it is asked now and then, not by every call; nothing is used longer than
`END_S` after the question that it answers was asked.

    lease = Lease(lambda: open_envelope(bank, custody, id), clock.monotonic_s, expires=True)
    lease.secrets()

Limits: Python cannot overwrite what it forgets; a copy of the memory taken before may hold it.
"""

from collections.abc import Callable
from threading import Lock

from app.domain.faults import Fault, FaultError
from app.storage.key_envelope import Secrets

RENEW_S = 20.0
"""The key is asked again at the first use after this: then a revocation is met."""
RETRY_S = 5.0
"""Between questions to a key that gave no secret: calls must not queue up behind its silence."""
END_S = 50.0
"""A minute is promised; 10 s are left for the calls under way."""


class Lease:
    def __init__(self, unwrap: Callable[[], Secrets], monotonic_s: Callable[[], float], expires: bool) -> None:
        self._unwrap = unwrap
        self._monotonic_s = monotonic_s
        self._expires = expires
        self._lock = Lock()
        self._held: Secrets | None = None
        self._held_since_s = 0.0
        self._fault: FaultError | None = None
        self._tried_at_s = 0.0

    def secrets(self) -> Secrets:
        """Raises FaultError as `open_envelope` does."""
        with self._lock:
            now_s = self._monotonic_s()
            if self._held is not None and not (self._expires and now_s - self._held_since_s >= RENEW_S):
                return self._held
            if self._fault is None or now_s - self._tried_at_s >= RETRY_S:
                self._ask(now_s)
            if self._held is not None and self._monotonic_s() - self._held_since_s < END_S:
                return self._held
            self._held = None
            late = FaultError(Fault.CUSTOMER_KEY_UNREACHABLE, "it answered too late")
            fault = self._fault or late
            raise FaultError(fault.fault, fault.detail)

    def _ask(self, now_s: float) -> None:
        try:
            self._held, self._held_since_s, self._fault = self._unwrap(), now_s, None
        except FaultError as error:
            self._fault = error
            if error.fault is not Fault.CUSTOMER_KEY_UNREACHABLE:
                self._held = None
        self._tried_at_s = self._monotonic_s()
