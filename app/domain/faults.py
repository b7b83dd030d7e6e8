"""Every fault there is: one enum member, one row, one text, one screen.

A fault is something that a person must know of or repair. Expected outcomes (not recognised, too far, consent
declined) are return values and have no place here. Words live in `resources/text` under `fault.<member>.title`,
`.happened` and `.remedy`; some have numbered steps, `.step.1` and so on.

>>> FaultError(Fault.CAMERA_MISSING, "v4l2:0").fault.row.code
'TH-101'
"""

from dataclasses import dataclass
from enum import Enum


class Fixer(Enum):
    """Who can put it right."""

    PERSON = "person"
    OFFICER = "officer"
    INSTALLER = "installer"
    ADMINISTRATOR = "administrator"
    SUPPORT = "support"


@dataclass(frozen=True, slots=True)
class FaultRow:
    code: str
    """Stable for ever: printed on screens, in logs and in manuals."""
    http_status: int
    retry: bool
    """True when doing the same again may work."""
    fixer: Fixer
    steps: int = 0
    """How many numbered steps its remedy has besides, texts `fault.<member>.step.1` and so on."""


class Fault(Enum):
    CAMERA_MISSING = FaultRow("TH-101", 503, True, Fixer.INSTALLER)
    BADGE_READER_MISSING = FaultRow("TH-102", 503, True, Fixer.INSTALLER)
    CONTROLLER_SILENT = FaultRow("TH-103", 503, True, Fixer.INSTALLER)
    CONTROLLER_KEY_REFUSED = FaultRow("TH-104", 503, False, Fixer.INSTALLER)
    TAMPER_SWITCH_MISSING = FaultRow("TH-105", 503, True, Fixer.INSTALLER)
    NETWORK_LOST = FaultRow("TH-111", 503, True, Fixer.INSTALLER, steps=3)
    NETWORK_MANAGER_SILENT = FaultRow("TH-112", 503, True, Fixer.SUPPORT)
    WIFI_PASSWORD_WRONG = FaultRow("TH-113", 503, True, Fixer.INSTALLER)
    WIFI_PASSWORD_OR_RANGE = FaultRow("TH-114", 503, True, Fixer.INSTALLER)
    WIFI_NOT_FOUND = FaultRow("TH-115", 503, True, Fixer.INSTALLER)
    NETWORK_NO_ADDRESS = FaultRow("TH-116", 503, True, Fixer.INSTALLER)
    NETWORK_NO_CABLE = FaultRow("TH-117", 503, True, Fixer.INSTALLER)
    NETWORK_PORTAL = FaultRow("TH-118", 503, True, Fixer.INSTALLER)
    NETWORK_LIMITED = FaultRow("TH-119", 503, True, Fixer.INSTALLER)
    NETWORK_NO_INTERNET = FaultRow("TH-120", 503, True, Fixer.INSTALLER)
    WIFI_CODE_FOREIGN = FaultRow("TH-121", 400, True, Fixer.INSTALLER)
    WIFI_CODE_UNFIT = FaultRow("TH-122", 400, True, Fixer.INSTALLER)
    CODE_TOO_EARLY = FaultRow("TH-123", 400, True, Fixer.INSTALLER)
    WIFI_CERTIFICATE_REFUSED = FaultRow("TH-124", 503, True, Fixer.ADMINISTRATOR)
    STORE_UNREADABLE = FaultRow("TH-201", 500, False, Fixer.SUPPORT)
    STORE_FULL = FaultRow("TH-202", 507, False, Fixer.ADMINISTRATOR)
    KEY_MISSING = FaultRow("TH-203", 500, False, Fixer.ADMINISTRATOR)
    KEY_EXPOSED = FaultRow("TH-204", 500, False, Fixer.ADMINISTRATOR)
    CUSTOMER_KEY_REFUSED = FaultRow("TH-205", 403, False, Fixer.ADMINISTRATOR)
    CUSTOMER_KEY_UNREACHABLE = FaultRow("TH-206", 403, True, Fixer.ADMINISTRATOR)
    MODEL_MISSING = FaultRow("TH-301", 500, False, Fixer.ADMINISTRATOR)
    MODEL_ALTERED = FaultRow("TH-302", 500, False, Fixer.ADMINISTRATOR)
    SETTINGS_INVALID = FaultRow("TH-401", 400, False, Fixer.ADMINISTRATOR)
    INPUT_UNREADABLE = FaultRow("TH-402", 400, False, Fixer.PERSON)
    SIMULATED_MIXED = FaultRow("TH-403", 500, False, Fixer.ADMINISTRATOR)
    SYSTEM_ERROR = FaultRow("TH-500", 500, True, Fixer.SUPPORT)
    BOOT_STALLED = FaultRow("TH-501", 500, True, Fixer.SUPPORT)
    INSTANCE_TAKEN = FaultRow("TH-601", 409, True, Fixer.ADMINISTRATOR)
    INSTANCE_UNCONFIGURED = FaultRow("TH-602", 409, True, Fixer.ADMINISTRATOR)
    SERVER_NOT_TRUSTED = FaultRow("TH-603", 502, True, Fixer.ADMINISTRATOR)
    CODE_OF_NETWORK = FaultRow("TH-604", 400, True, Fixer.INSTALLER)
    CODE_UNREADABLE = FaultRow("TH-611", 400, True, Fixer.INSTALLER)
    CODES_SEVERAL = FaultRow("TH-612", 400, True, Fixer.INSTALLER)
    CODE_FOREIGN = FaultRow("TH-613", 400, True, Fixer.INSTALLER)
    CODE_UNKNOWN = FaultRow("TH-614", 409, True, Fixer.INSTALLER)
    CODE_EXPIRED = FaultRow("TH-615", 409, True, Fixer.INSTALLER)
    CODE_SPENT = FaultRow("TH-616", 409, True, Fixer.INSTALLER)
    CODE_BURNT = FaultRow("TH-617", 409, True, Fixer.INSTALLER)
    INSTANCE_GONE = FaultRow("TH-618", 404, True, Fixer.ADMINISTRATOR)
    SITE_GONE = FaultRow("TH-619", 404, True, Fixer.ADMINISTRATOR)
    POSTAL_CODE_WRONG = FaultRow("TH-620", 409, True, Fixer.INSTALLER)
    UPDATE_UNREACHABLE = FaultRow("TH-621", 503, True, Fixer.INSTALLER)
    UPDATE_TAMPERED = FaultRow("TH-622", 502, True, Fixer.ADMINISTRATOR)
    UPDATE_UNSIGNED = FaultRow("TH-623", 502, False, Fixer.ADMINISTRATOR)
    UPDATE_OLDER = FaultRow("TH-624", 502, False, Fixer.ADMINISTRATOR)
    UPDATE_EXPIRED = FaultRow("TH-625", 502, False, Fixer.ADMINISTRATOR)
    UPDATE_MIXED = FaultRow("TH-626", 502, True, Fixer.ADMINISTRATOR)
    UPDATE_OVERSIZED = FaultRow("TH-627", 502, False, Fixer.ADMINISTRATOR)
    UPDATE_SLOW = FaultRow("TH-628", 504, True, Fixer.INSTALLER)
    UPDATE_UNREADABLE = FaultRow("TH-629", 502, False, Fixer.ADMINISTRATOR)
    UPDATE_FAILED = FaultRow("TH-630", 500, False, Fixer.ADMINISTRATOR)
    LOCKED_BY_TAMPER = FaultRow("TH-631", 423, False, Fixer.ADMINISTRATOR)
    LOCKED_BY_INACTIVITY = FaultRow("TH-632", 423, False, Fixer.ADMINISTRATOR)
    OUT_OF_SERVICE = FaultRow("TH-633", 503, False, Fixer.ADMINISTRATOR)
    DEVICES_MISSING = FaultRow("TH-634", 503, True, Fixer.INSTALLER, steps=2)
    OUR_END = FaultRow("TH-635", 500, True, Fixer.SUPPORT, steps=5)
    RESTARTED = FaultRow("TH-636", 500, True, Fixer.SUPPORT, steps=2)
    GATEWAY_TIMED_OUT = FaultRow("TH-642", 504, True, Fixer.SUPPORT)
    CONFIGURATION_NOT_SAVED = FaultRow("TH-643", 507, True, Fixer.ADMINISTRATOR)
    CONFIGURATION_AWAITED = FaultRow("TH-644", 503, True, Fixer.ADMINISTRATOR)
    PEOPLE_AWAITED = FaultRow("TH-645", 503, True, Fixer.ADMINISTRATOR)

    @property
    def row(self) -> FaultRow:
        row: FaultRow = self.value
        return row

    @property
    def key(self) -> str:
        """The stem of its texts and of its screenshot, as in `camera_missing`."""
        return self.name.lower()


SERVER_FAULTS = (Fault.NETWORK_LOST, Fault.GATEWAY_TIMED_OUT)
"""The terminal is by itself: its network is gone, or its server does not answer there."""


class FaultError(Exception):
    """A fault on its way to whoever can tell a person. `detail` names the thing, never a person, badge or template."""

    def __init__(self, fault: Fault, detail: str = "") -> None:
        super().__init__(f"{fault.row.code} {fault.key}: {detail}" if detail else f"{fault.row.code} {fault.key}")
        self.fault = fault
        self.detail = detail
