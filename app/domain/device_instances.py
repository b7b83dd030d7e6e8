"""A device instance: a name and a configuration that outlive the device at work for it, and the states it goes through.

Rules it keeps: what may happen in which state stands in one table; what stands in none of its rows is refused, with a
reason; the instance keeps name and configuration when its device goes, so that another one takes its place.

>>> following(InstanceState.READY_FOR_ACTIVATION, InstanceEvent.ACTIVATE)
<InstanceState.ACTIVE: 'ACTIVE'>
>>> following(InstanceState.ACTIVE, InstanceEvent.DELETE)
<Obstacle.ACTIVE: 'instance_active'>
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, StrEnum
from types import MappingProxyType
from typing import NewType

from app.domain.device_configuration import OperationMode
from app.domain.sites import SiteId

InstanceId = NewType("InstanceId", str)


class InstanceState(StrEnum):
    """The guide's three primary states, and the one in which a device rests."""

    NEEDS_CONFIGURATION = "NEEDS_CONFIGURATION"
    READY_FOR_ACTIVATION = "READY_FOR_ACTIVATION"
    ACTIVE = "ACTIVE"
    OUT_OF_SERVICE = "OUT_OF_SERVICE"

    @property
    def activated(self) -> bool:
        """Whether a device is at work for it, or would be again."""
        return self in (InstanceState.ACTIVE, InstanceState.OUT_OF_SERVICE)


class InstanceEvent(Enum):
    CONFIGURE = "configure"
    ACTIVATE = "activate"
    """A device has shown the instance's activation code."""
    DEACTIVATE = "deactivate"
    """Its device is dissociated: to be swapped, to change the mode, or because it stands at another site."""
    TAKE_OUT = "take out of service"
    RETURN = "return to service"
    REBOOT = "reboot"
    DELETE = "delete"


class Obstacle(Enum):
    """Why an event is refused; the value is the stem of the reason's text."""

    NEEDS_CONFIGURATION = "instance_needs_configuration"
    NOT_ACTIVE = "instance_not_active"
    ACTIVE = "instance_active"
    OUT_OF_SERVICE = "instance_out_of_service"
    IN_SERVICE = "instance_in_service"


class Gone(Enum):
    GONE = "gone"


_NEW, _READY, _ACTIVE, _OUT = InstanceState

TRANSITIONS: Mapping[tuple[InstanceState, InstanceEvent], InstanceState | Obstacle | Gone] = MappingProxyType(
    {
        (_NEW, InstanceEvent.CONFIGURE): _READY,
        (_NEW, InstanceEvent.ACTIVATE): Obstacle.NEEDS_CONFIGURATION,
        (_NEW, InstanceEvent.DEACTIVATE): Obstacle.NOT_ACTIVE,
        (_NEW, InstanceEvent.TAKE_OUT): Obstacle.NOT_ACTIVE,
        (_NEW, InstanceEvent.RETURN): Obstacle.NOT_ACTIVE,
        (_NEW, InstanceEvent.REBOOT): Obstacle.NOT_ACTIVE,
        (_NEW, InstanceEvent.DELETE): Gone.GONE,
        (_READY, InstanceEvent.CONFIGURE): _READY,
        (_READY, InstanceEvent.ACTIVATE): _ACTIVE,
        (_READY, InstanceEvent.DEACTIVATE): Obstacle.NOT_ACTIVE,
        (_READY, InstanceEvent.TAKE_OUT): Obstacle.NOT_ACTIVE,
        (_READY, InstanceEvent.RETURN): Obstacle.NOT_ACTIVE,
        (_READY, InstanceEvent.REBOOT): Obstacle.NOT_ACTIVE,
        (_READY, InstanceEvent.DELETE): Gone.GONE,
        (_ACTIVE, InstanceEvent.CONFIGURE): _ACTIVE,
        (_ACTIVE, InstanceEvent.ACTIVATE): Obstacle.ACTIVE,
        (_ACTIVE, InstanceEvent.DEACTIVATE): _READY,
        (_ACTIVE, InstanceEvent.TAKE_OUT): _OUT,
        (_ACTIVE, InstanceEvent.RETURN): Obstacle.IN_SERVICE,
        (_ACTIVE, InstanceEvent.REBOOT): _ACTIVE,
        (_ACTIVE, InstanceEvent.DELETE): Obstacle.ACTIVE,
        (_OUT, InstanceEvent.CONFIGURE): _OUT,
        (_OUT, InstanceEvent.ACTIVATE): Obstacle.ACTIVE,
        (_OUT, InstanceEvent.DEACTIVATE): _READY,
        (_OUT, InstanceEvent.TAKE_OUT): Obstacle.OUT_OF_SERVICE,
        (_OUT, InstanceEvent.RETURN): _ACTIVE,
        (_OUT, InstanceEvent.REBOOT): _OUT,
        (_OUT, InstanceEvent.DELETE): Obstacle.ACTIVE,
    }
)


def following(state: InstanceState, event: InstanceEvent) -> InstanceState | Obstacle | Gone:
    return TRANSITIONS[state, event]


@dataclass(frozen=True)
class DeviceInstance:
    id: InstanceId
    site: SiteId
    name: str
    state: InstanceState
    created_at: datetime
    updated_at: datetime
    mode: OperationMode | None = None
    """Of its newest configuration; None before the first."""
    configuration_version: int = 0
    """Of the newest one; 0 before the first."""
    asset_tag: str | None = None
    """Of the device at work for it; None while there is none."""
    activated_at: datetime | None = None
