"""Bundles: the same again, and nothing that leads elsewhere."""

import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from app.storage.software.bundle import BundleRefused, pack, unpack
from tests.app.publishing import make_tree


def test_what_is_packed_is_unpacked_with_its_programs(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", "0.1.0")
    (tree / "app" / "__pycache__").mkdir()
    (tree / "app" / "__pycache__" / "x.pyc").write_bytes(b"left out")
    size = pack(tree, tmp_path / "bundle")
    unpack(tmp_path / "bundle", tmp_path / "out", size)
    out = tmp_path / "out"
    assert sorted(path.name for path in out.rglob("*")) == ["app", "load", "start"]
    assert (out / "app" / "load").read_bytes() == (tree / "app" / "load").read_bytes()
    assert stat.S_IMODE((out / "start").stat().st_mode) == 0o755
    assert stat.S_IMODE((out / "app" / "load").stat().st_mode) == 0o644
    assert size == sum(path.stat().st_size for path in out.rglob("*") if path.is_file())


def test_the_same_folder_makes_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "other"):
        pack(make_tree(tmp_path / name, "0.1.0"), tmp_path / f"{name}.zip")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "other.zip").read_bytes()


def test_a_folder_without_start_or_with_a_link_is_not_packed(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", "0.1.0")
    (tree / "link").symlink_to("/etc/passwd")
    with pytest.raises(BundleRefused, match="link"):
        pack(tree, tmp_path / "bundle")
    (tree / "start").unlink()
    with pytest.raises(BundleRefused, match="start"):
        pack(tree, tmp_path / "bundle")


def entry(name: str, mode: int = stat.S_IFREG | 0o644) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    return info


def named(name: str, mode: int = stat.S_IFREG | 0o644) -> Callable[[Path], None]:
    def make(bundle: Path) -> None:
        with zipfile.ZipFile(bundle, "w") as packed:
            packed.writestr(entry("start"), b"")
            packed.writestr(entry(name, mode), b"x")

    return make


def no_start(bundle: Path) -> None:
    with zipfile.ZipFile(bundle, "w") as packed:
        packed.writestr(entry("other"), b"x")


def larger(bundle: Path) -> None:
    with zipfile.ZipFile(bundle, "w") as packed:
        packed.writestr(entry("start"), b"xx")


def lying(bundle: Path) -> None:
    """The announced size in the zip's own table, and more than that behind it."""
    with zipfile.ZipFile(bundle, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(entry("start"), bytes(100_000))
    content = bundle.read_bytes()
    bundle.write_bytes(content.replace(struct.pack("<L", 100_000), struct.pack("<L", 1)))


def not_a_zip(bundle: Path) -> None:
    bundle.write_bytes(b"no zip")


HOSTILE = [
    named("../outside"),
    named("app/../../outside"),
    named("/tmp/outside"),
    named("app\\..\\outside"),
    named("./app"),
    named("folder/"),
    named("link", stat.S_IFLNK | 0o777),
    named("device", stat.S_IFCHR | 0o666),
    no_start,
    larger,
    lying,
    not_a_zip,
]


@pytest.mark.parametrize("make", HOSTILE)
def test_a_hostile_bundle_is_refused_and_leaves_nothing_outside(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path / "bundle")
    inside = tmp_path / "inside"
    inside.mkdir()
    with pytest.raises(BundleRefused):
        unpack(tmp_path / "bundle", inside / "out", 1)
    assert {path.name for path in tmp_path.iterdir()} == {"bundle", "inside"}
    assert not list(inside.rglob("*outside*"))


@pytest.mark.filterwarnings("ignore:Duplicate name")  # zipfile's own, of what the test makes on purpose
def test_a_name_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    named("start")(tmp_path / "bundle")
    with pytest.raises(BundleRefused):
        unpack(tmp_path / "bundle", tmp_path / "out", 1)
