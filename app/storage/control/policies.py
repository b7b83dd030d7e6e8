"""Implements `app.ports.control.policies`."""

from collections.abc import Collection, Mapping
from dataclasses import asdict

from sqlalchemy import Connection, Row, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.domain.principals import PrincipalId, folded
from app.ports.control.policies import Held, ManagedPolicy, PolicyVersion
from app.storage.control.authority_tables import attachments, inline_policies, policies, policy_versions, principals


class SqlPolicies:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, policy: ManagedPolicy) -> bool:
        try:
            with self._connection.begin_nested():
                values = {**asdict(policy), "folded": folded(policy.name)}
                self._connection.execute(insert(policies).values(values))
        except IntegrityError:
            return False
        return True

    def get(self, arn: str) -> ManagedPolicy | None:
        row = self._connection.execute(select(policies).where(policies.c.arn == arn)).first()
        return None if row is None else _policy(row)

    def page(self, after: str, most: int) -> list[ManagedPolicy]:
        query = select(policies).where(policies.c.arn > after).order_by(policies.c.arn).limit(most)
        return [_policy(row) for row in self._connection.execute(query)]

    def change(self, policy: ManagedPolicy) -> None:
        values = {k: v for k, v in asdict(policy).items() if k not in ("arn", "id", "name")}
        self._connection.execute(update(policies).where(policies.c.arn == policy.arn).values(values))

    def remove(self, arn: str) -> None:
        self._connection.execute(delete(policies).where(policies.c.arn == arn))

    def total(self) -> int:
        return self._connection.execute(select(func.count()).select_from(policies)).scalar_one()

    def put_version(self, arn: str, version: PolicyVersion) -> None:
        self._connection.execute(insert(policy_versions).values(arn=arn, **asdict(version)))

    def versions(self, arn: str) -> list[PolicyVersion]:
        mine = policy_versions.c.arn == arn
        query = select(policy_versions).where(mine).order_by(policy_versions.c.number.desc())
        return [PolicyVersion(row.number, row.document, row.created_at) for row in self._connection.execute(query)]

    def remove_version(self, arn: str, number: int) -> None:
        mine = (policy_versions.c.arn == arn) & (policy_versions.c.number == number)
        self._connection.execute(delete(policy_versions).where(mine))


class SqlAttachments:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def held_by(self, whose: Collection[PrincipalId]) -> Held:
        mine = inline_policies.c.principal.in_(whose)
        order = (inline_policies.c.principal, inline_policies.c.name)
        embedded = self._connection.execute(select(inline_policies).where(mine).order_by(*order))
        attached = select(attachments.c.arn).where(attachments.c.principal.in_(whose)).distinct()
        arns = self._connection.execute(attached.order_by(attachments.c.arn)).scalars()
        return Held(tuple((row.name, row.document) for row in embedded), tuple(arns))

    def attach(self, principal: PrincipalId, arn: str) -> None:
        self.detach(principal, arn)
        self._connection.execute(insert(attachments).values(principal=principal, arn=arn))

    def detach(self, principal: PrincipalId, arn: str) -> bool:
        pair = (attachments.c.principal == principal) & (attachments.c.arn == arn)
        return self._connection.execute(delete(attachments).where(pair)).rowcount > 0

    def attached_to(self, principal: PrincipalId) -> list[str]:
        query = select(attachments.c.arn).where(attachments.c.principal == principal).order_by(attachments.c.arn)
        return list(self._connection.execute(query).scalars())

    def uses(self, arn: str) -> int:
        attached = select(func.count()).select_from(attachments).where(attachments.c.arn == arn)
        bounding = select(func.count()).select_from(principals).where(principals.c.boundary == arn)
        return self._connection.execute(attached).scalar_one() + self._connection.execute(bounding).scalar_one()

    def put_inline(self, principal: PrincipalId, name: str, document: str) -> None:
        self.remove_inline(principal, name)
        row = {"principal": principal, "name": name, "document": document}
        self._connection.execute(insert(inline_policies).values(row))

    def inline_of(self, principal: PrincipalId) -> Mapping[str, str]:
        mine = inline_policies.c.principal == principal
        rows = self._connection.execute(select(inline_policies).where(mine).order_by(inline_policies.c.name))
        return {row.name: row.document for row in rows}

    def remove_inline(self, principal: PrincipalId, name: str) -> bool:
        one = (inline_policies.c.principal == principal) & (inline_policies.c.name == name)
        return self._connection.execute(delete(inline_policies).where(one)).rowcount > 0

    def clear(self, principal: PrincipalId) -> None:
        self._connection.execute(delete(attachments).where(attachments.c.principal == principal))
        self._connection.execute(delete(inline_policies).where(inline_policies.c.principal == principal))


def _policy(row: Row[tuple[object, ...]]) -> ManagedPolicy:
    return ManagedPolicy(
        arn=row.arn,
        id=row.id,
        name=row.name,
        description=row.description,
        default_version=row.default_version,
        next_version=row.next_version,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
