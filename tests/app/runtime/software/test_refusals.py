"""Repositories that are not to be believed: each refused with its reason, and the version before stays."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from app.domain.updates import Fetched
from tests.app.publishing import Publishing
from tests.app.runtime.software.attacks import (
    describe_badly,
    end_root,
    end_snapshot,
    end_targets,
    flip,
    freeze,
    lengthen,
    newer_snapshot_of_older_targets,
    newer_timestamp_of_older_snapshot,
    next_root,
    older_timestamp,
    publish_as_somebody_else,
    scribble,
    sign_targets_with_the_timestamps_key,
    sign_twice_with_one,
    swap,
    unsign,
    withdraw,
)
from tests.app.runtime.software.scene import Scene

REFUSED = [
    (flip, Fetched.TAMPERED),
    (lengthen, Fetched.OVERSIZED),
    (swap("snapshot"), Fetched.MIXED),
    (swap("targets"), Fetched.MIXED),
    (freeze, Fetched.EXPIRED),
    (end_snapshot, Fetched.EXPIRED),
    (end_targets, Fetched.EXPIRED),
    (end_root, Fetched.EXPIRED),
    (next_root("root-1"), Fetched.UNSIGNED),
    (sign_twice_with_one, Fetched.UNSIGNED),
    (next_root("targets", "snapshot", "timestamp"), Fetched.UNSIGNED),
    (unsign, Fetched.UNSIGNED),
    (sign_targets_with_the_timestamps_key, Fetched.UNSIGNED),
    (publish_as_somebody_else, Fetched.UNSIGNED),
    (scribble, Fetched.UNREADABLE),
    (withdraw, Fetched.UNREADABLE),
    (describe_badly, Fetched.UNREADABLE),
]


@pytest.mark.parametrize(("spoil", "fetched"), REFUSED)
def test_what_is_wrong_is_refused_with_its_reason(
    scene: Scene, spoil: Callable[[Publishing], None], fetched: Fetched
) -> None:
    before = scene.publishing.slots.current()
    spoil(scene.publishing)
    for _ in range(2):
        updates = scene.updates()
        assert updates.fetch(lambda share: None) is fetched
        updates.install()
        assert (scene.publishing.slots.current(), scene.publishing.slots.trial()) == (before, None)
    assert scene.parts() == []


@pytest.mark.parametrize(
    "roll_back", [older_timestamp, newer_timestamp_of_older_snapshot, newer_snapshot_of_older_targets]
)
def test_nothing_goes_back_behind_what_was_seen(
    scene: Scene, tmp_path: Path, roll_back: Callable[[Publishing, Path], None]
) -> None:
    before = tmp_path / "before"
    shutil.copytree(scene.publishing.metadata, before)
    scene.publishing.publish("0.3.0")
    assert scene.fetch() is Fetched.NEWER
    roll_back(scene.publishing, before)
    assert scene.fetch() is Fetched.OLDER
    assert scene.fetch() is Fetched.OLDER


@pytest.mark.parametrize("role", ["root", "timestamp", "snapshot", "targets"])
def test_no_bit_of_a_record_can_be_turned(scene: Scene, role: str) -> None:
    """But for white space, and for a signature of the root beyond the two that are needed."""
    if role == "root":
        scene.publishing.records.replace_key("timestamp")
    name = "timestamp.json" if role == "timestamp" else scene.publishing.last(role)
    path = scene.publishing.metadata / name
    whole = path.read_bytes()
    for place in range(0, len(whole), max(1, len(whole) // 60)):
        turned = bytearray(whole)
        turned[place] ^= 1
        path.write_bytes(turned)
        fetched = scene.fetch()
        assert fetched is not Fetched.NEWER or same(whole, bytes(turned), role), (place, turned[place : place + 20])
        shutil.rmtree(scene.publishing.terminal / "download")


def same(one: bytes, other: bytes, role: str) -> bool:
    try:
        before, after = json.loads(one), json.loads(other)
    except ValueError:
        return False
    return bool(before["signed"] == after.get("signed") if role == "root" else before == after)
