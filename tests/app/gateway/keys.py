"""An authenticator for tests: one key, whose signature is verified as any other. No store, no sessions, no replay."""

from dataclasses import dataclass, field
from datetime import datetime

from app.gateway.authentication import Proved
from app.gateway.canonical_request import WireRequest
from app.gateway.sigv4 import Claim, Scope, proves, read_claim
from app.operations.refusals import Reason, Refusal
from tests.app.control import ADA, REALM

ACCESS_KEY = "AKIATESTTESTTESTTEST"
SECRET = "only/for/tests+aaaaaaaaaaaaaaaaaaaaaaaaa"
SCOPE = Scope(REALM.region, frozenset({"one"}))


@dataclass
class OneKey:
    seen: list[Claim] = field(default_factory=list)

    def authenticate(self, request: WireRequest, changes: bool, at: datetime) -> Proved | Refusal:
        claim = read_claim(request, SCOPE, at)
        if isinstance(claim, Claim) and claim.access_key == ACCESS_KEY and proves(claim, SECRET):
            self.seen.append(claim)
            return Proved(ADA)
        return Refusal.of(Reason.NOT_AUTHENTICATED)
