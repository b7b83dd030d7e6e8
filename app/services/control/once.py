"""A call that is repeated with the same client token is answered as the first time, and changes nothing.

Rules it keeps: a token counts for its caller and its operation, for a day; the same token with another request is a
conflict; only answers are kept, so that a call that was refused may be mended and tried again.
"""

import hashlib
import json
from datetime import timedelta

from app.operations.operation import AnswerT, Operation, RequestT
from app.operations.reading import read
from app.operations.refusals import Reason, Refusal
from app.operations.writing import whole
from app.ports.control.answers import KeptAnswer
from app.ports.control.transaction import Transaction
from app.services.control.call import Envelope

KEPT = timedelta(days=1)
"""Longer than any client retries."""


def answered_before(
    operation: Operation[RequestT, AnswerT], request: RequestT, envelope: Envelope, transaction: Transaction
) -> AnswerT | Refusal | None:
    """None for a call without a token, and for one that is new."""
    key = _key(operation.name, request, envelope)
    kept = None if key is None else transaction.kept_answers.find(key, envelope.at - KEPT)
    if kept is None:
        return None
    if kept.digest != _digest(request):
        return Refusal.of(Reason.TOKEN_REUSED, member="clientToken")
    return read(operation.answer, json.loads(kept.answer))


def keep_answer(
    operation: Operation[RequestT, AnswerT],
    request: RequestT,
    answer: AnswerT,
    envelope: Envelope,
    transaction: Transaction,
) -> None:
    key = _key(operation.name, request, envelope)
    if key is not None:
        transaction.kept_answers.forget(envelope.at - KEPT)
        content = json.dumps(whole(answer)).encode()
        transaction.kept_answers.keep(key, KeptAnswer(_digest(request), content), envelope.at)


def _key(operation: str, request: object, envelope: Envelope) -> bytes | None:
    token = getattr(request, "client_token", None)
    if token is None:
        return None
    return hashlib.sha256("\0".join((envelope.caller.principal, operation, token)).encode()).digest()


def _digest(request: object) -> bytes:
    return hashlib.sha256(json.dumps(whole(request), sort_keys=True).encode()).digest()
