"""Checks the audit: the chain in the store, the signed files, and that both tell the same.

Rules it keeps: everything is checked and each problem named, the first broken record first; what was cut off the end
shows where a head was kept elsewhere, or where the files know more than the store.
"""

import gzip
import hashlib
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from app.domain.bounded_json import JsonValue
from app.ports.control.trail import FiledDigest, Head, TrailLog
from app.ports.control.trail_files import TrailPlace, TrailSigner
from app.services.control.trail_files import (
    SIGNATURE_LABEL,
    TrailFile,
    TrailName,
    log_file,
    string_to_sign,
)


class Finding(Enum):
    """Words for people: `trail.<value>` in every language."""

    RECORD_BROKEN = "record_broken"
    HEAD_UNKNOWN = "head_unknown"
    DIGEST_MISSING = "digest_missing"
    DIGEST_CHANGED = "digest_changed"
    DIGEST_UNKNOWN = "digest_unknown"
    LOG_MISSING = "log_missing"
    LOG_CHANGED = "log_changed"


@dataclass(frozen=True, slots=True)
class Problem:
    finding: Finding
    record: int | None = None
    """The first record that is in doubt."""
    file: str = ""


@dataclass(frozen=True, slots=True)
class Verified:
    records: int
    digests: int
    logs: int
    problems: tuple[Problem, ...]


def verify_trail(trail: TrailLog, kept: Head | None = None) -> tuple[Problem, ...]:
    """The chain alone. `kept` is a head that was kept elsewhere."""
    broken = trail.first_broken()
    problems = [] if broken is None else [Problem(Finding.RECORD_BROKEN, broken)]
    if kept is not None and trail.hash_of(kept.number) != kept.hash:
        problems.append(Problem(Finding.HEAD_UNKNOWN, kept.number))
    return tuple(problems)


def verify_files(trail: TrailLog, place: TrailPlace, signer: TrailSigner, name: TrailName) -> Verified:
    problems: list[Problem] = []
    logs = 0
    digests = trail.digests()
    previous: FiledDigest | None = None
    for filed in digests:
        found = list(_problems_of_digest(filed, previous, place, signer, name))
        rows = [] if found else _rows(place, filed)
        logs += len(rows)
        problems += found
        problems += _problems_of_logs(trail, place, name, filed, rows)
        previous = filed
    known = {filed.key for filed in digests}
    problems += [
        Problem(Finding.DIGEST_UNKNOWN, file=key) for key in place.keys(name.digest_folder) if key not in known
    ]
    return Verified(trail.head().number, len(digests), logs, tuple(problems))


def _problems_of_digest(
    filed: FiledDigest, previous: FiledDigest | None, place: TrailPlace, signer: TrailSigner, name: TrailName
) -> Iterator[Problem]:
    stored = place.get(filed.key)
    if stored is None:
        yield Problem(Finding.DIGEST_MISSING, filed.plan.first, filed.key)
        return
    digest = TrailFile(filed.key, _inflated(stored.content))
    signed = string_to_sign(name, filed.plan, digest, previous)
    signature = stored.labels.get(SIGNATURE_LABEL, "")
    same = digest.hash == filed.hash and signature == filed.signature
    if not same or not signer.holds(signed, bytes.fromhex(signature)):
        yield Problem(Finding.DIGEST_CHANGED, filed.plan.first, filed.key)


def _problems_of_logs(
    trail: TrailLog, place: TrailPlace, name: TrailName, filed: FiledDigest, rows: list[tuple[str, str]]
) -> Iterator[Problem]:
    first = filed.plan.first
    for key, hashed in rows:
        stored = place.get(key)
        text = b"" if stored is None else _inflated(stored.content)
        records = _records(text)
        if stored is None:
            yield Problem(Finding.LOG_MISSING, first, key)
        elif hashlib.sha256(text).hexdigest() != hashed:
            yield Problem(Finding.LOG_CHANGED, _first_other(trail, first, records), key)
        else:
            entries = list(trail.entries(first, first + len(records) - 1))
            if not entries or log_file(name, filed.plan.end, entries).text != text:
                yield Problem(Finding.RECORD_BROKEN, _first_other(trail, first, records), key)
        first = _next(key, first, rows)


def _next(key: str, first: int, rows: list[tuple[str, str]]) -> int:
    """The number of the next file's first record, which its name tells."""
    names = [name for name, _ in rows]
    following = names[names.index(key) + 1 :]
    return int(following[0].removesuffix(".json.gz")[-16:]) if following else first


def _first_other(trail: TrailLog, first: int, records: list[JsonValue]) -> int:
    """The number of the first record that the store tells otherwise than the file, or not at all."""
    entries = {entry.number: entry.text for entry in trail.entries(first, first + len(records))}
    for number, told in enumerate(records, start=first):
        if number not in entries or json.loads(entries[number]) != told:
            return number
    return first + len(records)


def _rows(place: TrailPlace, filed: FiledDigest) -> list[tuple[str, str]]:
    """(key, hash) of a sound digest's log files."""
    stored = place.get(filed.key)
    told = {} if stored is None else json.loads(_inflated(stored.content))
    return [(str(log["s3Object"]), str(log["hashValue"])) for log in told.get("logFiles", [])]


def _records(text: bytes) -> list[JsonValue]:
    try:
        records = json.loads(text)["Records"]
    except (ValueError, KeyError, TypeError):
        return []
    return records if isinstance(records, list) else []


def _inflated(content: bytes) -> bytes:
    """Nothing for what is no such file."""
    try:
        return gzip.decompress(content)
    except (OSError, EOFError, zlib.error):
        return b""
