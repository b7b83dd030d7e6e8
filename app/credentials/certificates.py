"""Our own certificate authority: a root, a key that issues under it, and what it issues: servers and terminals.

Rules it keeps: every key is P-256, every signature ECDSA with SHA-256; a terminal's certificate is for showing itself
as a client and for nothing else; a request is believed only when it is signed by the key that it asks for; of a request
nothing is taken over but its key. Pure: whoever calls brings the time.

Source: RFC 5280 (profile, `openssl verify -x509_strict` holds us to it); RFC 8141 for the URN.

    authority = make_authority("123456789012", at)
    issued = authority.issue_terminal(TerminalName("123456789012", "abCdefG12hijkL"), request, at)
"""

import hashlib
import ipaddress
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

ROOT_LASTS = timedelta(days=20 * 365)
ISSUER_LASTS = timedelta(days=10 * 365)
SERVER_LASTS = timedelta(days=397)
"""As long as browsers accept."""
TERMINAL_LASTS = timedelta(days=90)
RENEWED_FROM = TERMINAL_LASTS * 2 / 3
"""Of a certificate's life: a month remains for a terminal that is off."""
LIST_LASTS = timedelta(days=7)
EARLIER = timedelta(minutes=5)
"""For clients whose clocks are behind."""


@dataclass(frozen=True)
class TerminalName:
    account: str
    instance: str

    @property
    def uri(self) -> str:
        """
        >>> TerminalName("123456789012", "abCdefG12hijkL").uri
        'urn:one:123456789012:device-instance/abCdefG12hijkL'
        """
        return f"urn:one:{self.account}:device-instance/{self.instance}"


@dataclass(frozen=True)
class Issued:
    certificate: x509.Certificate

    @property
    def serial(self) -> str:
        """Hexadecimal, as it is kept."""
        return f"{self.certificate.serial_number:x}"


@dataclass(frozen=True)
class Authority:
    root: x509.Certificate
    issuer: x509.Certificate
    root_key: ec.EllipticCurvePrivateKey = field(repr=False)
    issuer_key: ec.EllipticCurvePrivateKey = field(repr=False)

    @property
    def root_pem(self) -> str:
        return pem(self.root)

    @property
    def chain_pem(self) -> str:
        """What goes behind a certificate that it issued."""
        return pem(self.issuer)

    def issue_terminal(self, name: TerminalName, request: x509.CertificateSigningRequest, at: datetime) -> Issued:
        key = request.public_key()
        assert isinstance(key, ec.EllipticCurvePublicKey)  # read_request lets no other pass
        builder = (
            self._builder(name.instance, key, at, TERMINAL_LASTS)
            .add_extension(x509.SubjectAlternativeName([x509.UniformResourceIdentifier(name.uri)]), critical=False)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=True)
        )
        return Issued(builder.sign(self.issuer_key, SHA256()))

    def issue_server(self, names: Sequence[str], key: ec.EllipticCurvePublicKey, at: datetime) -> Issued:
        """`names`: host names and addresses that clients call it by, the first being its own."""
        builder = (
            self._builder(names[0][:64], key, at, SERVER_LASTS)
            .add_extension(x509.SubjectAlternativeName([_general_name(name) for name in names]), critical=False)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        )
        return Issued(builder.sign(self.issuer_key, SHA256()))

    def revocation_list(self, revoked: Iterable[tuple[str, datetime]], number: int, at: datetime) -> bytes:
        """DER, of the serials that count no more. `number` rises with every list."""
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.issuer.subject)
            .last_update(at - EARLIER)
            .next_update(at + LIST_LASTS)
            .add_extension(x509.CRLNumber(number), critical=False)
            .add_extension(_key_of(self.issuer), critical=False)
        )
        for serial, since in revoked:
            entry = x509.RevokedCertificateBuilder().serial_number(int(serial, 16)).revocation_date(since).build()
            builder = builder.add_revoked_certificate(entry)
        return builder.sign(self.issuer_key, SHA256()).public_bytes(Encoding.DER)

    def _builder(
        self, name: str, key: ec.EllipticCurvePublicKey, at: datetime, lasts: timedelta
    ) -> x509.CertificateBuilder:
        return (
            _unsigned(_name(name), self.issuer.subject, key, at, min(at + lasts, self.issuer.not_valid_after_utc))
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(signs=True), critical=True)
            .add_extension(_key_of(self.issuer), critical=False)
        )


def make_authority(account: str, at: datetime) -> Authority:
    root_key, issuer_key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root_name, issuer_name = _name(f"Thenar {account} root"), _name(f"Thenar {account} issuer")
    root = _signing(root_name, root_name, root_key.public_key(), at, at + ROOT_LASTS, 1)
    root = root.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False)
    root_certificate = root.sign(root_key, SHA256())
    issuer = _signing(issuer_name, root_name, issuer_key.public_key(), at, at + ISSUER_LASTS, 0)
    issuer = issuer.add_extension(_key_of(root_certificate), critical=False)
    return Authority(root_certificate, issuer.sign(root_key, SHA256()), root_key, issuer_key)


def read_request(text: str) -> x509.CertificateSigningRequest | None:
    """A request for a P-256 key by whoever has that key; None for any other."""
    try:
        request = x509.load_pem_x509_csr(text.encode("ascii"))
        key = request.public_key()
        if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
            return None
        return request if request.is_signature_valid else None
    except (ValueError, InvalidSignature, UnsupportedAlgorithm):
        return None


def make_request(key: ec.EllipticCurvePrivateKey) -> str:
    """PEM. Asks for no name: the server knows who it is."""
    builder = x509.CertificateSigningRequestBuilder().subject_name(x509.Name([]))
    return builder.sign(key, SHA256()).public_bytes(Encoding.PEM).decode()


def terminal_name(certificate: x509.Certificate) -> TerminalName | None:
    """Whose certificate it is; None for one that is no terminal's."""
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, ValueError):
        return None
    for uri in names.get_values_for_type(x509.UniformResourceIdentifier):
        account, _, instance = uri.removeprefix("urn:one:").partition(":device-instance/")
        if TerminalName(account, instance).uri == uri:
            return TerminalName(account, instance)
    return None


def pin_of(holder: x509.Certificate | x509.CertificateSigningRequest) -> bytes:
    """SHA-256 of the SubjectPublicKeyInfo (RFC 7469, section 2.4)."""
    encoded = holder.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(encoded).digest()


def due_for_renewal(certificate: x509.Certificate, now: datetime) -> bool:
    return now >= certificate.not_valid_before_utc + RENEWED_FROM


def pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(Encoding.PEM).decode()


def _signing(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, at: datetime, ends: datetime, below: int
) -> x509.CertificateBuilder:
    """Of a key that may sign certificates, with `below` more of such under it."""
    return (
        _unsigned(subject, issuer, key, at, ends)
        .add_extension(x509.BasicConstraints(ca=True, path_length=below), critical=True)
        .add_extension(_usage(signs=False), critical=True)
    )


def _unsigned(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, at: datetime, ends: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - EARLIER)
        .not_valid_after(ends)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(signs: bool) -> x509.KeyUsage:
    """For signing handshakes, or certificates and lists of revoked ones."""
    return x509.KeyUsage(
        digital_signature=signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=not signs,
        crl_sign=not signs,
        encipher_only=False,
        decipher_only=False,
    )


def _key_of(issuer: x509.Certificate) -> x509.AuthorityKeyIdentifier:
    known = issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(known)


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)
