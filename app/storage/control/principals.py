"""Implements `app.ports.control.principals`."""

from dataclasses import asdict

from sqlalchemy import Connection, Row, Select, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.domain.faults import Fault, FaultError
from app.domain.password_policy import PasswordPolicy
from app.domain.principals import Owner, Principal, PrincipalId, PrincipalKind, folded
from app.ports.control.seals import Seals
from app.storage.control.authority_tables import memberships, owner, password_policy, principals

_ONE = 1
"""The key of a table with one row."""


class SqlPrincipals:
    def __init__(self, connection: Connection, seals: Seals) -> None:
        self._connection = connection
        self._seals = seals

    def owner(self) -> Owner | None:
        row = self._connection.execute(select(owner)).first()
        if row is None:
            return None
        address = self._seals.open(row.sealed, "owner", str(_ONE))
        if address is None:
            raise FaultError(Fault.STORE_UNREADABLE, "a row of owner was altered outside Thenar")
        return Owner(address.decode(), row.created_at, row.alias, row.credentials_from)

    def make_owner(self, new: Owner) -> None:
        self._connection.execute(delete(owner))
        sealed = self._seals.seal(new.email.encode(), "owner", str(_ONE))
        values = {"alias": new.alias, "created_at": new.created_at, "credentials_from": new.credentials_from}
        self._connection.execute(insert(owner).values(one=_ONE, sealed=sealed, **values))

    def password_policy(self) -> PasswordPolicy:
        row = self._connection.execute(select(password_policy)).mappings().first()
        return PasswordPolicy() if row is None else PasswordPolicy(**{k: v for k, v in row.items() if k != "one"})

    def set_password_policy(self, policy: PasswordPolicy) -> None:
        self._connection.execute(delete(password_policy))
        self._connection.execute(insert(password_policy).values(one=_ONE, **asdict(policy)))

    def add(self, principal: Principal) -> bool:
        try:
            with self._connection.begin_nested():
                values = {**asdict(principal), "folded": folded(principal.name)}
                self._connection.execute(insert(principals).values(values))
        except IntegrityError:
            return False
        return True

    def get(self, kind: PrincipalKind, name: str) -> Principal | None:
        found = self.find(kind, name)
        return found if found is not None and found.name == name else None

    def find(self, kind: PrincipalKind, name: str) -> Principal | None:
        named = (principals.c.kind == kind) & (principals.c.folded == folded(name))
        row = self._connection.execute(select(principals).where(named)).first()
        return None if row is None else _principal(row)

    def by_id(self, principal: PrincipalId) -> Principal | None:
        row = self._connection.execute(select(principals).where(principals.c.id == principal)).first()
        return None if row is None else _principal(row)

    def page(self, kind: PrincipalKind, after: str, most: int) -> list[Principal]:
        behind = (principals.c.kind == kind) & (principals.c.folded > folded(after))
        query = select(principals).where(behind).order_by(principals.c.folded).limit(most)
        return [_principal(row) for row in self._connection.execute(query)]

    def change(self, principal: Principal) -> None:
        values = {k: v for k, v in asdict(principal).items() if k not in ("id", "kind", "name")}
        self._connection.execute(update(principals).where(principals.c.id == principal.id).values(values))

    def remove(self, principal: PrincipalId) -> None:
        self._connection.execute(delete(principals).where(principals.c.id == principal))

    def total(self, kind: PrincipalKind) -> int:
        query = select(func.count()).select_from(principals).where(principals.c.kind == kind)
        return self._connection.execute(query).scalar_one()


class SqlMemberships:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def join(self, group: PrincipalId, user: PrincipalId) -> None:
        self.leave(group, user)
        self._connection.execute(insert(memberships).values(group_id=group, user_id=user))

    def leave(self, group: PrincipalId, user: PrincipalId) -> bool:
        pair = (memberships.c.group_id == group) & (memberships.c.user_id == user)
        return self._connection.execute(delete(memberships).where(pair)).rowcount > 0

    def groups_of(self, user: PrincipalId) -> list[Principal]:
        query = select(principals).join(memberships, memberships.c.group_id == principals.c.id)
        return self._listed(query.where(memberships.c.user_id == user).order_by(principals.c.folded))

    def members_of(self, group: PrincipalId) -> list[Principal]:
        query = select(principals).join(memberships, memberships.c.user_id == principals.c.id)
        return self._listed(query.where(memberships.c.group_id == group).order_by(principals.c.folded))

    def _listed(self, query: Select[tuple[object, ...]]) -> list[Principal]:
        return [_principal(row) for row in self._connection.execute(query)]


def _principal(row: Row[tuple[object, ...]]) -> Principal:
    return Principal(
        id=PrincipalId(row.id),
        kind=PrincipalKind(row.kind),
        name=row.name,
        created_at=row.created_at,
        boundary=row.boundary,
        trust=row.trust,
        description=row.description,
        longest_session_s=row.longest_session_s,
        credentials_from=row.credentials_from,
    )
