"""The server's own certificate: made once, kept while it is good, its key nobody else's."""

import ssl
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.domain.faults import Fault, FaultError
from app.entrypoints.own_certificate import RENEWED, own_pair
from app.gateway.certificate import LASTS
from app.gateway.serving import tls_context

NINE = datetime(2026, 3, 1, 9, tzinfo=UTC)


def test_a_pair_is_made_once_and_fits(tmp_path: Path) -> None:
    pair = own_pair(tmp_path / "server", ["thenar.example"], NINE)
    assert stat.S_IMODE(pair.key.stat().st_mode) == 0o600
    assert isinstance(tls_context(pair.certificate, pair.key), ssl.SSLContext)
    first = pair.certificate.read_bytes()
    assert own_pair(tmp_path / "server", ["thenar.example"], NINE).certificate.read_bytes() == first


@pytest.mark.parametrize(
    ("names", "later", "kept"),
    [
        (["thenar.example"], timedelta(days=300), True),
        ([], timedelta(0), True),
        (["thenar.example"], LASTS - RENEWED, False),
        (["other.example"], timedelta(0), False),
        (["192.0.2.1"], timedelta(0), False),
    ],
)
def test_a_certificate_is_kept_while_it_serves(tmp_path: Path, names: list[str], later: timedelta, kept: bool) -> None:
    first = own_pair(tmp_path, ["thenar.example"], NINE).certificate.read_bytes()
    assert (own_pair(tmp_path, names, NINE + later).certificate.read_bytes() == first) is kept


def test_half_a_pair_is_made_anew(tmp_path: Path) -> None:
    own_pair(tmp_path, [], NINE).key.unlink()
    pair = own_pair(tmp_path, [], NINE)
    tls_context(pair.certificate, pair.key)
    pair.certificate.write_text("no certificate")
    pair = own_pair(tmp_path, [], NINE)
    tls_context(pair.certificate, pair.key)


def test_a_key_that_others_may_read_is_a_fault(tmp_path: Path) -> None:
    own_pair(tmp_path, [], NINE).key.chmod(0o644)
    with pytest.raises(FaultError) as caught:
        own_pair(tmp_path, [], NINE)
    assert caught.value.fault is Fault.KEY_EXPOSED
