"""Enrolled people: listed by badge, place and time of enrolment; deleted for ever. A terminal forgets a person who was
deleted when it next brings its gallery in step with the store."""

from app.domain.control_events import Profile, ProfileChanged, UserStatus
from app.domain.event_json import occurrence
from app.domain.people import PersonId
from app.operations import people as rows
from app.operations.common import NoAnswer
from app.operations.refusals import Refusal
from app.ports.control.people import Enrolled
from app.services.control.call import Call
from app.services.control.common import millis, not_found
from app.services.control.served import AnyServed, Served

NOWHERE = "unknown"
"""The enrolment source of a person whose consent receipt is not there."""


def list_users(request: rows.ListUsers | rows.ListUsersV1, call: Call) -> rows.UserPage | Refusal:
    fetch = call.transaction.people.page
    cut = call.pages.cut(fetch, lambda enrolled: enrolled.person, request.max_results, request.next_token)
    if isinstance(cut, Refusal):
        return cut
    return rows.UserPage(tuple(_user(enrolled, call) for enrolled in cut.items), cut.next_token)


def delete_user(request: rows.DeleteUserV1, call: Call) -> NoAnswer | Refusal:
    """The event names nobody's badge: it would outlive the person."""
    resource = f"user/{request.user_id}"
    if not call.transaction.people.remove(PersonId(request.user_id), call.at):
        return not_found(resource)
    gone = ProfileChanged(Profile.UNENROLLED, (call.realm.arn(resource),), "", call.at, UserStatus.DELETED)
    call.announce(occurrence(gone, call.realm.account))
    return NoAnswer()


def _user(enrolled: Enrolled, call: Call) -> rows.User:
    return rows.User(
        user_id=enrolled.person,
        user_arn=call.realm.arn(f"user/{enrolled.person}"),
        user_status=rows.UserStatus.ACTIVE,
        enrollment_source=enrolled.terminal or NOWHERE,
        created_at_in_millis=millis(enrolled.enrolled_at),
        badge_id=None if enrolled.badge is None else enrolled.badge.number,
    )


PEOPLE: tuple[AnyServed, ...] = (
    Served(rows.DELETE_USER_V1, delete_user),
    Served(rows.LIST_USERS, list_users),
    Served(rows.LIST_USERS_V1, list_users),
)
