"""What a device's change of state says of the attempt that it belongs to.

Measured on NetworkManager 1.42 with hostapd and a simulated radio; the table below is what was seen. A WPA3 network
with a wrong password and one that is not there end alike, (FAILED, SSID_NOT_FOUND): what was in the air decides how
that is told. A wrong name, password or certificate of an ENTERPRISE network all end as a wrong password.

>>> outcome(120, 7, Security.WPA2, in_the_air=True), outcome(50, 0, Security.WPA2, in_the_air=True)
(<Joined.WRONG_PASSWORD: 'wrong_password'>, None)
"""

from typing import Final

from app.domain.network import Joined, Security
from drivers.networkmanager.snapshot import ACTIVATED, PREPARE

FAILED: Final = 120
"""NMDeviceState."""
NO_SECRETS: Final = 7
SSID_NOT_FOUND: Final = 53
NO_CARRIER: Final = 40
"""NMDeviceStateReason."""

_REASONS: Final = {
    4: Joined.NO_ADDRESS,  # CONFIG_FAILED
    5: Joined.NO_ADDRESS,  # IP_CONFIG_UNAVAILABLE
    6: Joined.NO_ADDRESS,  # IP_CONFIG_EXPIRED
    NO_SECRETS: Joined.WRONG_PASSWORD,
    8: Joined.PASSWORD_OR_RANGE,  # SUPPLICANT_DISCONNECT: it was let go in the middle of signing in
    11: Joined.PASSWORD_OR_RANGE,  # SUPPLICANT_TIMEOUT
    15: Joined.NO_ADDRESS,  # DHCP_START_FAILED
    16: Joined.NO_ADDRESS,  # DHCP_ERROR
    17: Joined.NO_ADDRESS,  # DHCP_FAILED
    NO_CARRIER: Joined.NO_CABLE,
    SSID_NOT_FOUND: Joined.NOT_FOUND,
}
_OF_PASSWORDS: Final = (Joined.WRONG_PASSWORD, Joined.PASSWORD_OR_RANGE)
"""Said of a cable or an open network it would have somebody asked for a password that there is not."""


def outcome(state: int, reason: int, security: Security | None, *, in_the_air: bool) -> Joined | None:
    """`security` is None for a cable. OK says that the device is up, not yet where it leads; None: it is not over."""
    if state == ACTIVATED:
        return Joined.OK
    if PREPARE <= state < ACTIVATED:
        return None
    joined = _REASONS.get(reason, Joined.FAILED)
    if joined is Joined.NOT_FOUND and in_the_air:
        joined = Joined.PASSWORD_OR_RANGE
    if joined in _OF_PASSWORDS and security in (Security.OPEN, None):
        return Joined.FAILED
    return joined
