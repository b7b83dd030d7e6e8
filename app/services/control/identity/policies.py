"""The account's own policies and their versions; and what is attached to, or embedded in, users, groups and roles.

Rules: a document is read whole before it is stored; versions are never changed and their numbers never used again;
what ships with Thenar is shown as version v1 and changed by nobody; nothing is deleted that somebody has.
"""

from dataclasses import replace
from datetime import UTC, datetime, time

from app.credentials.access_keys import new_policy_id
from app.domain.principals import policy_arn
from app.operations import iam_policies as rows
from app.operations.common import NoAnswer
from app.operations.iam_principals import Listing
from app.operations.refusals import Reason, Refusal
from app.policy.shipped import SHIPPED, ShippedPolicy, by_arn
from app.ports.control.policies import ManagedPolicy, PolicyVersion
from app.services.control.call import Call
from app.services.control.common import millis, not_found
from app.services.control.identity.common import (
    POLICIES_MOST,
    POLICY_CHARACTERS,
    VERSIONS_MOST,
    quota,
    refusal_of_document,
)
from app.services.control.served import AnyServed, Served

FIRST = 1


def create_policy(request: rows.CreatePolicy, call: Call) -> rows.PolicyDetail | Refusal:
    if refusal := refusal_of_document(request.policy_document, POLICY_CHARACTERS):
        return refusal
    if call.transaction.policies.total() >= POLICIES_MOST:
        return quota("policy", POLICIES_MOST)
    arn = policy_arn(call.realm.account, request.policy_name)
    policy = ManagedPolicy(
        arn, new_policy_id(), request.policy_name, request.description, FIRST, FIRST + 1, call.at, call.at
    )
    if not call.transaction.policies.add(policy):
        return Refusal.of(Reason.NAME_TAKEN, resource=arn)
    call.transaction.policies.put_version(arn, PolicyVersion(FIRST, request.policy_document, call.at))
    return _detail(policy, call)


def get_policy(request: rows.OfPolicy, call: Call) -> rows.PolicyDetail | Refusal:
    if shipped := by_arn(request.policy_arn):
        return _shipped(shipped, call)
    policy = call.transaction.policies.get(request.policy_arn)
    return not_found(request.policy_arn) if policy is None else _detail(policy, call)


def list_policies(request: Listing, call: Call) -> rows.PolicyPage | Refusal:
    """Those that ship first, as they stand before the account's in the order of ARNs' accounts reversed."""

    def fetch(after: str, most: int) -> list[rows.PolicyDetail]:
        shipped = [_shipped(each, call) for each in SHIPPED.values() if _place(each.arn) > after]
        own = [
            _detail(each, call)
            for each in call.transaction.policies.page(after.removeprefix(_OWN) if after.startswith(_OWN) else "", most)
        ]
        return [*shipped, *own][:most]

    cut = call.pages.cut(fetch, lambda policy: _place(policy.arn), request.max_results, request.next_token)
    return cut if isinstance(cut, Refusal) else rows.PolicyPage(cut.items, cut.next_token)


def delete_policy(request: rows.OfPolicy, call: Call) -> NoAnswer | Refusal:
    policy = _own(request.policy_arn, call)
    if isinstance(policy, Refusal):
        return policy
    uses = call.transaction.attachments.uses(policy.arn)
    if uses:
        return Refusal.of(Reason.POLICY_ATTACHED, resource=policy.arn, count=uses)
    call.transaction.policies.remove(policy.arn)
    return NoAnswer()


def create_policy_version(request: rows.CreatePolicyVersion, call: Call) -> rows.VersionDetail | Refusal:
    policy = _own(request.policy_arn, call)
    if isinstance(policy, Refusal):
        return policy
    if refusal := refusal_of_document(request.policy_document, POLICY_CHARACTERS):
        return refusal
    if len(call.transaction.policies.versions(policy.arn)) >= VERSIONS_MOST:
        return quota("version of a policy", VERSIONS_MOST)
    version = PolicyVersion(policy.next_version, request.policy_document, call.at)
    call.transaction.policies.put_version(policy.arn, version)
    counts = version.number if request.set_as_default else policy.default_version
    changed = replace(policy, default_version=counts, next_version=version.number + 1, updated_at=call.at)
    call.transaction.policies.change(changed)
    return _version(version, changed, whole=True)


def get_policy_version(request: rows.OfVersion, call: Call) -> rows.VersionDetail | Refusal:
    shipped = by_arn(request.policy_arn)
    if shipped is not None:
        return _shipped_version(shipped, whole=True) if request.version_id == "v1" else _no_version(request)
    found = _found_version(request, call)
    return found if isinstance(found, Refusal) else _version(found[1], found[0], whole=True)


def list_policy_versions(request: rows.OfPolicy, call: Call) -> rows.Versions | Refusal:
    if shipped := by_arn(request.policy_arn):
        return rows.Versions((_shipped_version(shipped, whole=False),))
    policy = call.transaction.policies.get(request.policy_arn)
    if policy is None:
        return not_found(request.policy_arn)
    versions = call.transaction.policies.versions(policy.arn)
    return rows.Versions(tuple(_version(version, policy, whole=False) for version in versions))


def set_default_policy_version(request: rows.OfVersion, call: Call) -> NoAnswer | Refusal:
    found = _own_version(request, call)
    if isinstance(found, Refusal):
        return found
    policy, version = found
    call.transaction.policies.change(replace(policy, default_version=version.number, updated_at=call.at))
    return NoAnswer()


def delete_policy_version(request: rows.OfVersion, call: Call) -> NoAnswer | Refusal:
    found = _own_version(request, call)
    if isinstance(found, Refusal):
        return found
    policy, version = found
    if version.number == policy.default_version:
        return Refusal.of(Reason.POLICY_VERSION_COUNTS, resource=request.version_id)
    call.transaction.policies.remove_version(policy.arn, version.number)
    return NoAnswer()


_SHIPPED, _OWN = "0", "1"
"""Sort what ships before what is the account's own."""


def _place(arn: str) -> str:
    return (_SHIPPED if by_arn(arn) else _OWN) + arn


def _own(arn: str, call: Call) -> ManagedPolicy | Refusal:
    if by_arn(arn) is not None:
        return Refusal.of(Reason.POLICY_SHIPPED, resource=arn)
    return call.transaction.policies.get(arn) or not_found(arn)


def _own_version(request: rows.OfVersion, call: Call) -> tuple[ManagedPolicy, PolicyVersion] | Refusal:
    policy = _own(request.policy_arn, call)
    return policy if isinstance(policy, Refusal) else _found_version(request, call)


def _found_version(request: rows.OfVersion, call: Call) -> tuple[ManagedPolicy, PolicyVersion] | Refusal:
    policy = call.transaction.policies.get(request.policy_arn)
    if policy is None:
        return not_found(request.policy_arn)
    for version in call.transaction.policies.versions(policy.arn):
        if _id(version) == request.version_id:
            return policy, version
    return _no_version(request)


def _no_version(request: rows.OfVersion) -> Refusal:
    return not_found(f"{request.policy_arn} {request.version_id}")


def _id(version: PolicyVersion) -> str:
    return f"v{version.number}"


def _version(version: PolicyVersion, policy: ManagedPolicy, whole: bool) -> rows.VersionDetail:
    return rows.VersionDetail(
        _id(version),
        version.number == policy.default_version,
        millis(version.created_at),
        version.document if whole else None,
    )


def _shipped_version(policy: ShippedPolicy, whole: bool) -> rows.VersionDetail:
    return rows.VersionDetail("v1", True, _since(policy), policy.document if whole else None)


def _detail(policy: ManagedPolicy, call: Call) -> rows.PolicyDetail:
    return rows.PolicyDetail(
        policy_name=policy.name,
        arn=policy.arn,
        default_version_id=f"v{policy.default_version}",
        attachment_count=call.transaction.attachments.uses(policy.arn),
        created_at_in_millis=millis(policy.created_at),
        updated_at_in_millis=millis(policy.updated_at),
        description=policy.description,
        policy_id=policy.id,
    )


def _shipped(policy: ShippedPolicy, call: Call) -> rows.PolicyDetail:
    return rows.PolicyDetail(
        policy_name=policy.name,
        arn=policy.arn,
        default_version_id="v1",
        attachment_count=call.transaction.attachments.uses(policy.arn),
        created_at_in_millis=_since(policy),
        updated_at_in_millis=_since(policy),
        description=policy.description,
    )


def _since(policy: ShippedPolicy) -> int:
    return millis(datetime.combine(policy.since, time(), UTC))


POLICIES: tuple[AnyServed, ...] = (
    Served(rows.CREATE_POLICY, create_policy),
    Served(rows.CREATE_POLICY_VERSION, create_policy_version),
    Served(rows.DELETE_POLICY, delete_policy),
    Served(rows.DELETE_POLICY_VERSION, delete_policy_version),
    Served(rows.GET_POLICY, get_policy),
    Served(rows.GET_POLICY_VERSION, get_policy_version),
    Served(rows.LIST_POLICIES, list_policies),
    Served(rows.LIST_POLICY_VERSIONS, list_policy_versions),
    Served(rows.SET_DEFAULT_POLICY_VERSION, set_default_policy_version),
)
