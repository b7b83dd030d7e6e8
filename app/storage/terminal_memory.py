"""What a terminal of a control plane remembers: who it is, where its server is, how it is configured, what it has done.

Rules it keeps: every file is whole or as it was before; key and certificate are one file, so that a renewal changes
both or neither; the journal is on the disk before a command is begun, so that nothing is done twice; from the moment
that it leaves it has no identity, and what is still there goes with the next start if not with this one.

    memory = TerminalMemory(folder)
    memory.become(Identity(...), pem)
"""

import json
import os
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeAlias, TypeVar

from app.domain.bounded_json import Bounds, JsonRefused, read_json
from app.domain.configuration_refusal import RefusedConfiguration
from app.domain.device_configuration import DeviceConfiguration, WifiCredentials
from app.domain.device_lock import LOST, Standing
from app.domain.faults import Fault, FaultError
from app.domain.limits import LINES, Many, Text
from app.domain.reckoned_time import Mark
from app.operations.reading import read
from app.operations.refusals import Refusal
from app.operations.writing import whole
from app.storage.atomic_write import atomic_write, make_private_folder, sync_folder
from app.storage.key_custody import refuse_exposed
from app.storage.shred import shred

REMEMBERED = 200
"""Commands in the journal: many times as many as are open at once."""
TRIAL_BYTES = 65_536
"""Twice what an identity takes at most: two texts of 16 KiB."""
_BOUNDS = Bounds(characters=262_144, depth=8, values=5000)
ValueT = TypeVar("ValueT")
_Version: TypeAlias = tuple[int, int, int]
"""Of a file that is only ever replaced: its number on the disk, when it was written, its size."""


@dataclass(frozen=True)
class Identity:
    """From activation; `token` is what the server wants to hear at the next hello."""

    instance: str
    account: str
    link_address: str
    root: Annotated[str, Text(1, 16_384, LINES)]
    token: str | None = None


class Step(StrEnum):
    BEGUN = "BEGUN"
    DONE = "DONE"
    FAILED = "FAILED"


@dataclass(frozen=True)
class Entry:
    command: str
    step: Step
    boot: str
    """The run of the machine in which it was begun."""


@dataclass(frozen=True)
class Kept:
    version: int
    configuration: DeviceConfiguration


@dataclass(frozen=True)
class NetworkAttempt:
    """Another network is being tried, for a version of the configuration."""

    version: int
    before: WifiCredentials | None = None
    """What to go back to; None for the cable, or whatever the machine had."""


@dataclass(frozen=True)
class _Journal:
    entries: Annotated[tuple[Entry, ...], Many(REMEMBERED)] = ()


class TerminalMemory:
    """Any thread may read; each file has one thread that writes it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[str, tuple[_Version, object]] = {}
        """What was read last of each file. It is asked for ten times a second, and changes once a day."""

    @property
    def identity_file(self) -> Path:
        """Private key, certificate and issuer, in PEM."""
        return self._folder / "identity.pem"

    def become(self, identity: Identity, pem: str) -> None:
        """Complete with its last step, or it is nobody still. Raises OSError."""
        make_private_folder(self._folder)
        self.stand(Standing())
        self.keep(identity)
        atomic_write(self.identity_file, pem.encode())

    def try_disk(self) -> None:
        """Writes as much as becoming somebody takes, and removes it: before a server is asked for what it gives out
        once. Raises OSError."""
        make_private_folder(self._folder)
        trial = self._folder / "trial"
        atomic_write(trial, bytes(TRIAL_BYTES))
        trial.unlink()

    def renew(self, pem: str) -> None:
        atomic_write(self.identity_file, pem.encode())

    def keep(self, identity: Identity) -> None:
        self._write("identity.json", identity)

    def identity(self) -> Identity | None:
        """None before activation, and while it leaves. Raises FaultError: KEY_EXPOSED, STORE_UNREADABLE."""
        if self.leaving or not self.identity_file.exists():
            return None
        refuse_exposed(self.identity_file)
        return self._read("identity.json", Identity)

    def configure(self, kept: Kept) -> None:
        self._write("configuration.json", kept)

    def configuration(self) -> Kept | None:
        return self._read("configuration.json", Kept)

    def refuse(self, refused: RefusedConfiguration) -> None:
        self._write("refused.json", refused)

    def refused(self) -> RefusedConfiguration | None:
        """None once a newer configuration is in force."""
        refused, kept = self._read("refused.json", RefusedConfiguration), self.configuration()
        return None if refused is None or (kept is not None and kept.version >= refused.version) else refused

    def attempt(self, attempt: NetworkAttempt) -> None:
        """To be noted before another network is tried. Raises OSError."""
        self._write("network.json", attempt)

    def attempted(self) -> NetworkAttempt | None:
        """One whose end is not known: the terminal was stopped in the middle of it."""
        return self._read("network.json", NetworkAttempt)

    def settle_attempt(self) -> None:
        (self._folder / "network.json").unlink(missing_ok=True)

    def stand(self, standing: Standing) -> None:
        """Raises OSError; then it stands as before."""
        self._write("standing.json", standing)

    def standing(self) -> Standing:
        """A terminal that is somebody's and has no record of it is locked. Raises FaultError(STORE_UNREADABLE)."""
        return self._read("standing.json", Standing) or LOST

    def mark(self, mark: Mark) -> None:
        """Raises OSError; then the mark before stands."""
        self._write("time.json", mark)

    def marked(self) -> Mark | None:
        """What time it was not earlier than. Raises FaultError(STORE_UNREADABLE)."""
        return self._read("time.json", Mark)

    def note(self, entry: Entry) -> None:
        """Puts it in place of what was noted of the command before."""
        known = [each for each in self._journal() if each.command != entry.command]
        self._write("journal.json", _Journal((*known, entry)[-REMEMBERED:]))

    def noted(self, command: str) -> Entry | None:
        return next((each for each in self._journal() if each.command == command), None)

    def leave(self) -> None:
        """The terminal belongs to nobody any more: there is no way back from here. Raises OSError."""
        make_private_folder(self._folder)
        atomic_write(self._leaving, b"")

    @property
    def leaving(self) -> bool:
        """Whether it left, and not everything has gone yet."""
        return self._leaving.exists()

    def forget(self) -> None:
        """Everything, the private key first, overwritten in place. Does nothing twice. Raises OSError."""
        shred(self.identity_file)
        for path in self._folder.glob("*.json"):
            shred(path)
        self._leaving.unlink(missing_ok=True)
        if self._folder.is_dir():
            sync_folder(self._folder)

    @property
    def _leaving(self) -> Path:
        return self._folder / "leaving"

    def _journal(self) -> tuple[Entry, ...]:
        journal = self._read("journal.json", _Journal)
        return () if journal is None else journal.entries

    def _write(self, name: str, value: object) -> None:
        atomic_write(self._folder / name, json.dumps(whole(value)).encode())

    def _read(self, name: str, kind: type[ValueT]) -> ValueT | None:
        try:
            with (self._folder / name).open("rb") as file:
                status = os.fstat(file.fileno())
                version = status.st_ino, status.st_mtime_ns, status.st_size
                known = self._known.get(name)
                if known is not None and known[0] == version and isinstance(known[1], kind):
                    return known[1]
                value = read(kind, read_json(file.read(), _BOUNDS))
        except FileNotFoundError:
            return None
        except (OSError, JsonRefused) as error:
            raise FaultError(Fault.STORE_UNREADABLE, name) from error
        if isinstance(value, Refusal):
            raise FaultError(Fault.STORE_UNREADABLE, name)
        self._known[name] = version, value
        return value
