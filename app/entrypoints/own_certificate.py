"""The server's own certificate and key in its state folder: made at the first start, renewed when they run out.

Rules it keeps: the key is readable to nobody else from its first byte on; both files are whole or not there; an
administrator who brings others names them, and these are never touched.
"""

import ipaddress
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeAlias

from cryptography import x509

from app.domain.faults import Fault, FaultError
from app.gateway.certificate import OwnCertificate, make_certificate
from app.storage.atomic_write import atomic_write, make_private_folder
from app.storage.key_custody import refuse_exposed

RENEWED = timedelta(days=30)
"""Before the end: as long as somebody may be away."""
READABLE = 0o644
ALWAYS = ("localhost", "127.0.0.1", "::1")
Make: TypeAlias = Callable[[Sequence[str], datetime], OwnCertificate]
"""What makes a certificate: `app.gateway.certificate.issued_by` our own authority, for whoever has a store."""


@dataclass(frozen=True)
class Pair:
    certificate: Path
    key: Path


def own_pair(
    folder: Path,
    names: Sequence[str],
    at: datetime,
    make: Make = make_certificate,
    issuer: x509.Name | None = None,
) -> Pair:
    """Raises FaultError: KEY_EXPOSED for a key that others could read, STORE_UNREADABLE where none can be written."""
    pair = Pair(folder / "certificate.pem", folder / "key.pem")
    wanted = (*dict.fromkeys((*names, socket.gethostname(), *ALWAYS)),)
    if _stands(pair, wanted, at, issuer):
        refuse_exposed(pair.key)
        return pair
    made = make(wanted, at)
    try:
        make_private_folder(folder)
        atomic_write(pair.key, made.key)
        atomic_write(pair.certificate, made.certificate, READABLE)
    except OSError as error:
        raise FaultError(Fault.STORE_UNREADABLE, "the server's certificate cannot be written") from error
    return pair


def _stands(pair: Pair, names: Sequence[str], at: datetime, issuer: x509.Name | None) -> bool:
    """Whether both are there, from that issuer, for these names, for a while yet, and belong together."""
    try:
        certificate = x509.load_pem_x509_certificate(pair.certificate.read_bytes())
        san = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (OSError, ValueError, x509.ExtensionNotFound):
        return False
    known = {*san.get_values_for_type(x509.DNSName), *map(str, san.get_values_for_type(x509.IPAddress))}
    ends = certificate.not_valid_after_utc
    if issuer is not None and certificate.issuer != issuer:
        return False
    return pair.key.is_file() and known >= {_plain(name) for name in names} and ends - at > RENEWED


def _plain(name: str) -> str:
    try:
        return str(ipaddress.ip_address(name))
    except ValueError:
        return name
