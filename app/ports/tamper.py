"""The switch that notices when the case is opened."""

from typing import Protocol


class Tamper(Protocol):
    simulated: bool

    def opened(self) -> bool:
        """Whether the case is open now, or was since the last time that this was asked. Raises FaultError(
        TAMPER_SWITCH_MISSING) when the switch cannot be read: a cut wire must not look like a closed case."""
        ...
