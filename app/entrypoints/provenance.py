"""With what a measurement was made: versions, hashes and the processor. Whoever has the same can get the same."""

import hashlib
import platform
from collections.abc import Iterable
from datetime import date
from importlib import metadata
from pathlib import Path

from app.biometrics.card import Fact
from app.biometrics.template import PROTECTED_BYTES, PROTECTED_VERSION, VERSION
from app.entrypoints.assembly import MODEL_SHA256

LIBRARIES = ("numpy", "numba", "opencv-contrib-python", "mediapipe")
RECOGNITION = Path(__file__).resolve().parents[1] / "biometrics"
CPU_INFO = Path("/proc/cpuinfo")


def made_with(data_sha256: str, day: date) -> tuple[Fact, ...]:
    return (
        Fact("date", day.isoformat()),
        Fact(
            "template", f"version {PROTECTED_VERSION}, {PROTECTED_BYTES:,} bytes; the code in it is version {VERSION}"
        ),
        Fact("Python", platform.python_version()),
        *(Fact(name, metadata.version(name)) for name in LIBRARIES),
        Fact("processor", processor()),
        Fact("recognition's source, SHA-256", source_sha256(sorted(RECOGNITION.rglob("*.py")))),
        Fact("landmark model, SHA-256", MODEL_SHA256),
        Fact("pictures, SHA-256", data_sha256),
    )


def source_sha256(files: Iterable[Path]) -> str:
    """Of names and contents: changes with every line that could change a score."""
    whole = hashlib.sha256()
    for file in files:
        whole.update(file.relative_to(RECOGNITION).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return whole.hexdigest()


def processor() -> str:
    """As the kernel names it, else its architecture."""
    lines = CPU_INFO.read_text("utf-8").splitlines() if CPU_INFO.is_file() else []
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{len(named)} x {named[0]}" if named else platform.machine()
