"""Where the PIN of a token comes from, and what stands in its place when it has gone."""

from pathlib import Path

import pytest

from app.domain.faults import Fault, FaultError
from app.storage.customer_pin import fetch_pin
from app.storage.key_custody import SERVICE
from tests.app.storage.test_opening import Ring


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "token.pin"
    path.touch(0o600)
    path.write_text("271828\n")
    return path


def fault_of(file: Path | None, ring: Ring | None) -> Fault:
    with pytest.raises(FaultError) as caught:
        fetch_pin("customer", file, ring)
    assert "271828" not in str(caught.value)
    return caught.value.fault


def test_it_lies_in_a_file_without_its_line_end(file: Path) -> None:
    assert fetch_pin("customer", file, None) == "271828"


def test_it_lies_in_the_keyring_under_the_tokens_name() -> None:
    ring = Ring()
    ring.set_password(SERVICE, "pkcs11:customer", "271828")
    assert fetch_pin("customer", None, ring) == "271828"
    with pytest.raises(FaultError):
        fetch_pin("another", None, ring)


def test_a_new_one_counts_at_once(file: Path) -> None:
    fetch_pin("customer", file, None)
    file.write_text("141421")
    assert fetch_pin("customer", file, None) == "141421"


def test_one_that_has_gone_is_a_no(file: Path) -> None:
    file.write_text("\n")
    assert fault_of(file, None) is Fault.CUSTOMER_KEY_REFUSED
    file.unlink()
    assert fault_of(file, None) is Fault.CUSTOMER_KEY_REFUSED
    assert fault_of(None, None) is Fault.CUSTOMER_KEY_REFUSED
    assert fault_of(None, Ring()) is Fault.CUSTOMER_KEY_REFUSED


def test_one_that_others_may_read_is_refused(file: Path) -> None:
    file.chmod(0o640)
    assert fault_of(file, None) is Fault.KEY_EXPOSED
