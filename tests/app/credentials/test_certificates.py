"""Our authority, with openssl as the judge."""

import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from app.credentials.certificates import (
    RENEWED_FROM,
    TERMINAL_LASTS,
    Authority,
    Issued,
    TerminalName,
    due_for_renewal,
    make_authority,
    make_request,
    pem,
    read_request,
    terminal_name,
)

NINE = datetime(2026, 3, 1, 9, tzinfo=UTC)
DOOR = TerminalName("123456789012", "abCdefG12hijkL")


@pytest.fixture(scope="module")
def authority() -> Authority:
    return make_authority(DOOR.account, NINE)


def key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def issued(authority: Authority) -> Issued:
    request = read_request(make_request(key()))
    assert request is not None
    return authority.issue_terminal(DOOR, request, NINE)


def openssl(folder: Path, authority: Authority, certificate: x509.Certificate, *more: str) -> tuple[bool, str]:
    """Whether it verifies as of NINE, and what openssl said."""
    files = {"root.pem": authority.root_pem, "chain.pem": authority.chain_pem, "leaf.pem": pem(certificate)}
    for name, content in files.items():
        (folder / name).write_text(content)
    at = str(int(NINE.timestamp()))
    strict = ["openssl", "verify", "-x509_strict", "-attime", at, "-CAfile", "root.pem", "-untrusted", "chain.pem"]
    done = subprocess.run([*strict, *more, "leaf.pem"], cwd=folder, capture_output=True, text=True, check=False)
    return done.returncode == 0, done.stdout + done.stderr


@pytest.mark.peer
def test_a_terminals_certificate_is_good_for_a_client_and_for_nothing_else(
    authority: Authority, tmp_path: Path
) -> None:
    certificate = issued(authority).certificate
    assert openssl(tmp_path, authority, certificate, "-purpose", "sslclient")[0]
    for purpose in ("sslserver", "smimesign", "timestampsign", "crlsign"):
        assert not openssl(tmp_path, authority, certificate, "-purpose", purpose)[0], purpose
    assert terminal_name(certificate) == DOOR
    assert certificate.subject.rfc4514_string() == f"CN={DOOR.instance}"
    assert certificate.not_valid_after_utc == NINE + TERMINAL_LASTS


@pytest.mark.peer
def test_a_servers_certificate_is_good_for_its_names_alone(authority: Authority, tmp_path: Path) -> None:
    certificate = authority.issue_server(["thenar.example", "192.0.2.1"], key().public_key(), NINE).certificate
    right = ("-purpose", "sslserver", "-verify_hostname", "thenar.example")
    assert openssl(tmp_path, authority, certificate, *right)[0]
    assert openssl(tmp_path, authority, certificate, "-verify_ip", "192.0.2.1")[0]
    assert not openssl(tmp_path, authority, certificate, "-verify_hostname", "other.example")[0]
    assert not openssl(tmp_path, authority, certificate, "-purpose", "sslclient")[0]


@pytest.mark.peer
def test_a_revoked_certificate_is_on_the_list(authority: Authority, tmp_path: Path) -> None:
    good, bad = issued(authority), issued(authority)
    revoked = x509.load_der_x509_crl(authority.revocation_list([(bad.serial, NINE)], 7, NINE))
    (tmp_path / "list.pem").write_bytes(revoked.public_bytes(Encoding.PEM))
    with_list = ("-crl_check", "-CRLfile", "list.pem")
    assert openssl(tmp_path, authority, good.certificate, *with_list)[0]
    refused, said = openssl(tmp_path, authority, bad.certificate, *with_list)
    assert not refused
    assert "certificate revoked" in said


@pytest.mark.peer
def test_another_authoritys_certificate_does_not_verify(authority: Authority, tmp_path: Path) -> None:
    foreign = make_authority(DOOR.account, NINE)
    assert not openssl(tmp_path, authority, issued(foreign).certificate, "-purpose", "sslclient")[0]


def test_a_request_must_be_signed_by_the_key_that_it_asks_for() -> None:
    own = make_request(key())
    request = read_request(own)
    assert request is not None
    others = x509.load_pem_x509_csr(make_request(key()).encode())
    forged = request.public_bytes(Encoding.DER).replace(request.signature, others.signature)
    if len(request.signature) == len(others.signature):
        assert read_request(x509.load_der_x509_csr(forged).public_bytes(Encoding.PEM).decode()) is None
    broken = bytearray(request.public_bytes(Encoding.DER))
    broken[-1] ^= 1
    assert read_request(x509.load_der_x509_csr(bytes(broken)).public_bytes(Encoding.PEM).decode()) is None


def test_a_request_for_another_kind_of_key_is_none() -> None:
    builder = x509.CertificateSigningRequestBuilder().subject_name(x509.Name([]))
    for strange in (ec.generate_private_key(ec.SECP384R1()), rsa.generate_private_key(65_537, 2048)):
        text = builder.sign(strange, SHA256()).public_bytes(Encoding.PEM).decode()
        assert read_request(text) is None
    assert read_request("") is None
    assert read_request("ü") is None


def test_nothing_of_a_request_is_taken_over_but_its_key(authority: Authority) -> None:
    wants = x509.CertificateSigningRequestBuilder().subject_name(x509.Name.from_rfc4514_string("CN=root"))
    wants = wants.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    mine = key()
    request = read_request(wants.sign(mine, SHA256()).public_bytes(Encoding.PEM).decode())
    assert request is not None
    certificate = authority.issue_terminal(DOOR, request, NINE).certificate
    assert certificate.public_key() == mine.public_key()
    assert not certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert terminal_name(certificate) == DOOR


def test_a_certificate_is_due_after_two_thirds_of_its_life(authority: Authority) -> None:
    certificate = issued(authority).certificate
    assert not due_for_renewal(certificate, NINE + RENEWED_FROM - timedelta(minutes=6))
    assert due_for_renewal(certificate, NINE + RENEWED_FROM)


def test_a_certificate_of_no_terminal_has_no_name(authority: Authority) -> None:
    assert terminal_name(authority.root) is None
    assert terminal_name(authority.issue_server(["localhost"], key().public_key(), NINE).certificate) is None
