"""What somebody older makes of a message of somebody newer: the members that he knows, and no more.

A server is updated before its terminals. Until they follow, it tells them things that they have never heard of; these
are skipped, or a newer server would cut every terminal off, deletions and all. A configuration is the exception: one
that is not understood whole is left out, for half of it may be the half that locks a door.

>>> from app.operations.link import Noted
>>> understood(Noted, {"configurationVersion": 3, "weather": "fine"})
{'configurationVersion': 3}
"""

from typing import Any

from app.domain.bounded_json import JsonValue
from app.domain.device_configuration import DeviceConfiguration
from app.operations.reading import read
from app.operations.refusals import Refusal
from app.operations.shapes import Kind, Shape, members_of


def understood(structure: type[Any], value: JsonValue) -> JsonValue:
    """To be read strictly: nothing but members is skipped. Any: the class of any message."""
    if not isinstance(value, dict):
        return value
    shapes = {member.name: member.shape for member in members_of(structure)}
    return {name: _understood(shapes[name], each) for name, each in value.items() if _known(shapes.get(name), each)}


def _understood(shape: Shape, value: JsonValue) -> JsonValue:
    if shape.kind is Kind.STRUCTURE:
        return understood(shape.python, value)
    if shape.kind is Kind.LIST and shape.item is not None and isinstance(value, list):
        return [_understood(shape.item, each) for each in value]
    return value


def _known(shape: Shape | None, value: JsonValue) -> bool:
    if shape is None:
        return False
    return shape.python is not DeviceConfiguration or not isinstance(read(DeviceConfiguration, value), Refusal)
