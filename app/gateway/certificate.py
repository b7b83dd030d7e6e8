"""The certificate that a new server shows until it is given another: its own, signed by itself.

Source: RFC 5280; CA/Browser Forum Baseline Requirements 7.1.2.7 for what a server's certificate holds. Limits: whoever
connects must be given this very certificate to trust (`AWS_CA_BUNDLE`, `curl --cacert`), as nobody vouches for it.
"""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from app.credentials.certificates import Authority, pem

LASTS = timedelta(days=397)
"""As long as browsers accept."""
EARLIER = timedelta(minutes=5)
"""For clients whose clocks are behind."""


@dataclass(frozen=True)
class OwnCertificate:
    certificate: bytes
    """PEM."""
    key: bytes = field(repr=False)
    """PEM, PKCS #8, not encrypted."""


def make_certificate(names: Sequence[str], at: datetime) -> OwnCertificate:
    """`names`: host names and addresses that clients call the server by, the first being its own."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0][:64])])
    public = key.public_key()
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - EARLIER)
        .not_valid_after(at + LASTS)
        .add_extension(x509.SubjectAlternativeName([_general_name(name) for name in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_SIGNS_ONLY, critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(public), critical=False)
    )
    certificate = builder.sign(key, SHA256())
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return OwnCertificate(certificate.public_bytes(Encoding.PEM), private)


def issued_by(authority: Authority, names: Sequence[str], at: datetime) -> OwnCertificate:
    """The same from our own authority, with its chain: whoever trusts the root trusts every server of ours."""
    key = ec.generate_private_key(ec.SECP256R1())
    issued = authority.issue_server(names, key.public_key(), at)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return OwnCertificate((pem(issued.certificate) + authority.chain_pem).encode(), private)


_SIGNS_ONLY = x509.KeyUsage(
    digital_signature=True,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=False,
    crl_sign=False,
    encipher_only=False,
    decipher_only=False,
)


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)
