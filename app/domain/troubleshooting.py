"""Which section of the manual's page on troubleshooting each problem leads to: one table for faults, one for checks.

>>> of_fault(Fault.WIFI_NOT_FOUND).value
'network'
>>> named_in("The terminal's database is damaged. Code TH-201.")
<Section.STORAGE: 'storage'>
"""

import re
from enum import Enum

from app.domain.faults import Fault
from app.domain.health_checks import Check


class Section(Enum):
    """The value is the anchor on the page, the same in every language."""

    BLANK_SCREEN = "blank-screen"
    LOGO = "logo"
    NETWORK = "network"
    SYSTEM_ERROR = "system-error"
    OUR_END = "our-end"
    RESTARTED = "restarted"
    CODE_NOT_RECOGNISED = "code-not-recognised"
    CODE_UNREADABLE = "code-unreadable"
    CODES_SEVERAL = "codes-several"
    INSTANCE = "instance"
    SITE = "site"
    POSTAL_CODE = "postal-code"
    GATEWAY = "gateway"
    CONFIGURATION = "configuration"
    CONFIGURATION_REFUSED = "configuration-refused"
    WAITING = "waiting"
    UNAVAILABLE = "unavailable"
    DOOR = "door"
    LOCKED = "locked"
    INACTIVITY = "inactivity"
    OUT_OF_SERVICE = "out-of-service"
    DAMAGE = "damage"
    PALM_UNREAD = "palm-unread"
    PALM_UNKNOWN = "palm-unknown"
    STORAGE = "storage"
    KEYS = "keys"
    SOFTWARE = "software"
    SETTINGS = "settings"
    MACHINE = "machine"
    CLOCK = "clock"


_FAULTS = {
    Section.LOGO: (Fault.BOOT_STALLED,),
    Section.NETWORK: (
        *(Fault.NETWORK_LOST, Fault.NETWORK_MANAGER_SILENT, Fault.WIFI_PASSWORD_WRONG, Fault.WIFI_PASSWORD_OR_RANGE),
        *(Fault.WIFI_NOT_FOUND, Fault.NETWORK_NO_ADDRESS, Fault.NETWORK_NO_CABLE, Fault.NETWORK_PORTAL),
        *(Fault.NETWORK_LIMITED, Fault.NETWORK_NO_INTERNET, Fault.WIFI_CODE_FOREIGN, Fault.WIFI_CODE_UNFIT),
        *(Fault.WIFI_CERTIFICATE_REFUSED,),
    ),
    Section.SYSTEM_ERROR: (Fault.SYSTEM_ERROR,),
    Section.OUR_END: (Fault.OUR_END,),
    Section.RESTARTED: (Fault.RESTARTED,),
    Section.CODE_NOT_RECOGNISED: (
        *(Fault.CODE_FOREIGN, Fault.CODE_UNKNOWN, Fault.CODE_EXPIRED, Fault.CODE_SPENT, Fault.CODE_TOO_EARLY),
        *(Fault.CODE_OF_NETWORK,),
    ),
    Section.CODE_UNREADABLE: (Fault.CODE_UNREADABLE,),
    Section.CODES_SEVERAL: (Fault.CODES_SEVERAL,),
    Section.INSTANCE: (Fault.INSTANCE_GONE, Fault.INSTANCE_TAKEN, Fault.INSTANCE_UNCONFIGURED),
    Section.SITE: (Fault.SITE_GONE,),
    Section.POSTAL_CODE: (Fault.POSTAL_CODE_WRONG, Fault.CODE_BURNT),
    Section.GATEWAY: (Fault.GATEWAY_TIMED_OUT, Fault.SERVER_NOT_TRUSTED),
    Section.CONFIGURATION: (Fault.CONFIGURATION_NOT_SAVED,),
    Section.WAITING: (Fault.CONFIGURATION_AWAITED, Fault.PEOPLE_AWAITED),
    Section.UNAVAILABLE: (Fault.CAMERA_MISSING, Fault.BADGE_READER_MISSING, Fault.DEVICES_MISSING),
    Section.DOOR: (Fault.CONTROLLER_SILENT, Fault.CONTROLLER_KEY_REFUSED),
    Section.LOCKED: (Fault.LOCKED_BY_TAMPER, Fault.TAMPER_SWITCH_MISSING),
    Section.INACTIVITY: (Fault.LOCKED_BY_INACTIVITY,),
    Section.OUT_OF_SERVICE: (Fault.OUT_OF_SERVICE,),
    Section.STORAGE: (Fault.STORE_UNREADABLE, Fault.STORE_FULL),
    Section.KEYS: (
        *(Fault.KEY_MISSING, Fault.KEY_EXPOSED, Fault.CUSTOMER_KEY_REFUSED, Fault.CUSTOMER_KEY_UNREACHABLE),
    ),
    Section.SOFTWARE: (
        *(Fault.UPDATE_UNREACHABLE, Fault.UPDATE_TAMPERED, Fault.UPDATE_UNSIGNED, Fault.UPDATE_OLDER),
        *(Fault.UPDATE_EXPIRED, Fault.UPDATE_MIXED, Fault.UPDATE_OVERSIZED, Fault.UPDATE_SLOW),
        *(Fault.UPDATE_UNREADABLE, Fault.UPDATE_FAILED, Fault.MODEL_MISSING, Fault.MODEL_ALTERED),
    ),
    Section.SETTINGS: (Fault.SETTINGS_INVALID, Fault.INPUT_UNREADABLE, Fault.SIMULATED_MIXED),
}  # fmt: skip
_SECTIONS = {fault: section for section, faults in _FAULTS.items() for fault in faults}
_CODES = {fault.row.code: fault for fault in Fault}
_CODE = re.compile(r"\bTH-\d{3}\b")

_CHECKS = {
    Check.CAMERA: Section.UNAVAILABLE,
    Check.DOOR_CONTROLLER: Section.DOOR,
    Check.BADGE_READER: Section.UNAVAILABLE,
    Check.CASE_SWITCH: Section.LOCKED,
    Check.DISK: Section.STORAGE,
    Check.MEMORY: Section.MACHINE,
    Check.TEMPERATURE: Section.MACHINE,
    Check.CLOCK: Section.CLOCK,
    Check.CERTIFICATE: Section.CLOCK,
    Check.UPDATE: Section.SOFTWARE,
    Check.POWER: Section.MACHINE,
    Check.BANDWIDTH: Section.NETWORK,
}


def of_check(check: Check) -> Section:
    return _CHECKS[check]


def of_fault(fault: Fault) -> Section:
    return _SECTIONS[fault]


def named_in(words: str) -> Section | None:
    """Of the first code that a message names; None for words without one."""
    found = _CODE.search(words)
    fault = _CODES.get(found.group()) if found else None
    return None if fault is None else of_fault(fault)
