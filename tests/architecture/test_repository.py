"""What lies in the repository, and what never may."""

import ast
import gc
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Signal

from tests.architecture.sources import SHIPPED, modules

LARGEST_BYTES = 1 << 20
PHOTOGRAPHS_AND_PICKLES = {".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".heic", ".mp4", ".avi", ".mov", ".pkl", ".pickle"}
LARGEST_MODULE_LINES = 400


@pytest.fixture(scope="module")
def tracked(root: Path) -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True, check=True).stdout
    return [root / name for name in listed.split("\0") if name and (root / name).is_file()]


def test_no_file_is_larger_than_a_mebibyte(tracked: list[Path]) -> None:
    assert [path.name for path in tracked if path.stat().st_size > LARGEST_BYTES] == []


def test_no_photograph_film_or_pickle_is_in_the_repository(tracked: list[Path]) -> None:
    assert [path.name for path in tracked if path.suffix.lower() in PHOTOGRAPHS_AND_PICKLES] == []


def test_the_packaging_folder_is_no_package(root: Path) -> None:
    """One would hide the library of that name, and `import mediapipe` would fail."""
    assert not (root / "packaging" / "__init__.py").exists()


def test_there_is_exactly_one_cv2() -> None:
    installed = {name for distribution in metadata.distributions() if "opencv" in (name := distribution.name.lower())}
    assert installed == {"opencv-contrib-python"}


def test_no_module_is_longer_than_one_idea() -> None:
    long = {module.path for module in modules(*SHIPPED, "tests") if module.text.count("\n") > LARGEST_MODULE_LINES}
    assert long == set()


def test_every_module_that_ships_says_what_it_is() -> None:
    silent = {module.path for module in modules(*SHIPPED) if module.text and ast.get_docstring(module.tree) is None}
    assert silent == set()


LOCKS = ("pip", "runtime", "dev", "peers", "model")


def lock(root: Path, name: str) -> str:
    return (root / "packaging" / "locks" / f"{name}.txt").read_text("utf-8")


def pinned(text: str) -> set[str]:
    """`numpy==2.4.6 ; python_full_version < '3.12'` for every requirement of a lock."""
    return {line.removesuffix(" \\") for line in text.splitlines() if line and not line.startswith(" ")}


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_versions_and_hashes_and_no_address(root: Path, name: str) -> None:
    text = lock(root, name)
    assert "://" not in text
    assert all("==" in requirement for requirement in pinned(text))
    assert text.count("==") - text.count("'==") <= text.count("--hash=sha256:")


def test_the_lock_for_tests_holds_all_of_the_lock_for_running(root: Path) -> None:
    assert pinned(lock(root, "runtime")) <= pinned(lock(root, "dev"))


def test_the_two_programs_called_osdp_never_share_an_environment(root: Path) -> None:
    """`libosdp` and the independent panel `osdp` overwrite each other's package."""
    assert not any(requirement.startswith("osdp==") for requirement in pinned(lock(root, "dev")))
    assert any(requirement.startswith("osdp==") for requirement in pinned(lock(root, "peers")))


def test_the_model_that_is_fetched_is_the_model_that_is_loaded() -> None:
    pins = [
        set(re.findall(r'^MODEL_SHA256 = "([0-9a-f]{64})"', module.text, re.MULTILINE))
        for module in modules("app", "packaging")
        if "MODEL_SHA256 =" in module.text
    ]
    assert len(pins) == 2
    assert pins[0] == pins[1]


def test_qt_is_a_version_that_counts_its_references() -> None:
    """6.12.0 on Python 3.11 loses one reference to True at each emission and aborts after some 560."""

    class Bell(QObject):
        rung = Signal(bool)

    bell = Bell()
    gc.collect()  # what other tests left behind is not given back in the middle
    before = (sys.getrefcount(True), sys.getrefcount(None))
    for _ in range(2000):
        bell.rung.emit(True)
    lost = [then - now for then, now in zip(before, (sys.getrefcount(True), sys.getrefcount(None)), strict=True)]
    assert max(lost) < 200
