"""The first run: somebody becomes the owner, with a password of his own choice. Before that, nobody may anything.

Rules it keeps: it happens once; there is no password but the one that is chosen; the recovery codes and the secret of
the owner's authenticator app are in the answer and nowhere else; the app counts once it has proved that it works.
"""

from dataclasses import replace
from datetime import datetime

from app.credentials.one_time_codes import setup_address
from app.credentials.recovery_codes import digest, new_codes
from app.domain.principals import Owner
from app.domain.realm import Realm
from app.operations import sign_in as rows
from app.operations.refusals import Reason, Refusal
from app.operations.writing import masked
from app.ports.control.transaction import ControlStore
from app.services.control.call import Envelope, Proofs
from app.services.control.identity.authentication import owner_caller
from app.services.control.identity.factors import new_app, proven, serial
from app.services.control.identity.passwords import keep
from app.services.control.perform import Record, Trail


def set_up(
    request: rows.SetUp, store: ControlStore, realm: Realm, proofs: Proofs, trail: Trail, visit: Envelope
) -> rows.SetUpDone | Refusal:
    with store.transaction() as transaction:
        if transaction.principals.owner() is not None:
            return Refusal.of(Reason.ALREADY_SET_UP)
        names = (request.owner_email, request.owner_email.partition("@")[0])
        refusal = keep(transaction, proofs, realm.account, names, request.password, False, visit.at)
        if refusal is not None:
            return refusal
        transaction.principals.make_owner(Owner(request.owner_email, visit.at, request.alias))
        codes = new_codes()
        transaction.secrets.put_recovery_codes(realm.account, tuple(digest(code) for code in codes))
        factor, secret = new_app(realm.account, visit.at)
        transaction.secrets.put_factor(factor)
        address = setup_address(secret, request.owner_email, "Thenar")
        done = rows.SetUpDone(realm.account, codes, secret, address, serial(realm, factor))
        owner = replace(visit, caller=owner_caller(realm))
        trail.record(transaction, Record(rows.SET_UP, owner, "*", masked(request), masked(done), None, None))
    return done


def prove_owners_app(store: ControlStore, realm: Realm, first: str, second: str, at: datetime) -> bool:
    """Two codes in a row make the owner's app count: from then on nobody signs in as the owner without it."""
    with store.transaction() as transaction:
        for factor in transaction.secrets.factors_of(realm.account):
            working = None if factor.active else proven(factor, first, second, at)
            if working is not None:
                transaction.secrets.put_factor(working)
                return True
    return False
