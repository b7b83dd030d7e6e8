"""What is shredded is overwritten where it lay, before its name goes."""

import os
from pathlib import Path

import pytest

from app.storage.shred import CHUNK_BYTES, shred


def test_the_bytes_are_gone_from_the_file_and_not_only_its_name(tmp_path: Path) -> None:
    secret, other_name = tmp_path / "identity.pem", tmp_path / "the same file"
    secret.write_bytes(b"private" * (CHUNK_BYTES // 3))
    os.link(secret, other_name)
    shred(secret)
    assert not secret.exists()
    assert other_name.read_bytes() == bytes(len(b"private") * (CHUNK_BYTES // 3))


def test_a_file_that_is_gone_is_no_error_and_a_link_is_not_followed(tmp_path: Path) -> None:
    shred(tmp_path / "nothing")
    (tmp_path / "elsewhere").write_bytes(b"somebody's")
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="link"):
        shred(tmp_path / "link")
    assert (tmp_path / "elsewhere").read_bytes() == b"somebody's"
