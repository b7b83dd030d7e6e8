"""Second factors: an authenticator app's codes, or a passkey; and the proof that one was shown.

Rules: a factor counts only after it has proved that it works; a code and a challenge count once; a factor that is taken
away takes the sessions along that were made with it.
"""

import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from dataclasses import replace
from datetime import datetime, timedelta

from app.credentials.one_time_codes import NEVER, new_secret, setup_address, step_of
from app.credentials.passkeys import Passkey, registered, registration, shown
from app.domain.principals import Principal, PrincipalKind
from app.domain.realm import Realm
from app.operations import iam_credentials as rows
from app.operations.common import NoAnswer
from app.operations.iam_principals import OfUser
from app.operations.refusals import Reason, Refusal
from app.ports.control.credentials import Factor, FactorKind
from app.ports.control.transaction import Transaction
from app.services.control.call import Call, Proofs
from app.services.control.common import millis, not_found
from app.services.control.identity.common import FACTORS_MOST, principal, quota
from app.services.control.identity.guessing import guarded, guess_key
from app.services.control.served import AnyServed, Served

CHALLENGE_LASTS = timedelta(minutes=5)
"""Longer than anybody looks for a key in a drawer; WebAuthn's own advice is up to ten minutes."""
_CHALLENGES = "passkey_challenge"


def create_virtual_mfa_device(request: OfUser, call: Call) -> rows.MfaSetup | Refusal:
    user = _user_with_room(request.user_name, call)
    if isinstance(user, Refusal):
        return user
    factor, secret = new_app(user.id, call.at)
    call.transaction.secrets.put_factor(factor)
    return rows.MfaSetup(serial(call.realm, factor), secret, setup_address(secret, user.name, "Thenar"))


def enable_mfa_device(request: rows.EnableMfa, call: Call) -> NoAnswer | Refusal:
    factor = _factor(request.user_name, request.serial_number, call)
    if isinstance(factor, Refusal):
        return factor
    working = proven(factor, request.first_code, request.second_code, call.at)
    if working is None:
        return Refusal.of(Reason.SECOND_FACTOR_WRONG)
    call.transaction.secrets.put_factor(working)
    return NoAnswer()


def deactivate_mfa_device(request: rows.OfMfa, call: Call) -> NoAnswer | Refusal:
    factor = _factor(request.user_name, request.serial_number, call)
    if isinstance(factor, Refusal):
        return factor
    call.transaction.secrets.remove_factor(factor.id)
    user = call.transaction.principals.get(PrincipalKind.USER, request.user_name)
    if user is not None:
        call.transaction.principals.change(replace(user, credentials_from=call.at))
    return NoAnswer()


def list_mfa_devices(request: OfUser, call: Call) -> rows.MfaDevices | Refusal:
    user = principal(PrincipalKind.USER, request.user_name, call)
    if isinstance(user, Refusal):
        return user
    found = call.transaction.secrets.factors_of(user.id)
    return rows.MfaDevices(tuple(_device(factor, call) for factor in found))


def create_passkey_challenge(request: OfUser, call: Call) -> rows.PasskeySetup | Refusal:
    user = _user_with_room(request.user_name, call)
    if isinstance(user, Refusal):
        return user
    known = tuple(factor.credential for factor in _passkeys(call.transaction, user.id))
    ceremony = registration(call.proofs.site, user.id, user.name, known)
    return rows.PasskeySetup(ceremony.options, sealed_challenge(call.transaction, ceremony.challenge, user.id, call.at))


def register_passkey(request: rows.RegisterPasskey, call: Call) -> rows.MfaDevice | Refusal:
    user = _user_with_room(request.user_name, call)
    if isinstance(user, Refusal):
        return user
    challenge = spent_challenge(call.transaction, request.challenge, user.id, call.at)
    made = None if challenge is None else registered(call.proofs.site, challenge, request.response)
    if made is None:
        return Refusal.of(Reason.SECOND_FACTOR_WRONG)
    factor = Factor(
        f"passkey-{secrets.token_hex(8)}",
        user.id,
        FactorKind.PASSKEY,
        made.public_key,
        made.credential,
        made.uses,
        True,
        call.at,
    )
    call.transaction.secrets.put_factor(factor)
    return _device(factor, call)


def new_app(holder: str, at: datetime) -> tuple[Factor, str]:
    """A factor that does not count yet, and the secret for the app."""
    secret = new_secret()
    return Factor(
        f"app-{secrets.token_hex(8)}", holder, FactorKind.CODE, secret.encode(), b"", NEVER, False, at
    ), secret


def proven(factor: Factor, first: str, second: str, now: datetime) -> Factor | None:
    """The factor, counting from now on, when two codes in a row are right. The second may be the next one already."""
    one = step_of(factor.secret.decode(), first, now, NEVER)
    two = None if one is None else step_of(factor.secret.decode(), second, now + timedelta(seconds=30), one)
    return None if one is None or two != one + 1 else replace(factor, active=True, used=two)


def shown_code(call: Call, holder: str, serial_number: str, code: str) -> Refusal | None:
    """None for a right code of that factor, which is then spent."""
    factors = {serial(call.realm, each): each for each in active_apps(call.transaction, holder)}
    factor = factors.get(serial_number)

    def right() -> bool:
        return factor is not None and spent_code(call.transaction, (factor,), code, call.at)

    return guarded(call, guess_key("code", holder), right, Reason.SECOND_FACTOR_WRONG)


def spent_code(transaction: Transaction, factors: tuple[Factor, ...], code: str, at: datetime) -> bool:
    """Whether it is a fresh code of one of them; it is not any more afterwards."""
    for factor in factors:
        step = step_of(factor.secret.decode(), code, at, factor.used)
        if step is not None:
            transaction.secrets.put_factor(replace(factor, used=step))
            return True
    return False


def spent_passkey(
    transaction: Transaction, proofs: Proofs, holder: str, challenge: str, response: str, at: datetime
) -> bool:
    """Whether one of the holder's passkeys signed this challenge, which then counts no more."""
    drawn = spent_challenge(transaction, challenge, holder, at)
    for factor in () if drawn is None else _passkeys(transaction, holder):
        passkey = Passkey(factor.credential, factor.secret, factor.used)
        after = shown(proofs.site, drawn or b"", passkey, response)
        if after is not None:
            transaction.secrets.put_factor(replace(factor, used=after.uses))
            return True
    return False


def sealed_challenge(transaction: Transaction, challenge: bytes, holder: str, at: datetime) -> str:
    """What the caller keeps for us until the authenticator has answered."""
    said = json.dumps([urlsafe_b64encode(challenge).decode(), (at + CHALLENGE_LASTS).isoformat()])
    return urlsafe_b64encode(transaction.seals.seal(said.encode(), _CHALLENGES, holder)).decode()


def spent_challenge(transaction: Transaction, text: str, holder: str, at: datetime) -> bytes | None:
    """The challenge, once, while it lasts, for whom it was drawn."""
    try:
        content = transaction.seals.open(urlsafe_b64decode(text), _CHALLENGES, holder)
    except (Error, ValueError):
        return None
    if content is None:
        return None
    challenge, until = json.loads(content)
    ends = datetime.fromisoformat(until)
    if at > ends or not transaction.guesses.spend(guess_key("challenge", text), ends):
        return None
    return urlsafe_b64decode(challenge)


def active_apps(transaction: Transaction, holder: str) -> tuple[Factor, ...]:
    found = transaction.secrets.factors_of(holder)
    return tuple(each for each in found if each.active and each.kind is FactorKind.CODE)


def passkey_ids(transaction: Transaction, holder: str) -> tuple[bytes, ...]:
    return tuple(factor.credential for factor in _passkeys(transaction, holder))


def serial(realm: Realm, factor: Factor) -> str:
    return realm.iam_arn(f"mfa/{factor.id}")


def _passkeys(transaction: Transaction, holder: str) -> tuple[Factor, ...]:
    return tuple(each for each in transaction.secrets.factors_of(holder) if each.kind is FactorKind.PASSKEY)


def _user_with_room(name: str, call: Call) -> Principal | Refusal:
    user = principal(PrincipalKind.USER, name, call)
    if isinstance(user, Refusal):
        return user
    if len(call.transaction.secrets.factors_of(user.id)) >= FACTORS_MOST:
        return quota("second factor", FACTORS_MOST)
    return user


def _factor(user_name: str, serial_number: str, call: Call) -> Factor | Refusal:
    user = principal(PrincipalKind.USER, user_name, call)
    if isinstance(user, Refusal):
        return user
    for factor in call.transaction.secrets.factors_of(user.id):
        if serial(call.realm, factor) == serial_number:
            return factor
    return not_found(serial_number)


def _device(factor: Factor, call: Call) -> rows.MfaDevice:
    return rows.MfaDevice(serial(call.realm, factor), factor.kind, factor.active, millis(factor.created_at))


FACTORS: tuple[AnyServed, ...] = (
    Served(rows.CREATE_PASSKEY, create_passkey_challenge),
    Served(rows.CREATE_VIRTUAL_MFA_DEVICE, create_virtual_mfa_device),
    Served(rows.DEACTIVATE_MFA_DEVICE, deactivate_mfa_device),
    Served(rows.ENABLE_MFA_DEVICE, enable_mfa_device),
    Served(rows.LIST_MFA_DEVICES, list_mfa_devices),
    Served(rows.REGISTER_PASSKEY, register_passkey),
)
