"""What a terminal of a control plane is right now: nobody's, held, or at work. Decided here and nowhere else.

>>> phase_of(active=False, hold=Fault.STORE_FULL, kept=None)
SettingUp()
>>> phase_of(active=True, hold=None, kept=None)
Held(fault=<Fault.CONFIGURATION_AWAITED: FaultRow(code='TH-644', ...)>)
"""

from dataclasses import dataclass, field
from typing import TypeAlias

from app.domain.device_configuration import DeviceConfiguration
from app.domain.faults import Fault


@dataclass(frozen=True)
class SettingUp:
    """It is nobody's terminal: it may be activated."""


@dataclass(frozen=True)
class Held:
    """It is somebody's and serves nobody. The fault is what its screen shows."""

    fault: Fault


@dataclass(frozen=True)
class AtWork:
    """Desk or door, as this version of its configuration says."""

    version: int
    configuration: DeviceConfiguration = field(repr=False)


Phase: TypeAlias = SettingUp | Held | AtWork


def phase_of(active: bool, hold: Fault | None, kept: tuple[int, DeviceConfiguration] | None) -> Phase:
    """`hold` is why it may not work though it is configured; whoever is not activated has nothing to be held from."""
    if not active:
        return SettingUp()
    if hold is not None:
        return Held(hold)
    if kept is None:
        return Held(Fault.CONFIGURATION_AWAITED)
    version, configuration = kept
    return AtWork(version, configuration)
