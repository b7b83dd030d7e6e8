"""What the audit tells of people: who signed in or tried to, whose statement decided, and never a secret."""

import json
from dataclasses import replace
from typing import Any

import pytest

from app.config.text import Texts
from app.operations import iam_credentials as credentials
from app.operations import iam_principals as principals
from app.operations.sign_in import SignedIn
from app.operations.sites import LIST_SITES, ListSites
from app.policy.shipped import FULL
from app.ports.control.trail import Question
from app.services.control.identity.sign_in import HIDDEN
from app.services.control.trail import AuditTrail
from tests.app.control import REALM, counting_ids
from tests.app.services.control.identity.house import OWNER, PASSWORD, House, deny


@pytest.fixture
def audited(house: House) -> House:
    """The same house with the real trail."""
    trail = AuditTrail(REALM, Texts(), counting_ids())
    house.performer = replace(house.performer, trail=trail)
    house.reception = replace(house.reception, trail=trail)
    return house


def told(house: House) -> list[dict[str, Any]]:
    """Newest first. Any: JSON of many kinds."""
    with house.store.reading() as reading:
        assert reading.trail.first_broken() is None
        return [json.loads(entry.text) for entry in reading.trail.find(Question(), 0, 99)]


def test_the_statement_that_decided_is_told(audited: House) -> None:
    ada = audited.user("ada", FULL.arn)
    audited.call(LIST_SITES, ListSites(), ada)
    assert told(audited)[0]["additionalEventData"]["decidedBy"] == {
        "layer": "identity policy",
        "policy": FULL.name,
        "statement": 0,
        "sid": "FullAccessStatementID",
    }
    bob = audited.user("bob", FULL.arn, inline=deny("one:ListSites"))
    audited.refused(bob, LIST_SITES, ListSites())
    record = told(audited)[0]
    assert record["additionalEventData"]["decidedBy"]["policy"] == "Inline"
    assert (record["errorCode"], record["userIdentity"]["userName"]) == ("AccessDenied", "bob")
    carl = audited.user("carl")
    audited.refused(carl, LIST_SITES, ListSites())
    assert "additionalEventData" not in told(audited)[0], "no statement spoke"


def test_operations_on_people_are_told_as_their_service_names_them(audited: House) -> None:
    audited.call(principals.LIST_USERS, principals.Listing(), OWNER)
    record = told(audited)[0]
    assert (record["eventSource"], record["eventName"]) == ("iam.amazonaws.com", "ListUsers")
    assert record["userIdentity"]["type"] == "Root"


def test_sign_ins_are_told_and_a_strangers_word_is_not(audited: House) -> None:
    audited.user("ada")
    audited.call(credentials.CREATE_LOGIN_PROFILE, credentials.CreateLoginProfile("ada", PASSWORD, False), OWNER)
    audited.sign_in("a password in the wrong field", PASSWORD)
    stranger = told(audited)[0]
    assert (stranger["eventName"], stranger["eventSource"]) == ("SignIn", "signin.amazonaws.com")
    assert stranger["userIdentity"]["userName"] == HIDDEN
    assert stranger["errorCode"]
    answer = audited.sign_in("ada")
    assert isinstance(answer, SignedIn)
    assert answer.credentials is not None
    known = told(audited)[0]
    assert (known["userIdentity"]["userName"], known.get("errorCode")) == ("ada", None)
    everything = json.dumps(told(audited))
    secrets = (PASSWORD, "wrong field", answer.credentials.secret_access_key, answer.credentials.session_token)
    assert [secret for secret in secrets if secret in everything] == []
