"""How the launcher (`packaging/launcher.py`) and the application that it started understand each other."""

from collections.abc import Mapping

RELEASE, SOFTWARE = "THENAR_RELEASE", "THENAR_SOFTWARE"
"""What the launcher tells: the name of the version that runs, and the folder of all versions."""
AGAIN = 75
"""The code with which the application ends to be started anew."""


def launched(environ: Mapping[str, str]) -> bool:
    """Whether a launcher waits for the application's end."""
    return RELEASE in environ and SOFTWARE in environ
