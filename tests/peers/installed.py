"""What `packaging/bootstrap dev` installs is there, or the test fails: a peer that nobody met has shown nothing.

path = installed(shutil.which("mosquitto"), "mosquitto")
"""

from pathlib import Path
from typing import TypeVar

import pytest

Found = TypeVar("Found")
PEERS = Path(__file__).resolve().parents[2] / ".peers"


def installed(found: Found | None, name: str) -> Found:
    """What was found; else the test fails with what to do. Not a skip: `make test` installs it."""
    if found is None:
        pytest.fail(f"{name} is missing: packaging/bootstrap dev installs it", pytrace=False)
    return found


def peer(package: str) -> Path:
    """The interpreter of the environment of peers, with a package that it is started for."""
    there = next(PEERS.glob(f"lib/*/site-packages/{package}"), None)
    installed(there, f"{package} in .peers")
    return PEERS / "bin" / "python"


def peer_program(name: str) -> Path:
    path = PEERS / "bin" / name
    return installed(path if path.exists() else None, f"{name} in .peers")
