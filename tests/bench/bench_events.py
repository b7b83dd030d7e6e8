"""How fast events are published and delivered, on this machine.

    python -m tests.bench.bench_events [--events 1000]

Published: one transaction each, with one target. Delivered: by one sender to a web server on loopback over TLS, and to
a file; each batch of eight is recorded in a transaction. SQLite with synchronous=FULL, in a temporary folder.
"""

import argparse
import os
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from app.config.paths import State
from app.domain.control_events import DEVICE, Health, HealthChanged
from app.domain.destinations import Destination, EventFile, Target, TargetKey, Webhook
from app.domain.event_json import Stamp, occurrence
from app.ports.control.event_rules import Rule
from app.runtime.clock import SystemClock
from app.services.control.deliver import deliver_once
from app.services.control.event_rules import new_signing_key
from app.services.control.publish import publish
from app.storage.control.store import SqlControlStore
from app.storage.opening import open_store
from tests.app.control import REALM
from tests.app.gateway.targets.receivers import web_receiver
from tests.journeys.announcing_child import post_to
from tests.peers.certificates import certificates

WHAT = occurrence(HealthChanged(DEVICE, Health.CRITICAL, Health.HEALTHY), REALM.account)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--events", type=int, default=1000)
    count: int = parser.parse_args().events
    print(f"{os.cpu_count()} processors, {count} events")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = certificates(folder / "certificates", "receiver.example")
        with web_receiver(made) as receiver:
            measure(folder / "web", made.authority, Webhook(f"https://receiver.example:{receiver.port}/"), count)
        measure(folder / "file", made.authority, EventFile("doors"), count)


def measure(folder: Path, authorities: Path, destination: Destination, count: int) -> None:
    with open_store(State(folder, simulated=True)) as people:
        store = SqlControlStore(people)
        with store.transaction() as transaction:
            transaction.event_rules.put_rule(Rule("all", '{"source":["aws.one"]}', True, "", datetime.now(UTC)))
            target = Target(TargetKey("1" * 32), destination, secret=new_signing_key())
            transaction.event_rules.put_target("all", "one", target)
        begun = time.perf_counter()
        for number in range(count):
            stamp = Stamp(f"{number:08}-0000-4000-8000-000000000000", REALM.account, REALM.region, datetime.now(UTC))
            with store.transaction() as transaction:
                publish(transaction, WHAT, stamp)
        published = time.perf_counter()
        post = post_to(folder, authorities)
        while deliver_once(store.deliveries, post, SystemClock(), lambda: 0.5):
            pass
        delivered = time.perf_counter()
        rates = (count / (published - begun), count / (delivered - published))
        print(f"{type(destination).__name__}: {rates[0]:.0f} published/s, {rates[1]:.0f} delivered/s")


if __name__ == "__main__":
    main()
