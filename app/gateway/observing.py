"""What is told of a call to whoever runs the server: one line in the log, and some numbers.

Rules it keeps: only what is named here is told; no path, query, header, name, badge or address of anybody ever is. A
person who calls appears as the opaque id of the principal.
"""

import logging
from dataclasses import asdict, dataclass

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest

log = logging.getLogger("thenar.gateway")

_BUCKETS_S = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
"""From a read on a fast disk to a writer who waits as long as the store lets him."""
NO_OPERATION = "-"
"""For a call whose address leads to none."""


@dataclass(frozen=True, slots=True)
class Told:
    """One call. These are all the fields that a line of the log may have."""

    request_id: str
    operation: str
    status: int
    outcome: str
    """`ok`, or the stable word of the reason."""
    duration_ms: int
    principal: str = ""


class Observer:
    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        labels = ("operation", "outcome")
        about = "Time from the whole request to the answer"
        self._calls = Counter("thenar_calls", "Calls, by operation and outcome", labels, registry=registry)
        self._seconds = Histogram("thenar_call_seconds", about, ("operation",), registry=registry, buckets=_BUCKETS_S)

    def tell(self, told: Told) -> None:
        self._calls.labels(told.operation, told.outcome).inc()
        self._seconds.labels(told.operation).observe(told.duration_ms / 1000)
        log.info("call", extra={"told": asdict(told)})

    def metrics(self) -> bytes:
        """In Prometheus's text format."""
        return generate_latest(self._registry)
