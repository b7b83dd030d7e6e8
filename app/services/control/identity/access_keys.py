"""Access keys of users: at most two, so that one can be rotated while the other works.

Rules: the secret is in the answer that made it and nowhere else; the owner has none; whoever is deleted loses his.
"""

from app.credentials.access_keys import LONG_TERM, new_key
from app.domain.principals import Principal, PrincipalKind
from app.operations import iam_credentials as rows
from app.operations.common import NoAnswer
from app.operations.iam_principals import OfUser
from app.operations.refusals import Refusal
from app.ports.control.credentials import AccessKey
from app.services.control.call import Call
from app.services.control.common import millis, not_found
from app.services.control.identity.common import KEYS_MOST, principal, quota
from app.services.control.served import AnyServed, Served


def create_access_key(request: OfUser, call: Call) -> rows.AccessKeyPair | Refusal:
    user = principal(PrincipalKind.USER, request.user_name, call)
    if isinstance(user, Refusal):
        return user
    if len(call.transaction.access_keys.of(user.id)) >= KEYS_MOST:
        return quota("access key", KEYS_MOST)
    pair = new_key(LONG_TERM)
    call.transaction.access_keys.add(AccessKey(pair.id, user.id, pair.secret, True, call.at))
    return rows.AccessKeyPair(user.name, pair.id, pair.secret, millis(call.at))


def list_access_keys(request: OfUser, call: Call) -> rows.AccessKeyList | Refusal:
    user = principal(PrincipalKind.USER, request.user_name, call)
    if isinstance(user, Refusal):
        return user
    return rows.AccessKeyList(tuple(_detail(user, key) for key in call.transaction.access_keys.of(user.id)))


def update_access_key(request: rows.UpdateAccessKey, call: Call) -> NoAnswer | Refusal:
    key = _key(request.user_name, request.access_key_id, call)
    if isinstance(key, Refusal):
        return key
    call.transaction.access_keys.set_active(key.id, request.active)
    return NoAnswer()


def delete_access_key(request: rows.OfKey, call: Call) -> NoAnswer | Refusal:
    key = _key(request.user_name, request.access_key_id, call)
    if isinstance(key, Refusal):
        return key
    call.transaction.access_keys.remove(key.id)
    return NoAnswer()


def _key(user_name: str, key_id: str, call: Call) -> AccessKey | Refusal:
    """Only of that user: the policies were asked about him."""
    user = principal(PrincipalKind.USER, user_name, call)
    if isinstance(user, Refusal):
        return user
    key = call.transaction.access_keys.get(key_id)
    return not_found(f"access-key/{key_id}") if key is None or key.holder != user.id else key


def _detail(user: Principal, key: AccessKey) -> rows.AccessKeyDetail:
    used = None if key.used_at is None else millis(key.used_at)
    return rows.AccessKeyDetail(user.name, key.id, key.active, millis(key.created_at), used, key.used_for or None)


ACCESS_KEYS: tuple[AnyServed, ...] = (
    Served(rows.CREATE_ACCESS_KEY, create_access_key),
    Served(rows.DELETE_ACCESS_KEY, delete_access_key),
    Served(rows.LIST_ACCESS_KEYS, list_access_keys),
    Served(rows.UPDATE_ACCESS_KEY, update_access_key),
)
