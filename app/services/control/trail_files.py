"""The audit's files: what is in them, what they are called, what is signed. Pure.

Source: CloudTrail User Guide, "CloudTrail log file examples", "Digest file structure", "Custom implementations of file
integrity validation". What `aws cloudtrail validate-logs` checks is met: names, the 24 characters at a digest's end,
the hash of a log file before compression, the string to sign.

Rules it keeps: the same plan gives the same bytes, whoever writes it.
"""

import gzip
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.bounded_json import JsonValue
from app.domain.event_json import utc_seconds
from app.domain.realm import Realm
from app.ports.control.trail import DigestPlan, FiledDigest, TrailEntry

RECORDS_A_FILE = 5_000
"""Some 8 MB before compression, 0.5 MB after."""
HASH = "SHA-256"
SIGNING = "SHA256withRSA"
SIGNATURE_LABEL = "signature"
ALGORITHM_LABEL = "signature-algorithm"


@dataclass(frozen=True, slots=True)
class TrailName:
    """Which trail of which account, in which place."""

    realm: Realm
    bucket: str
    name: str = "thenar"

    @property
    def arn(self) -> str:
        return f"arn:aws:cloudtrail:{self.realm.region}:{self.realm.account}:trail/{self.name}"

    @property
    def digest_folder(self) -> str:
        return f"AWSLogs/{self.realm.account}/CloudTrail-Digest/{self.realm.region}/"

    def log_key(self, end: datetime, first: int) -> str:
        """`first` is the number of the file's first record: 16 digits, where CloudTrail has 16 characters of chance."""
        account, region = self.realm.account, self.realm.region
        name = f"{account}_CloudTrail_{region}_{end:%Y%m%dT%H%MZ}_{first:016}.json.gz"
        return f"AWSLogs/{account}/CloudTrail/{region}/{end:%Y/%m/%d}/{name}"

    def digest_key(self, end: datetime) -> str:
        account, region = self.realm.account, self.realm.region
        name = f"{account}_CloudTrail-Digest_{region}_{self.name}_{region}_{end:%Y%m%dT%H%M%SZ}.json.gz"
        return f"{self.digest_folder}{end:%Y/%m/%d}/{name}"


@dataclass(frozen=True, slots=True)
class TrailFile:
    """One file before it is written."""

    key: str
    text: bytes
    """Before compression."""

    @property
    def hash(self) -> str:
        return hashlib.sha256(self.text).hexdigest()

    @property
    def compressed(self) -> bytes:
        return gzip.compress(self.text, mtime=0)


def log_file(name: TrailName, end: datetime, entries: Sequence[TrailEntry]) -> TrailFile:
    """At least one entry."""
    records = ",".join(entry.text for entry in entries)
    return TrailFile(name.log_key(end, entries[0].number), f'{{"Records":[{records}]}}'.encode())


def log_row(name: TrailName, file: TrailFile, entries: Sequence[TrailEntry]) -> dict[str, JsonValue]:
    """What a digest says of a log file."""
    return {
        "s3Bucket": name.bucket,
        "s3Object": file.key,
        "hashValue": file.hash,
        "hashAlgorithm": HASH,
        "newestEventTime": utc_seconds(max(entry.at for entry in entries)),
        "oldestEventTime": utc_seconds(min(entry.at for entry in entries)),
    }


def digest_file(
    name: TrailName,
    plan: DigestPlan,
    fingerprint: str,
    logs: Sequence[dict[str, JsonValue]],
    previous: FiledDigest | None,
) -> TrailFile:
    """CloudTrail's fields, and in `thenar` which records of the store it is about, up to which hash."""
    key = name.digest_key(plan.end)
    told: dict[str, JsonValue] = {
        "awsAccountId": name.realm.account,
        "digestStartTime": utc_seconds(plan.start),
        "digestEndTime": utc_seconds(plan.end),
        "digestS3Bucket": name.bucket,
        "digestS3Object": key,
        "digestPublicKeyFingerprint": fingerprint,
        "digestSignatureAlgorithm": SIGNING,
        "newestEventTime": max((str(log["newestEventTime"]) for log in logs), default=None),
        "oldestEventTime": min((str(log["oldestEventTime"]) for log in logs), default=None),
        "previousDigestS3Bucket": None if previous is None else name.bucket,
        "previousDigestS3Object": None if previous is None else previous.key,
        "previousDigestHashValue": None if previous is None else previous.hash,
        "previousDigestHashAlgorithm": None if previous is None else HASH,
        "previousDigestSignature": None if previous is None else previous.signature,
        "logFiles": list(logs),
        "thenar": {"first": plan.first, "last": plan.last, "lastHash": plan.last_hash},
    }
    return TrailFile(key, json.dumps(told, separators=(",", ":")).encode())


def string_to_sign(name: TrailName, plan: DigestPlan, digest: TrailFile, previous: FiledDigest | None) -> bytes:
    signature = "null" if previous is None else previous.signature
    return f"{utc_seconds(plan.end)}\n{name.bucket}/{digest.key}\n{digest.hash}\n{signature}".encode()
