"""What the rows of people and authority share: their form, and the members that many of them have.

Names, members and limits are those of the IAM API reference, so that policies written for it keep their meaning; the
wire is ours: every call is a POST with a JSON body. Targets begin with `iam:`, which stands for
`arn:aws:iam::ACCOUNT:`.
"""

from typing import Annotated, TypeAlias

from app.domain.limits import LINES, MASKED, Number, Text
from app.operations.common import PageSize, PageToken
from app.operations.operation import AccessLevel, AnswerT, Method, Operation, Origin, RequestT
from app.operations.refusals import ErrorCode

LETTERS = r"[A-Za-z0-9+=,.@_-]*"
UserName: TypeAlias = Annotated[str, Text(1, 64, LETTERS)]
GroupName: TypeAlias = Annotated[str, Text(1, 128, LETTERS)]
RoleName: TypeAlias = Annotated[str, Text(1, 64, LETTERS)]
PolicyName: TypeAlias = Annotated[str, Text(1, 128, LETTERS)]
PolicyArn: TypeAlias = Annotated[str, Text(20, 256, r"arn:aws:iam::(?:aws|[0-9]{12}):policy/[A-Za-z0-9+=,.@_-]+")]
RoleArn: TypeAlias = Annotated[str, Text(20, 256, r"arn:aws:iam::[0-9]{12}:role/[A-Za-z0-9+=,.@_-]+")]
Document: TypeAlias = Annotated[str, Text(1, 32_768, LINES)]
"""A policy, as JSON text."""
Remark: TypeAlias = Annotated[str, Text(0, 1000), MASKED]
Password: TypeAlias = Annotated[str, Text(1, 256, r"[^\x00]*"), MASKED]
"""Masked and not secret: who was just given one has to see it once. Longer ones than a policy may take are refused by
the policy, with its reason."""
Code: TypeAlias = Annotated[str, Text(6, 6, r"[0-9]*"), MASKED]
VersionId: TypeAlias = Annotated[str, Text(2, 10, r"v[1-9][0-9]*")]
SessionSeconds: TypeAlias = Annotated[int, Number(900, 43_200)]
Size: TypeAlias = PageSize
Page: TypeAlias = PageToken

IAM = "iam"
STS = "sts"

_ANYWHERE = (ErrorCode.NOT_FOUND, ErrorCode.CONFLICT, ErrorCode.QUOTA)


def row(
    name: str,
    summary: str,
    access: AccessLevel,
    request: type[RequestT],
    answer: type[AnswerT],
    target: str = "*",
    *,
    service: str = IAM,
    acts_as: str = "",
    paginated: str = "",
    condition_keys: tuple[str, ...] = (),
) -> Operation[RequestT, AnswerT]:
    return Operation(
        name,
        summary,
        access,
        Method.POST,
        f"/{service}/{name}",
        request,
        answer,
        target=target,
        condition_keys=condition_keys,
        errors=_ANYWHERE,
        paginated=paginated,
        prefix=service,
        acts_as=acts_as,
        origin=Origin.OWN,
    )
