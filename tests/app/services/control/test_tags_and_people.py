"""Tags of resources, and the rows of enrolled people."""

import secrets
from datetime import timedelta

import pytest

from app.domain.badges import Badge
from app.operations.common import TAGS_MOST, NoAnswer
from app.operations.people import (
    DELETE_USER_ACCESS_END,
    DELETE_USER_V1,
    LIST_USERS,
    LIST_USERS_V1,
    PUT_USER_ACCESS_END,
    DeleteUserAccessEnd,
    DeleteUserV1,
    ListUsers,
    ListUsersV1,
    PutUserAccessEnd,
    UserStatus,
)
from app.operations.refusals import Reason
from app.operations.sites import CREATE_SITE, CreateSite
from app.operations.tags import (
    LIST_TAGS,
    TAG_RESOURCE,
    UNTAG_RESOURCE,
    ListTagsForResource,
    TagResource,
    UntagResource,
)
from app.policy.decision import Verdict
from app.services.control.overdue_people import delete_overdue
from app.services.control.publish import Publisher
from app.services.delete_person import UNUSED
from app.storage.store import SqlStore
from tests.app.control import ADDRESS, REALM, Plane
from tests.app.services.control.test_instances import a_template, an_instance
from tests.contracts.store_contract import BADGE, NINE, add


def arns(plane: Plane) -> list[str]:
    site = plane.call(CREATE_SITE, CreateSite("Head office", ADDRESS))
    instance = an_instance(plane, site.site_id)
    return [site.site_arn, REALM.arn(f"device-instance/{instance}"), a_template(plane).template_arn]


@pytest.mark.requirement("API-024", "API-025", "IAMF-017", "IAMF-022")
def test_every_taggable_kind_is_tagged_and_untagged(plane: Plane) -> None:
    for arn in arns(plane):
        plane.call(UNTAG_RESOURCE, UntagResource(arn, ("kind",)))
        plane.call(TAG_RESOURCE, TagResource(arn, {"floor": "2", "wing": "n"}))
        plane.call(TAG_RESOURCE, TagResource(arn, {"floor": "3"}))
        _, resource, context = plane.authority.asked[-1]
        assert (resource, context.get("aws:tagkeys"), context.get("aws:resourcetag/wing")) == (arn, ("floor",), "n")
        plane.call(UNTAG_RESOURCE, UntagResource(arn, ("wing", "never")))
        assert plane.authority.asked[-1][2].get("aws:tagkeys") == ("wing", "never")
        assert plane.call(LIST_TAGS, ListTagsForResource(arn)).tags == {"floor": "3"}


@pytest.mark.requirement("API-026", "APIX-004")
def test_policies_may_use_either_name_for_listing_tags(plane: Plane) -> None:
    arn = arns(plane)[0]
    plane.authority.denied = {"one:ListTagsForResource": Verdict.IMPLICIT_DENY}
    plane.call(LIST_TAGS, ListTagsForResource(arn))
    plane.authority.denied["one:ListTagForResource"] = Verdict.IMPLICIT_DENY
    assert plane.refusal(LIST_TAGS, ListTagsForResource(arn)).reason is Reason.ACCESS_DENIED


@pytest.mark.parametrize(
    ("arn", "reason"),
    [
        (REALM.arn("site/nowherenowhere"), Reason.NOT_FOUND),
        (REALM.arn("user/" + "0" * 32), Reason.NOT_TAGGABLE),
        (REALM.arn("site"), Reason.NOT_FOUND),
        ("arn:aws:one:us-east-1:999999999999:site/nowherenowhere", Reason.NOT_TAGGABLE),
        ("arn:aws:iam::123456789012:user/ada", Reason.NOT_TAGGABLE),
    ],
)
def test_what_carries_no_tags_is_refused(plane: Plane, arn: str, reason: Reason) -> None:
    assert plane.refusal(TAG_RESOURCE, TagResource(arn, {"floor": "2"})).reason is reason
    assert plane.refusal(LIST_TAGS, ListTagsForResource(arn)).reason is reason


def test_tags_have_their_limit_and_their_reserved_prefix(plane: Plane) -> None:
    arn = arns(plane)[0]
    plane.call(TAG_RESOURCE, TagResource(arn, {f"key {number}": "" for number in range(TAGS_MOST)}))
    plane.call(TAG_RESOURCE, TagResource(arn, {"key 7": "again"}))
    assert plane.refusal(TAG_RESOURCE, TagResource(arn, {"one more": ""})).reason is Reason.TOO_MANY_TAGS
    assert plane.refusal(TAG_RESOURCE, TagResource(arn, {"aws:key": ""})).reason is Reason.RESERVED_TAG
    assert plane.refusal(UNTAG_RESOURCE, UntagResource(arn, ("Aws:key",))).reason is Reason.RESERVED_TAG


@pytest.mark.requirement("EU-002", "EU-003", "EU-004", "EU-005", "APIX-001", "APIX-002", "APIX-005")
def test_enrolled_people_are_listed_with_badge_place_and_time(plane: Plane, people: SqlStore) -> None:
    person = add(people)
    (user,) = plane.call(LIST_USERS, ListUsers()).users
    assert (user.user_id, user.user_arn) == (person, REALM.arn(f"user/{person}"))
    assert (user.badge_id, user.enrollment_source) == (BADGE.number, "desk-1")
    assert (user.user_status, user.created_at_in_millis) == (UserStatus.ACTIVE, int(NINE.timestamp() * 1000))
    assert plane.call(LIST_USERS_V1, ListUsersV1()).users == (user,)


def test_pages_show_every_person_once(plane: Plane, people: SqlStore) -> None:
    enrolled = {add(people, Badge(1, number)) for number in range(5)}
    first = plane.call(LIST_USERS, ListUsers(max_results=3))
    second = plane.call(LIST_USERS, ListUsers(max_results=3, next_token=first.next_token))
    assert [user.user_id for user in (*first.users, *second.users)] == sorted(enrolled)
    assert second.next_token is None


@pytest.mark.requirement("EU-006", "EU-008", "EU-009", "APIX-003")
def test_a_deleted_person_is_gone_with_key_badge_and_templates(plane: Plane, people: SqlStore) -> None:
    gone, stays = add(people), add(people, Badge(1, 2))
    assert plane.call(DELETE_USER_V1, DeleteUserV1(gone)) == NoAnswer()
    (told,) = plane.events.queued
    assert (told.kind, told.resources) == ("New Successful Un-enrollment", (REALM.arn(f"user/{gone}"),))
    assert BADGE.number not in str(told)
    assert people.people() == {stays}
    assert people.person_with(BADGE) is None
    assert {template.person for template in people.templates()} == {stays}
    assert (people.audit(1)[0].outcome, people.audit(1)[0].person) == ("requested", gone)
    assert plane.trail.records[-1].resource == REALM.arn(f"user/{gone}")
    refusal = plane.refusal(DELETE_USER_V1, DeleteUserV1(gone))
    assert (refusal.reason, refusal.facts["resource"]) == (Reason.NOT_FOUND, f"user/{gone}")
    failed = plane.events.queued[-1]
    assert (failed.kind, failed.resources) == ("Unsuccessful Un-enrollment", (REALM.arn(f"user/{gone}"),))


def test_the_end_of_a_persons_access_is_set_moved_and_taken_away(plane: Plane, people: SqlStore) -> None:
    person, other = add(people), add(people, Badge(1, 2))
    nine = int(NINE.timestamp() * 1000)

    def shown() -> dict[str, int | None]:
        return {user.user_id: user.access_ends_at_in_millis for user in plane.call(LIST_USERS, ListUsers()).users}

    for at in (nine, nine + 1, 0):
        assert plane.call(PUT_USER_ACCESS_END, PutUserAccessEnd(person, at)) == NoAnswer()
        assert plane.trail.records[-1].resource == REALM.arn(f"user/{person}")
        assert shown() == {person: at, other: None}
    assert plane.call(DELETE_USER_ACCESS_END, DeleteUserAccessEnd(person)) == NoAnswer()
    assert plane.call(DELETE_USER_ACCESS_END, DeleteUserAccessEnd(person)) == NoAnswer(), "there is none: it is so"
    assert shown() == {person: None, other: None}
    plane.authority.denied = {"one:PutUserAccessEnd": Verdict.IMPLICIT_DENY}
    assert plane.refusal(PUT_USER_ACCESS_END, PutUserAccessEnd(other, nine)).reason is Reason.ACCESS_DENIED
    assert shown() == {person: None, other: None}


def test_whoever_has_had_his_last_day_leaves_the_server_as_anybody_who_is_deleted(
    plane: Plane, people: SqlStore
) -> None:
    left, leaving, late = add(people), add(people, Badge(1, 2)), add(people, Badge(1, 3))
    now = NINE + UNUSED + timedelta(days=1)
    with people.transaction() as transaction:
        for each in (left, leaving):
            transaction.record_use(each, now)
        transaction.end_access(left, now)
        transaction.end_access(leaving, now + timedelta(seconds=1))
        transaction.end_access(late, now)
    publisher = Publisher(REALM, lambda: secrets.token_hex(16))
    done = [delete_overdue(plane.store, publisher, now, most=1) for _ in range(3)]
    assert done == [1, 1, 0]
    assert people.people() == {leaving}
    why = {entry.person: entry.outcome for entry in people.audit(2)}
    assert why == {left: "ended", late: "ended"}, "whoever is overdue besides has left"
    with plane.store.reading() as reading:
        told = reading.outbox.events_between(now, now + timedelta(days=1), 0, 10)
    assert [each for _, text in told for each in (left, late) if each in text] == sorted([left, late])
    assert all('"userStatus":"DELETED"' in text for _, text in told)


@pytest.mark.requirement("HOW-006")
def test_whoever_is_overdue_leaves_the_server_and_that_is_an_event(plane: Plane, people: SqlStore) -> None:
    late, used = add(people), add(people, Badge(1, 2))
    now = NINE + UNUSED + timedelta(days=1)
    with people.transaction() as transaction:
        transaction.record_use(used, now)
    publisher = Publisher(REALM, lambda: "00000000-0000-4000-8000-000000000001")
    assert delete_overdue(plane.store, publisher, now, most=10) == 1
    assert delete_overdue(plane.store, publisher, now, most=10) == 0
    assert people.people() == {used}
    assert (people.audit(1)[0].outcome, people.audit(1)[0].person) == ("expired", late)
    with plane.store.reading() as reading:
        ((_, told),) = reading.outbox.events_between(now, now + timedelta(days=1), 0, 10)
    assert '"New Successful Un-enrollment"' in told


def test_a_person_who_may_not_be_deleted_stays(plane: Plane, people: SqlStore) -> None:
    person = add(people)
    plane.authority.denied["one:DeleteUserV1"] = Verdict.EXPLICIT_DENY
    plane.refusal(DELETE_USER_V1, DeleteUserV1(person))
    assert people.people() == {person}
