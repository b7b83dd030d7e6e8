"""All operations: the areas' rows in one table, by name.

>>> OPERATIONS["CreateSite"].action
'one:CreateSite'
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from app.operations.audit import AUDIT
from app.operations.configurations import CONFIGURATIONS
from app.operations.encryption import ENCRYPTION
from app.operations.event_rules import EVENT_RULES
from app.operations.events import EVENTS
from app.operations.identity import IDENTITY
from app.operations.instances import INSTANCES
from app.operations.operation import AnyOperation
from app.operations.people import PEOPLE
from app.operations.refusals import ErrorCode
from app.operations.sites import SITES
from app.operations.tags import TAGS
from app.operations.usage import USAGE

ALWAYS = (
    ErrorCode.VALIDATION,
    ErrorCode.MISSING_TOKEN,
    ErrorCode.INCOMPLETE_SIGNATURE,
    ErrorCode.INVALID_SIGNATURE,
    ErrorCode.UNRECOGNIZED_CLIENT,
    ErrorCode.EXPIRED_TOKEN,
    ErrorCode.ACCESS_DENIED,
    ErrorCode.TOO_LARGE,
    ErrorCode.MEDIA_TYPE,
    ErrorCode.THROTTLED,
    ErrorCode.INTERNAL,
    ErrorCode.UNAVAILABLE,
)
"""What any call may be answered with."""


def by_name(rows: Iterable[AnyOperation]) -> Mapping[str, AnyOperation]:
    """In the order of the alphabet. Raises ValueError for a name that stands twice."""
    table: dict[str, AnyOperation] = {}
    for row in sorted(rows, key=lambda row: row.name):
        if row.name in table:
            raise ValueError(f"two operations are called {row.name}")
        table[row.name] = row
    return MappingProxyType(table)


OPERATIONS = by_name(
    (*SITES, *INSTANCES, *CONFIGURATIONS, *TAGS, *PEOPLE, *IDENTITY, *EVENT_RULES, *EVENTS, *AUDIT, *ENCRYPTION, *USAGE)
)
