"""Signing in with another house's provider: who comes back with a code, and as whom he is let in.

Source: OpenID Connect Core 1.0; RFC 8252, section 7.3 (programs listen on loopback); IAM User Guide, "OIDC federation".

Rules it keeps: a flow counts once, for ten minutes, and only with the state that went with it; what must not be seen
(nonce, PKCE verifier) travels sealed; the code comes back to the machine on which the browser is, so that nobody can
have somebody else sign in for him; a role is lent only if its trust policy names the provider; a sign-in that leads to
nobody says no more than that; nothing is waited for inside a transaction.

    federation = Federation(store, realm, trail, provider, rules, redirects)
    began = federation.begin(BeginFederatedSignIn("http://127.0.0.1:49152/callback"), visit)
    answer = federation.finish(FinishFederatedSignIn(began.flow, state, code), visit)
"""

import json
import re
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from app.credentials.access_keys import new_principal_id
from app.domain.caller import Caller
from app.domain.federation import Admission, Identity, session_name
from app.domain.principals import Principal, PrincipalKind, name_fault
from app.domain.realm import Realm
from app.operations import federation as rows
from app.operations import sign_in as doors
from app.operations.refusals import Reason, Refusal
from app.operations.writing import masked
from app.policy.decision import Request, decide_trust
from app.policy.document import PolicyKind
from app.policy.variables import Context, ContextValue
from app.ports.control.transaction import ControlStore, Transaction
from app.ports.identity_provider import Attempt, IdentityProvider, ProviderFault
from app.services.control.call import Envelope
from app.services.control.identity.authentication import role_caller, user_caller
from app.services.control.identity.common import USERS_MOST
from app.services.control.identity.console import open_session
from app.services.control.identity.guessing import guess_key
from app.services.control.identity.rights import parsed
from app.services.control.identity.sessions import issue
from app.services.control.identity.sign_in import HIDDEN, nobody
from app.services.control.perform import Record, Trail
from app.services.control.strangers import Strangers

LASTS = timedelta(minutes=10)
"""From the browser's going to its coming back: somebody looks for a phone on the way."""
CREDENTIALS = timedelta(hours=1)
"""Temporary ones: AWS's for AssumeRoleWithWebIdentity."""
ASSUME = "sts:AssumeRoleWithWebIdentity"
_FLOWS = "federated_sign_in"
_LOOPBACK = re.compile(r"http://(?:127\.0\.0\.1|\[::1\]):[0-9]{1,5}/callback", re.ASCII)
_SECRET_BYTES = 32
_FAULTS = {
    ProviderFault.UNREACHABLE: Reason.PROVIDER_UNREACHABLE,
    ProviderFault.MISCONFIGURED: Reason.PROVIDER_UNREACHABLE,
    ProviderFault.CODE_REFUSED: Reason.FEDERATION_STALE,
    ProviderFault.NOT_BELIEVED: Reason.FEDERATION_NOT_BELIEVED,
}


@dataclass(frozen=True)
class Federation:
    store: ControlStore
    realm: Realm
    trail: Trail
    provider: IdentityProvider
    rules: Admission
    redirects: tuple[str, ...] = ()
    """Beside every port of loopback."""
    strangers: Strangers = field(default_factory=Strangers)

    def begin(self, request: rows.BeginFederatedSignIn, visit: Envelope) -> rows.FederatedSignIn | Refusal:
        """Changes nothing, and is in the log alone."""
        if request.redirect_uri not in self.redirects and not _LOOPBACK.fullmatch(request.redirect_uri):
            return Refusal.of(Reason.MALFORMED, member="redirectUri")
        attempt = Attempt(request.redirect_uri, _drawn(), _drawn())
        state = _drawn()
        address = self.provider.address(attempt, state)
        if isinstance(address, ProviderFault):
            return Refusal.of(_FAULTS[address])
        with self.store.reading() as reading:
            flow = _sealed(reading, attempt, state, visit.at + LASTS)
        return rows.FederatedSignIn(address, state, flow)

    def finish(self, request: rows.FinishFederatedSignIn, visit: Envelope) -> doors.SignedIn | Refusal:
        """`visit` has the caller `nobody`: who it is comes out here."""
        with self.store.transaction() as transaction:
            attempt = _spent(transaction, request, visit.at)
        said = Refusal.of(Reason.FEDERATION_STALE) if attempt is None else self._said(attempt, request, visit.at)
        with self.store.transaction() as transaction:
            caller: Caller | Refusal
            answer: doors.SignedIn | Refusal
            if isinstance(said, Refusal):
                caller = answer = said
            else:
                caller, answer = self._let_in(transaction, said, request.credentials, visit.at)
            self._record(transaction, request, caller, visit, answer)
        return answer

    def _said(self, attempt: Attempt, request: rows.FinishFederatedSignIn, at: datetime) -> Identity | Refusal:
        said = self.provider.identity(attempt, request.code, at)
        return Refusal.of(_FAULTS[said]) if isinstance(said, ProviderFault) else said

    def _let_in(
        self, transaction: Transaction, identity: Identity, credentials: bool, at: datetime
    ) -> tuple[Caller | Refusal, doors.SignedIn | Refusal]:
        caller = self._admitted(transaction, identity, at)
        if isinstance(caller, Refusal):
            return caller, caller
        mfa_at = at if self.rules.second_factor_shown(identity) else None
        return caller, _given(transaction, caller, credentials, at, mfa_at)

    def _admitted(self, transaction: Transaction, identity: Identity, at: datetime) -> Caller | Refusal:
        """An existing user first, then a role, then a new user where the settings want that."""
        if transaction.principals.owner() is None:
            return Refusal.of(Reason.NOT_SET_UP)
        name = self.rules.user_named(identity)
        user = None if name is None else transaction.principals.find(PrincipalKind.USER, name)
        if user is not None:
            return user_caller(self.realm, user)
        for role_name in self.rules.roles_of(identity):
            role = transaction.principals.get(PrincipalKind.ROLE, role_name)
            if role is not None and self._trusts(role, identity):
                return role_caller(self.realm, role, session_name(identity, self.rules.user_claim))
        made = None if name is None else self._made(transaction, name, at)
        return Refusal.of(Reason.FEDERATION_UNKNOWN) if made is None else user_caller(self.realm, made)

    def _trusts(self, role: Principal, identity: Identity) -> bool:
        """Asked as AWS asks: the provider is who acts, and its claims are conditions."""
        provider = self.rules.provider
        context: dict[str, ContextValue] = {
            f"{provider}:aud": self.rules.client_id,
            f"{provider}:sub": identity.subject,
            f"{provider}:amr": identity.texts("amr"),
        }
        arn = self.realm.iam_arn(f"role/{role.name}")
        asked = Request(self.realm.iam_arn(f"oidc-provider/{provider}"), ASSUME, arn, Context.of(context))
        return decide_trust(parsed(role.trust or "", role.name, PolicyKind.TRUST), asked).allowed

    def _made(self, transaction: Transaction, name: str, at: datetime) -> Principal | None:
        """None where the settings want nobody made, or no such name can be."""
        principals = transaction.principals
        group = principals.get(PrincipalKind.GROUP, self.rules.new_users) if self.rules.new_users else None
        if group is None or name_fault(PrincipalKind.USER, name) or principals.total(PrincipalKind.USER) >= USERS_MOST:
            return None
        user = Principal(new_principal_id(PrincipalKind.USER), PrincipalKind.USER, name, at)
        if not principals.add(user):
            return None
        transaction.memberships.join(group.id, user.id)
        return user

    def _record(
        self,
        transaction: Transaction,
        request: rows.FinishFederatedSignIn,
        caller: Caller | Refusal,
        visit: Envelope,
        answer: doors.SignedIn | Refusal,
    ) -> None:
        who = nobody(self.realm, HIDDEN) if isinstance(caller, Refusal) else caller
        refusal = answer if isinstance(answer, Refusal) else None
        left_out = 0 if refusal is None else self.strangers.told(visit.at)
        if left_out is None:
            return
        said = None if isinstance(answer, Refusal) else masked(answer)
        envelope = replace(visit, caller=who)
        record = Record(rows.FINISH_FEDERATED, envelope, "*", masked(request), said, refusal, None, left_out)
        self.trail.record(transaction, record)


def _given(
    transaction: Transaction, caller: Caller, credentials: bool, at: datetime, mfa_at: datetime | None
) -> doors.SignedIn:
    if credentials:
        return doors.SignedIn(issue(transaction, caller, at, CREDENTIALS, mfa_at))
    return doors.SignedIn(session=open_session(transaction, caller, at, mfa_at))


def _sealed(transaction: Transaction, attempt: Attempt, state: str, until: datetime) -> str:
    said = json.dumps([attempt.redirect, attempt.nonce, attempt.verifier, until.isoformat()])
    return urlsafe_b64encode(transaction.seals.seal(said.encode(), _FLOWS, state)).decode()


def _spent(transaction: Transaction, request: rows.FinishFederatedSignIn, at: datetime) -> Attempt | None:
    """The attempt, once, while it lasts, for the state that went with it."""
    try:
        content = transaction.seals.open(urlsafe_b64decode(request.flow), _FLOWS, request.state)
    except (Error, ValueError):
        return None
    if content is None:
        return None
    redirect, nonce, verifier, until = json.loads(content)
    ends = datetime.fromisoformat(until)
    if at > ends or not transaction.guesses.spend(guess_key("federated", request.state), ends):
        return None
    return Attempt(redirect, nonce, verifier)


def _drawn() -> str:
    """43 characters of URL-safe base 64, as RFC 7636 wants at least of a verifier."""
    return secrets.token_urlsafe(_SECRET_BYTES)
