"""One picture of the gallery."""

from dataclasses import dataclass

from app.flows.view import View
from app.ports.light import Colour

SUPPORT = "+49 30 555 0123"
LONG_SUPPORT = "Facilities, help@harbour-offices.example"
"""As long as whom to call may be."""


@dataclass(frozen=True, slots=True)
class Shot:
    """`name` is the picture's file name without its ending."""

    name: str
    view: View
    colour: Colour | None = None
    """What the ring shines in, while a challenge runs."""
    typed: str = ""
    """What has been typed so far."""
