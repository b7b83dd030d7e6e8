"""Enrolled people: listed by badge, place and time of enrolment; given a last moment, or deleted for ever. Terminals
that are connected know of either within a moment (`app.services.control.gallery_pages`)."""

from datetime import datetime

from app.domain.control_events import Profile, ProfileChanged, UserStatus
from app.domain.event_json import occurrence
from app.domain.people import PersonId
from app.operations import people as rows
from app.operations.common import NoAnswer
from app.operations.refusals import Refusal
from app.ports.control.people import Enrolled
from app.services.control.call import Call
from app.services.control.common import millis, moment, not_found
from app.services.control.served import AnyServed, Served

NOT_FOUND = "not_found"
"""Why nobody was un-enrolled, in the event."""
NOWHERE = "unknown"
"""The enrolment source of a person whose consent receipt is not there."""


def list_users(request: rows.ListUsers | rows.ListUsersV1, call: Call) -> rows.UserPage | Refusal:
    fetch = call.transaction.people.page
    cut = call.pages.cut(fetch, lambda enrolled: enrolled.person, request.max_results, request.next_token)
    if isinstance(cut, Refusal):
        return cut
    return rows.UserPage(tuple(_user(enrolled, call) for enrolled in cut.items), cut.next_token)


def delete_user(request: rows.DeleteUserV1, call: Call) -> NoAnswer | Refusal:
    """The event names nobody's badge: it would outlive the person. That there was no such person is an event too."""
    resource = f"user/{request.user_id}"
    arn = call.realm.arn(resource)
    if not call.transaction.people.remove(PersonId(request.user_id), call.at):
        failed = ProfileChanged(Profile.NOT_UNENROLLED, (arn,), "", call.at, reason=NOT_FOUND)
        call.insist(lambda: call.announce(occurrence(failed, call.realm.account)))
        return not_found(resource)
    gone = ProfileChanged(Profile.UNENROLLED, (arn,), "", call.at, UserStatus.DELETED)
    call.announce(occurrence(gone, call.realm.account))
    return NoAnswer()


def put_access_end(request: rows.PutUserAccessEnd, call: Call) -> NoAnswer | Refusal:
    """A moment that has gone by refuses the person at once."""
    return _end_access(request.user_id, moment(request.access_ends_at_in_millis), call)


def delete_access_end(request: rows.DeleteUserAccessEnd, call: Call) -> NoAnswer | Refusal:
    return _end_access(request.user_id, None, call)


def _end_access(user_id: str, ends_at: datetime | None, call: Call) -> NoAnswer | Refusal:
    known = call.transaction.people.end_access(PersonId(user_id), ends_at)
    return NoAnswer() if known else not_found(f"user/{user_id}")


def _user(enrolled: Enrolled, call: Call) -> rows.User:
    return rows.User(
        user_id=enrolled.person,
        user_arn=call.realm.arn(f"user/{enrolled.person}"),
        user_status=rows.UserStatus.ACTIVE,
        enrollment_source=enrolled.terminal or NOWHERE,
        created_at_in_millis=millis(enrolled.enrolled_at),
        access_ends_at_in_millis=None if enrolled.ends_at is None else millis(enrolled.ends_at),
        badge_id=None if enrolled.badge is None else enrolled.badge.number,
    )


PEOPLE: tuple[AnyServed, ...] = (
    Served(rows.DELETE_USER_ACCESS_END, delete_access_end),
    Served(rows.DELETE_USER_V1, delete_user),
    Served(rows.LIST_USERS, list_users),
    Served(rows.LIST_USERS_V1, list_users),
    Served(rows.PUT_USER_ACCESS_END, put_access_end),
)
