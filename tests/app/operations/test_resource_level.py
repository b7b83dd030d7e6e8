"""Which resource a policy must name for an action: the guide's tables of resource-level permissions, a row each."""

from typing import Any

import pytest

from app.domain.realm import Realm
from app.operations.operation import AnyOperation
from app.operations.registry import OPERATIONS
from app.operations.resources import ResourceType
from app.operations.tags import TagResource
from app.policy.decision import Verdict
from app.services.control.context import targets_of
from tests.app.policy.documents import ALLOWED, DENIED, SILENT, allow, asked, deny, row, verdict

REALM = Realm("123456789012")
SITE, INSTANCE, TEMPLATE = "abcdefghijklmn", "abCdefG12hijkL", "nmlkjihgfedcba"
DOOR = REALM.arn(f"device-instance/{INSTANCE}")
NORTH = REALM.arn(f"site/{SITE}")
CONFIGURATION = f"{DOOR}/configuration/3"
FORM = REALM.arn(f"device-configuration-template/{TEMPLATE}")
ANY_DOOR, ANY_SITE, ANY_FORM = (
    REALM.arn(f"{kind}/*") for kind in ("device-instance", "site", "device-configuration-template")
)
MEMBERS = {"site_id": SITE, "device_instance_id": INSTANCE, "template_id": TEMPLATE, "version": 3}


class Named:
    """A request of which only what its target names is known."""

    def __getattr__(self, name: str) -> object:
        return MEMBERS[name]


def target(operation: AnyOperation) -> str:
    return targets_of(operation, Named(), REALM)[0]


@pytest.mark.parametrize(
    ("name", "arn"),
    [
        row("GetDeviceInstance", DOOR, shows="POL-021"),
        row("UpdateDeviceInstance", DOOR, shows="POL-022"),
        row("DeleteDeviceInstance", DOOR, shows="POL-023"),
        row("CreateDeviceActivationQrCode", DOOR, shows="POL-024"),
        row("DeleteAssociatedDevice", DOOR, shows="POL-025"),
        row("RebootDevice", DOOR, shows="POL-026"),
        row("GetDeviceInstanceConfiguration", CONFIGURATION, shows="POL-028"),
        row("DeleteSite", NORTH, shows="POL-030"),
        row("GetSiteAddress", NORTH, shows="POL-031"),
        row("UpdateSite", NORTH, shows="POL-032"),
        row("UpdateSiteAddress", NORTH, shows="POL-033"),
        row("DeleteDeviceConfigurationTemplate", FORM, shows="POL-035"),
        row("GetDeviceConfigurationTemplate", FORM, shows="POL-036"),
        row("UpdateDeviceConfigurationTemplate", FORM, shows="POL-037"),
        row("GetSite", NORTH, shows="POL-038"),
    ],
)
@pytest.mark.requirement("POL-018")
def test_an_action_on_a_thing_is_asked_of_that_things_arn(name: str, arn: str) -> None:
    operation = OPERATIONS[name]
    assert target(operation) == arn
    request = asked(operation.action, target(operation))
    assert verdict(request, allow(operation.action, arn)) is ALLOWED
    assert verdict(request, allow(operation.action, f"{arn}x")) is SILENT
    assert verdict(request, allow(operation.action, "*"), deny(operation.action, arn)) is DENIED


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        row("CreateDeviceInstance", ANY_DOOR, shows="POL-020"),
        row("CreateSite", ANY_SITE, shows="POL-029"),
        row("CreateDeviceConfigurationTemplate", ANY_FORM, shows="POL-034"),
    ],
)
@pytest.mark.requirement("POL-039")
def test_making_a_thing_is_asked_of_the_arns_of_its_type_and_a_star_will_do(name: str, pattern: str) -> None:
    operation = OPERATIONS[name]
    request = asked(operation.action, target(operation))
    assert verdict(request, allow(operation.action, pattern)) is ALLOWED
    assert verdict(request, allow(operation.action)) is ALLOWED
    assert verdict(request, allow(operation.action, REALM.arn("user/*"))) is SILENT


@pytest.mark.requirement("POL-041", "IAMF-008")
def test_an_action_that_lists_needs_a_star() -> None:
    for operation in OPERATIONS.values():
        if operation.prefix == "one" and operation.target == "*":
            request = asked(operation.action, target(operation))
            assert verdict(request, allow(operation.action, REALM.arn("*"))) is SILENT
            assert verdict(request, allow(operation.action, "*")) is ALLOWED
    assert OPERATIONS["ListSites"].target == OPERATIONS["ListDeviceInstances"].target == "*"


READ_AND_KEEP: tuple[dict[str, Any], ...] = (
    allow(["one:GetSite", "one:GetSiteAddress"], NORTH),
    deny(["one:DeleteSite", "one:UpdateSiteAddress"], NORTH),
)
"""The guide's two examples on one site (p.76), attached together."""


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        row("GetSite", ALLOWED, shows="POL-042"),
        row("GetSiteAddress", ALLOWED, shows="POL-042"),
        row("DeleteSite", DENIED, shows="POL-043"),
        row("UpdateSiteAddress", DENIED, shows="POL-043"),
        row("UpdateSite", SILENT),
    ],
)
@pytest.mark.requirement("POL-044")
def test_reading_a_site_may_be_allowed_and_changing_it_denied(name: str, expected: Verdict) -> None:
    operation = OPERATIONS[name]
    assert verdict(asked(operation.action, target(operation)), *READ_AND_KEEP) is expected


@pytest.mark.requirement("API-027")
def test_each_required_type_of_resource_is_what_the_target_is() -> None:
    """A Resource element that fits no ARN of a required type never allows the action."""
    for operation in OPERATIONS.values():
        for kind in operation.required:
            assert _is_of(kind, operation.target), operation.name


@pytest.mark.requirement("API-028")
@pytest.mark.parametrize("arn", [DOOR, NORTH, FORM])
def test_of_optional_types_any_one_may_be_named(arn: str) -> None:
    operation = OPERATIONS["TagResource"]
    assert len(operation.optional) > 1
    (asked_for,) = targets_of(operation, TagResource(arn, {"a": "b"}), REALM)
    assert asked_for == arn
    assert verdict(asked(operation.action, asked_for), allow(operation.action, arn)) is ALLOWED
    others = [each for each in (DOOR, NORTH, FORM) if each != arn]
    assert verdict(asked(operation.action, asked_for), allow(operation.action, others)) is SILENT


def _is_of(kind: ResourceType, target: str) -> bool:
    """Whether a target's path has the form of the type's: `site/{siteId}` that of `site/${SiteId}`."""
    shape = ["{" if part.startswith("${") else part for part in kind.path.split("/")]
    return ["{" if part.startswith("{") or part == "*" else part for part in target.split("/")] == shape
