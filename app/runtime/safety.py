"""Simulated sensors never drive a real door: refused before anything starts.

>>> refuse_mixture(sensors_simulated=[False, False], door_simulated=False)
"""

from collections.abc import Iterable

from app.domain.faults import Fault, FaultError


def refuse_mixture(sensors_simulated: Iterable[bool], door_simulated: bool) -> None:
    """Raises FaultError(SIMULATED_MIXED) when a simulated camera or badge reader would ask a real controller."""
    if any(sensors_simulated) and not door_simulated:
        raise FaultError(Fault.SIMULATED_MIXED, "a simulated camera or badge reader may only drive a simulated door")
