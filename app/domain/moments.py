"""Times as whole microseconds since 1970-01-01T00:00Z, exact both ways.

>>> moment(micros(datetime(2023, 10, 11, 7, 19, 9, 263001, tzinfo=UTC))).isoformat()
'2023-10-11T07:19:09.263001+00:00'
"""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def micros(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)


def moment(micros: int) -> datetime:
    return _EPOCH + timedelta(microseconds=micros)
