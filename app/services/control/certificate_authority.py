"""The installation's own certificate authority, out of the store: made on first use, then always the same.

authority = authority_of(transaction, realm.account, now)
"""

from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)

from app.credentials.certificates import Authority, Issued, make_authority, pem, pin_of
from app.domain.device_instances import InstanceId
from app.domain.faults import Fault, FaultError
from app.ports.control.activation import StoredAuthority, TerminalCertificate
from app.ports.control.transaction import Transaction


def authority_of(transaction: Transaction, account: str, at: datetime) -> Authority:
    """Raises FaultError(STORE_UNREADABLE) for one that was altered."""
    stored = transaction.certificates.authority()
    if stored is None:
        transaction.certificates.keep_authority(_stored(make_authority(account, at)))
        stored = transaction.certificates.authority()
        assert stored is not None
    return _read(stored)


def kept(transaction: Transaction, instance: InstanceId, issued: Issued, at: datetime) -> TerminalCertificate:
    """What was issued, on record."""
    certificate = TerminalCertificate(
        serial=issued.serial,
        instance=instance,
        certificate=pem(issued.certificate),
        pin=pin_of(issued.certificate),
        issued_at=at,
        ends_at=issued.certificate.not_valid_after_utc,
    )
    transaction.certificates.add(certificate)
    return certificate


def _stored(authority: Authority) -> StoredAuthority:
    return StoredAuthority(
        authority.root.public_bytes(Encoding.DER),
        authority.issuer.public_bytes(Encoding.DER),
        _key_bytes(authority.root_key),
        _key_bytes(authority.issuer_key),
    )


def _read(stored: StoredAuthority) -> Authority:
    try:
        root, issuer = x509.load_der_x509_certificate(stored.root), x509.load_der_x509_certificate(stored.issuer)
        root_key = load_der_private_key(stored.root_key, None)
        issuer_key = load_der_private_key(stored.issuer_key, None)
    except ValueError as error:
        raise FaultError(Fault.STORE_UNREADABLE, "the certificate authority") from error
    if not isinstance(root_key, ec.EllipticCurvePrivateKey) or not isinstance(issuer_key, ec.EllipticCurvePrivateKey):
        raise FaultError(Fault.STORE_UNREADABLE, "the certificate authority's keys are of another kind")
    return Authority(root, issuer, root_key, issuer_key)


def _key_bytes(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
