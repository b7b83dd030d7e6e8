"""Something that happened and that others may want to hear of: the part of an event that its source knows.

>>> Occurrence("Device Health Status Changed To Healthy", ("arn:aws:one:us-east-1:123456789012:device-instance/x",), {})
... # doctest: +ELLIPSIS
Occurrence(kind='Device Health Status Changed To Healthy', ...)
"""

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.bounded_json import JsonValue


@dataclass(frozen=True, slots=True)
class Occurrence:
    kind: str
    """The event's `detail-type`."""
    resources: tuple[str, ...]
    """ARNs."""
    detail: Mapping[str, JsonValue]
