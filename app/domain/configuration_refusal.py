"""A configuration that a terminal cannot carry out: which version, and why. The one before stays in force.

>>> RefusedConfiguration(7, Unfit.NO_SUCH_LINE).reason.value
'NO_SUCH_LINE'
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from app.domain.limits import Number


class Unfit(StrEnum):
    """What is wrong, seen from the terminal. Its words are `unfit.<value in lower case>`."""

    MODE_IS_FIXED = "MODE_IS_FIXED"
    """A terminal at work stays desk or door until it is deactivated."""
    NO_SUCH_LINE = "NO_SUCH_LINE"
    """It has no line to a control panel that speaks the protocol."""
    LINE_MISSING = "LINE_MISSING"
    """It was told of such a line when it was started, and nothing is there."""
    PANEL_UNFIT = "PANEL_UNFIT"
    """Its driver does not take these settings of the protocol."""
    BADGE_FORMAT = "BADGE_FORMAT"
    """Fields of the badge lie over one another."""
    SIMULATED_MIXED = "SIMULATED_MIXED"
    """A simulated sensor never drives a real door."""
    WIFI_NONE = "WIFI_NONE"
    """It was started without anything that joins a Wi-Fi network."""
    WIFI_PASSWORD = "WIFI_PASSWORD"  # noqa: S105  no password, a reason
    WIFI_OUT_OF_RANGE = "WIFI_OUT_OF_RANGE"
    """Not found, or found and out of reach."""
    WIFI_NO_ADDRESS = "WIFI_NO_ADDRESS"
    WIFI_PORTAL = "WIFI_PORTAL"
    WIFI_NO_SERVER = "WIFI_NO_SERVER"
    """The network took the terminal in, and our server is not to be reached from it."""
    WIFI_FAILED = "WIFI_FAILED"
    NOT_SAVED = "NOT_SAVED"
    """Its disk did not take it. It tries again by itself."""


PASSING = frozenset(
    {
        Unfit.LINE_MISSING,
        Unfit.WIFI_OUT_OF_RANGE,
        Unfit.WIFI_NO_ADDRESS,
        Unfit.WIFI_PORTAL,
        Unfit.WIFI_NO_SERVER,
        Unfit.WIFI_FAILED,
    }
)
"""What may be otherwise in a minute, though nobody configured anything: a router that starts, an adapter plugged in."""

VERSION_MOST = 2**31 - 1


@dataclass(frozen=True)
class RefusedConfiguration:
    version: Annotated[int, Number(1, VERSION_MOST)]
    reason: Unfit
