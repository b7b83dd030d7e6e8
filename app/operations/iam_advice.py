"""Operations that change nothing and explain: what would be allowed and why, and what a policy has wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated

from app.domain.limits import Many, Text
from app.operations.iam import Document, row
from app.operations.operation import AccessLevel, AnyOperation

Action = Annotated[str, Text(3, 128, r"[A-Za-z0-9-]+:[A-Za-z0-9]+")]
Resource = Annotated[str, Text(1, 2048, r"[!-~]*")]


@dataclass(frozen=True)
class Simulate:
    policy_source_arn: Annotated[str, Text(20, 256, r"arn:aws:iam::[0-9]{12}:(?:user|group|role)/[A-Za-z0-9+=,.@_-]+")]
    action_names: Annotated[tuple[Action, ...], Many(50, 1)]
    resource_arns: Annotated[tuple[Resource, ...], Many(20)] = ("*",)
    context_entries: Annotated[Mapping[Annotated[str, Text(1, 256)], Annotated[str, Text(0, 2048)]], Many(50)] = field(
        default_factory=dict
    )
    """Condition keys of one value each."""


@dataclass(frozen=True)
class Evaluation:
    action_name: str
    resource_arn: str
    decision: str
    """`allowed`, `explicitDeny` or `implicitDeny`."""
    layer: str | None = None
    """Of the deciding statement; for an implicit deny, the layer in which nothing allows."""
    policy_name: str | None = None
    statement_index: int | None = None
    sid: str | None = None


@dataclass(frozen=True)
class Evaluations:
    evaluation_results: tuple[Evaluation, ...]


class PolicyType(StrEnum):
    IDENTITY = "IDENTITY_POLICY"
    TRUST = "TRUST_POLICY"


@dataclass(frozen=True)
class ValidatePolicy:
    policy_document: Document
    policy_type: PolicyType = PolicyType.IDENTITY


class FindingType(StrEnum):
    """The words of AWS's Access Analyzer."""

    ERROR = "ERROR"
    SECURITY_WARNING = "SECURITY_WARNING"
    WARNING = "WARNING"
    SUGGESTION = "SUGGESTION"


class Issue(StrEnum):
    """What to do about each is in `resources/text` under `finding.<issue>`."""

    MALFORMED = "MALFORMED"
    ALLOWS_EVERYTHING = "ALLOWS_EVERYTHING"
    ALLOWS_RAISING_ONESELF = "ALLOWS_RAISING_ONESELF"
    UNKNOWN_ACTION = "UNKNOWN_ACTION"
    RESOURCE_MUST_BE_STAR = "RESOURCE_MUST_BE_STAR"
    OLD_VERSION = "OLD_VERSION"


@dataclass(frozen=True)
class Finding:
    finding_type: FindingType
    issue: Issue
    place: str
    """As in `Statement[0].Action`."""


@dataclass(frozen=True)
class Findings:
    findings: tuple[Finding, ...]


SIMULATE = row(
    "SimulatePrincipalPolicy",
    "Say what somebody may, and which statement says so",
    AccessLevel.READ,
    Simulate,
    Evaluations,
    "{policySourceArn}",
)
VALIDATE_POLICY = row(
    "ValidatePolicy",
    "Check a policy against the grammar and good practice",
    AccessLevel.READ,
    ValidatePolicy,
    Findings,
    service="access-analyzer",
)

ADVICE: tuple[AnyOperation, ...] = (SIMULATE, VALIDATE_POLICY)
