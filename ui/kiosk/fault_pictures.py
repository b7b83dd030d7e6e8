"""Which picture stands in the ring beside a fault: icons that are there, by what a person sees of the fault."""

from collections.abc import Mapping
from types import MappingProxyType

from app.domain.faults import Fault

BROKEN = "triangle-alert"
PICTURES: Mapping[Fault, str] = MappingProxyType(
    {
        Fault.LOCKED_BY_TAMPER: "lock",
        Fault.LOCKED_BY_INACTIVITY: "lock",
        Fault.OUT_OF_SERVICE: "pause",
        Fault.CONFIGURATION_AWAITED: "settings",
        Fault.PEOPLE_AWAITED: "users",
        Fault.NETWORK_LOST: "wifi-off",
        Fault.GATEWAY_TIMED_OUT: "clock",
        Fault.RESTARTED: "refresh-cw",
        Fault.OUR_END: "power",
        Fault.DEVICES_MISSING: "unlink",
    }
)


def picture_of(fault: Fault | None) -> str:
    return BROKEN if fault is None else PICTURES.get(fault, BROKEN)
