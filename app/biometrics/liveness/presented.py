"""A palm as it was presented: its codes, and what the detectors say of what gave them. They never travel apart."""

from dataclasses import dataclass, field

from app.biometrics.liveness.judge import Liveness
from app.biometrics.template import PalmCode


@dataclass(frozen=True, slots=True)
class Presented:
    codes: tuple[PalmCode, ...] = field(repr=False)
    """Of consecutive good frames of one palm, best quality first."""
    liveness: Liveness
    """Of a burst that ends with those frames."""
