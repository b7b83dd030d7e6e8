"""Passkeys and security keys: a signature by a device that signs for one site alone, which no phisher can pass on.

Source: W3C Web Authentication Level 3, sections 7.1 and 7.2; the library `webauthn` checks every step of both.

Rules: the site's name and address are ours, never what the browser says; a challenge is drawn here, and whoever keeps
it lets it count once; a counter that does not go up (a copied key) refuses.

    ceremony = registration(SITE, user_id, "ada", known=())
    passkey = registered(SITE, ceremony.challenge, response)

Limits: attestation is not asked for, so the maker of an authenticator is not known.
"""

import secrets
from dataclasses import dataclass

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import PublicKeyCredentialDescriptor

CHALLENGE_BYTES = 32
_USUAL_PORT = 443
LONGEST_RESPONSE = 16_384
"""Characters of an authenticator's answer: a registration without attestation has some 1,000."""


@dataclass(frozen=True)
class Site:
    """Where the console is reached. A passkey made for one host is useless at every other."""

    host: str
    origin: str
    """As in https://thenar.example:8443."""

    @classmethod
    def at(cls, host: str, port: int) -> "Site":
        """As browsers write it, who leave the usual port out.

        >>> Site.at("thenar.example", 443).origin, Site.at("thenar.example", 8443).origin
        ('https://thenar.example', 'https://thenar.example:8443')
        """
        return cls(host, f"https://{host}" if port == _USUAL_PORT else f"https://{host}:{port}")


@dataclass(frozen=True)
class Ceremony:
    challenge: bytes
    options: str
    """JSON for the browser's `navigator.credentials`."""


@dataclass(frozen=True)
class Passkey:
    credential: bytes
    """The id by which the authenticator knows the key."""
    public_key: bytes
    """COSE."""
    uses: int
    """The authenticator's own counter; 0 for one that keeps none."""


def registration(site: Site, user_id: str, name: str, known: tuple[bytes, ...]) -> Ceremony:
    challenge = secrets.token_bytes(CHALLENGE_BYTES)
    options = generate_registration_options(
        rp_id=site.host,
        rp_name="Thenar",
        user_name=name,
        user_id=user_id.encode(),
        challenge=challenge,
        exclude_credentials=_described(known),
    )
    return Ceremony(challenge, options_to_json(options))


def registered(site: Site, challenge: bytes, response: str) -> Passkey | None:
    """None for anything but this site's answer to this challenge."""
    if len(response) > LONGEST_RESPONSE:
        return None
    try:
        made = verify_registration_response(
            credential=response,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        return None  # of strangers' input the library lets some plain errors out
    return Passkey(made.credential_id, made.credential_public_key, made.sign_count)


def sign_in(site: Site, known: tuple[bytes, ...], challenge: bytes | None = None) -> Ceremony:
    challenge = challenge or secrets.token_bytes(CHALLENGE_BYTES)
    options = generate_authentication_options(rp_id=site.host, challenge=challenge, allow_credentials=_described(known))
    return Ceremony(challenge, options_to_json(options))


def shown(site: Site, challenge: bytes, passkey: Passkey, response: str) -> Passkey | None:
    """The passkey with its new counter when it signed this challenge for this site, else None."""
    if len(response) > LONGEST_RESPONSE:
        return None
    try:
        proof = verify_authentication_response(
            credential=response,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.uses,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        return None
    if proof.credential_id != passkey.credential:
        return None
    return Passkey(passkey.credential, passkey.public_key, proof.new_sign_count)


def _described(known: tuple[bytes, ...]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=each) for each in known]
