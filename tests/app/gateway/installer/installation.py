"""An installation with an installer, one site and two device instances, one of them ready; and where its pages are."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.operations import iam_credentials as credentials
from app.operations.configurations import CREATE_CONFIGURATION, CreateDeviceInstanceConfiguration
from app.operations.instances import CREATE_INSTANCE, CREATE_QR_CODE, CreateDeviceInstance
from app.operations.sites import CREATE_SITE, CreateSite
from app.policy.shipped import INSTALLER
from app.runtime.clock import SystemClock
from app.storage.control.store import SqlControlStore
from tests.app.control import ADDRESS, ENTRANCE
from tests.app.domain.test_device_configuration import DOOR
from tests.app.services.control.identity.house import OWNER, PASSWORD, House


class Later(SystemClock):
    """The machine's, and what a test has let pass."""

    def __init__(self) -> None:
        self.passed = timedelta(0)

    def now(self) -> datetime:
        return super().now() + self.passed


class Installation(House):
    """One site with two device instances, the first of which is ready; `ada` installs, and `bob` may nothing."""

    def __init__(self, folder: Path, store: SqlControlStore) -> None:
        super().__init__(store)
        self.folder, self.clock = folder, Later()
        self.now = datetime.now(UTC)
        self.performer = replace(self.performer, entrance=ENTRANCE)
        self.set_up()
        self.person("ada", INSTALLER.arn)
        self.person("bob")
        self.site = self.call(CREATE_SITE, CreateSite("Head office", ADDRESS), OWNER).site_id
        self.ready = self.instance("North door", self.site)
        self.call(CREATE_INSTANCE, CreateDeviceInstance(self.site, "South door"), OWNER)

    def person(self, name: str, *policies: str) -> None:
        self.user(name, *policies)
        self.call(credentials.CREATE_LOGIN_PROFILE, credentials.CreateLoginProfile(name, PASSWORD, False), OWNER)

    def instance(self, name: str, site: str) -> str:
        made = self.call(CREATE_INSTANCE, CreateDeviceInstance(site, name), OWNER).device_instance_id
        self.call(CREATE_CONFIGURATION, CreateDeviceInstanceConfiguration(made, DOOR), OWNER)
        return made

    def codes_made(self) -> int:
        return sum(
            record.operation is CREATE_QR_CODE and record.refusal is None and record.decision is not None
            for record in self.trail.records
        )


def device(house: Installation) -> str:
    return f"/install/devices/{house.ready}"


def code(house: Installation) -> str:
    return f"{device(house)}/code"
