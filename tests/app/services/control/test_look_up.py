"""The audit as its reader meets it."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from app.config.paths import State
from app.config.text import Texts
from app.operations.audit import GET_AUDIT_HEAD, LOOKUP_EVENTS, GetAuditHead, LookupAttribute, LookupEvents
from app.operations.refusals import Reason
from app.operations.sites import CREATE_SITE, GET_SITE, CreateSite, GetSite
from app.services.control.common import millis
from app.services.control.perform import Performer
from app.services.control.trail import AuditTrail
from app.storage.control.store import SqlControlStore
from app.storage.opening import open_store
from tests.app.control import ADDRESS, BOB, NINE, REALM, Plane, counting_ids


@pytest.fixture
def plane(tmp_path: Path) -> Iterator[Plane]:
    with open_store(State(tmp_path, simulated=True)) as people:
        plane = Plane(SqlControlStore(people))
        trail = AuditTrail(REALM, Texts(), counting_ids())
        plane.performer = Performer(plane.store, REALM, plane.authority, trail, plane.events, counting_ids())
        yield plane


@pytest.mark.requirement("TRL-003", "TRL-006", "MON-005")
def test_calls_are_looked_up_by_user_newest_first_a_page_at_a_time(plane: Plane) -> None:
    site = plane.call(CREATE_SITE, CreateSite("Lobby", ADDRESS))
    for minutes in (1, 2):
        plane.now = NINE + timedelta(minutes=minutes)
        plane.call(GET_SITE, GetSite(site.site_id), BOB)
    by_bob = LookupEvents(LookupAttribute.USERNAME, "bob", max_results=1)
    first = plane.call(LOOKUP_EVENTS, by_bob)
    second = plane.call(LOOKUP_EVENTS, LookupEvents(by_bob.attribute_key, "bob", None, None, 1, first.next_token))
    found = (*first.events, *second.events)
    assert [event.event_name for event in found] == ["GetSite"] * 2
    assert [event.event_time_in_millis for event in found] == [
        millis(NINE + timedelta(minutes=minutes)) for minutes in (2, 1)
    ]
    assert found[0].resources == (site.site_arn,)
    assert json.loads(found[0].cloud_trail_event)["userIdentity"]["userName"] == "bob"
    assert second.next_token is None


def test_a_time_is_looked_up_with_both_ends(plane: Plane) -> None:
    for minutes in range(4):
        plane.now = NINE + timedelta(minutes=minutes)
        plane.refusal(GET_SITE, GetSite("nowherenowhere"))
    start, end = millis(NINE) + 60_000, millis(NINE) + 120_001
    page = plane.call(LOOKUP_EVENTS, LookupEvents(start_in_millis=start, end_in_millis=end))
    assert len(page.events) == 2


def test_looking_is_recorded_too(plane: Plane) -> None:
    plane.call(LOOKUP_EVENTS, LookupEvents())
    page = plane.call(LOOKUP_EVENTS, LookupEvents())
    assert [event.event_name for event in page.events] == ["LookupEvents"]


def test_half_a_question_is_refused(plane: Plane) -> None:
    half = plane.refusal(LOOKUP_EVENTS, LookupEvents(attribute_key=LookupAttribute.USERNAME))
    assert (half.reason, half.facts["member"]) == (Reason.MISSING, "attributeValue")
    half = plane.refusal(LOOKUP_EVENTS, LookupEvents(attribute_value="bob"))
    assert half.facts["member"] == "attributeKey"


def test_a_token_of_another_question_is_refused(plane: Plane) -> None:
    for _ in range(3):
        plane.call(LOOKUP_EVENTS, LookupEvents())
    token = plane.call(LOOKUP_EVENTS, LookupEvents(max_results=1)).next_token
    other = LookupEvents(LookupAttribute.USERNAME, "bob", next_token=token)
    assert plane.refusal(LOOKUP_EVENTS, other).reason is Reason.BAD_PAGE_TOKEN


def test_the_head_is_that_of_the_chain(plane: Plane) -> None:
    before = plane.call(GET_AUDIT_HEAD, GetAuditHead())
    after = plane.call(GET_AUDIT_HEAD, GetAuditHead())
    assert (before.last_record, after.last_record) == (0, 1)
    with plane.store.reading() as reading:
        assert reading.trail.hash_of(1) == after.last_hash
