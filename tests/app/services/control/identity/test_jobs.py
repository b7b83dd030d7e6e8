"""The people of the guide's first pages at their work: who adds whom, and what each gets done with what he was
given."""

from dataclasses import replace

import pytest

from app.operations import iam_credentials as credentials
from app.operations import iam_policies as policies
from app.operations import iam_principals as principals
from app.operations.configurations import CREATE_CONFIGURATION, CreateDeviceInstanceConfiguration
from app.operations.instances import (
    CREATE_INSTANCE,
    CREATE_QR_CODE,
    LIST_INSTANCES,
    CreateDeviceActivationQrCode,
    CreateDeviceInstance,
    ListDeviceInstances,
)
from app.operations.refusals import Reason
from app.operations.sites import CREATE_SITE, GET_SITE, LIST_SITES, UPDATE_SITE, GetSite, ListSites, UpdateSite
from app.policy.shipped import ADMINISTRATOR, FULL, INSTALLER
from tests.app.control import ENTRANCE
from tests.app.domain.test_device_configuration import DOOR
from tests.app.services.control.identity.house import PASSWORD, SITE, House, allow
from tests.app.services.control.identity.test_sign_in import made

DENIED = Reason.ACCESS_DENIED


@pytest.fixture
def house(house: House) -> House:
    """With a door for terminals, as a server has."""
    house.performer = replace(house.performer, entrance=ENTRANCE)
    return house


def added(house: House, name: str, policy: str) -> None:
    """By the facility manager, with a password to sign in with."""
    manager = house.as_user("manager")
    house.call(principals.CREATE_USER, principals.CreateUser(name), manager)
    house.call(policies.ATTACH_USER_POLICY, policies.UserAttachment(name, policy), manager)
    profile = credentials.CreateLoginProfile(name, PASSWORD, False)
    house.call(credentials.CREATE_LOGIN_PROFILE, profile, manager)


@pytest.mark.requirement("ROLE-003")
def test_a_facility_manager_adds_an_admin_who_manages_a_site_and_nobody(house: House) -> None:
    house.user("manager", ADMINISTRATOR.arn)
    added(house, "keeper", FULL.arn)
    keeper = house.as_session(made(house.sign_in("keeper")))
    site = house.call(CREATE_SITE, SITE, keeper)
    house.call(UPDATE_SITE, UpdateSite(site.site_id, name="Main office"), keeper)
    assert house.call(GET_SITE, GetSite(site.site_id), keeper).name == "Main office"
    assert house.refused(keeper, principals.CREATE_USER, principals.CreateUser("friend")) is DENIED


@pytest.mark.requirement("ROLE-004", "SEC-002")
def test_a_facility_manager_adds_an_installer_who_reaches_codes_and_nothing_else(house: House) -> None:
    manager = house.user("manager", ADMINISTRATOR.arn)
    site = house.call(CREATE_SITE, SITE, manager)
    door = house.call(CREATE_INSTANCE, CreateDeviceInstance(site.site_id, "Front door"), manager)
    request = CreateDeviceInstanceConfiguration(door.device_instance_id, DOOR)
    house.call(CREATE_CONFIGURATION, request, manager)
    added(house, "installer", INSTALLER.arn)
    installer = house.as_session(made(house.sign_in("installer")))
    (found,) = house.call(LIST_INSTANCES, ListDeviceInstances(site_id=site.site_id), installer).device_instances
    code = house.call(CREATE_QR_CODE, CreateDeviceActivationQrCode(found.device_instance_id), installer)
    assert code.qr_code
    assert house.refused(installer, CREATE_CONFIGURATION, request) is DENIED
    assert house.refused(installer, CREATE_SITE, SITE) is DENIED


@pytest.mark.requirement("POL-007")
def test_a_program_needs_none_of_the_rights_that_the_console_needs(house: House) -> None:
    program = house.user("program", inline=allow("one:CreateSite"))
    house.call(CREATE_SITE, SITE, program)
    assert house.refused(program, LIST_SITES, ListSites()) is DENIED
