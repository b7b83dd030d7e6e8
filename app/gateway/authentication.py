"""Who is calling, or why nobody is. The gateway asks; whoever keeps keys and sessions answers.

Rules: what is not proved is refused before anything of the request but its form is looked at; without an authenticator
that knows somebody, every call is refused.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.domain.caller import Caller
from app.gateway.canonical_request import WireRequest
from app.operations.refusals import Refusal
from app.services.control.perform import Admit, admitted


@dataclass(frozen=True)
class Proved:
    """Whoever signed holds the key of `caller`. That the key still counts, and the request for the first time, is asked
    in the call's own transaction: by `admit`."""

    caller: Caller
    admit: Admit = admitted


class Authenticator(Protocol):
    def authenticate(self, request: WireRequest, changes: bool, at: datetime) -> Proved | Refusal:
        """`changes`: whether the very same request must not count twice, because it changes something each time. May
        wait for the store; called on a worker thread."""
        ...
