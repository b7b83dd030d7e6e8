"""Writes the audit's files: the records since the last digest, then the digest, signed.

Rules it keeps: which records a digest is about is settled in the store before anything is written, so a server that
dies in between, or two at once, leave the same files; nothing is written within a transaction; the newest record's hash
leaves the house with the event "Audit Digest Signed".
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from app.domain.control_events import AuditSealed
from app.domain.event_json import occurrence
from app.ports.control.trail import DigestPlan, FiledDigest, TrailEntry
from app.ports.control.trail_files import StoredFile, TrailPlace, TrailSigner
from app.ports.control.transaction import ControlStore
from app.services.control.publish import Publisher, publish
from app.services.control.trail_files import (
    ALGORITHM_LABEL,
    RECORDS_A_FILE,
    SIGNATURE_LABEL,
    SIGNING,
    TrailFile,
    TrailName,
    digest_file,
    log_file,
    log_row,
    string_to_sign,
)

HOUR = timedelta(hours=1)


def hour_of(at: datetime) -> datetime:
    """The last whole hour, which digests end at."""
    return at.replace(minute=0, second=0, microsecond=0)


@dataclass(frozen=True, slots=True)
class TrailFiler:
    store: ControlStore
    place: TrailPlace
    signer: TrailSigner
    name: TrailName
    publisher: Publisher
    records_a_file: int = RECORDS_A_FILE

    def file(self, end: datetime, at: datetime) -> FiledDigest | None:
        """Everything recorded so far and not yet filed, up to `end`, whole seconds; None where a digest that ends then
        or later is there. Raises FaultError; what was planned is done by the next one."""
        with self.store.transaction() as transaction:
            previous = transaction.trail.newest_digest()
            if previous is not None and previous.plan.end >= end:
                return None
            plan = transaction.trail.plan_digest(end - HOUR, end)
        logs = [log_row(self.name, file, entries) for file, entries in self._logs(plan)]
        digest = digest_file(self.name, plan, self.signer.fingerprint, logs, previous)
        signature = self.signer.sign(string_to_sign(self.name, plan, digest, previous)).hex()
        labels = {SIGNATURE_LABEL: signature, ALGORITHM_LABEL: SIGNING}
        self.place.put(digest.key, StoredFile(digest.compressed, labels))
        filed = FiledDigest(plan, digest.key, digest.hash, signature)
        self._tell(filed, at)
        return filed

    def _logs(self, plan: DigestPlan) -> Iterator[tuple[TrailFile, Sequence[TrailEntry]]]:
        """Each file, once it is written."""
        first = plan.first
        while first <= plan.last:
            with self.store.reading() as reading:
                entries = list(islice(reading.trail.entries(first, plan.last), self.records_a_file))
            file = log_file(self.name, plan.end, entries)
            self.place.put(file.key, StoredFile(file.compressed, {}))
            yield file, entries
            first = entries[-1].number + 1

    def _tell(self, filed: FiledDigest, at: datetime) -> None:
        plan = filed.plan
        sealed = AuditSealed(filed.key, filed.signature, plan.last, plan.last_hash, at)
        with self.store.transaction() as transaction:
            if transaction.trail.file_digest(filed):
                told = occurrence(sealed, self.name.realm.account)
                publish(transaction, told, self.publisher.stamp(at))
