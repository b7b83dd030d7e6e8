"""The list of terminals' certificates that count no more, signed by our authority: for programs that ask for one, such
as a message broker. Our own listeners look each certificate up instead, with every message.

    der = revocation_list(reading, realm.account, now)
"""

from datetime import datetime

from app.domain.moments import micros
from app.ports.control.transaction import Transaction
from app.services.control.certificate_authority import authority_of


def revocation_list(reading: Transaction, account: str, at: datetime) -> bytes:
    """DER (RFC 5280, section 5). Each has a greater number than those made before, whichever server made them. Raises
    FaultError."""
    authority = authority_of(reading, account, at)
    return authority.revocation_list(reading.certificates.revoked(at), micros(at), at)
