"""What can be wrong with a repository, each done as somebody would who holds the keys that it names."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tuf.api.metadata import Root, Snapshot, Targets, Timestamp

from tests.app.publishing import Publishing, published


def flip(publishing: Publishing) -> None:
    bundle = publishing.bundle()
    content = bytearray(bundle.read_bytes())
    content[len(content) // 2] ^= 1
    bundle.write_bytes(content)


def lengthen(publishing: Publishing) -> None:
    with publishing.bundle().open("ab") as bundle:
        bundle.write(b"more")


def swap(role: str) -> Callable[[Publishing], None]:
    """The record before, under the newest's name: good each, but not published together."""

    def spoil(publishing: Publishing) -> None:
        newest = publishing.last(role)
        version, _, rest = newest.partition(".")
        shutil.copy(publishing.metadata / f"{int(version) - 1}.{rest}", publishing.metadata / newest)

    return spoil


def end(record: Root | Targets | Snapshot | Timestamp) -> None:
    record.expires = datetime.now(UTC).replace(microsecond=0) - timedelta(seconds=1)


def freeze(publishing: Publishing) -> None:
    publishing.forge(Timestamp, "timestamp.json", end, publishing.keys.get("timestamp"))


def end_snapshot(publishing: Publishing) -> None:
    publishing.forge(Snapshot, publishing.last("snapshot"), end, publishing.keys.get("snapshot"))
    publishing.relink()


def end_targets(publishing: Publishing) -> None:
    publishing.forge(Targets, publishing.last("targets"), end, publishing.keys.get("targets"))
    publishing.relink()


def end_root(publishing: Publishing) -> None:
    def change(record: Root) -> None:
        record.version = 2
        end(record)

    signers = publishing.keys.present(("root-1", "root-2"))
    publishing.forge(Root, "1.root.json", change, *signers, into="2.root.json")


def next_root(*names: str) -> Callable[[Publishing], None]:
    """A root that hands everything to others, signed by so many of the keys of before."""

    def change(record: Root) -> None:
        record.version = 2
        record.roles["root"].threshold = 1

    def spoil(publishing: Publishing) -> None:
        signers = publishing.keys.present(names)
        publishing.forge(Root, "1.root.json", change, *signers, into="2.root.json")

    return spoil


def unsign(publishing: Publishing) -> None:
    publishing.forge(Timestamp, "timestamp.json", lambda record: None)


def sign_twice_with_one(publishing: Publishing) -> None:
    """Two signatures, by one of the two keys that are needed."""
    next_root("root-1", "root-1")(publishing)


def sign_targets_with_the_timestamps_key(publishing: Publishing) -> None:
    """Who has the key that is online may not say what is published."""
    publishing.forge(Targets, publishing.last("targets"), lambda record: None, publishing.keys.get("timestamp"))
    publishing.relink()


def publish_as_somebody_else(publishing: Publishing) -> None:
    other = published(publishing.folder / "other")
    shutil.rmtree(publishing.repository)
    shutil.copytree(other.repository, publishing.repository)


def scribble(publishing: Publishing) -> None:
    (publishing.metadata / "timestamp.json").write_text("<html>Welcome! Please sign in.</html>")


def withdraw(publishing: Publishing) -> None:
    def change(record: Targets) -> None:
        record.targets.clear()

    publishing.forge(Targets, publishing.last("targets"), change, publishing.keys.get("targets"))
    publishing.relink()


def describe_badly(publishing: Publishing) -> None:
    def change(record: Targets) -> None:
        for target in record.targets.values():
            target.unrecognized_fields["custom"] = {"version": "../../etc", "unpacked_bytes": 1}

    publishing.forge(Targets, publishing.last("targets"), change, publishing.keys.get("targets"))
    publishing.relink()


def older_timestamp(publishing: Publishing, before: Path) -> None:
    shutil.rmtree(publishing.metadata)
    shutil.copytree(before, publishing.metadata)


def newer_timestamp_of_older_snapshot(publishing: Publishing, before: Path) -> None:
    version = int(publishing.last("snapshot").partition(".")[0])
    for path in publishing.metadata.glob(f"{version}.*.json"):
        path.unlink()

    def change(record: Timestamp) -> None:
        record.version += 1

    publishing.forge(Timestamp, "timestamp.json", change, publishing.keys.get("timestamp"))
    publishing.relink()


def newer_snapshot_of_older_targets(publishing: Publishing, before: Path) -> None:
    newest = publishing.last("snapshot")
    version = int(newest.partition(".")[0])
    (publishing.metadata / publishing.last("targets")).unlink()

    def change(record: Snapshot | Timestamp) -> None:
        record.version += 1

    signer = publishing.keys.get("snapshot")
    publishing.forge(Snapshot, newest, change, signer, into=f"{version + 1}.snapshot.json")
    publishing.forge(Timestamp, "timestamp.json", change, publishing.keys.get("timestamp"))
    publishing.relink()
