"""`aws cloudtrail validate-logs`, the validator that AWS wrote, believes our files and catches who changed them."""

import gzip
import json
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
from tests.journeys.server_process import ServerProcess, Session, server_process, set_up
from tests.peers.installed import peer
from tests.peers.moto import CREDENTIALS, amazon

HOURS = (4, 0, 7, 2)
LOGS = 6
BUCKET = "audit-of-doors"

pytestmark = [pytest.mark.peer, pytest.mark.usefixtures("service_model")]


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with amazon(tmp_path_factory.mktemp("moto")) as address:
        yield address


@pytest.fixture
def data(endpoint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Of a server whose files lie in a bucket."""
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", endpoint)
    set_up(tmp_path)
    return tmp_path


@pytest.fixture
def filer(endpoint: str, data: Path) -> Iterator[TrailFiler]:
    """That server's, with some hours of calls."""
    bucket = s3(endpoint)
    bucket.create_bucket(Bucket=BUCKET)
    with open_store(State(data, simulated=False)) as people:
        store, place = SqlControlStore(people), TrailBucket(BUCKET, "us-east-1", endpoint)
        filer = filer_of(store, place, realm=store.realm())
        fill(filer, HOURS)
        yield filer
    for key in place.keys(""):
        bucket.delete_object(Bucket=BUCKET, Key=key)


def s3(endpoint: str) -> Any:
    return boto3.Session().client("s3", region_name="us-east-1", endpoint_url=endpoint)


def validated(filer: TrailFiler, data: Path) -> tuple[int, str]:
    """(exit status, everything it said), with the running server as CloudTrail."""
    words = ["cloudtrail", "validate-logs", "--trail-arn", filer.name.arn, "--verbose"]
    times = ["--start-time", "2026-03-01T00:00:00Z", "--end-time", "2026-03-02T00:00:00Z"]
    with server_process(data, "--audit-bucket", BUCKET) as server:
        return asked(server, server.owners_session(), *words, *times)


def asked(server: ServerProcess, session: Session, *words: str) -> tuple[int, str]:
    environment = {
        **os.environ,
        **session,
        "AWS_ENDPOINT_URL_CLOUDTRAIL": server.url,
        "AWS_CA_BUNDLE": server.certificate,
    }
    command = [str(peer("awscli")), "-m", "awscli", *words]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)
    return done.returncode, done.stdout + done.stderr


def test_our_files_are_valid(filer: TrailFiler, data: Path) -> None:
    with filer.store.reading() as reading:
        ours = verify_files(reading.trail, filer.place, filer.signer, filer.name)
    assert ours == Verified(sum(HOURS) + len(["the first run"]), len(HOURS), LOGS, ())
    status, said = validated(filer, data)
    assert f"{len(HOURS)}/{len(HOURS)} digest files valid" in said, said
    assert f"{LOGS}/{LOGS} log files valid" in said
    assert status == 0


def test_an_edited_and_a_deleted_log_file_are_caught(filer: TrailFiler, endpoint: str, data: Path) -> None:
    logs = filer.place.keys(f"AWSLogs/{filer.name.realm.account}/CloudTrail/")
    edited, deleted = logs[2], logs[4]
    stored = filer.place.get(edited)
    assert stored is not None
    text = gzip.decompress(stored.content).replace(b"192.0.2.7", b"192.0.2.8", 1)
    s3(endpoint).put_object(Bucket=BUCKET, Key=edited, Body=gzip.compress(text))
    s3(endpoint).delete_object(Bucket=BUCKET, Key=deleted)
    status, said = validated(filer, data)
    assert status == 1
    assert f"{edited}\tINVALID: hash value doesn't match" in said
    assert f"{deleted}\tINVALID: not found" in said
    assert f"2/{LOGS} log files INVALID" in said


def test_an_edited_and_a_deleted_digest_are_caught(filer: TrailFiler, endpoint: str, data: Path) -> None:
    digests = filer.place.keys(filer.name.digest_folder)
    edited, deleted = digests[3], digests[1]
    stored = filer.place.get(edited)
    assert stored is not None
    text = gzip.decompress(stored.content).replace(b"SHA256withRSA", b"SHA512withRSA", 1)
    s3(endpoint).put_object(Bucket=BUCKET, Key=edited, Body=gzip.compress(text), Metadata=dict(stored.labels))
    s3(endpoint).delete_object(Bucket=BUCKET, Key=deleted)
    status, said = validated(filer, data)
    assert status == 1
    assert f"{edited}\tINVALID: signature verification failed" in said
    assert f"{deleted}\tINVALID: not found" in said


def test_who_may_not_ask_is_told_so_and_the_question_is_in_the_audit(data: Path) -> None:
    """In the words of that protocol: the AWS CLI reads the error's name."""
    with server_process(data) as server:
        owner = server.signed_in()
        owner.create_user(userName="clerk")
        pair = owner.create_access_key(userName="clerk")
        clerk = {"AWS_ACCESS_KEY_ID": pair["accessKeyId"], "AWS_SECRET_ACCESS_KEY": pair["secretAccessKey"]}
        status, said = asked(server, clerk, "cloudtrail", "describe-trails")
        assert status != 0
        assert "(AccessDeniedException)" in said
        assert "user/clerk is not authorized to perform: cloudtrail:DescribeTrails" in said
        status, said = asked(server, {**clerk, "AWS_SECRET_ACCESS_KEY": "x" * 40}, "cloudtrail", "list-public-keys")
        assert "(InvalidSignatureException)" in said
        status, said = asked(server, server.owners_session(), "cloudtrail", "list-public-keys")
        assert status == 0, said
        events = owner.lookup_events(attributeKey="EventName", attributeValue="DescribeTrails")["events"]
        owner.close()
    (record,) = [json.loads(event["cloudTrailEvent"]) for event in events]
    assert (record["eventSource"], record["errorCode"]) == ("cloudtrail.amazonaws.com", "AccessDenied")
