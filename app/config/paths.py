"""Where things lie: code's own resources, the landmark model, and what this terminal remembers.

The simulated world and the real one never share a database: each has a state folder of its own.

>>> state = State(Path("/var/lib/thenar"), simulated=True)
>>> str(state.database)
'/var/lib/thenar/simulated/thenar.sqlite3'
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

MODEL_NAME = "hand_landmarker.task"


def data_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """`$THENAR_DATA`, else `$XDG_DATA_HOME/thenar`, else `~/.local/share/thenar`. Not created here.

    A relative `$XDG_DATA_HOME` is ignored, as the XDG Base Directory Specification demands.
    """
    if own := environ.get("THENAR_DATA"):
        return Path(own).expanduser().absolute()
    shared = Path(environ.get("XDG_DATA_HOME", ""))
    return (shared if shared.is_absolute() else Path.home() / ".local" / "share") / "thenar"


def model_path(environ: Mapping[str, str] = os.environ) -> Path:
    """Where `packaging/bootstrap` puts the landmark model; it may be missing."""
    return data_folder(environ) / "models" / MODEL_NAME


def resources_folder() -> Path:
    """Texts, icons, sounds and consent documents, read only."""
    return Path(__file__).resolve().parents[2] / "resources"


@dataclass(frozen=True, slots=True)
class State:
    """The files of one world, real or simulated. Nothing is created here."""

    data: Path
    simulated: bool

    @property
    def folder(self) -> Path:
        return self.data / ("simulated" if self.simulated else "real")

    @property
    def database(self) -> Path:
        return self.folder / "thenar.sqlite3"

    @property
    def keys(self) -> Path:
        """The folder of the key file: outside the database, and to be left out of every backup of it."""
        return self.folder / "keys"
