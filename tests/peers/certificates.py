"""A certificate authority and a server's certificate, made by openssl for one test.

made = certificates(folder, "localhost")
context.load_cert_chain(made.certificate, made.key)
"""

import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Certificates:
    authority: Path
    certificate: Path
    key: Path


def certificates(folder: Path, name: str) -> Certificates:
    """`name` is a DNS name; the address 127.0.0.1 is in it besides."""
    folder.mkdir(parents=True, exist_ok=True)
    made = Certificates(folder / "ca.pem", folder / "server.pem", folder / "server.key")
    elliptic = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    signer = folder / "ca.key"
    _openssl("req", "-x509", *elliptic, "-keyout", signer, "-out", made.authority, "-subj", "/CN=Test authority")
    request, names = folder / "server.csr", folder / "names"
    _openssl("req", "-new", *elliptic, "-keyout", made.key, "-out", request, "-subj", f"/CN={name}")
    names.write_text(f"subjectAltName=DNS:{name},IP:127.0.0.1\n")
    signed = ("-CA", made.authority, "-CAkey", signer, "-CAcreateserial", "-extfile", names)
    _openssl("x509", "-req", "-in", request, *signed, "-out", made.certificate)
    return made


def _openssl(*arguments: str | Path) -> None:
    done = subprocess.run(["openssl", *map(str, arguments)], capture_output=True, check=False, timeout=30)
    assert done.returncode == 0, done.stderr.decode(errors="replace")
