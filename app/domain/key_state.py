"""How a customer's own key is seen to be."""

from enum import StrEnum


class KeyState(StrEnum):
    NONE = "NONE"
    """Nobody set a customer key: the default key is the only layer."""
    ENABLED = "ENABLED"
    DISABLED = "DISABLED"
    """Revoked, disabled, destroyed, taken away, or another key than it was."""
    UNREACHABLE = "UNREACHABLE"
    """Nobody answers."""
