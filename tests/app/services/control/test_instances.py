"""Device instances and their configurations, from a name to a device at work and back."""

from dataclasses import replace

import pytest

from app.domain.device_configuration import OperationMode, WifiCredentials
from app.domain.device_instances import DeviceInstance, InstanceId, InstanceState
from app.operations.common import NoAnswer
from app.operations.configurations import (
    CREATE_CONFIGURATION,
    CREATE_TEMPLATE,
    DELETE_TEMPLATE,
    GET_CONFIGURATION,
    GET_TEMPLATE,
    LIST_TEMPLATES,
    UPDATE_TEMPLATE,
    CreateDeviceConfigurationTemplate,
    CreateDeviceInstanceConfiguration,
    DeleteDeviceConfigurationTemplate,
    GetDeviceConfigurationTemplate,
    GetDeviceInstanceConfiguration,
    InstanceConfiguration,
    ListDeviceConfigurationTemplates,
    TemplateDetail,
    UpdateDeviceConfigurationTemplate,
)
from app.operations.instances import (
    CREATE_INSTANCE,
    DELETE_ASSOCIATED_DEVICE,
    DELETE_INSTANCE,
    GET_INSTANCE,
    LIST_INSTANCES,
    UPDATE_DEVICE_SERVICE,
    UPDATE_INSTANCE,
    CreateDeviceInstance,
    DeleteAssociatedDevice,
    DeleteDeviceInstance,
    GetDeviceInstance,
    InstanceDetail,
    ListDeviceInstances,
    UpdateDeviceInstance,
    UpdateDeviceService,
)
from app.operations.refusals import Reason
from app.operations.sites import (
    CREATE_SITE,
    DELETE_SITE,
    GET_SITE,
    UPDATE_SITE_ADDRESS,
    CreateSite,
    DeleteSite,
    GetSite,
    UpdateSiteAddress,
)
from app.services.control.call import Call
from app.services.control.instances import activate, held
from app.services.control.pages import Pages
from tests.app.control import ADA, ADDRESS, PROOFS, REALM, Plane, counting_ids
from tests.app.domain.test_device_configuration import DESK, DOOR, WIFI

NOWHERE = "nowherenowhere"


def a_site(plane: Plane) -> str:
    return plane.call(CREATE_SITE, CreateSite("Head office", ADDRESS)).site_id


def an_instance(plane: Plane, site: str = "", name: str = "North door") -> str:
    made = plane.call(CREATE_INSTANCE, CreateDeviceInstance(site or a_site(plane), name))
    return made.device_instance_id


def configured(plane: Plane, site: str = "") -> str:
    instance = an_instance(plane, site)
    plane.call(CREATE_CONFIGURATION, CreateDeviceInstanceConfiguration(instance, DOOR))
    return instance


def show_code(plane: Plane, instance: str, asset_tag: str = "0000195169") -> None:
    """What activation does once a device has shown the instance's code."""
    with plane.store.transaction() as transaction:
        pages = Pages(transaction.seals, "")
        announce = plane.events.queued.append
        call = Call(
            plane.envelope(ADA), REALM, transaction, counting_ids(), pages, announce, lambda deed: deed(), PROOFS
        )
        known = held(instance, call)
        assert isinstance(known, DeviceInstance)
        activate(known, asset_tag, call)


def active(plane: Plane, site: str = "") -> str:
    instance = configured(plane, site)
    show_code(plane, instance)
    return instance


def got(plane: Plane, instance: str) -> InstanceDetail:
    return plane.call(GET_INSTANCE, GetDeviceInstance(instance))


def version_of(plane: Plane, instance: str, version: int) -> InstanceConfiguration:
    return plane.call(GET_CONFIGURATION, GetDeviceInstanceConfiguration(instance, version))


@pytest.mark.requirement("DIC-006", "DIC-008", "RES-001")
def test_a_new_instance_needs_configuration(plane: Plane) -> None:
    site = a_site(plane)
    made = plane.call(CREATE_INSTANCE, CreateDeviceInstance(site, "North door", {"wing": "n"}))
    assert made.device_instance_arn == REALM.arn(f"device-instance/{made.device_instance_id}")
    assert (made.state, made.operation_mode) == (InstanceState.NEEDS_CONFIGURATION, None)
    assert got(plane, made.device_instance_id) == made
    assert plane.call(GET_SITE, GetSite(site)).device_instance_count == 1


def test_an_instance_stands_at_a_site_that_is_there(plane: Plane) -> None:
    refusal = plane.refusal(CREATE_INSTANCE, CreateDeviceInstance(NOWHERE, "North door"))
    assert (refusal.reason, refusal.facts["resource"]) == (Reason.NOT_FOUND, f"site/{NOWHERE}")


@pytest.mark.requirement("CFG-007", "CFG-008", "RES-002")
def test_each_configuration_is_the_next_version(plane: Plane) -> None:
    instance = an_instance(plane)
    plane.call(CREATE_CONFIGURATION, CreateDeviceInstanceConfiguration(instance, DOOR))
    assert got(plane, instance).state is InstanceState.READY_FOR_ACTIVATION
    plane.call(CREATE_CONFIGURATION, CreateDeviceInstanceConfiguration(instance, DESK))
    now = got(plane, instance)
    assert (now.configuration_version, now.operation_mode) == (2, OperationMode.ENROLLMENT)
    first = version_of(plane, instance, 1)
    assert first.configuration == DOOR
    assert first.configuration_arn == REALM.arn(f"device-instance/{instance}/configuration/1")
    assert version_of(plane, instance, 2).configuration == DESK
    missing = plane.refusal(GET_CONFIGURATION, GetDeviceInstanceConfiguration(instance, 3))
    assert missing.facts["resource"] == f"device-instance/{instance}/configuration/3"


def test_a_configuration_that_makes_no_sense_leaves_no_version(plane: Plane) -> None:
    instance = an_instance(plane)
    wrong = replace(DOOR, badge_format=None)
    refusal = plane.refusal(CREATE_CONFIGURATION, CreateDeviceInstanceConfiguration(instance, wrong))
    assert (refusal.reason, refusal.facts["member"]) == (Reason.ENTRY_NEEDS, "configuration.badgeFormat")
    nothing = plane.refusal(CREATE_CONFIGURATION, CreateDeviceInstanceConfiguration(instance))
    assert (nothing.reason, nothing.facts["member"]) == (Reason.MISSING, "configuration")
    assert got(plane, instance).state is InstanceState.NEEDS_CONFIGURATION


@pytest.mark.requirement("APIX-008")
def test_a_configuration_is_asked_about_by_the_tags_of_its_instance(plane: Plane) -> None:
    made = plane.call(CREATE_INSTANCE, CreateDeviceInstance(a_site(plane), "North door", {"wing": "n"}))
    instance = made.device_instance_id
    plane.call(CREATE_CONFIGURATION, CreateDeviceInstanceConfiguration(instance, DOOR))
    version_of(plane, instance, 1)
    action, resource, context = plane.authority.asked[-1]
    assert (action, resource) == (
        "one:GetDeviceInstanceConfiguration",
        REALM.arn(f"device-instance/{instance}/configuration/1"),
    )
    assert context.get("aws:resourcetag/wing") == "n"


def a_template(plane: Plane) -> TemplateDetail:
    return plane.call(CREATE_TEMPLATE, CreateDeviceConfigurationTemplate("Doors", DOOR, {"kind": "door"}))


@pytest.mark.requirement("TERM-012", "CFG-003", "CFG-004")
def test_a_template_is_applied_as_it_is_or_changed_on_the_way(plane: Plane) -> None:
    template, instance = a_template(plane), an_instance(plane)
    plane.call(CREATE_CONFIGURATION, CreateDeviceInstanceConfiguration(instance, template_id=template.template_id))
    first = version_of(plane, instance, 1)
    assert (first.configuration, first.template_id) == (DOOR, template.template_id)
    reviewed = replace(DOOR, wifi=WifiCredentials("lobby"))
    request = CreateDeviceInstanceConfiguration(instance, reviewed, template.template_id)
    plane.call(CREATE_CONFIGURATION, request)
    assert version_of(plane, instance, 2).configuration.wifi == WIFI
    assert plane.call(GET_TEMPLATE, GetDeviceConfigurationTemplate(template.template_id)) == template


def test_secrets_of_the_version_before_stay_when_left_out(plane: Plane) -> None:
    instance = configured(plane)
    shown = replace(DOOR, wifi=WifiCredentials("lobby"))
    plane.call(CREATE_CONFIGURATION, CreateDeviceInstanceConfiguration(instance, shown))
    assert version_of(plane, instance, 2).configuration == DOOR


@pytest.mark.requirement("TPL-014", "RES-004")
def test_templates_are_listed_changed_and_deleted(plane: Plane) -> None:
    template = a_template(plane)
    assert template.template_arn == REALM.arn(f"device-configuration-template/{template.template_id}")
    (listed,) = plane.call(LIST_TEMPLATES, ListDeviceConfigurationTemplates()).templates
    assert (listed.name, listed.operation_mode) == ("Doors", OperationMode.ENTRY)
    instance = an_instance(plane)
    plane.call(CREATE_CONFIGURATION, CreateDeviceInstanceConfiguration(instance, template_id=template.template_id))
    changed = UpdateDeviceConfigurationTemplate(template.template_id, "Desks", DESK)
    assert plane.call(UPDATE_TEMPLATE, changed).configuration == DESK
    assert plane.call(GET_TEMPLATE, GetDeviceConfigurationTemplate(template.template_id)).name == "Desks"
    assert plane.call(DELETE_TEMPLATE, DeleteDeviceConfigurationTemplate(template.template_id)) == NoAnswer()
    assert plane.refusal(GET_TEMPLATE, GetDeviceConfigurationTemplate(template.template_id)).reason is Reason.NOT_FOUND
    assert version_of(plane, instance, 1).configuration == DOOR


def test_a_template_that_makes_no_sense_is_refused(plane: Plane) -> None:
    wrong = replace(DESK, badge_format=DOOR.badge_format)
    made = plane.refusal(CREATE_TEMPLATE, CreateDeviceConfigurationTemplate("Desks", wrong))
    template = a_template(plane).template_id
    changed = plane.refusal(UPDATE_TEMPLATE, UpdateDeviceConfigurationTemplate(template, configuration=wrong))
    nothing = plane.refusal(UPDATE_TEMPLATE, UpdateDeviceConfigurationTemplate(template))
    assert (made.reason, changed.reason, nothing.reason) == (
        Reason.ENTRY_ONLY,
        Reason.ENTRY_ONLY,
        Reason.NOTHING_TO_CHANGE,
    )


@pytest.mark.requirement("TERM-003", "TERM-004", "TERM-007", "TERM-005")
def test_a_swapped_device_inherits_name_and_configuration(plane: Plane) -> None:
    instance = active(plane)
    before = got(plane, instance)
    assert (before.state, before.asset_tag_id) == (InstanceState.ACTIVE, "0000195169")
    plane.call(DELETE_ASSOCIATED_DEVICE, DeleteAssociatedDevice(instance))
    between = got(plane, instance)
    assert (between.state, between.asset_tag_id) == (InstanceState.READY_FOR_ACTIVATION, None)
    show_code(plane, instance, "0000200000")
    after = got(plane, instance)
    assert after == replace(before, asset_tag_id="0000200000")


def test_an_unactivated_instance_has_no_device_to_part_from(plane: Plane) -> None:
    request = DeleteAssociatedDevice(configured(plane))
    assert plane.refusal(DELETE_ASSOCIATED_DEVICE, request).reason is Reason.INSTANCE_NOT_ACTIVE


@pytest.mark.requirement("DIM-009")
def test_the_mode_of_an_activated_instance_is_fixed(plane: Plane) -> None:
    instance = active(plane)
    other = CreateDeviceInstanceConfiguration(instance, DESK)
    assert plane.refusal(CREATE_CONFIGURATION, other).reason is Reason.MODE_IS_FIXED
    plane.call(CREATE_CONFIGURATION, CreateDeviceInstanceConfiguration(instance, replace(DOOR, wifi=None)))
    assert got(plane, instance).state is InstanceState.ACTIVE
    plane.call(DELETE_ASSOCIATED_DEVICE, DeleteAssociatedDevice(instance))
    plane.call(CREATE_CONFIGURATION, other)
    assert got(plane, instance).operation_mode is OperationMode.ENROLLMENT


def test_a_device_goes_out_of_service_and_returns(plane: Plane) -> None:
    instance = active(plane)
    out, back = UpdateDeviceService(instance, False), UpdateDeviceService(instance, True)
    assert plane.refusal(UPDATE_DEVICE_SERVICE, back).reason is Reason.INSTANCE_IN_SERVICE
    assert plane.call(UPDATE_DEVICE_SERVICE, out).state is InstanceState.OUT_OF_SERVICE
    assert plane.refusal(UPDATE_DEVICE_SERVICE, out).reason is Reason.INSTANCE_OUT_OF_SERVICE
    assert plane.call(UPDATE_DEVICE_SERVICE, back).state is InstanceState.ACTIVE
    assert got(plane, instance).asset_tag_id == "0000195169"


@pytest.mark.requirement("TERM-006", "DIM-017", "DIM-018")
def test_an_instance_is_renamed_and_deleted_but_not_while_active(plane: Plane) -> None:
    instance = active(plane)
    assert plane.call(UPDATE_INSTANCE, UpdateDeviceInstance(instance, "South door")).name == "South door"
    assert plane.refusal(DELETE_INSTANCE, DeleteDeviceInstance(instance)).reason is Reason.INSTANCE_ACTIVE
    plane.call(DELETE_ASSOCIATED_DEVICE, DeleteAssociatedDevice(instance))
    plane.call(DELETE_INSTANCE, DeleteDeviceInstance(instance))
    assert plane.refusal(GET_INSTANCE, GetDeviceInstance(instance)).reason is Reason.NOT_FOUND
    with plane.store.reading() as reading:
        assert reading.instances.configuration(InstanceId(instance), 1) is None


@pytest.mark.requirement("SITM-011")
def test_a_site_with_instances_is_not_deleted(plane: Plane) -> None:
    site = a_site(plane)
    instance = an_instance(plane, site)
    refusal = plane.refusal(DELETE_SITE, DeleteSite(site))
    assert (refusal.reason, refusal.facts["count"]) == (Reason.SITE_HAS_INSTANCES, 1)
    plane.call(DELETE_INSTANCE, DeleteDeviceInstance(instance))
    assert plane.call(DELETE_SITE, DeleteSite(site)) == NoAnswer()


@pytest.mark.requirement("SITM-006", "SITM-007", "SITM-008")
def test_an_address_stays_while_an_instance_is_activated(plane: Plane) -> None:
    site = a_site(plane)
    configured(plane, site)
    move = UpdateSiteAddress(site, replace(ADDRESS, city="Southsea"))
    plane.call(UPDATE_SITE_ADDRESS, move)
    instance = active(plane, site)
    detail = plane.call(GET_SITE, GetSite(site))
    assert (detail.device_instance_count, detail.active_device_instance_count) == (2, 1)
    assert plane.refusal(UPDATE_SITE_ADDRESS, move).reason is Reason.SITE_HAS_ACTIVE_INSTANCES
    plane.call(UPDATE_DEVICE_SERVICE, UpdateDeviceService(instance, False))
    assert plane.refusal(UPDATE_SITE_ADDRESS, move).reason is Reason.SITE_HAS_ACTIVE_INSTANCES
    plane.call(DELETE_ASSOCIATED_DEVICE, DeleteAssociatedDevice(instance))
    plane.call(UPDATE_SITE_ADDRESS, move)


@pytest.mark.requirement("ROLE-002")
def test_lists_are_of_one_site_and_one_state(plane: Plane) -> None:
    one, two = a_site(plane), a_site(plane)
    ready, new, elsewhere = configured(plane, one), an_instance(plane, one), an_instance(plane, two)

    def listed(request: ListDeviceInstances) -> set[str]:
        return {each.device_instance_id for each in plane.call(LIST_INSTANCES, request).device_instances}

    assert listed(ListDeviceInstances()) == {ready, new, elsewhere}
    assert listed(ListDeviceInstances(site_id=one)) == {ready, new}
    assert listed(ListDeviceInstances(state=InstanceState.NEEDS_CONFIGURATION)) == {new, elsewhere}
    assert listed(ListDeviceInstances(one, InstanceState.READY_FOR_ACTIVATION)) == {ready}


def test_a_page_token_counts_for_its_own_filter(plane: Plane) -> None:
    site = a_site(plane)
    an_instance(plane, site)
    an_instance(plane, site)
    token = plane.call(LIST_INSTANCES, ListDeviceInstances(site_id=site, max_results=1)).next_token
    other = ListDeviceInstances(max_results=1, next_token=token)
    assert plane.refusal(LIST_INSTANCES, other).reason is Reason.BAD_PAGE_TOKEN
    same = ListDeviceInstances(site_id=site, max_results=1, next_token=token)
    assert plane.call(LIST_INSTANCES, same).next_token is None
