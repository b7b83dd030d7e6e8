"""What an activation code shows, how long it counts, and how a terminal that has read it answers for where it stands.

Rules it keeps: a code is for one device instance and counts once, for LIFE; whoever has read it has ANSWERS_MOST tries
at the site's postal code and CLAIM_LIFE to end; the code itself holds nothing that was not drawn by lot, so that a
picture of a spent one is worth nothing.

The text is upper case letters, digits and `:.-/`, which a QR code packs two in eleven bits (ISO/IEC 18004, 7.4.4); with
at most ADDRESS_MOST characters of address it fits version 5 at level M: 37 modules, easily read from a telephone.

>>> card = ActivationCard("door.example:8443", bytes(20), bytes(32))
>>> read_card(card.text) == card, len(card.text) <= CARD_MOST
(True, True)
"""

import base64
import binascii
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app.domain.device_instances import InstanceId
from app.domain.sites import SiteId

LIFE = timedelta(minutes=5)
REISSUED_AFTER = timedelta(minutes=4)
"""By whoever shows it, so that the code on the screen always has a minute left."""
CLAIM_LIFE = timedelta(minutes=15)
"""From reading the code to the end: an installer types a postal code, looks at an address, and may ring somebody up."""
ANSWERS_MOST = 5
"""Wrong postal codes."""
REFERENCE_BYTES = 20
PIN_BYTES = 32
"""SHA-256 of the server's public key (SubjectPublicKeyInfo, RFC 7469, section 2.4)."""
CARD_MOST = 122
"""Characters in a QR code of version 5 at level M (ISO/IEC 18004, table 7)."""
_PREFIX = "TN1:"
_REFERENCE_LENGTH, _PIN_LENGTH = 32, 52
ADDRESS_MOST = CARD_MOST - len(_PREFIX) - _REFERENCE_LENGTH - _PIN_LENGTH
_ADDRESS = re.compile(r"[A-Za-z0-9.:-]+:[0-9]{1,5}")
_PORT_MOST = 65_535


@dataclass(frozen=True)
class ActivationCard:
    """What is drawn as a QR code."""

    address: str
    """Of the server: host or address, colon, port."""
    reference: bytes = field(repr=False)
    pin: bytes

    @property
    def text(self) -> str:
        return f"{_PREFIX}{_base32(self.reference)}{_base32(self.pin)}{self.address.upper()}"


def address_fits(address: str) -> bool:
    """
    >>> address_fits("door.example:8443"), address_fits("door.example"), address_fits("a" * 40 + ":8443")
    (True, False, False)
    """
    if len(address) > ADDRESS_MOST or not _ADDRESS.fullmatch(address):
        return False
    return 0 < int(address.rpartition(":")[2]) <= _PORT_MOST


def read_card(text: str) -> ActivationCard | None:
    """None for the text of any other QR code."""
    if not text.startswith(_PREFIX) or len(text) > CARD_MOST:
        return None
    body = text.removeprefix(_PREFIX)
    reference = _bytes(body[:_REFERENCE_LENGTH], REFERENCE_BYTES)
    pin = _bytes(body[_REFERENCE_LENGTH : _REFERENCE_LENGTH + _PIN_LENGTH], PIN_BYTES)
    address = body[_REFERENCE_LENGTH + _PIN_LENGTH :].lower()
    if reference is None or pin is None or not address_fits(address):
        return None
    return ActivationCard(address, reference, pin)


@dataclass(frozen=True)
class IssuedCode:
    """As it is kept: by the hash of its reference, never the reference."""

    reference_hash: bytes
    instance: InstanceId
    site: SiteId
    issued_at: datetime
    expires_at: datetime


@dataclass(frozen=True)
class ActivationClaim:
    """A code that a terminal has read, and how far it has come."""

    claim_hash: bytes
    """Of the secret that the terminal was given in exchange for the reference."""
    instance: InstanceId
    site: SiteId
    claimed_at: datetime
    wrong_answers: int = 0
    confirmed: bool = False
    """The postal code was right."""
    finished: bool = False
    """A certificate was given out for it."""

    @property
    def burnt(self) -> bool:
        return self.wrong_answers >= ANSWERS_MOST

    def over_at(self, now: datetime) -> bool:
        return now >= self.claimed_at + CLAIM_LIFE


def same_postal_code(typed: str, known: str) -> bool:
    """Case and spaces are how people write it, not what it is.

    >>> same_postal_code("po13ax", "PO1 3AX"), same_postal_code("PO1 3AY", "PO1 3AX")
    (True, False)
    """
    return _bare(typed) == _bare(known) != ""


def _bare(postal_code: str) -> str:
    return "".join(letter for letter in postal_code.upper() if letter.isalnum())


def _base32(content: bytes) -> str:
    return base64.b32encode(content).decode().rstrip("=")


def _bytes(text: str, length: int) -> bytes | None:
    """None for anything but the one way of writing `length` bytes."""
    try:
        content = base64.b32decode(text + "=" * (-len(text) % 8))
    except (binascii.Error, ValueError):
        return None
    return content if len(content) == length and _base32(content) == text else None
