"""The publisher's side: what is written can be believed, and keys are files that nobody else reads."""

from datetime import timedelta
from pathlib import Path

import pytest
from tuf.api.metadata import Metadata, Root, Timestamp

from app.domain.faults import Fault, FaultError
from app.storage.software.repository import LIVES, ROOTS, Repository
from app.storage.software.signing_keys import SigningKeys
from tests.app.publishing import KIND, Publishing, published


@pytest.fixture
def publishing(tmp_path: Path) -> Publishing:
    return published(tmp_path)


def key_file(publishing: Publishing, name: str) -> Path:
    return publishing.folder / "keys" / f"{name}.pem"


def test_two_of_three_root_keys_are_needed_and_one_of_each_other(publishing: Publishing) -> None:
    roles = publishing.records.root().roles
    assert (roles["root"].threshold, len(roles["root"].keyids)) == (2, 3)
    assert all((roles[name].threshold, len(roles[name].keyids)) == (1, 1) for name in ("targets", "timestamp"))


def test_keys_are_files_that_nobody_else_may_read(publishing: Publishing) -> None:
    assert {key_file(publishing, name).stat().st_mode & 0o777 for name in ROOTS} == {0o600}
    key_file(publishing, "timestamp").chmod(0o640)
    with pytest.raises(FaultError) as caught:
        publishing.records.renew()
    assert caught.value.fault is Fault.KEY_EXPOSED


def test_renewing_takes_one_key_and_gives_another_week(publishing: Publishing) -> None:
    for name in (*ROOTS, "targets", "snapshot"):
        key_file(publishing, name).unlink()
    publishing.now += timedelta(days=5)
    publishing.records.renew()
    content = (publishing.metadata / "timestamp.json").read_bytes()
    assert (
        Metadata[Timestamp].from_bytes(content).signed.expires
        == publishing.now.replace(microsecond=0) + LIVES["timestamp"]
    )


def test_what_ages_is_renewed_with_its_keys_and_told_of_without(publishing: Publishing) -> None:
    publishing.now += LIVES["targets"] / 2 + timedelta(days=1)
    assert set(publishing.records.ageing()) == {"targets", "snapshot"}
    publishing.records.renew()
    assert publishing.records.ageing() == {}
    publishing.now += LIVES["targets"] / 2 + timedelta(days=1)
    key_file(publishing, "targets").unlink()
    publishing.records.renew()
    assert set(publishing.records.ageing()) == {"root", "targets", "snapshot"}


def test_replacing_a_key_needs_two_root_keys(publishing: Publishing) -> None:
    key_file(publishing, "root-1").unlink()
    key_file(publishing, "root-2").unlink()
    with pytest.raises(FaultError) as caught:
        publishing.records.replace_key("timestamp")
    assert caught.value.fault is Fault.KEY_MISSING
    assert publishing.last("root") == "1.root.json"


def test_a_lost_root_key_is_replaced_with_the_two_others(publishing: Publishing) -> None:
    key_file(publishing, "root-3").unlink()
    publishing.records.replace_key("root-3")
    before, after = (
        Metadata[Root].from_bytes((publishing.metadata / f"{version}.root.json").read_bytes()) for version in (1, 2)
    )
    before.verify_delegate("root", after)
    after.verify_delegate("root", after)
    assert len(set(before.signed.roles["root"].keyids) & set(after.signed.roles["root"].keyids)) == 2


def test_a_version_that_is_none_is_not_published(publishing: Publishing) -> None:
    with pytest.raises(FaultError) as caught:
        publishing.publish("latest")
    assert caught.value.fault is Fault.SETTINGS_INVALID


def test_a_repository_is_begun_once(publishing: Publishing) -> None:
    for folder in ("repository", "another"):
        with pytest.raises(FaultError) as caught:
            Repository(publishing.folder / folder, publishing.keys, publishing.now).begin()
        assert caught.value.fault is Fault.SETTINGS_INVALID


def test_a_bundle_that_was_altered_is_not_planted(publishing: Publishing) -> None:
    publishing.bundle().write_bytes(b"other")
    with pytest.raises(FaultError) as caught:
        publishing.records.newest(KIND)
    assert caught.value.fault is Fault.UPDATE_TAMPERED


@pytest.mark.parametrize("content", [b"", b"no key", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
def test_a_file_that_is_no_key_is_told_of(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "timestamp.pem"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(FaultError) as caught:
        SigningKeys(tmp_path).get("timestamp")
    assert caught.value.fault is Fault.KEY_MISSING
