"""The way of every call: nothing without authority, nothing without a record, nothing twice."""

import re
from datetime import timedelta

import pytest

from app.config.text import Texts
from app.domain.limits import IDENTIFIER
from app.domain.occurrences import Occurrence
from app.operations.operation import AccessLevel, Method, Operation
from app.operations.refusals import Reason, Refusal
from app.operations.sites import (
    CREATE_SITE,
    DELETE_SITE,
    GET_SITE,
    LIST_SITES,
    CreateSite,
    DeleteSite,
    GetSite,
    ListSites,
    SiteDetail,
)
from app.policy.decision import Verdict
from app.services.control.call import Call
from app.services.control.common import new_id
from app.services.control.once import KEPT
from app.services.control.served import Served
from app.services.control.sites import create_site
from tests.app.control import ADA, ADDRESS, BOB, REALM, Plane

SITE = CreateSite("Head office", ADDRESS, tags={"floor": "2"})


def count(plane: Plane) -> int:
    with plane.store.reading() as reading:
        return reading.sites.total()


def test_what_is_not_allowed_changes_nothing_and_is_recorded(plane: Plane) -> None:
    plane.authority.denied["one:CreateSite"] = Verdict.IMPLICIT_DENY
    refusal = plane.refusal(CREATE_SITE, SITE)
    assert count(plane) == 0
    (record,) = plane.trail.records
    assert (record.refusal, record.answer) == (refusal, None)


@pytest.mark.parametrize("readable", [True, False])
def test_who_is_not_admitted_is_turned_away_before_anybody_is_asked(plane: Plane, readable: bool) -> None:
    replayed = Refusal.of(Reason.SIGNATURE_REPLAYED)
    performer, served = plane.performer, plane.handlers["CreateSite"]
    if readable:
        answer = performer.perform(served, SITE, plane.envelope(ADA), lambda transaction: replayed)
    else:
        malformed = Refusal.of(Reason.NOT_JSON)
        answer = performer.refuse(CREATE_SITE, malformed, plane.envelope(ADA), lambda transaction: replayed)
    assert answer == replayed
    assert (count(plane), plane.authority.asked) == (0, [])
    (record,) = plane.trail.records
    assert (record.refusal, record.request) == (replayed, None)


@pytest.mark.requirement("TRB-001")
def test_a_denial_has_the_words_of_the_guide(plane: Plane) -> None:
    site = plane.call(CREATE_SITE, SITE)
    plane.authority.denied["one:GetSite"] = Verdict.EXPLICIT_DENY
    refusal = plane.refusal(GET_SITE, GetSite(site.site_id))
    assert refusal.reason is Reason.ACCESS_DENIED
    assert Texts("en").say(refusal.reason.key, **refusal.facts) == (
        "User: arn:aws:iam::123456789012:user/ada is not authorized to perform: one:GetSite on resource: "
        f"arn:aws:one:us-east-1:123456789012:site/{site.site_id}"
    )


def test_a_denied_call_does_not_tell_whether_the_thing_exists(plane: Plane) -> None:
    plane.authority.denied["one:GetSite"] = Verdict.IMPLICIT_DENY
    assert plane.refusal(GET_SITE, GetSite("nowherenowhere")).reason is Reason.ACCESS_DENIED


@pytest.mark.requirement("IAMF-008")
def test_creating_is_asked_about_the_type_and_listing_without_a_resource(plane: Plane) -> None:
    plane.call(CREATE_SITE, SITE)
    plane.call(LIST_SITES, ListSites())
    assert [(action, resource) for action, resource, _ in plane.authority.asked] == [
        ("one:CreateSite", REALM.arn("site/*")),
        ("one:ListSites", "*"),
    ]


@pytest.mark.requirement("RES-005")
def test_an_id_has_the_form_of_the_guides_samples() -> None:
    made = {new_id() for _ in range(1000)}
    assert len(made) == 1000
    assert all(re.fullmatch(IDENTIFIER, each) for each in made)


@pytest.mark.requirement("CK-001", "CK-002", "CK-003", "IAMF-015", "IAMF-019", "IAMF-020", "IAMF-021")
def test_policies_are_asked_with_the_tags_of_request_and_resource(plane: Plane) -> None:
    site = plane.call(CREATE_SITE, SITE)
    _, resource, context = plane.authority.asked[-1]
    assert (resource, context.get("aws:requesttag/floor"), context.get("aws:tagkeys")) == (
        REALM.arn("site/*"),
        "2",
        ("floor",),
    )
    plane.call(GET_SITE, GetSite(site.site_id))
    _, resource, context = plane.authority.asked[-1]
    assert (resource, context.get("aws:resourcetag/floor")) == (site.site_arn, "2")
    assert context.get("aws:requesttag/floor") is None
    assert (context.get("aws:sourceip"), context.get("aws:securetransport")) == ("192.0.2.7", "true")


def test_a_record_masks_what_the_operation_declares(plane: Plane) -> None:
    plane.call(CREATE_SITE, SITE)
    request, answer = plane.trail.records[-1].request, plane.trail.records[-1].answer
    assert request is not None
    assert answer is not None
    assert request == {
        "name": "***",
        "description": "***",
        "address": {
            "addressLine1": "***",
            "city": "Portsmouth",
            "postalCode": "PO1 3AX",
            "countryCode": "GB",
            "stateOrRegion": "Hampshire",
        },
        "tags": "***",
    }
    assert (answer["name"], answer["tags"], answer["city"]) == ("***", "***", "Portsmouth")


def test_a_call_that_reads_is_recorded_without_its_answer(plane: Plane) -> None:
    plane.call(LIST_SITES, ListSites())
    assert plane.trail.records[-1].answer is None
    assert plane.trail.records[-1].operation is LIST_SITES


def test_the_same_token_gives_the_same_answer_once(plane: Plane) -> None:
    request = CreateSite("Head office", ADDRESS, client_token="again-1")
    first = plane.call(CREATE_SITE, request)
    plane.now += timedelta(hours=23)
    assert plane.call(CREATE_SITE, request) == first
    assert count(plane) == 1


@pytest.mark.parametrize(
    ("request_", "caller", "later", "made"),
    [
        (CreateSite("Head office", ADDRESS, client_token="again-2"), ADA, timedelta(0), 2),
        (CreateSite("Head office", ADDRESS, client_token="again-1"), BOB, timedelta(0), 2),
        (CreateSite("Head office", ADDRESS, client_token="again-1"), ADA, KEPT + timedelta(seconds=1), 2),
        (CreateSite("Branch", ADDRESS, client_token="again-1"), ADA, KEPT + timedelta(seconds=1), 2),
        (CreateSite("Head office", ADDRESS), ADA, timedelta(0), 2),
    ],
    ids=["another token", "another caller", "a day later", "a day later, another request", "no token"],
)
def test_a_call_is_a_new_one_with(
    plane: Plane, request_: CreateSite, caller: object, later: timedelta, made: int
) -> None:
    plane.call(CREATE_SITE, CreateSite("Head office", ADDRESS, client_token="again-1"))
    plane.now += later
    plane.call(CREATE_SITE, request_, BOB if caller is BOB else ADA)
    assert count(plane) == made


def test_the_same_token_with_another_request_is_a_conflict(plane: Plane) -> None:
    plane.call(CREATE_SITE, CreateSite("Head office", ADDRESS, client_token="again-1"))
    assert plane.refusal(CREATE_SITE, CreateSite("Branch", ADDRESS, client_token="again-1")).reason is (
        Reason.TOKEN_REUSED
    )
    assert count(plane) == 1


def test_a_refused_call_may_be_mended_under_the_same_token(plane: Plane) -> None:
    wrong = CreateSite("Head office", ADDRESS, tags={"aws:x": "y"}, client_token="again-1")
    assert plane.refusal(CREATE_SITE, wrong).reason is Reason.RESERVED_TAG
    plane.call(CREATE_SITE, CreateSite("Head office", ADDRESS, client_token="again-1"))
    assert count(plane) == 1


def test_a_handler_that_refuses_late_leaves_nothing_behind(plane: Plane) -> None:
    def change_of_mind(request: CreateSite, call: Call) -> SiteDetail | Refusal:
        create_site(request, call)
        return Refusal.of(Reason.UNAVAILABLE)

    plane.performer.perform(Served(CREATE_SITE, change_of_mind), SITE, plane.envelope(ADA))
    assert count(plane) == 0
    assert plane.trail.records[-1].refusal == Refusal.of(Reason.UNAVAILABLE)


def test_a_handler_that_breaks_leaves_nothing_behind(plane: Plane) -> None:
    def breaks(request: CreateSite, call: Call) -> SiteDetail | Refusal:
        create_site(request, call)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        plane.performer.perform(Served(CREATE_SITE, breaks), SITE, plane.envelope(ADA))
    assert count(plane) == 0


GET_SITE_TWICE = Operation(
    "GetSite",
    "An operation that policies know by two names",
    AccessLevel.READ,
    Method.GET,
    "/sites/{siteId}",
    GetSite,
    SiteDetail,
    target="site/{siteId}",
    aliases=("FetchSite",),
)


@pytest.mark.parametrize(
    ("denied", "allowed"),
    [
        ({}, True),
        ({"one:GetSite": Verdict.IMPLICIT_DENY}, True),
        ({"one:FetchSite": Verdict.IMPLICIT_DENY}, True),
        ({"one:FetchSite": Verdict.EXPLICIT_DENY}, False),
        ({"one:GetSite": Verdict.EXPLICIT_DENY}, False),
        ({"one:GetSite": Verdict.IMPLICIT_DENY, "one:FetchSite": Verdict.IMPLICIT_DENY}, False),
    ],
)
def test_every_name_of_an_action_counts(plane: Plane, denied: dict[str, Verdict], allowed: bool) -> None:
    site = plane.call(CREATE_SITE, SITE)
    plane.authority.denied = denied
    served = Served(GET_SITE_TWICE, plane.handlers["GetSite"].handle)
    answer = plane.performer.perform(served, GetSite(site.site_id), plane.envelope(ADA))
    assert isinstance(answer, Refusal) is not allowed


def test_a_deleted_thing_is_recorded_under_its_name(plane: Plane) -> None:
    site = plane.call(CREATE_SITE, SITE)
    plane.call(DELETE_SITE, DeleteSite(site.site_id))
    assert plane.trail.records[-1].resource == site.site_arn


def test_a_refused_call_announces_what_it_insists_on_and_nothing_else(plane: Plane) -> None:
    tried, counted = Occurrence("Site Made", (), {}), Occurrence("Guess Counted", (), {})

    def change_of_mind(request: CreateSite, call: Call) -> SiteDetail | Refusal:
        call.announce(tried)
        call.insist(lambda: call.announce(counted))
        return Refusal.of(Reason.NOTHING_TO_CHANGE)

    plane.performer.perform(Served(CREATE_SITE, change_of_mind), SITE, plane.envelope(ADA))
    assert plane.events.queued == [counted]
