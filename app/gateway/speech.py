"""The languages that requests and answers may be in. Most are rest-json (`incoming`, `outgoing`); CloudTrail's clients
speak AWS JSON 1.1 (`cloudtrail`)."""

from collections.abc import Callable
from dataclasses import dataclass

from starlette.responses import Response

from app.config.text import Texts
from app.gateway.incoming import Incoming
from app.gateway.outgoing import answered, refused
from app.operations.refusals import Refusal


@dataclass(frozen=True)
class Speech:
    understood: Callable[[Incoming], Incoming]
    """A request as rest-json has it. What signs it is left as it came."""
    answered: Callable[[object, str], Response]
    """An answer, and the id of its request."""
    refused: Callable[[Refusal, str, Texts], Response]


REST_JSON = Speech(lambda incoming: incoming, answered, refused)
