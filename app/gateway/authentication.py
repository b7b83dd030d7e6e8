"""Who is calling, or why nobody is. The gateway asks; whoever keeps keys and sessions answers.

Rules: what is not proved is refused before anything of the request but its form is looked at; without an authenticator
that knows somebody, every call is refused.
"""

from datetime import datetime
from typing import Protocol

from app.domain.caller import Caller
from app.gateway.canonical_request import WireRequest
from app.operations.refusals import Refusal


class Authenticator(Protocol):
    def authenticate(self, request: WireRequest, changes: bool, at: datetime) -> Caller | Refusal:
        """`changes`: whether the very same request must not count twice, because it changes something each time. May
        wait for the store; called on a worker thread."""
        ...
