"""An invented control plane for pictures and tests of its pages: canned answers, in memory, the same each time.

backend = ExamplePlane()
backend.answers["ListSites"] = SitePage(())
backend.refusals["CreateSite"] = Refusal.of(Reason.NAME_TAKEN, ...)
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from app.domain.badge_formats import FORMATS
from app.domain.badge_layouts import layout_of
from app.domain.destinations import EventFile, RetryPolicy, Webhook
from app.domain.device_configuration import (
    BaudRate,
    ControlPanel,
    DeviceConfiguration,
    OperationMode,
    OsdpSettings,
    Protocol,
    WifiCredentials,
    WifiSecurity,
)
from app.domain.device_instances import InstanceState
from app.domain.device_lock import Lock, Locked
from app.domain.health_checks import Check
from app.domain.key_state import KeyState
from app.domain.power import PowerSource
from app.domain.realm import Realm
from app.domain.sites import Address
from app.operations.audit import AuditEvent, AuditEventPage, AuditHead
from app.operations.configurations import InstanceConfiguration, TemplateDetail, TemplatePage, TemplateSummary
from app.operations.encryption import EncryptionSettings
from app.operations.event_rules import Destination, RuleDetail, RulePage, TargetPage, TargetStatus
from app.operations.events import PatternVerdict
from app.operations.iam_credentials import AccessKeyDetail, AccessKeyList, CallerIdentity, MfaDevices
from app.operations.iam_policies import AttachedPolicies, AttachedPolicy, PolicyDetail, PolicyPage
from app.operations.iam_principals import UserDetail, UserPage
from app.operations.instances import (
    ActivationQrCode,
    ConnectivityWord,
    DeviceStatus,
    HealthWord,
    InstanceDetail,
    InstancePage,
    InstanceSummary,
)
from app.operations.operation import AnswerT, Operation, RequestT
from app.operations.people import User, UserStatus
from app.operations.people import UserPage as EnrolledPage
from app.operations.refusals import Reason, Refusal
from app.operations.sites import SiteAddress, SiteDetail, SitePage, SiteSummary
from app.operations.usage import SiteUsage, UsageStatement

REALM = Realm("123456789012")
MADE_MS = int(datetime(2026, 2, 3, 9, 30, tzinfo=UTC).timestamp() * 1000)
HARBOUR = Address("1 Harbour Street", "Portsmouth", "PO1 3AX", "GB", state_or_region="Hampshire")
_PLACES = (
    ("hqHqhqHqhqHq01", "Head office", "Portsmouth", "PO1 3AX", "GB", 6, 4),
    ("labLabLabLab02", "North laboratory", "Leeds", "LS1 4AP", "GB", 3, 3),
    ("warWarWarWar03", "Warehouse", "Zaragoza", "50001", "ES", 2, 0),
)
SITES = tuple(
    SiteSummary(key, REALM.arn(f"site/{key}"), name, "", city, code, country, devices, active, MADE_MS)
    for key, name, city, code, country, devices, active in _PLACES
)


def detail_of(site: SiteSummary) -> SiteDetail:
    tags = {"team": "facilities"}
    return SiteDetail(
        site.site_id,
        site.site_arn,
        site.name,
        site.description,
        site.city,
        site.postal_code,
        site.country_code,
        site.device_instance_count,
        site.active_device_instance_count,
        site.created_at_in_millis,
        site.created_at_in_millis,
        tags,
    )


def _instance(
    key: str, name: str, site: int, state: InstanceState, mode: OperationMode | None, version: int | None
) -> InstanceSummary:
    activated = state.activated
    return InstanceSummary(
        key,
        REALM.arn(f"device-instance/{key}"),
        SITES[site].site_id,
        name,
        state,
        MADE_MS,
        mode,
        version,
        "TH-2041" if activated else None,
        MADE_MS + 86_400_000 if activated else None,
    )


INSTANCES = (
    _instance("deskDeskDesk01", "Reception desk", 0, InstanceState.ACTIVE, OperationMode.ENROLLMENT, 2),
    _instance("doorDoorDoor02", "Main entrance", 0, InstanceState.ACTIVE, OperationMode.ENTRY, 3),
    _instance("doorDoorDoor03", "Loading bay", 2, InstanceState.READY_FOR_ACTIVATION, OperationMode.ENTRY, 1),
    _instance("doorDoorDoor04", "Roof terrace", 0, InstanceState.READY_FOR_ACTIVATION, OperationMode.ENTRY, 1),
    _instance("doorDoorDoor05", "Second laboratory", 1, InstanceState.NEEDS_CONFIGURATION, None, None),
)
DESK = DeviceConfiguration(OperationMode.ENROLLMENT, WifiCredentials("staff", WifiSecurity.WPA3_PERSONAL))
DOOR = DeviceConfiguration(
    OperationMode.ENTRY,
    control_panel=ControlPanel(Protocol.OSDP_V2, OsdpSettings(4, BaudRate.B19200)),
    badge_format=layout_of(FORMATS["H10301"]),
)
TEMPLATES = tuple(
    TemplateSummary(key, REALM.arn(f"device-configuration-template/{key}"), name, mode, MADE_MS, MADE_MS)
    for key, name, mode in (
        ("tmplTmplTmpl01", "Doors of the head office", OperationMode.ENTRY),
        ("tmplTmplTmpl02", "Desks", OperationMode.ENROLLMENT),
    )
)


def instance_of(row: InstanceSummary, status: DeviceStatus | None = None) -> InstanceDetail:
    return InstanceDetail(
        row.device_instance_id,
        row.device_instance_arn,
        row.site_id,
        REALM.arn(f"site/{row.site_id}"),
        row.name,
        row.state,
        row.created_at_in_millis,
        row.created_at_in_millis,
        {"floor": "0"},
        row.operation_mode,
        row.configuration_version,
        row.asset_tag_id,
        row.activated_at_in_millis,
        status,
    )


def status_of(row: InstanceSummary) -> DeviceStatus:
    connected, healthy = ConnectivityWord.CONNECTED, HealthWord.HEALTHY
    return DeviceStatus(
        row.device_instance_id,
        connected,
        healthy,
        MADE_MS + 90_000_000,
        "1.4.0",
        3,
        power_source=PowerSource.MAINS,
        bandwidth_kbps=94_000,
    )


def locked_of(row: InstanceSummary) -> InstanceDetail:
    """Carried away, or long without its server."""
    status = replace(
        status_of(row),
        locks=(Locked(Lock.INACTIVITY, MADE_MS),),
        failing_checks=(Check.CLOCK, Check.POWER),
        power_source=PowerSource.BATTERY,
    )
    return instance_of(row, status)


def silent_of(row: InstanceSummary) -> InstanceDetail:
    """No word from it, and two of its checks failed when there was one."""
    status = replace(status_of(row), connectivity=ConnectivityWord.DISCONNECTED, health=HealthWord.CRITICAL)
    return instance_of(row, replace(status, failing_checks=(Check.CAMERA, Check.DISK)))


def damaged() -> dict[str, Any]:
    """One that can still tell how it is, and whose configuration names support. Any: as `example_answers`."""
    row = INSTANCES[1]
    named = replace(DOOR, support_contact="help@facilities.example")
    return {
        "GetDeviceInstance": silent_of(row),
        "GetDeviceInstanceConfiguration": InstanceConfiguration(
            row.device_instance_id, row.device_instance_arn, 3, named, MADE_MS
        ),
    }


def template_of(row: TemplateSummary, configuration: DeviceConfiguration = DOOR) -> TemplateDetail:
    at = row.created_at_in_millis
    return TemplateDetail(row.template_id, row.template_arn, row.name, configuration, at, at, {})


USERS = tuple(
    UserDetail(name, f"AIDA{name.upper()}", REALM.iam_arn(f"user/{name}"), MADE_MS, {"team": team})
    for name, team in (("ada", "facilities"), ("installer-north", "contractor"))
)
SHIPPED = tuple(
    PolicyDetail(name, f"arn:aws:iam::aws:policy/{name}", "v1", 0, MADE_MS, MADE_MS)
    for name in ("AmazonOneEnterpriseFullAccess", "AmazonOneEnterpriseInstallerAccess",
                 "AmazonOneEnterpriseReadOnlyAccess")
)  # fmt: skip
DAY_MS = 86_400_000
PEOPLE = tuple(
    User(f"{number:032x}", REALM.arn(f"user/{number:032x}"), UserStatus.ACTIVE, "Reception desk", MADE_MS, badge, ends)
    for number, badge, ends in (
        (0xA1B2C3 << 104, "17:4242", None),
        (0x5D1E77 << 104, "17:4243", MADE_MS + 30 * DAY_MS),
        (0x0F2B44 << 104, None, MADE_MS + 20 * DAY_MS),
        (0x77AA10 << 104, "17:4244", None),
    )
)
RULES = (
    RuleDetail(
        "doors-offline",
        REALM.arn("event-rule/doors-offline"),
        '{"source": ["aws.one"], "detail-type": ["Device connectivity status changed"]}',
        True,
        "Tell facilities when a door loses its network",
        MADE_MS,
        {},
    ),
)
TARGETS = (
    TargetStatus("hooks", Destination(webhook=Webhook("https://hooks.example.org/thenar")), RetryPolicy(), 0, 0, 0),
    TargetStatus("archive", Destination(file=EventFile("doors")), RetryPolicy(), 12, 3, 4),
)


def _event(number: int, name: str, user: str, error: str = "") -> AuditEvent:
    record = {"eventName": name, "userIdentity": {"userName": user}, **({"errorCode": error} if error else {})}
    arn = SITES[0].site_arn
    return AuditEvent(f"{number:032x}", name, False, user, MADE_MS + number * 60_000, (arn,), json.dumps(record))


EVENTS = (
    _event(4, "RebootDevice", "ada"),
    _event(3, "DeleteSite", "installer-north", "AccessDenied"),
    _event(2, "CreateSite", "ada"),
)


USED = UsageStatement(
    "2026-02",
    tuple(
        SiteUsage(site.site_id, devices, people, granted, refused, site.name)
        for site, (devices, people, granted, refused) in zip(
            SITES, ((3, 412, 18_730, 214), (1, 57, 2_046, 31)), strict=False
        )
    ),
    48_234_496,
    472,
    MADE_MS + 90_000_000,
    ("2026-02", "2026-01"),
)


def example_answers() -> dict[str, Any]:
    """By operation. Any: answers of every operation there is."""
    return {
        "ListSites": SitePage(SITES),
        "GetSite": detail_of(SITES[0]),
        "GetSiteAddress": SiteAddress(SITES[0].site_id, HARBOUR),
        "ListDeviceInstances": InstancePage(INSTANCES),
        "GetDeviceInstance": instance_of(INSTANCES[1], status_of(INSTANCES[1])),
        "ListDeviceConfigurationTemplates": TemplatePage(TEMPLATES),
        "GetDeviceConfigurationTemplate": template_of(TEMPLATES[0]),
        "GetCallerIdentity": CallerIdentity("AIDAADA", REALM.account, REALM.iam_arn("user/ada")),
        "ListIamUsers": UserPage(USERS),
        "ListAttachedUserPolicies": AttachedPolicies((AttachedPolicy(SHIPPED[0].policy_name, SHIPPED[0].arn),)),
        "ListMFADevices": MfaDevices(()),
        "ListAccessKeys": AccessKeyList((AccessKeyDetail("ada", "AKIA234567ABCDEFGHIJ", True, MADE_MS),)),
        "ListPolicies": PolicyPage(SHIPPED),
        "ListUsersV1": EnrolledPage(PEOPLE),
        "ListRules": RulePage(RULES),
        "ListTargetsByRule": TargetPage(TARGETS),
        "TestEventPattern": PatternVerdict(True),
        "GetEncryptionSettings": EncryptionSettings(KeyState.ENABLED, ("vault", "spare"), "vault"),
        "GetUsageStatement": USED,
        "LookupEvents": AuditEventPage(EVENTS),
        "GetAuditHead": AuditHead(4, "9f" * 32),
        "CreateDeviceActivationQrCode": ActivationQrCode(
            INSTANCES[2].device_instance_id, "THENAR1 EXAMPLE ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", MADE_MS + 300_000
        ),
    }


@dataclass
class ExamplePlane:
    """Implements `app.operations.backend.Backend`. What was asked is in `asked`, the newest last."""

    answers: dict[str, Any] = field(default_factory=example_answers)
    refusals: dict[str, Refusal] = field(default_factory=dict)
    asked: list[tuple[str, Any]] = field(default_factory=list)

    def call(self, operation: Operation[RequestT, AnswerT], request: RequestT) -> AnswerT | Refusal:
        self.asked.append((operation.name, request))
        refusal = self.refusals.get(operation.name)
        if refusal is not None:
            return refusal
        answer = self.answers.get(operation.name, Refusal.of(Reason.UNKNOWN_OPERATION))
        assert isinstance(answer, operation.answer | Refusal)
        return answer

    def requests(self, name: str) -> list[Any]:
        return [request for each, request in self.asked if each == name]


def denied(action: str) -> Refusal:
    facts: Mapping[str, str] = {"user": REALM.iam_arn("user/ada"), "action": action, "resource": "*"}
    return Refusal.of(Reason.ACCESS_DENIED, **facts)
