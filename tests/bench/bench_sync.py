"""How long a new terminal takes to learn everybody, and a leaver to be out: `make bench BENCH=sync`.

    python -m tests.bench.bench_sync [people]

Server and terminal share this machine, over the real link: TLS with a certificate each, stores on disk with
`synchronous=FULL`, three samples of both palms a person. Beside it what limits it: as many bytes written to the same
disk with as many syncs, and every template sealed once and opened once (AES-256-GCM, as OpenSSL does it).
"""

import os
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from app.biometrics.renewal import Transform
from app.biometrics.template import SALT_BYTES
from app.config.paths import State
from app.domain.badges import Badge
from app.domain.consent import TerminalId
from app.domain.people import Hand, PersonId
from app.gateway.link_client import DeviceLinkClient, connected
from app.operations.configurations import CREATE_CONFIGURATION, CreateDeviceInstanceConfiguration
from app.operations.instances import CREATE_INSTANCE, CreateDeviceInstance, HealthWord
from app.operations.link import Hello
from app.operations.link_sync import PEOPLE_MOST, GalleryChanged
from app.runtime.clock import SystemClock
from app.runtime.sync import GallerySync
from app.services.logbook import Logbook
from app.storage.control.store import SqlControlStore
from app.storage.opening import open_store
from app.storage.seal import open_seal, seal
from app.storage.store import SqlStore
from app.storage.synced_store import SqlSyncedStore
from tests.app.control import Plane
from tests.app.domain.test_device_configuration import DOOR
from tests.app.gateway.terminals import device_of, link
from tests.app.runtime.sides import Hub, somebodys_palm
from tests.contracts.store_contract import RECEIPT, new_person

SAMPLES = 3
TIMEOUT_S = 60.0
LEAVERS = 20


def enrol_all(people: SqlStore, hub: Hub, count: int) -> list[PersonId]:
    """In transactions of 200: they are what is synced, not what is measured."""
    persons, code = [new_person() for _ in range(count)], somebodys_palm(1)
    for first in range(0, count, 200):
        with people.transaction() as transaction:
            transform = Transform(transaction.transform_key())
            for number, person in enumerate(persons[first : first + 200], start=first):
                transaction.add_person(person, Badge(1, number), RECEIPT, hub.site)
                for hand in Hand:
                    for _ in range(SAMPLES):
                        template = transform.protect(code, os.urandom(SALT_BYTES))
                        transaction.add_template(person, hand, template, transform.epoch)
    return persons


def limit_s(folder: Path, people: int) -> tuple[float, float]:
    """Writing with as many syncs, and sealing and opening."""
    pages, size = -(-people // PEOPLE_MOST), PEOPLE_MOST * SAMPLES * 2 * 1_916
    begun, content = time.monotonic(), os.urandom(size)
    handle = os.open(folder / "limit", os.O_WRONLY | os.O_CREAT)
    for _ in range(pages):
        os.write(handle, content)
        os.fsync(handle)
    os.close(handle)
    written, key, template = time.monotonic(), bytes(32), content[:1_888]
    for _ in range(people * SAMPLES * 2):
        open_seal(key, seal(key, template, b"place"), b"place")
    return written - begun, time.monotonic() - written


def leaving_s(line: DeviceLinkClient, sync: GallerySync, store: SqlStore, people: SqlStore, who: PersonId) -> float:
    """From the commit at the server until the terminal's commit."""
    with people.transaction() as transaction:
        transaction.delete_person(who)
    begun = time.monotonic()
    rung = line.wait(TIMEOUT_S)
    assert isinstance(rung, GalleryChanged)
    sync.heard(rung.version)
    while sync.step(line.ask):
        pass
    assert who not in store.people()
    return time.monotonic() - begun


def main(count: int) -> None:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        people = stack.enter_context(open_store(State(folder / "server", simulated=True)))
        hub = Hub(Plane(SqlControlStore(people, simulated=True)), people, folder, stack)
        persons = enrol_all(people, hub, count)
        made = hub.plane.call(CREATE_INSTANCE, CreateDeviceInstance(hub.site, "Door")).device_instance_id
        hub.plane.call(CREATE_CONFIGURATION, CreateDeviceInstanceConfiguration(made, DOOR))
        running = stack.enter_context(link(hub.plane, folder))
        device = device_of(hub.plane, folder / "device", made)
        store = stack.enter_context(open_store(State(folder / "door", simulated=True)))
        sync = GallerySync(SqlSyncedStore(store), Logbook(SystemClock(), TerminalId("door"), simulated=True))
        line = stack.enter_context(connected(device.place(running), TIMEOUT_S))
        line.ask(Hello(HealthWord.HEALTHY, "1.0", 0))
        begun = time.monotonic()
        sync.begin(count)
        while sync.behind:
            sync.step(line.ask)
        taken_s = time.monotonic() - begun
        assert store.people() == set(persons)
        disk_s, sealing_s = limit_s(folder, count)
        while line.wait(0.5) is not None:
            pass
        leaving = sorted(leaving_s(line, sync, store, people, who) for who in persons[:LEAVERS])
        print(f"{count} people: {taken_s:.1f} s, {count / taken_s:.0f} people a second")
        ratio = taken_s / (disk_s + sealing_s)
        print(f"limits: disk {disk_s:.1f} s, sealing and opening {sealing_s:.1f} s; both {ratio:.1f} times over")
        print(f"a leaver is out after p50 {leaving[LEAVERS // 2] * 1000:.0f} ms, worst {leaving[-1] * 1000:.0f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
