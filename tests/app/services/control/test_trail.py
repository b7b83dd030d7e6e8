"""Every call leaves its record, allowed or refused."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.config.paths import State
from app.config.text import Texts
from app.domain.allowance import BURST, EVERY
from app.operations.refusals import Reason, Refusal
from app.operations.sites import CREATE_SITE, GET_SITE, LIST_SITES, CreateSite, GetSite, ListSites
from app.policy.decision import Verdict
from app.ports.control.trail import Question
from app.services.control.identity.sign_in import nobody
from app.services.control.perform import Performer
from app.services.control.trail import AuditTrail
from app.storage.control.store import SqlControlStore
from app.storage.opening import open_store
from tests.app.control import ADA, ADDRESS, REALM, Plane, counting_ids


@pytest.fixture
def plane(tmp_path: Path) -> Iterator[Plane]:
    with open_store(State(tmp_path, simulated=True)) as people:
        plane = Plane(SqlControlStore(people))
        trail = AuditTrail(REALM, Texts(), counting_ids())
        plane.performer = Performer(plane.store, REALM, plane.authority, trail, plane.events, counting_ids())
        yield plane


def records(plane: Plane) -> list[dict[str, Any]]:
    """Newest first."""
    with plane.store.reading() as reading:
        assert reading.trail.first_broken() is None
        return [json.loads(entry.text) for entry in reading.trail.find(Question(), 0, 99)]


@pytest.mark.requirement("TRL-001", "TRL-005", "TRL-009", "TRL-029", "TRL-030", "TRL-031", "TRL-032", "MON-005")
def test_a_change_is_told_with_what_was_asked_and_answered_but_for_what_is_masked(plane: Plane) -> None:
    site = plane.call(CREATE_SITE, CreateSite("Lobby", ADDRESS, "North", {"team": "a"}, "token-1"))
    (told,) = records(plane)
    assert (told["eventName"], told["readOnly"], told["sourceIPAddress"]) == ("CreateSite", False, "192.0.2.7")
    asked = told["requestParameters"]
    assert (asked["name"], asked["description"], asked["clientToken"]) == ("***", "***", "token-1")
    assert asked["address"]["addressLine1"] == "***"
    assert asked["address"]["city"] == ADDRESS.city
    answered = told["responseElements"]
    assert answered["siteId"] == site.site_id
    assert (answered["name"], answered["tags"], answered["city"]) == ("***", "***", ADDRESS.city)
    assert answered["deviceInstanceCount"] == 0


@pytest.mark.requirement("TRL-009")
def test_a_reading_is_told_without_its_answer(plane: Plane) -> None:
    plane.call(LIST_SITES, ListSites())
    (told,) = records(plane)
    assert (told["eventName"], told["readOnly"]) == ("ListSites", True)
    assert (told["requestParameters"], told["responseElements"]) == (None, None)


@pytest.mark.requirement("TRL-040", "TRB-001", "TRB-002")
def test_a_denied_call_is_told_in_the_words_that_the_caller_got(plane: Plane) -> None:
    plane.authority.denied["one:CreateSite"] = Verdict.IMPLICIT_DENY
    plane.refusal(CREATE_SITE, CreateSite("Lobby", ADDRESS))
    (told,) = records(plane)
    assert told["errorCode"] == "AccessDenied"
    assert told["errorMessage"] == (
        "User: arn:aws:iam::123456789012:user/ada is not authorized to perform: one:CreateSite on resource: "
        "arn:aws:one:us-east-1:123456789012:site/*"
    )
    assert told["responseElements"] is None


def test_a_call_that_could_not_be_done_is_told_with_its_code(plane: Plane) -> None:
    plane.refusal(GET_SITE, GetSite("nowherenowhere"))
    assert records(plane)[0]["errorCode"] == "ResourceNotFoundException"


def test_a_request_that_could_not_be_read_is_told_too(plane: Plane) -> None:
    plane.performer.refuse(GET_SITE, Refusal.of(Reason.MALFORMED_JSON, why="no JSON"), plane.envelope(caller=ADA))
    (told,) = records(plane)
    assert (told["eventName"], told["errorCode"]) == ("GetSite", "ValidationException")


@pytest.mark.requirement("SEC-006")
def test_strangers_are_told_of_and_counted_where_they_come_in_a_flood(plane: Plane) -> None:
    stranger = plane.envelope(nobody(REALM))
    refusal = Refusal.of(Reason.SIGNATURE_WRONG)
    for _ in range(BURST + 3):
        plane.performer.turn_away(CREATE_SITE, refusal, stranger)
    plane.performer.turn_away(CREATE_SITE, refusal, replace(stranger, at=stranger.at + EVERY))
    newest, *earlier = records(plane)
    assert len(earlier) == BURST
    assert newest["additionalEventData"] == {"callsNotRecorded": 3}
    assert (newest["errorCode"], newest["sourceIPAddress"]) == ("InvalidSignatureException", "192.0.2.7")
    assert all("additionalEventData" not in told for told in earlier)


def test_what_it_was_about_can_be_looked_up(plane: Plane) -> None:
    site = plane.call(CREATE_SITE, CreateSite("Lobby", ADDRESS))
    plane.call(GET_SITE, GetSite(site.site_id))
    with plane.store.reading() as reading:
        newest = reading.trail.find(Question(), 0, 1)[0]
    assert newest.resources == (site.site_arn,)
