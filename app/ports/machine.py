"""The machine that the terminal runs on: its starts, its clock, and whoever watches over the application."""

from typing import Protocol


class Machine(Protocol):
    """Told from several threads. Nothing here raises: what a machine does not do it says so."""

    simulated: bool

    def boot(self) -> str:
        """Names this run of the machine: another one after every start."""
        ...

    def running_s(self) -> float:
        """Seconds since the machine was started, with those in which it slept. Nobody can set it."""
        ...

    def synchronised(self) -> bool:
        """Whether the wall clock follows a time server. False too where nobody knows."""
        ...

    def reboot(self) -> bool:
        """Starts the machine again. May return before it goes down; False when it will not."""
        ...

    def restart_application(self) -> None:
        """Starts the application again. Returns; what is open is closed first."""
        ...

    def ready(self) -> None:
        """The application is up."""
        ...

    def alive(self) -> None:
        """The application is well. A supervisor that waits for this word in vain restarts it."""
        ...

    def say(self, status: str) -> None:
        """One line for whoever looks after the machine. No person in it."""
        ...
