"""Short ways to write policies and requests in tests."""

from typing import Any

import pytest

from app.policy.decision import Policies, Request, Verdict, decide
from app.policy.grammar import parse_policy
from app.policy.variables import Context, ContextValue

ADA = "arn:aws:iam::123456789012:user/ada"
NORTH = "arn:aws:one:us-east-1:123456789012:site/north"
DOOR = "arn:aws:one:us-east-1:123456789012:device-instance/77"

ALLOWED, DENIED, SILENT = Verdict.ALLOWED, Verdict.EXPLICIT_DENY, Verdict.IMPLICIT_DENY


def row(*values: object, shows: str | None = None, name: str | None = None) -> Any:
    """One case of a table; `shows` is the row of tests/requirements.md that it shows."""
    return pytest.param(*values, id=name, marks=() if shows is None else pytest.mark.requirement(shows))


def allow(action: Any = "one:*", resource: Any = "*", **elements: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **elements}


def deny(action: Any = "one:*", resource: Any = "*", **elements: Any) -> dict[str, Any]:
    return {**allow(action, resource, **elements), "Effect": "Deny"}


def document(*statements: dict[str, Any], version: str = "2012-10-17") -> Any:
    return {"Version": version, "Statement": list(statements)}


def asked(action: str, resource: str = "*", context: dict[str, ContextValue] | None = None, who: str = ADA) -> Request:
    return Request(who, action, resource, Context.of(context or {}))


def verdict(request: Request, *statements: dict[str, Any], version: str = "2012-10-17") -> Verdict:
    return decide(Policies((parse_policy(document(*statements, version=version)),)), request).verdict
