"""ID tokens: what one must be to be believed, and each way in which one is not."""

import hmac
import json
from base64 import urlsafe_b64encode
from datetime import UTC, datetime
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey, RSAKey

from app.credentials.id_tokens import LONGEST, SKEW_S, Expected, IdTokenFault, read_id_token
from app.domain.bounded_json import JsonValue
from app.domain.federation import Identity

ISSUER, CLIENT = "https://login.example.org/house", "thenar"
NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
SECONDS = int(NOW.timestamp())
RSA = RSAKey.generate_key(2048, {"kid": "rsa", "use": "sig"})
EC = ECKey.generate_key("P-256", {"kid": "ec", "use": "sig"})
STRANGE = RSAKey.generate_key(2048, {"kid": "rsa", "use": "sig"})
KEYS: dict[str, JsonValue] = json.loads(json.dumps(KeySet([RSA, EC]).as_dict(private=False)))
EXPECTED = Expected(ISSUER, CLIENT, "this sign-in's nonce")
CLAIMS: dict[str, Any] = {
    "iss": ISSUER,
    "aud": CLIENT,
    "sub": "17",
    "exp": SECONDS + 300,
    "iat": SECONDS,
    "nonce": EXPECTED.nonce,
    "groups": ["guards"],
}
"""Any: a test makes wrong ones."""


def token(key: Any = RSA, header: dict[str, Any] | None = None, **changed: Any) -> str:
    """Any: wrong ones too. None takes a claim away."""
    claims = {name: value for name, value in {**CLAIMS, **changed}.items() if value is not None}
    return jwt.encode(header or {"alg": "RS256", "kid": "rsa"}, claims, key)


def plain(header: dict[str, str], signature: bytes = b"") -> str:
    parts = (json.dumps(header).encode(), json.dumps(CLAIMS).encode(), signature)
    return ".".join(urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


def with_shared_secret(header: dict[str, str], secret: bytes) -> str:
    """As an attacker makes it who knows the public key, which is no secret."""

    def encoded(content: bytes) -> bytes:
        return urlsafe_b64encode(content).rstrip(b"=")

    signed = b".".join((encoded(json.dumps(header).encode()), encoded(json.dumps(CLAIMS).encode())))
    return b".".join((signed, encoded(hmac.digest(secret, signed, "sha256")))).decode()


@pytest.mark.parametrize(
    "text",
    [
        token(),
        token(EC, {"alg": "ES256", "kid": "ec"}),
        token(aud=[CLIENT]),
        token(aud=[CLIENT, "another"], azp=CLIENT),
        token(exp=SECONDS - SKEW_S + 1),
        token(iat=SECONDS + SKEW_S - 1),
    ],
)
def test_what_holds_is_believed(text: str) -> None:
    said = read_id_token(text, KEYS, EXPECTED, NOW)
    assert isinstance(said, Identity), said
    assert (said.issuer, said.subject, said.texts("groups")) == (ISSUER, "17", ("guards",))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (token(iss="https://login.example.org/other"), IdTokenFault.CLAIMS),
        (token(iss=f"{ISSUER}/"), IdTokenFault.CLAIMS),
        (token(iss=None), IdTokenFault.CLAIMS),
        (token(aud="another"), IdTokenFault.CLAIMS),
        (token(aud=[]), IdTokenFault.CLAIMS),
        (token(aud=None), IdTokenFault.CLAIMS),
        (token(aud=[CLIENT, "another"]), IdTokenFault.CLAIMS),
        (token(azp="another"), IdTokenFault.CLAIMS),
        (token(exp=SECONDS - SKEW_S - 1), IdTokenFault.CLAIMS),
        (token(exp=None), IdTokenFault.CLAIMS),
        (token(iat=SECONDS + SKEW_S + 1), IdTokenFault.CLAIMS),
        (token(nbf=SECONDS + SKEW_S + 1), IdTokenFault.CLAIMS),
        (token(nonce="another sign-in's"), IdTokenFault.CLAIMS),
        (token(nonce=None), IdTokenFault.CLAIMS),
        (token(sub=None), IdTokenFault.CLAIMS),
        (token(sub=""), IdTokenFault.CLAIMS),
        (token(sub=17), IdTokenFault.CLAIMS),
        (token(STRANGE), IdTokenFault.SIGNATURE),
        (token()[:-4] + "AAAA", IdTokenFault.SIGNATURE),
        (token(RSA, {"alg": "RS256", "kid": "another"}), IdTokenFault.KEY_UNKNOWN),
        (token(RSA, {"alg": "RS256"}), IdTokenFault.KEY_UNKNOWN),
        (plain({"alg": "none"}), IdTokenFault.SIGNATURE),
        (plain({"alg": "none", "kid": "rsa"}), IdTokenFault.SIGNATURE),
        (plain({"alg": "NONE", "kid": "rsa"}), IdTokenFault.SIGNATURE),
        (plain({"alg": "ES256", "kid": "rsa"}, b"0" * 64), IdTokenFault.SIGNATURE),
        (with_shared_secret({"alg": "HS256", "kid": "rsa"}, RSA.as_pem(private=False)), IdTokenFault.SIGNATURE),
        (
            with_shared_secret({"alg": "HS256", "kid": "rsa"}, b"client secret of thirty two bytes"),
            IdTokenFault.SIGNATURE,
        ),
        ("", IdTokenFault.MALFORMED),
        ("a.b", IdTokenFault.MALFORMED),
        ("a.b.c", IdTokenFault.SIGNATURE),
        ("a" * (LONGEST + 1), IdTokenFault.MALFORMED),
    ],
)
def test_what_does_not_hold_is_not_believed(text: str, fault: IdTokenFault) -> None:
    assert read_id_token(text, KEYS, EXPECTED, NOW) is fault


def test_a_sign_in_without_a_nonce_believes_nothing() -> None:
    assert read_id_token(token(nonce=None), KEYS, Expected(ISSUER, CLIENT, ""), NOW) is IdTokenFault.MALFORMED


def test_the_access_token_must_be_the_one_it_was_made_for() -> None:
    text = token(at_hash="AAAAAAAAAAAAAAAAAAAAAA")
    expected = Expected(ISSUER, CLIENT, EXPECTED.nonce, "an access token")
    assert read_id_token(text, KEYS, expected, NOW) is IdTokenFault.CLAIMS


@pytest.mark.parametrize(
    "keys", [{}, {"keys": []}, {"keys": "none"}, {"keys": [{"kty": "oct", "k": "A" * 43}]}, {"keys": [5]}]
)
def test_a_provider_without_usable_keys_is_not_believed(keys: dict[str, JsonValue]) -> None:
    assert isinstance(read_id_token(token(), keys, EXPECTED, NOW), IdTokenFault)


def test_a_key_that_is_a_shared_secret_makes_no_signature_count() -> None:
    """Also where the provider itself publishes one, by mistake."""
    secret = OctKey.import_key(b"0" * 32, {"kid": "shared"})
    keys: dict[str, JsonValue] = json.loads(json.dumps({"keys": [secret.as_dict(private=True)]}))
    text = with_shared_secret({"alg": "HS256", "kid": "shared"}, b"0" * 32)
    assert read_id_token(text, keys, EXPECTED, NOW) is IdTokenFault.SIGNATURE
