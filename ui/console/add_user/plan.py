"""What the wizard will do, and what of it is still to be done: one call after the other, each begun once.

plan = Plan("ada", password=None, must_change=True, console=True, policies=("arn:…",), tags={})
[operation.name for operation, _ in plan.calls()]
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.operations.iam_credentials import CREATE_LOGIN_PROFILE, CreateLoginProfile
from app.operations.iam_policies import ATTACH_USER_POLICY, UserAttachment
from app.operations.iam_principals import CREATE_USER, CreateUser
from app.operations.operation import Operation


@dataclass(frozen=True)
class Plan:
    user_name: str
    console: bool
    """Whether a person signs in; else access keys are made later."""
    password: str | None = field(default=None, repr=False)
    """None has the server make one."""
    must_change: bool = True
    policies: tuple[str, ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict)

    def calls(self) -> list[tuple[Operation[Any, Any], Any]]:
        """In their order. Any: of three operations."""
        made: list[tuple[Operation[Any, Any], Any]] = [(CREATE_USER, CreateUser(self.user_name, tags=self.tags))]
        made += [(ATTACH_USER_POLICY, UserAttachment(self.user_name, arn)) for arn in self.policies]
        if self.console:
            made.append((CREATE_LOGIN_PROFILE, CreateLoginProfile(self.user_name, self.password, self.must_change)))
        return made
