"""Who makes a call: the principal that the gateway has authenticated, as the audit and the policies name it.

>>> Caller(CallerKind.USER, "123456789012", "arn:aws:iam::123456789012:user/ada", "AIDA1", "ada").role is None
True
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class CallerKind(StrEnum):
    """The words of CloudTrail's `userIdentity.type`."""

    ROOT = "Root"
    USER = "IAMUser"
    ROLE = "AssumedRole"
    FEDERATED = "FederatedUser"
    SERVICE = "AWSService"


@dataclass(frozen=True, slots=True)
class RoleSession:
    """What a caller that assumed a role has besides: which role, since when."""

    role_arn: str
    role_id: str
    role_name: str


@dataclass(frozen=True, slots=True)
class Caller:
    kind: CallerKind
    account: str
    arn: str
    """`arn:aws:iam::ACCOUNT:user/ada`, or `arn:aws:sts::ACCOUNT:assumed-role/Admin/ada`."""
    principal: str
    """The unique id, never given to anybody else."""
    name: str = ""
    """The user's name, for `aws:username`; empty for a role."""
    access_key: str = ""
    """The id of the key that signed; empty for a session of the console."""
    role: RoleSession | None = None
    mfa_at: datetime | None = None
    """When a second factor was shown for these temporary credentials; None where none was."""
    issued_at: datetime | None = None
    """When the temporary credentials or the session were made."""
    session_policy: str = ""
    """The document that narrows this session; empty for none."""
    console: str = ""
    """The id of the console's session that speaks; empty for whoever signs."""
