"""The table of what of IAM works with Thenar, as the guide has one for its service: told from the operations."""

from collections.abc import Collection
from dataclasses import dataclass

from app.documentation.page import table
from app.operations.operation import RESOURCE_TAG, AnyOperation

HEAD = ("feature of IAM", "works with Thenar", "how")


@dataclass(frozen=True)
class Feature:
    name: str
    works: bool
    how: str


def features_of(operations: Collection[AnyOperation]) -> tuple[Feature, ...]:
    """In the order of the guide's table."""
    names = {operation.name for operation in operations}

    def named(*words: str) -> bool:
        return any(word in name for name in names for word in words)

    keys = {key for operation in operations for key in operation.condition_keys}
    typed = any(operation.required or operation.optional for operation in operations)
    attached = {"AttachUserPolicy", "AttachGroupPolicy", "AttachRolePolicy"} <= names
    return (
        Feature("Identity-based policies", attached, "attached to users, groups and roles, or embedded in them"),
        Feature("Resource-based policies", named("ResourcePolicy"), "no site and no device has a policy of its own"),
        Feature("Policy actions", any(each.prefix == "one" for each in operations), "`one:` and the operation's name"),
        Feature("Policy resources", typed, "by ARN, where the table above names a type; `*` for the others"),
        Feature("Policy condition keys", bool(keys), "those of the table above, and what is known of any caller"),
        Feature("ACLs", named("Acl", "AccessList"), "there are none"),
        Feature("ABAC (tags in policies)", RESOURCE_TAG in keys, "tags of the resource, of the request, of the caller"),
        Feature("Temporary credentials", "AssumeRole" in names, "of a sign-in, or of a role that is taken on"),
        Feature(
            "Principal permissions", attached, "each call is decided by the rights of whoever makes it, in one step"
        ),
        Feature("Service roles", named("PassRole", "ServiceRole"), "Thenar acts as nobody else"),
        Feature("Service-linked roles", named("ServiceLinked"), "there are none"),
    )


def feature_table(operations: Collection[AnyOperation]) -> str:
    rows = features_of(operations)
    return table(HEAD, [(row.name, "Yes" if row.works else "No", row.how) for row in rows])
