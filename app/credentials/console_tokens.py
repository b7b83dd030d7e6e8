"""What a console shows with each call: a cookie that only the server may set, and a word that no other site knows.

Source: OWASP, "Session Management" and "Cross-Site Request Forgery Prevention" (signed double submit, bound to the
session).

Rules: the cookie's value is 256 random bits, and only its hash is stored; the word is made from it, so that nothing
more is stored and the word of one session is worth nothing in another.

>>> token = new_token()
>>> is_forgery_token(token, forgery_token(token)), is_forgery_token(token, forgery_token(new_token()))
(True, False)
"""

import hmac
import secrets
from hashlib import sha256

TOKEN_BYTES = 32
_PURPOSE = b"thenar console: against forged requests"


def new_token() -> str:
    """43 characters of URL-safe base 64."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def session_id(token: str) -> str:
    """What is stored of a token. Of 256 random bits nobody guesses one by its hash."""
    return sha256(token.encode("utf-8", "surrogateescape")).hexdigest()


def forgery_token(token: str) -> str:
    return hmac.digest(token.encode("utf-8", "surrogateescape"), _PURPOSE, "sha256").hex()


def is_forgery_token(token: str, shown: str) -> bool:
    """Takes as long for a wrong one as for the right one."""
    return hmac.compare_digest(forgery_token(token), shown.encode("ascii", "replace").decode())
