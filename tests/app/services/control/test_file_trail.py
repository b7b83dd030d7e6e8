"""The audit's files, and what shows when somebody lays hands on them or on the store."""

import gzip
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.config.paths import State
from app.domain.destinations import EventFile, Target, TargetKey
from app.domain.faults import FaultError
from app.ports.control.event_rules import Rule
from app.ports.control.trail import Head
from app.ports.control.trail_files import StoredFile
from app.runtime.trail_filing import TrailFiling
from app.services.control.file_trail import TrailFiler, hour_of
from app.services.control.verify_trail import Finding, Verified, verify_files, verify_trail
from app.storage.control.store import SqlControlStore
from app.storage.control.trail_folder import TrailFolder
from app.storage.database import open_database
from app.storage.opening import open_store
from tests.app.services.control.filing import HOUR, TEN, Shelf, filer_of, fill
from tests.app.services.still_clock import StillClock
from tests.app.storage.control.test_trail import unguarded
from tests.contracts.trail_contract import NINE, a_call, add
from tests.peers.postgres import Postgres

HOURS = (4, 0, 7, 2)
LOGS = 2 + 0 + 3 + 1


@pytest.fixture
def state(tmp_path: Path) -> State:
    return State(tmp_path, simulated=True)


@pytest.fixture
def filer(state: State) -> Iterator[TrailFiler]:
    with open_store(state) as people:
        yield filer_of(SqlControlStore(people), Shelf())


def verified(filer: TrailFiler) -> Verified:
    with filer.store.reading() as reading:
        return verify_files(reading.trail, filer.place, filer.signer, filer.name)


def shelf(filer: TrailFiler) -> Shelf:
    assert isinstance(filer.place, Shelf)
    return filer.place


def log_keys(filer: TrailFiler) -> list[str]:
    return [key for key in shelf(filer).files if "/CloudTrail/" in key]


def digest_keys(filer: TrailFiler) -> list[str]:
    return [key for key in shelf(filer).files if "/CloudTrail-Digest/" in key]


@pytest.mark.requirement("TRL-002", "TRL-013", "MON-004")
def test_every_record_is_in_a_file_and_every_file_in_a_digest(filer: TrailFiler) -> None:
    fill(filer, HOURS)
    told = [json.loads(gzip.decompress(shelf(filer).files[key].content))["Records"] for key in log_keys(filer)]
    assert [len(records) for records in told] == [3, 1, 3, 3, 1, 2]
    assert [record["eventID"][:8] for records in told for record in records] == [
        f"{number:08}" for number in range(1, 14)
    ]
    assert verified(filer) == Verified(13, len(HOURS), LOGS, ())


def test_files_are_called_as_cloudtrail_calls_them(filer: TrailFiler) -> None:
    fill(filer, (1,))
    folder = "AWSLogs/123456789012"
    assert log_keys(filer) == [
        f"{folder}/CloudTrail/us-east-1/2026/03/01/"
        "123456789012_CloudTrail_us-east-1_20260301T1000Z_0000000000000001.json.gz"
    ]
    assert digest_keys(filer) == [
        f"{folder}/CloudTrail-Digest/us-east-1/2026/03/01/"
        "123456789012_CloudTrail-Digest_us-east-1_thenar_us-east-1_20260301T100000Z.json.gz"
    ]


@pytest.mark.parametrize("fails_at", range(1, 6))
def test_whoever_goes_on_after_a_death_leaves_the_same_files(state: State, fails_at: int) -> None:
    with open_store(state) as people:
        store = SqlControlStore(people)
        whole, broken = Shelf(), Shelf(fails_at=fails_at)
        add(store, [a_call(number) for number in range(1, 12)])
        with pytest.raises(FaultError):
            filer_of(store, broken).file(TEN, TEN)
        add(store, [a_call(12)])
        other = filer_of(store, whole)
        filed = other.file(TEN + HOUR, TEN + HOUR)
        assert filed is not None
        assert (filed.plan.end, filed.plan.last) == (TEN, 11), "what was planned is what is done"
        assert whole.files.items() >= broken.files.items()
        assert other.file(TEN + HOUR, TEN + HOUR) is not None
        assert verified(other) == Verified(12, 2, 5, ())


def test_an_hour_is_filed_once(filer: TrailFiler) -> None:
    fill(filer, (1,))
    before = dict(shelf(filer).files)
    assert filer.file(TEN, TEN + HOUR) is None
    assert filer.file(TEN - HOUR, TEN + HOUR) is None
    assert shelf(filer).files == before


def test_the_newest_hash_leaves_the_house(filer: TrailFiler) -> None:
    with filer.store.transaction() as transaction:
        transaction.event_rules.put_rule(Rule("audit", '{"source":["thenar"]}', True, "", NINE))
        transaction.event_rules.put_target("audit", "one", Target(TargetKey("1" * 32), EventFile("audit")))
    fill(filer, (2,))
    with filer.store.reading() as reading:
        ((_, text),) = reading.outbox.events_between(TEN, TEN + HOUR, 0, 9)
        head = reading.trail.head()
    data = json.loads(text)["detail"]["data"]
    assert (data["lastRecord"], data["lastHash"]) == (2, head.hash)
    assert data["digest"] == digest_keys(filer)[0]


def edit_text(filer: TrailFiler, key: str, old: bytes, new: bytes) -> None:
    file = shelf(filer).files[key]
    content = gzip.decompress(file.content)
    assert old in content
    shelf(filer).files[key] = replace(file, content=gzip.compress(content.replace(old, new, 1)))


SABOTAGE: dict[str, tuple[Callable[[TrailFiler], None], Finding, int]] = {
    "a record in a file is edited": (
        lambda filer: edit_text(filer, log_keys(filer)[2], b"00000006-1111", b"00000006-2222"),
        Finding.LOG_CHANGED,
        6,
    ),
    "a log file is deleted": (lambda filer: delete(filer, log_keys(filer)[1]), Finding.LOG_MISSING, 4),
    "a log file is no file any more": (lambda filer: scribble(filer, log_keys(filer)[0]), Finding.LOG_CHANGED, 1),
    "a digest is deleted": (lambda filer: delete(filer, digest_keys(filer)[2]), Finding.DIGEST_MISSING, 5),
    "a digest is edited": (
        lambda filer: edit_text(filer, digest_keys(filer)[2], b"SHA-256", b"SHA-257"),
        Finding.DIGEST_CHANGED,
        5,
    ),
    "a digest lost its signature": (lambda filer: unsign(filer, digest_keys(filer)[0]), Finding.DIGEST_CHANGED, 1),
}


def delete(filer: TrailFiler, key: str) -> None:
    del shelf(filer).files[key]


def scribble(filer: TrailFiler, key: str) -> None:
    shelf(filer).files[key] = StoredFile(b"scribble", {})


def unsign(filer: TrailFiler, key: str) -> None:
    shelf(filer).files[key] = replace(shelf(filer).files[key], labels={})


@pytest.mark.parametrize("name", SABOTAGE)
def test_what_somebody_does_to_the_files_is_named(filer: TrailFiler, name: str) -> None:
    fill(filer, HOURS)
    sabotage, finding, record = SABOTAGE[name]
    sabotage(filer)
    (problem,) = verified(filer).problems
    assert (problem.finding, problem.record) == (finding, record)


def test_a_digest_under_another_key_is_changed(filer: TrailFiler, tmp_path: Path) -> None:
    fill(filer, (1,))
    with open_store(State(tmp_path / "stranger", simulated=True)) as people:
        stranger = SqlControlStore(people).trail_key()
    problems = verified(replace(filer, signer=stranger)).problems
    assert [problem.finding for problem in problems] == [Finding.DIGEST_CHANGED]


def test_a_store_that_was_changed_differs_from_its_files(state: State, filer: TrailFiler) -> None:
    fill(filer, HOURS)
    engine = open_database(state.database)
    unguarded(engine, "UPDATE trail SET record = replace(record, 'tests', 'other') WHERE number = 6")
    engine.dispose()
    problems = verified(filer).problems
    assert [(problem.finding, problem.record) for problem in problems] == [(Finding.RECORD_BROKEN, 6)]
    with filer.store.reading() as reading:
        assert [problem.record for problem in verify_trail(reading.trail)] == [6]


def test_a_store_that_was_cut_off_is_given_away_by_its_files_and_by_a_kept_head(
    state: State, filer: TrailFiler
) -> None:
    fill(filer, HOURS)
    with filer.store.reading() as reading:
        head = reading.trail.head()
    engine = open_database(state.database)
    unguarded(engine, "DELETE FROM trail_resources WHERE number > 11")
    unguarded(engine, "DELETE FROM trail WHERE number > 11")
    unguarded(engine, "DELETE FROM trail_digests WHERE number > 3")
    engine.dispose()
    with filer.store.reading() as reading:
        assert verify_trail(reading.trail) == (), "the chain alone does not show it"
        (problem,) = verify_trail(reading.trail, head)
        assert (problem.finding, problem.record) == (Finding.HEAD_UNKNOWN, 13)
        assert verify_trail(reading.trail, Head(0, reading.trail.hash_of(0) or "")) == ()
    (problem,) = verified(filer).problems
    assert (problem.finding, problem.file) == (Finding.DIGEST_UNKNOWN, digest_keys(filer)[3])


@pytest.mark.requirement("TRL-002")
def test_in_a_folder_files_are_ours_alone_and_whole(state: State, tmp_path: Path) -> None:
    folder = tmp_path / "audit"
    with open_store(state) as people:
        filer = filer_of(SqlControlStore(people), TrailFolder(folder))
        fill(filer, HOURS)
        assert verified(filer) == Verified(13, len(HOURS), LOGS, ())
        paths = [path for path in folder.rglob("*") if path.is_file()]
        assert {path.stat().st_mode & 0o777 for path in paths} == {0o600}
        assert {path.stat().st_mode & 0o777 for path in folder.rglob("*") if path.is_dir()} == {0o700}
        assert len(paths) == LOGS + 2 * len(HOURS)
        (folder / filer.place.keys("AWSLogs")[0]).unlink()
        assert len(verified(filer).problems) == 1


def test_the_key_is_made_once_and_lies_sealed(state: State, filer: TrailFiler) -> None:
    with open_store(state) as people:
        again = SqlControlStore(people).trail_key()
    assert again.public_key == filer.signer.public_key
    written = b"".join(path.read_bytes() for path in state.folder.glob("thenar*"))
    assert b"trail_keys" in written
    assert again.public_key[-140:-10] not in written, "of the modulus, which a private key holds too"


def test_a_key_that_was_altered_is_a_fault(state: State, filer: TrailFiler) -> None:
    engine = open_database(state.database)
    unguarded(engine, "UPDATE trail_keys SET sealed = x'00'")
    engine.dispose()
    with open_store(state) as people, pytest.raises(FaultError, match="altered outside Thenar"):
        SqlControlStore(people).trail_key()


@pytest.mark.peer
def test_servers_that_start_at_once_sign_alike(tmp_path: Path, postgres: Postgres) -> None:
    with open_store(State(tmp_path, simulated=True), database=postgres.new_database()) as people:
        store = SqlControlStore(people)
        with ThreadPoolExecutor(4) as pool:
            keys = {key.public_key for key in pool.map(lambda _: store.trail_key(), range(4))}
    assert len(keys) == 1


def test_each_hour_is_filed_while_the_server_runs(filer: TrailFiler) -> None:
    clock = StillClock(TEN + HOUR / 3)
    filing = TrailFiling(filer, clock)
    add(filer.store, [a_call(1)])
    filing.look()
    filing.look()
    assert len(digest_keys(filer)) == 1
    clock.pass_time(HOUR)
    filing.look()
    assert len(digest_keys(filer)) == 2


def test_compressing_tells_no_time(filer: TrailFiler) -> None:
    """RFC 1952, 2.3.1: bytes 4 to 7 are the time; two servers, a second apart, must write the same."""
    fill(filer, (1,))
    assert {file.content[4:8] for file in shelf(filer).files.values()} == {bytes(4)}


def test_an_hour_ends_on_the_hour() -> None:
    assert hour_of(datetime(2026, 3, 1, 9, 59, 59, 999_999, tzinfo=UTC)) == datetime(2026, 3, 1, 9, tzinfo=UTC)
