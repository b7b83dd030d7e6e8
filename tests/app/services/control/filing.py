"""A trail with some hours of calls in it, and whoever files it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from app.domain.faults import Fault, FaultError
from app.domain.realm import Realm
from app.ports.control.trail_files import StoredFile, TrailPlace
from app.services.control.file_trail import TrailFiler
from app.services.control.publish import Publisher
from app.services.control.trail_files import TrailName
from app.storage.control.store import SqlControlStore
from tests.app.control import REALM, counting_ids
from tests.contracts.trail_contract import NINE, a_call, add

TEN = NINE.replace(hour=10, minute=0, second=0, microsecond=0)
HOUR = timedelta(hours=1)


def filer_of(store: SqlControlStore, place: TrailPlace, records_a_file: int = 3, realm: Realm = REALM) -> TrailFiler:
    name = TrailName(realm, place.bucket)
    return TrailFiler(store, place, store.trail_key(), name, Publisher(realm, counting_ids()), records_a_file)


def fill(filer: TrailFiler, hours: Sequence[int], start: datetime = TEN) -> None:
    """So many calls in each hour, and after each hour its files."""
    number = 0
    for hour, count in enumerate(hours):
        end = start + hour * HOUR
        for _ in range(count):
            number += 1
            call = replace(a_call(number), at=end - HOUR + timedelta(seconds=number))
            add(filer.store, [call])
        assert filer.file(end, end) is not None


@dataclass
class Shelf:
    """A place in memory that can fail at a given putting."""

    bucket: str = "shelf"
    files: dict[str, StoredFile] = field(default_factory=dict)
    fails_at: int = 0

    def put(self, key: str, file: StoredFile) -> None:
        self.fails_at -= 1
        if self.fails_at == 0:
            raise FaultError(Fault.STORE_UNREADABLE, "the shelf")
        self.files[key] = file

    def get(self, key: str) -> StoredFile | None:
        return self.files.get(key)

    def keys(self, prefix: str) -> Sequence[str]:
        return sorted(key for key in self.files if key.startswith(prefix))
