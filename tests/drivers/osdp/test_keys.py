"""Which door keys are taken, and from where."""

from pathlib import Path

import pytest

from app.domain.faults import Fault, FaultError
from drivers.osdp.keys import checked_key, is_guessable, read_key

KEY = bytes.fromhex("8f1c5a3b77e04d9261b8c3f09a2e4d17")


def _file(folder: Path, content: bytes, mode: int = 0o600) -> Path:
    path = folder / "door.key"
    path.write_bytes(content)
    path.chmod(mode)
    return path


@pytest.mark.parametrize("content", [KEY, KEY.hex().encode(), KEY.hex().upper().encode() + b"\n"])
def test_a_private_file_gives_the_key_raw_or_in_hexadecimal(tmp_path: Path, content: bytes) -> None:
    assert read_key(_file(tmp_path, content)) == KEY


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o777])
def test_a_file_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    with pytest.raises(FaultError) as refusal:
        read_key(_file(tmp_path, KEY, mode))
    assert refusal.value.fault is Fault.KEY_EXPOSED


def test_a_missing_file_a_folder_and_a_link_are_refused(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(_file(tmp_path, KEY))
    for path in (tmp_path / "nothing", tmp_path, link):
        with pytest.raises(FaultError) as refusal:
            read_key(path)
        assert refusal.value.fault is Fault.KEY_MISSING


@pytest.mark.parametrize("content", [b"", KEY[:15], KEY + b"\0", KEY.hex().encode()[:-1], b"not a key", b"\xff" * 40])
def test_what_is_no_key_is_refused_and_never_quoted(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(FaultError) as refusal:
        read_key(_file(tmp_path, content))
    assert refusal.value.fault is Fault.SETTINGS_INVALID
    assert "not a key" not in str(refusal.value)
    assert refusal.value.__cause__ is None


@pytest.mark.parametrize(
    "key",
    [
        bytes(range(0x30, 0x40)),  # SCBK-D, printed in the standard
        bytes(16),
        b"\xff" * 16,
        b"\x5a" * 16,
        bytes(range(1, 17)),
        bytes(range(16, 0, -1)),
        bytes((0xF8 + step) % 256 for step in range(16)),
    ],
)
def test_published_constant_and_counting_keys_are_refused(key: bytes) -> None:
    assert is_guessable(key)
    with pytest.raises(FaultError):
        checked_key(key)


def test_a_random_key_passes() -> None:
    assert checked_key(KEY) == KEY
