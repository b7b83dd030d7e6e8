"""Whole files, written whole."""

import os
import stat
from pathlib import Path

import pytest

from app.storage.atomic_write import atomic_write, make_private_folder


def test_the_new_content_replaces_the_old(tmp_path: Path) -> None:
    target = tmp_path / "settings"
    for content in (b"old" * 1000, b"new"):
        atomic_write(target, content)
        assert target.read_bytes() == content
    assert list(tmp_path.iterdir()) == [target]


def test_nobody_else_may_read_it_even_where_the_umask_would_let_them(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        atomic_write(tmp_path / "key", b"secret")
        make_private_folder(tmp_path / "keys")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700


def test_a_write_that_fails_leaves_the_old_content_and_nothing_beside_it(tmp_path: Path) -> None:
    folder = tmp_path / "target"
    folder.mkdir()
    (folder / "kept").touch()
    with pytest.raises(OSError, match="directory"):
        atomic_write(folder, b"a file cannot replace a folder")
    assert list(tmp_path.iterdir()) == [folder]
    assert (folder / "kept").exists()


def test_a_reader_never_sees_half_of_it(tmp_path: Path) -> None:
    """The name always leads to one whole file: the old one, which an open handle goes on reading."""
    target = tmp_path / "settings"
    atomic_write(target, b"old" * 100_000)
    with target.open("rb") as reader:
        first = reader.read(10)
        atomic_write(target, b"new" * 100_000)
        assert first + reader.read() == b"old" * 100_000
    assert target.read_bytes() == b"new" * 100_000
