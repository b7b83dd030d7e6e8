"""A repository of signed software, as The Update Framework (TUF 1.0.33) has it: a folder that any web server serves.

    FOLDER/metadata/1.root.json      who may sign what: 2 of 3 root keys, which stay offline
                    N.targets.json   which bundles there are: length, SHA-256, version
                    N.snapshot.json  which of those records belong together
                    timestamp.json   which snapshot is the newest: short-lived, renewed daily
    FOLDER/targets/PLATFORM/SHA256.thenar.zip

Rules it keeps: what a terminal reads is whole at every moment, because the timestamp, which leads to all the rest, is
written last; nothing is written that a terminal with this root would refuse.

    repository = Repository(folder, SigningKeys(keys), now)
    repository.begin()
    repository.add(bundle, "0.2.0", platform_name(), unpacked_bytes)
"""

import os
import platform
import shutil
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, TypeVar

from securesystemslib.signer import CryptoSigner
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Key, Metadata, MetaFile, Root, Snapshot, TargetFile, Targets, Timestamp

from app.domain.faults import Fault, FaultError
from app.domain.updates import VERSION, Release
from app.storage.atomic_write import atomic_write, sync_folder
from app.storage.software.signing_keys import SigningKeys

ROOTS: Final = ("root-1", "root-2", "root-3")
ROOTS_NEEDED: Final = 2
ONLINE: Final = ("targets", "snapshot", "timestamp")
LIVES: Final = {
    "root": timedelta(days=730),
    "targets": timedelta(days=365),
    "snapshot": timedelta(days=365),
    "timestamp": timedelta(days=7),
}
"""How long each may be believed. The timestamp's bounds how long newer software can be kept from a terminal unnoticed;
a week leaves whoever renews it daily some days to notice that it is not renewed."""
BUNDLE: Final = "thenar.zip"
PUBLIC_FILE: Final = 0o644
_NAMES: Final = "x-thenar-names"
"""A member of the root: which key is which file, so that one can be replaced that was lost."""

RoleT = TypeVar("RoleT", Root, Targets, Snapshot, Timestamp)
OnlineT = TypeVar("OnlineT", Targets, Snapshot, Timestamp)


def platform_name() -> str:
    """What a bundle with compiled libraries in it runs on, as in `linux-x86_64-cpython-311`."""
    return f"{sys.platform}-{platform.machine()}-{sys.implementation.cache_tag}"


def target_path(kind: str) -> str:
    """`kind`: a `platform_name()`."""
    return f"{kind}/{BUNDLE}"


class Repository:
    """`now` is when what is written begins to be believed."""

    def __init__(self, folder: Path, keys: SigningKeys, now: datetime) -> None:
        self._metadata = folder / "metadata"
        self._targets = folder / "targets"
        self._keys = keys
        self._now = now.replace(microsecond=0)

    def begin(self) -> None:
        """Makes the keys and the first, empty records. Raises FaultError(SETTINGS_INVALID) where there are some."""
        if self._metadata.exists() or any(self._keys.there(name) for name in (*ROOTS, *ONLINE)):
            raise FaultError(Fault.SETTINGS_INVALID, "folder: there is a repository, or a key, already")
        for folder in (self._metadata, self._targets):
            folder.mkdir(parents=True)
        root = Root(consistent_snapshot=True)
        root.roles["root"].threshold = ROOTS_NEEDED
        names: dict[str, str] = {}
        for name in (*ROOTS, *ONLINE):
            self._enter_key(root, names, name)
        root.unrecognized_fields[_NAMES] = names
        self._write_root(root)
        fresh = (Targets(), Snapshot(), Timestamp())
        for record in fresh:
            record.version = 0
        self._publish(*fresh)

    def add(self, bundle: Path, version: str, kind: str, unpacked_bytes: int) -> Release:
        """Publishes a bundle as the newest for machines of that kind. Raises FaultError, OSError."""
        if not VERSION.fullmatch(version):
            raise FaultError(Fault.SETTINGS_INVALID, "version: write numbers with points between, as in 0.2.0")
        target = TargetFile.from_file(target_path(kind), str(bundle), ["sha256"])
        digest = target.hashes["sha256"]
        target.unrecognized_fields["custom"] = {"version": version, "unpacked_bytes": unpacked_bytes}
        self._copy(bundle, self._targets / kind / f"{digest}.{BUNDLE}")
        targets, snapshot, timestamp = self._newest()
        targets.targets[target.path] = target
        self._publish(targets, snapshot, timestamp)
        return Release(version, digest)

    def renew(self) -> None:
        """A new timestamp; and the records behind it when half of their life is over and their keys are there. Raises
        FaultError, OSError."""
        newest = self._newest()
        if {"targets", "snapshot"} & set(self.ageing()) and all(self._keys.there(name) for name in ONLINE):
            self._publish(*newest)
        else:
            self._write_timestamp(newest[-1])

    def ageing(self) -> dict[str, datetime]:
        """The records that have lived more than half of their life, and when each ends. Raises FaultError."""
        targets, snapshot, _ = self._newest()
        ends = {"root": self.root().expires, "targets": targets.expires, "snapshot": snapshot.expires}
        return {role: end for role, end in ends.items() if end - self._now < LIVES[role] / 2}

    def replace_key(self, name: str) -> None:
        """A fresh key in place of one that was lost or told, or, for any, another root before the old one expires. The
        root is signed by two of those it had and two of those it has. Raises FaultError, OSError."""
        root = self.root()
        before = self._keys.present(ROOTS)
        newest = self._newest()
        names = dict(root.unrecognized_fields[_NAMES])
        root.revoke_key(names[name], name.partition("-")[0])
        self._enter_key(root, names, name)
        root.unrecognized_fields[_NAMES] = names
        self._write_root(root, before)
        self._publish(*newest)

    def root(self) -> Root:
        """The newest. Raises FaultError."""
        versions = [int(path.name.partition(".")[0]) for path in self._metadata.glob("*.root.json")]
        return self._read(Root, f"{max(versions, default=1)}.root.json")

    def root_file(self) -> Path:
        """What is shipped with terminals."""
        return self._metadata / f"{self.root().version}.root.json"

    def newest(self, kind: str) -> tuple[Release, Path, int]:
        """A release, its bundle, and what that unpacks to. Raises FaultError(SETTINGS_INVALID) where there is none."""
        targets, _, _ = self._newest()
        target = targets.targets.get(target_path(kind))
        if target is None:
            raise FaultError(Fault.SETTINGS_INVALID, f"folder: nothing is published for {kind}")
        digest, custom = target.hashes["sha256"], target.custom
        bundle = self._targets / kind / f"{digest}.{BUNDLE}"
        try:
            with bundle.open("rb") as content:
                target.verify_length_and_hashes(content)
        except (OSError, RepositoryError) as error:
            raise FaultError(Fault.UPDATE_TAMPERED, "folder: the bundle is not the one that was signed") from error
        return Release(custom["version"], digest), bundle, custom["unpacked_bytes"]

    def _enter_key(self, root: Root, names: dict[str, str], name: str) -> None:
        key: Key = self._keys.make(name).public_key
        root.add_key(key, name.partition("-")[0])
        names[name] = key.keyid

    def _newest(self) -> tuple[Targets, Snapshot, Timestamp]:
        timestamp = self._read(Timestamp, "timestamp.json")
        snapshot = self._read(Snapshot, f"{timestamp.snapshot_meta.version}.snapshot.json")
        targets = self._read(Targets, f"{snapshot.meta['targets.json'].version}.targets.json")
        return targets, snapshot, timestamp

    def _publish(self, targets: Targets, snapshot: Snapshot, timestamp: Timestamp) -> None:
        snapshot.meta["targets.json"] = self._write(targets, "targets")
        timestamp.snapshot_meta = self._write(snapshot, "snapshot")
        self._write_timestamp(timestamp)

    def _write_timestamp(self, timestamp: Timestamp) -> None:
        self._write(timestamp, "timestamp")

    def _write(self, record: OnlineT, role: str) -> MetaFile:
        record.version += 1
        record.expires = self._now + LIVES[role]
        content = self._signed(record, self.root(), role, [self._keys.get(role)])
        name = "timestamp.json" if role == "timestamp" else f"{record.version}.{role}.json"
        atomic_write(self._metadata / name, content, PUBLIC_FILE)
        return MetaFile.from_data(record.version, content, ["sha256"])

    def _write_root(self, root: Root, before: list[CryptoSigner] | None = None) -> None:
        """`before` are signers of the root that this one follows."""
        if before is not None:
            root.version += 1
        root.expires = self._now + LIVES["root"]
        signers = {signer.public_key.keyid: signer for signer in [*(before or []), *self._keys.present(ROOTS)]}
        content = self._signed(root, root, "root", list(signers.values()))
        if before is not None:
            self._check(self.root(), "root", content)
        atomic_write(self._metadata / f"{root.version}.root.json", content, PUBLIC_FILE)

    def _signed(self, record: RoleT, root: Root, role: str, signers: list[CryptoSigner]) -> bytes:
        metadata = Metadata(record)
        for signer in signers:
            metadata.sign(signer, append=True)
        content = metadata.to_bytes()
        self._check(root, role, content)
        return content

    def _check(self, root: Root, role: str, content: bytes) -> None:
        """Raises FaultError(KEY_MISSING) for what no terminal would believe."""
        record: Metadata[Root] = Metadata.from_bytes(content)
        try:
            root.verify_delegate(role, record.signed_bytes, record.signatures)
        except RepositoryError as error:
            raise FaultError(Fault.KEY_MISSING, f"{role}: too few of the keys that may sign it") from error

    def _read(self, role: type[RoleT], name: str) -> RoleT:
        try:
            signed = Metadata[RoleT].from_bytes((self._metadata / name).read_bytes()).signed
        except (OSError, RepositoryError) as error:
            raise FaultError(Fault.SETTINGS_INVALID, f"folder: {name} is missing or unreadable") from error
        if not isinstance(signed, role):
            raise FaultError(Fault.SETTINGS_INVALID, f"folder: {name} is another record")
        return signed

    def _copy(self, bundle: Path, place: Path) -> None:
        """Whole, under its name, or not at all."""
        place.parent.mkdir(parents=True, exist_ok=True)
        beside = place.with_name(f".{place.name}")
        shutil.copyfile(bundle, beside)
        with beside.open("rb") as content:
            os.fsync(content.fileno())
        beside.chmod(PUBLIC_FILE)
        beside.replace(place)
        sync_folder(place.parent)
