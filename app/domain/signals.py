"""The state that screen, light ring and sound tell together."""

from enum import Enum


class Signal(Enum):
    QUIET = "quiet"
    SEARCHING = "searching"
    ADJUST = "adjust"
    HOLD = "hold"
    GRANTED = "granted"
    DENIED = "denied"
    WORKING = "working"
