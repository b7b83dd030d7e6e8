"""Requests made up from what an operation says of its members: valid in form, of no particular sense."""

import re
from typing import Any

from hypothesis import strategies as st

from app.domain.limits import Many, Number, Text
from app.operations.operation import AnyOperation
from app.operations.shapes import Kind, Shape, members_of

_SPREAD = 6
"""How far above the least length and count examples go."""
_ONE_CLASS = re.compile(r"(\[[^\]]*\])\*")


def requests_of(operation: AnyOperation) -> st.SearchStrategy[dict[str, Any]]:
    """As boto3 takes them. Any: values of JSON."""
    return structures(operation.request)


def structures(structure: type[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Any: of every class there is."""
    members = members_of(structure)
    return st.fixed_dictionaries(
        {member.name: values(member.shape) for member in members if member.required},
        optional={member.name: values(member.shape) for member in members if not member.required},
    )


def values(shape: Shape) -> st.SearchStrategy[Any]:
    """Any: of every kind."""
    limits = shape.limits
    if shape.kind is Kind.STRUCTURE:
        return structures(shape.python)
    if shape.kind is Kind.CHOICE:
        return st.sampled_from([str(choice.value) for choice in shape.python])
    if isinstance(limits, Many) and shape.item is not None:
        most = min(limits.most, limits.least + _SPREAD)
        if shape.kind is Kind.LIST:
            return st.lists(values(shape.item), min_size=limits.least, max_size=most)
        keys = texts(shape.key) if shape.key else st.text(min_size=1)
        return st.dictionaries(keys, values(shape.item), min_size=limits.least, max_size=most)
    if isinstance(limits, Number):
        return st.integers(limits.least, limits.most)
    return texts(limits) if isinstance(limits, Text) else st.booleans()


def texts(limits: Text) -> st.SearchStrategy[str]:
    most = min(limits.most, limits.least + _SPREAD)
    bounded = _ONE_CLASS.fullmatch(limits.pattern)
    pattern = f"{bounded[1]}{{{limits.least},{most}}}" if bounded else limits.pattern
    return st.from_regex(pattern, fullmatch=True).filter(lambda text: limits.problem(text) is None)
