"""A month's statement: what is counted as it happens, what is looked up, and what stays."""

from datetime import UTC, datetime

import pytest

from app.domain.audit_action import AuditAction
from app.domain.moments import micros
from app.domain.usage import Measure
from app.operations.configurations import CREATE_CONFIGURATION, CreateDeviceInstanceConfiguration
from app.operations.link_sync import LinkedRecord, UploadRecords
from app.operations.people import DELETE_USER_V1, DeleteUserV1
from app.operations.usage import GET_USAGE_STATEMENT, GetUsageStatement, UsageStatement
from app.services.control.usage import take_stock
from app.storage.control.usage_tables import usage
from app.storage.store import SqlStore
from tests.app.control import NINE, Plane
from tests.app.domain.test_device_configuration import DESK
from tests.app.services.control.test_instances import an_instance
from tests.app.services.control.test_link import Line, line_of
from tests.app.services.control.test_uploads import STREAM, an_enrolment

YESTERYEAR = micros(datetime(2020, 1, 1, tzinfo=UTC))
LATER = datetime(2026, 4, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def line(plane: Plane) -> Line:
    instance = an_instance(plane)
    plane.call(CREATE_CONFIGURATION, CreateDeviceInstanceConfiguration(instance, DESK))
    line = line_of(plane, instance)
    line.hello()
    return line


def statement(plane: Plane, month: str | None = None) -> UsageStatement:
    return plane.call(GET_USAGE_STATEMENT, GetUsageStatement(month))


def visit(outcome: str, action: AuditAction = AuditAction.IDENTIFY) -> LinkedRecord:
    """By a terminal whose clock is wrong."""
    return LinkedRecord(action, outcome, YESTERYEAR, True)


VISITS = (
    visit("granted"),
    visit("not_recognised"),
    visit("granted", AuditAction.DOOR_ANSWER),
    visit("granted"),
    visit("badge_unknown", AuditAction.PRESENT_BADGE),
)


@pytest.mark.requirement("HOW-008")
def test_palms_are_counted_once_by_the_servers_clock(plane: Plane, line: Line) -> None:
    for brought in (VISITS, VISITS, (*VISITS, visit("granted"))):
        line.say(UploadRecords(STREAM, 1, brought))
    (site,) = statement(plane).sites
    assert (site.granted_count, site.refused_count, site.active_device_count) == (3, 1, 1)
    assert statement(plane).months == ("2026-03",)


@pytest.mark.requirement("HOW-008")
def test_a_month_that_is_over_stays_as_it_was(plane: Plane, line: Line, people: SqlStore) -> None:
    said = an_enrolment(people)
    line.say(said)
    line.say(UploadRecords(STREAM, 2, VISITS))
    begun = statement(plane)
    assert begun.sites[0].enrolled_user_count == 1
    assert begun.key_count >= 1
    assert begun.storage_bytes > 100_000
    assert begun.counted_at_in_millis is not None
    take_stock(plane.store, NINE)
    plane.now = LATER
    plane.call(DELETE_USER_V1, DeleteUserV1(said.record.person or ""))
    take_stock(plane.store, LATER)
    march, april = statement(plane, "2026-03"), statement(plane)
    assert march.sites == begun.sites
    assert march.counted_at_in_millis is None
    assert [(site.granted_count, site.enrolled_user_count) for site in april.sites] == [(0, 0)]
    assert april.months == ("2026-04", "2026-03")


def test_a_month_of_which_nothing_is_known_is_empty(plane: Plane) -> None:
    assert statement(plane, "1999-12").sites == ()


@pytest.mark.requirement("HOW-008")
def test_nobody_and_no_time_of_day_has_a_place_in_what_is_kept(plane: Plane, line: Line, people: SqlStore) -> None:
    assert [column.name for column in usage.columns] == ["month", "site", "measure", "number"]
    line.say(an_enrolment(people))
    take_stock(plane.store, NINE)
    with plane.store.reading() as reading:
        assert all({*tally.counts} <= {*Measure} for tally in reading.usage.of(reading.usage.months()[0]))
