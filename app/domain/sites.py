"""Which building somebody belongs to. A terminal keeps the palms of its own sites in memory and nobody else's.

>>> DEFAULT_SITE
'default'
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, NewType

from app.domain.limits import MASKED, Text

SiteId = NewType("SiteId", str)
"""1 to 64 characters, opaque here. The control plane makes them of 14."""

DEFAULT_SITE = SiteId("default")
"""Where everybody belongs until there are several."""

_Line = Annotated[str, Text(1, 128), MASKED]
_Place = Annotated[str, Text(1, 64)]


@dataclass(frozen=True)
class Address:
    """Where devices are installed. Members as in the guide's audit sample, which masks the lines alone."""

    address_line1: _Line
    city: _Place
    postal_code: Annotated[str, Text(1, 16)]
    """The installer types it at the terminal, which is how it knows where it stands."""
    country_code: Annotated[str, Text(2, 2, "[A-Z]{2}")]
    """ISO 3166-1, two letters."""
    address_line2: _Line | None = None
    address_line3: _Line | None = None
    state_or_region: _Place | None = None


@dataclass(frozen=True)
class Site:
    """Devices that share one physical address."""

    id: SiteId
    name: str
    description: str
    address: Address
    created_at: datetime
    updated_at: datetime
