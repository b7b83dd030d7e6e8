"""What a machine runs on, as far as it says so."""

from enum import StrEnum


class PowerSource(StrEnum):
    """Its words in the console are `devices.power.<value in lower case>`."""

    MAINS = "MAINS"
    """An adaptor, or a cable that charges."""
    BATTERY = "BATTERY"
    """A battery or an uninterruptible supply: the mains are gone."""
    UNKNOWN = "UNKNOWN"
    """It does not say. Power over Ethernet is the common case: its splitter tells the machine nothing."""
