"""Slows down whoever guesses: one count for each thing that can be guessed.

Rules: a wrong answer is counted even though its call is refused; while the wait lasts no answer is looked at, so that
a right one tells nothing; a name that nobody has is counted like any other.
"""

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256

from app.domain.lockout import Attempts
from app.domain.principals import folded
from app.operations.refusals import Reason, Refusal
from app.services.control.call import Call


def guess_key(what: str, whose: str) -> bytes:
    return sha256(f"{what}|{folded(whose)}".encode()).digest()


def locked(attempts: Attempts, now: datetime) -> Refusal | None:
    if attempts.until is None or not attempts.locked_at(now):
        return None
    return Refusal.of(Reason.LOCKED_OUT, seconds=int((attempts.until - now).total_seconds()) + 1)


def guarded(call: Call, key: bytes, right: Callable[[], bool], wrong: Reason) -> Refusal | None:
    """None for a right answer, which clears the count."""
    guesses = call.transaction.guesses
    if refusal := locked(guesses.attempts(key), call.at):
        return refusal
    if right():
        call.insist(lambda: guesses.put_attempts(key, Attempts()))
        return None
    # read anew when it is written: another call's wrong answer may have been counted in between
    call.insist(lambda: guesses.put_attempts(key, guesses.attempts(key).failed(call.at)))
    return Refusal.of(wrong)
