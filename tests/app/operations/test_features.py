"""What the guide's table of features says that there is not, and how its actions are called."""

import pytest

from app.documentation.features import feature_table, features_of
from app.operations.operation import Origin
from app.operations.registry import OPERATIONS
from app.operations.shapes import members_of

TAKES_A_ROLE_ON = {"AssumeRole"}


@pytest.mark.requirement("IAMF-003", "POL-017")
def test_every_action_of_the_guide_begins_with_one() -> None:
    guided = [operation for operation in OPERATIONS.values() if operation.origin is Origin.REFERENCE]
    assert len(guided) >= 28
    assert all(action.startswith("one:") for operation in guided for action in operation.actions)


@pytest.mark.requirement("IAM-024", "IAM-025")
def test_no_operation_hands_a_role_to_the_service() -> None:
    """Neither by name, nor as a member of what is asked."""
    named = {
        name
        for name, operation in OPERATIONS.items()
        if any(member.name.lower().endswith("rolearn") for member in members_of(operation.request))
    }
    assert named == TAKES_A_ROLE_ON
    assert not any(word in name for name in OPERATIONS for word in ("ServiceLinked", "PassRole", "ServiceRole"))


@pytest.mark.requirement("IAM-035")
def test_no_operation_knows_access_lists() -> None:
    members = {member.name for operation in OPERATIONS.values() for member in members_of(operation.request)}
    assert not any(word in text for text in (*OPERATIONS, *members) for word in ("Acl", "acl", "Grantee", "grantee"))


@pytest.mark.requirement("IAMF-001")
def test_the_table_of_features_answers_as_the_guides() -> None:
    found = {feature.name: feature.works for feature in features_of(OPERATIONS.values())}
    assert list(found.values()) == [True, False, True, True, True, False, True, True, True, False, False]
    assert [name for name, works in found.items() if not works] == [
        "Resource-based policies",
        "ACLs",
        "Service roles",
        "Service-linked roles",
    ]
    assert "| ACLs | No |" in feature_table(OPERATIONS.values())


def test_the_table_is_told_from_the_operations() -> None:
    assert not any(feature.works for feature in features_of([]))
