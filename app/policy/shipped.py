"""The policies that ship with Thenar: the guide's three, as printed, and the two that its console pages need.

Source: the guide, "Managed policies" and "Specify user details"; IAM User Guide for AdministratorAccess and
IAMUserChangePassword. Nobody can change them; whoever has one attached gets a newer release's with the release.

>>> by_arn("arn:aws:iam::aws:policy/AmazonOneEnterpriseReadOnlyAccess").name
'AmazonOneEnterpriseReadOnlyAccess'
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from app.domain.bounded_json import JsonValue

PREFIX = "arn:aws:iam::aws:policy/"
_VERSION = "2012-10-17"


@dataclass(frozen=True)
class ShippedPolicy:
    name: str
    description: str
    document: str
    """JSON."""
    since: date

    @property
    def arn(self) -> str:
        return PREFIX + self.name


@dataclass(frozen=True)
class PolicyUpdate:
    change: str
    description: str
    on: date


def _shipped(name: str, description: str, *statements: JsonValue) -> ShippedPolicy:
    document = json.dumps({"Version": _VERSION, "Statement": list(statements)}, indent=2)
    return ShippedPolicy(name, description, document, _TRACKED)


def _allow(sid: str, actions: list[JsonValue], resource: JsonValue) -> JsonValue:
    return {"Sid": sid, "Effect": "Allow", "Action": actions, "Resource": resource}


_TRACKED = date(2023, 12, 1)
FULL = _shipped(
    "AmazonOneEnterpriseFullAccess",
    "Everything with sites, devices and enrolled people",
    _allow("FullAccessStatementID", ["one:*"], "*"),
)
READ_ONLY = _shipped(
    "AmazonOneEnterpriseReadOnlyAccess",
    "Seeing sites, devices and enrolled people",
    _allow("ReadOnlyAccessStatementID", ["one:Get*", "one:List*"], "*"),
)
INSTALLER = _shipped(
    "AmazonOneEnterpriseInstallerAccess",
    "Retrieving activation QR codes, and what finding the right one needs",
    _allow(
        "InstallerAccessStatementID",
        [
            "one:CreateDeviceActivationQrCode",
            "one:GetDeviceInstance",
            "one:GetSite",
            "one:GetSiteAddress",
            "one:ListDeviceInstances",
            "one:ListSites",
        ],
        "*",
    ),
)
ADMINISTRATOR = _shipped(
    "AdministratorAccess", "Everything, people and policies too", _allow("AdministratorAccess", ["*"], "*")
)
CHANGE_PASSWORD = _shipped(
    "IAMUserChangePassword",
    "Changing one's own password",
    _allow("OwnPassword", ["iam:ChangePassword"], ["arn:aws:iam::*:user/${aws:username}"]),
    _allow("PasswordRules", ["iam:GetAccountPasswordPolicy"], "*"),
)

SHIPPED: Mapping[str, ShippedPolicy] = MappingProxyType(
    {policy.arn: policy for policy in (ADMINISTRATOR, FULL, INSTALLER, READ_ONLY, CHANGE_PASSWORD)}
)
"""By ARN, in the order of names."""

UPDATES = (
    PolicyUpdate(
        "Thenar started tracking changes", "Changes of the policies that ship are listed from here on", _TRACKED
    ),
)
"""Newest first: what the guide's table "updates to managed policies" lists."""


def by_arn(arn: str) -> ShippedPolicy | None:
    return SHIPPED.get(arn)
