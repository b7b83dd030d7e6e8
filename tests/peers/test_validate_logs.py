"""`aws cloudtrail validate-logs`, the validator that AWS wrote, believes our files and catches who changed them."""

import gzip
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest

from app.config.paths import State
from app.gateway.trail_bucket import TrailBucket
from app.services.control.file_trail import TrailFiler
from app.services.control.verify_trail import Verified, verify_files
from app.storage.control.store import SqlControlStore
from app.storage.opening import open_store
from tests.app.services.control.filing import filer_of, fill
from tests.peers.cloudtrail import cloudtrail
from tests.peers.moto import CREDENTIALS, PYTHON, amazon, installed

HOURS = (4, 0, 7, 2)
LOGS = 6
BUCKET = "audit-of-doors"

pytestmark = pytest.mark.peer


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if not installed():
        pytest.skip("needs moto and the AWS CLI: packaging/bootstrap dev installs them")
    with amazon(tmp_path_factory.mktemp("moto")) as address:
        yield address


@pytest.fixture
def filer(endpoint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TrailFiler]:
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("HOME", str(tmp_path))
    bucket = s3(endpoint)
    bucket.create_bucket(Bucket=BUCKET)
    with open_store(State(tmp_path, simulated=True)) as people:
        place = TrailBucket(BUCKET, "us-east-1", endpoint)
        filer = filer_of(SqlControlStore(people), place)
        fill(filer, HOURS)
        yield filer
    for key in place.keys(""):
        bucket.delete_object(Bucket=BUCKET, Key=key)


def s3(endpoint: str) -> Any:
    return boto3.Session().client("s3", region_name="us-east-1", endpoint_url=endpoint)


def validated(filer: TrailFiler, endpoint: str) -> tuple[int, str]:
    """(exit status, everything it said)."""
    with cloudtrail(filer.name, filer.signer) as trails:
        environment = {**os.environ, "AWS_ENDPOINT_URL_CLOUDTRAIL": trails, "AWS_ENDPOINT_URL_S3": endpoint}
        words = ["cloudtrail", "validate-logs", "--trail-arn", filer.name.arn, "--verbose"]
        times = ["--start-time", "2026-03-01T00:00:00Z", "--end-time", "2026-03-02T00:00:00Z"]
        command = [str(PYTHON), "-m", "awscli", *words, *times]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)
    return done.returncode, done.stdout + done.stderr


def test_our_files_are_valid(filer: TrailFiler, endpoint: str) -> None:
    status, said = validated(filer, endpoint)
    assert f"{len(HOURS)}/{len(HOURS)} digest files valid" in said, said
    assert f"{LOGS}/{LOGS} log files valid" in said
    assert status == 0
    with filer.store.reading() as reading:
        assert verify_files(reading.trail, filer.place, filer.signer, filer.name) == Verified(13, 4, LOGS, ())


def test_an_edited_and_a_deleted_log_file_are_caught(filer: TrailFiler, endpoint: str) -> None:
    logs = filer.place.keys("AWSLogs/123456789012/CloudTrail/")
    edited, deleted = logs[2], logs[4]
    stored = filer.place.get(edited)
    assert stored is not None
    text = gzip.decompress(stored.content).replace(b"192.0.2.7", b"192.0.2.8", 1)
    s3(endpoint).put_object(Bucket=BUCKET, Key=edited, Body=gzip.compress(text))
    s3(endpoint).delete_object(Bucket=BUCKET, Key=deleted)
    status, said = validated(filer, endpoint)
    assert status == 1
    assert f"{edited}\tINVALID: hash value doesn't match" in said
    assert f"{deleted}\tINVALID: not found" in said
    assert f"2/{LOGS} log files INVALID" in said


def test_an_edited_and_a_deleted_digest_are_caught(filer: TrailFiler, endpoint: str) -> None:
    digests = filer.place.keys(filer.name.digest_folder)
    edited, deleted = digests[3], digests[1]
    stored = filer.place.get(edited)
    assert stored is not None
    text = gzip.decompress(stored.content).replace(b"SHA256withRSA", b"SHA512withRSA", 1)
    s3(endpoint).put_object(Bucket=BUCKET, Key=edited, Body=gzip.compress(text), Metadata=dict(stored.labels))
    s3(endpoint).delete_object(Bucket=BUCKET, Key=deleted)
    status, said = validated(filer, endpoint)
    assert status == 1
    assert f"{edited}\tINVALID: signature verification failed" in said
    assert f"{deleted}\tINVALID: not found" in said
