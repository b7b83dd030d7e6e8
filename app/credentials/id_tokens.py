"""What an ID token says, if it is to be believed.

Source: OpenID Connect Core 1.0, section 3.1.3.7; RFC 8725 (best practice of JSON Web Tokens). joserfc checks the
signature, Authlib the claims.

Rules: only signatures that the provider alone can make count, so neither `none` nor a shared secret, whatever the
token's header says; the key is one of the provider's own; issuer, audience, authorised party, times and nonce must be
those of this sign-in; the access token that came with it must be the one it was made for.

    said = read_id_token(text, keys, Expected("https://login.example.org", "thenar", nonce), now)
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import BadSignatureError, InvalidClaimError, InvalidKeyIdError, JoseError, MissingClaimError
from joserfc.jwk import KeySet

from app.domain.bounded_json import JsonValue
from app.domain.federation import Identity

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
LONGEST = 16_384
"""Characters: a token with two hundred groups."""
SKEW_S = 60
"""Seconds by which the provider's clock may differ."""


class IdTokenFault(StrEnum):
    MALFORMED = "malformed"
    KEY_UNKNOWN = "key_unknown"
    """The provider may have new keys."""
    SIGNATURE = "signature"
    """Of the signature, or of the way in which it was made."""
    CLAIMS = "claims"
    """Not from there, not for us, not now, or not this sign-in's."""


@dataclass(frozen=True)
class Expected:
    issuer: str
    client_id: str
    nonce: str = field(repr=False)
    access_token: str = field(default="", repr=False)


def read_id_token(text: str, keys: dict[str, JsonValue], expected: Expected, now: datetime) -> Identity | IdTokenFault:
    """`keys` is the provider's JWK set (RFC 7517), as fetched."""
    if len(text) > LONGEST or not expected.nonce:
        return IdTokenFault.MALFORMED
    try:
        token = jwt.decode(text, _key_set(keys), algorithms=ALGORITHMS)
    except InvalidKeyIdError:
        return IdTokenFault.KEY_UNKNOWN
    except BadSignatureError:
        return IdTokenFault.SIGNATURE
    except (JoseError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return IdTokenFault.SIGNATURE if text.count(".") == 2 else IdTokenFault.MALFORMED
    if not _holds(token, expected, now):
        return IdTokenFault.CLAIMS
    return Identity(expected.issuer, token.claims["sub"], token.claims)


def _key_set(keys: dict[str, JsonValue]) -> KeySet:
    """Any: joserfc's own type of what was fetched, which it checks."""
    found: Any = keys
    return KeySet.import_key_set(found)


def _holds(token: jwt.Token, expected: Expected, now: datetime) -> bool:
    claims = CodeIDToken(
        token.claims,
        token.header,
        options={
            "iss": {"essential": True, "value": expected.issuer},
            "aud": {"essential": True, "value": expected.client_id},
        },
        params={
            "nonce": expected.nonce,
            "client_id": expected.client_id,
            "access_token": expected.access_token,
        },
    )
    try:
        claims.validate(now=int(now.timestamp()), leeway=SKEW_S)
    except (InvalidClaimError, MissingClaimError, JoseError, ValueError, TypeError):
        return False
    return isinstance(token.claims["sub"], str) and bool(token.claims["sub"])
