"""An installation with an owner and people, judged by the real authority: a test says who calls, and gets the answer.

house = House(store)
house.user("ada", READ_ONLY.arn)
house.refused(house.as_user("ada"), CREATE_SITE, SITE)
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from app.domain.bounded_json import JsonValue
from app.domain.caller import Caller
from app.domain.principals import PrincipalKind
from app.operations import iam_credentials as credentials
from app.operations import iam_policies as policies
from app.operations import iam_principals as principals
from app.operations import sign_in as doors
from app.operations.operation import AnswerT, Operation, RequestT
from app.operations.refusals import Reason, Refusal
from app.operations.sites import CreateSite
from app.ports.control.transaction import ControlStore
from app.services.control.call import Envelope
from app.services.control.identity.authentication import KnownKey, known_key, owner_caller, user_caller
from app.services.control.identity.authority import PolicyAuthority
from app.services.control.identity.first_run import set_up
from app.services.control.identity.sign_in import Reception, nobody
from app.services.control.perform import Performer
from tests.app.control import ADDRESS, PROOFS, REALM, Plane, counting_ids

JsonObject = dict[str, JsonValue]
OWNER = owner_caller(REALM)
OWNERS_EMAIL, OWNERS_PASSWORD = "owner@example.org", "owner's long password"
PASSWORD = "correct horse battery"
SITE = CreateSite("Head office", ADDRESS)


class House(Plane):
    """A `Plane` whose authority is the real one."""

    def __init__(self, store: ControlStore) -> None:
        super().__init__(store)
        self.performer = Performer(store, REALM, PolicyAuthority(), self.trail, self.events, counting_ids(), PROOFS)
        self.reception = Reception(store, REALM, PROOFS, self.trail)

    def visit(self) -> Envelope:
        return replace(self.envelope(OWNER), caller=nobody(REALM))

    def set_up(self, email: str = OWNERS_EMAIL, password: str = OWNERS_PASSWORD) -> doors.SetUpDone | Refusal:
        return set_up(doors.SetUp(email, password), self.store, REALM, PROOFS, self.trail, self.visit())

    def sign_in(self, name: str, password: str = PASSWORD, **more: str | bool) -> doors.SignedIn | Refusal:
        return self.reception.sign_in(doors.SignIn(name, password, **more), self.visit())  # type: ignore[arg-type]  # a test's own words

    def user(self, name: str, *arns: str, inline: JsonValue = None, tags: Mapping[str, str] | None = None) -> Caller:
        """A user with these policies, and the caller with that user's long-term key."""
        self.call(principals.CREATE_USER, principals.CreateUser(name, tags=tags or {}), OWNER)
        for arn in arns:
            self.call(policies.ATTACH_USER_POLICY, policies.UserAttachment(name, arn), OWNER)
        if inline is not None:
            request = policies.PutUserPolicy(name, "Inline", document(inline))
            self.call(policies.PUT_USER_POLICY, request, OWNER)
        return self.as_user(name)

    def as_user(self, name: str) -> Caller:
        with self.store.reading() as reading:
            user = reading.principals.get(PrincipalKind.USER, name)
        assert user is not None
        return user_caller(REALM, user)

    def as_session(self, made: credentials.TemporaryCredentials) -> Caller:
        """Who signs with these credentials now."""
        with self.store.reading() as reading:
            key = known_key(reading, REALM, made.access_key_id, made.session_token, self.now)
        assert isinstance(key, KnownKey)
        assert key.secret == made.secret_access_key
        return key.caller

    def refused(self, caller: Caller, operation: Operation[RequestT, AnswerT], request: RequestT) -> Reason:
        return self.refusal(operation, request, caller).reason

    def pass_time(self, span: timedelta) -> None:
        self.now += span


When = Mapping[str, Mapping[str, str]]
"""A Condition: operator, key, value."""


def document(*statements: JsonValue) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(*actions: str, on: str = "*", when: When | None = None, sid: str = "") -> JsonValue:
    return _statement({"Sid": sid, "Effect": "Allow", "Action": [*actions], "Resource": on}, when)


def deny(*actions: str, on: str = "*", when: When | None = None, sid: str = "") -> JsonValue:
    return _statement({"Sid": sid, "Effect": "Deny", "Action": [*actions], "Resource": on}, when)


def trust(*arns: str, when: When | None = None) -> str:
    statement: JsonObject = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": [*arns]}}
    return document(_statement(statement, when))


def _statement(elements: JsonObject, when: When | None) -> JsonValue:
    condition: JsonObject = {operator: {**keys} for operator, keys in (when or {}).items()}
    return {**elements, "Condition": condition}
