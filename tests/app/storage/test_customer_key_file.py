"""A customer key in a file that its owner can take away."""

import os
from pathlib import Path

import pytest

from app.domain.faults import Fault, FaultError
from app.storage.customer_key_file import CustomerKeyFile
from tests.contracts.customer_key_contract import SECRET, CustomerKeyContract, KeyRig


def make_key(path: Path) -> Path:
    path.write_bytes(os.urandom(32))
    path.chmod(0o600)
    return path


class TestCustomerKeyFile(CustomerKeyContract):
    @pytest.fixture
    def rig(self, tmp_path: Path) -> KeyRig:
        path, other = make_key(tmp_path / "one"), make_key(tmp_path / "other")
        return KeyRig(CustomerKeyFile(path), CustomerKeyFile(other), path.unlink)


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    path = make_key(tmp_path / "one")
    path.chmod(0o640)
    with pytest.raises(FaultError) as caught:
        CustomerKeyFile(path).wrap(SECRET)
    assert caught.value.fault is Fault.KEY_EXPOSED


def test_a_key_that_is_put_back_opens_again(tmp_path: Path) -> None:
    path = make_key(tmp_path / "one")
    wrapped = CustomerKeyFile(path).wrap(SECRET)
    path.rename(tmp_path / "elsewhere")
    with pytest.raises(FaultError):
        CustomerKeyFile(path).unwrap(wrapped)
    (tmp_path / "elsewhere").rename(path)
    assert CustomerKeyFile(path).unwrap(wrapped) == SECRET
