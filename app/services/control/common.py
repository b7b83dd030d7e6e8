"""What most operations do: find the thing, or say that it is not there; check tags; tell times as milliseconds."""

import secrets
import string
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from app.domain.device_configuration import Problem
from app.operations.common import TAGS_MOST
from app.operations.refusals import Reason, Refusal

ID_LENGTH = 14
_LETTERS = string.ascii_letters + string.digits
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
RESERVED_TAGS = "aws:"
"""A prefix in any case: nobody sets, changes or removes such a tag (Tagging AWS resources)."""


def new_id() -> str:
    """An id of a new resource, as the guide's samples: 14 letters and digits, random."""
    return "".join(secrets.choice(_LETTERS) for _ in range(ID_LENGTH))


def millis(moment: datetime) -> int:
    """
    >>> millis(datetime(2023, 10, 11, 7, 19, 9, 263000, tzinfo=UTC))
    1697008749263
    """
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def moment(millis: int) -> datetime:
    """
    >>> moment(1697008749263).isoformat()
    '2023-10-11T07:19:09.263000+00:00'
    """
    return _EPOCH + timedelta(milliseconds=millis)


def not_found(resource: str) -> Refusal:
    """`resource` as in `site/abCdefG12hijkL`."""
    return Refusal.of(Reason.NOT_FOUND, resource=resource)


def refusal_of_tags(tags: Mapping[str, str], already: Mapping[str, str] | None = None) -> Refusal | None:
    """None for tags that may be added to those that are there already."""
    if any(key.lower().startswith(RESERVED_TAGS) for key in tags):
        return Refusal.of(Reason.RESERVED_TAG, member="tags")
    if len({*tags, *(already or {})}) > TAGS_MOST:
        return Refusal.of(Reason.TOO_MANY_TAGS, most=TAGS_MOST)
    return None


def refusal_of_problem(problem: Problem) -> Refusal:
    """What a configuration's problem is to whoever asked for it."""
    reason = Reason[problem.flaw.name]
    return Refusal.of(reason, member=f"configuration.{problem.member}", protocol=problem.protocol)
