"""A publisher and a terminal in one folder, for tests of the software download."""

import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import httpx
from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import Metadata, MetaFile, Root, Snapshot, Targets, Timestamp

from app.ports.clock import Clock
from app.runtime.software_updates import Place, SoftwareUpdates
from app.storage.atomic_write import atomic_write
from app.storage.software.bundle import pack
from app.storage.software.repository import Repository
from app.storage.software.signing_keys import SigningKeys
from app.storage.software.slots import Slots

KIND = "machine"
LOAD_BYTES = 300_000
"""Of a version: some pieces of a web server's, so that a cut falls into the middle."""

TELL = 'echo "$THENAR_RELEASE" "$@"'

RecordT = TypeVar("RecordT", Root, Targets, Snapshot, Timestamp)


def make_tree(folder: Path, version: str, script: str = "") -> Path:
    """A version whose start says which it is. `load` is the same for the same version."""
    folder.mkdir(parents=True)
    start = folder / "start"
    start.write_text(f"#!/bin/sh\n{script or TELL}\n")
    start.chmod(0o755)
    (folder / "app").mkdir()
    (folder / "app" / "load").write_bytes(random.Random(version).randbytes(LOAD_BYTES))
    return folder


@dataclass
class Publishing:
    """`now`: when the next records begin to be believed."""

    folder: Path
    now: datetime

    @property
    def repository(self) -> Path:
        return self.folder / "repository"

    @property
    def metadata(self) -> Path:
        return self.repository / "metadata"

    @property
    def terminal(self) -> Path:
        return self.folder / "terminal"

    @property
    def keys(self) -> SigningKeys:
        return SigningKeys(self.folder / "keys")

    @property
    def records(self) -> Repository:
        return Repository(self.repository, self.keys, self.now)

    @property
    def slots(self) -> Slots:
        return Slots(self.terminal)

    def publish(self, version: str, script: str = "", *, unpacked_bytes: int | None = None) -> str:
        """Returns the release's name."""
        tree = make_tree(self.folder / f"tree-{version}", version, script)
        bundle = self.folder / f"{version}.zip"
        size = pack(tree, bundle)
        shutil.rmtree(tree)
        return self.records.add(bundle, version, KIND, size if unpacked_bytes is None else unpacked_bytes).name

    def plant(self) -> str:
        """Puts the newest version on the terminal, and whom it trusts."""
        release, bundle, size = self.records.newest(KIND)
        self.terminal.mkdir()
        atomic_write(self.terminal / "root.json", self.records.root_file().read_bytes())
        self.slots.plant(release, bundle, size)
        return release.name

    def updates(self, url: str, client: httpx.Client, clock: Clock) -> SoftwareUpdates:
        """As the version sees them that a launcher would start now."""
        trial = self.slots.trial()
        running = self.slots.current() if trial is None else trial.name
        return SoftwareUpdates(Place(self.terminal, url), client, clock, running or "", KIND)

    def forge(
        self,
        kind: type[RecordT],
        name: str,
        change: Callable[[RecordT], None],
        *signers: CryptoSigner,
        into: str = "",
    ) -> None:
        """Changes a record as somebody would who holds those keys, and signs it anew."""
        metadata = Metadata[RecordT].from_bytes((self.metadata / name).read_bytes())
        change(metadata.signed)
        metadata.signatures.clear()
        for signer in signers:
            metadata.sign(signer, append=True)
        (self.metadata / (into or name)).write_bytes(metadata.to_bytes())

    def relink(self) -> None:
        """Leads snapshot and timestamp to what the newest records are now, with their own keys."""
        targets, snapshot = self.last("targets"), self.last("snapshot")

        def lead(record: Snapshot) -> None:
            record.meta["targets.json"] = self._described(targets)

        def lead_on(record: Timestamp) -> None:
            record.snapshot_meta = self._described(snapshot)

        self.forge(Snapshot, snapshot, lead, self.keys.get("snapshot"))
        self.forge(Timestamp, "timestamp.json", lead_on, self.keys.get("timestamp"))

    def _described(self, name: str) -> MetaFile:
        return MetaFile.from_data(int(name.partition(".")[0]), (self.metadata / name).read_bytes(), ["sha256"])

    def last(self, role: str) -> str:
        """The name of a role's newest record."""
        return max(
            (path.name for path in self.metadata.glob(f"*.{role}.json")), key=lambda name: int(name.partition(".")[0])
        )

    def bundle(self) -> Path:
        return self.records.newest(KIND)[1]


def published(folder: Path, now: datetime | None = None) -> Publishing:
    """Version 0.1.0 is on the terminal, and 0.2.0 is published."""
    publishing = Publishing(folder, now or datetime.now(UTC) - timedelta(hours=1))
    publishing.records.begin()
    publishing.publish("0.1.0")
    publishing.plant()
    publishing.publish("0.2.0")
    return publishing
