"""Which building somebody belongs to. A terminal keeps the palms of its own sites in memory and nobody else's.

>>> DEFAULT_SITE
'default'
"""

from typing import NewType

SiteId = NewType("SiteId", str)
"""1 to 64 characters, opaque here."""

DEFAULT_SITE = SiteId("default")
"""Where everybody belongs until there are several."""
