"""The owner, users, groups and roles in the store."""

from typing import Protocol

from app.domain.password_policy import PasswordPolicy
from app.domain.principals import Owner, Principal, PrincipalId, PrincipalKind


class Principals(Protocol):
    """Names are looked up in their exact case, as policies and ARNs hold them; `find` is for people who sign in."""

    def owner(self) -> Owner | None:
        """None before the first run."""
        ...

    def make_owner(self, owner: Owner) -> None:
        """Puts it in place of an earlier one."""
        ...

    def password_policy(self) -> PasswordPolicy: ...

    def set_password_policy(self, policy: PasswordPolicy) -> None: ...

    def add(self, principal: Principal) -> bool:
        """False when one of its kind has that name, in whatever case."""
        ...

    def get(self, kind: PrincipalKind, name: str) -> Principal | None: ...

    def find(self, kind: PrincipalKind, name: str) -> Principal | None:
        """The same in any case."""
        ...

    def by_id(self, principal: PrincipalId) -> Principal | None: ...

    def page(self, kind: PrincipalKind, after: str, most: int) -> list[Principal]:
        """At most `most`, in the order of their names, from the one behind `after` on."""
        ...

    def change(self, principal: Principal) -> None:
        """Everything but id, kind and name."""
        ...

    def remove(self, principal: PrincipalId) -> None:
        """With its memberships."""
        ...

    def total(self, kind: PrincipalKind) -> int: ...


class Memberships(Protocol):
    def join(self, group: PrincipalId, user: PrincipalId) -> None:
        """Does nothing about a member."""
        ...

    def leave(self, group: PrincipalId, user: PrincipalId) -> bool:
        """False when the user was no member."""
        ...

    def groups_of(self, user: PrincipalId) -> list[Principal]:
        """In the order of their names."""
        ...

    def members_of(self, group: PrincipalId) -> list[Principal]: ...
