"""The account's encryption settings: which customer key wraps, and wrapping everything anew.

Rules it keeps: a key that does not open what it wraps is refused before anything is changed; where the key that is set
does not answer, nothing can be wrapped anew, and that is an AccessDeniedException like any other.

Limits: keys are wrapped at once, not with the transaction. A server that dies in between has wrapped them and has no
record of it; the next look at the settings shows the new key.
"""

from app.operations import encryption as rows
from app.operations.refusals import Reason, Refusal
from app.services.control.call import Call
from app.services.control.served import AnyServed, Served


def get_encryption_settings(request: rows.GetEncryptionSettings, call: Call) -> rows.EncryptionSettings:
    keys = call.transaction.keys
    return rows.EncryptionSettings(keys.customer_state(), keys.customer_keys(), keys.customer_key() or None)


def update_encryption_settings(request: rows.UpdateEncryptionSettings, call: Call) -> rows.EncryptionSettings | Refusal:
    keys = call.transaction.keys
    name = request.customer_key or ""
    if name and name not in keys.customer_keys():
        return Refusal.of(Reason.NO_SUCH_KEY, member="customerKey")
    if name != keys.customer_key():
        keys.rewrap(name)
    return rows.EncryptionSettings(keys.customer_state(), keys.customer_keys(), keys.customer_key() or None)


def rotate_encryption_keys(request: rows.RotateEncryptionKeys, call: Call) -> rows.RotatedKeys:
    keys = call.transaction.keys
    return rows.RotatedKeys(keys.rewrap(keys.customer_key(), fresh_default=True))


ENCRYPTION: tuple[AnyServed, ...] = (
    Served(rows.GET_ENCRYPTION_SETTINGS, get_encryption_settings),
    Served(rows.UPDATE_ENCRYPTION_SETTINGS, update_encryption_settings),
    Served(rows.ROTATE_ENCRYPTION_KEYS, rotate_encryption_keys),
)
