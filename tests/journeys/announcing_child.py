"""A server that changes things, announces them and delivers, until somebody kills it. Run by the kill tests.

It reads orders from its input, one a line: `FOLDER AUTHORITIES DATABASE`, the last `-` for a file in the folder.
For each it forks a child, so that libraries are loaded once. The child prints `open PID` when it has begun, and `done
EVENT` after each acknowledged call; when it is dead, `end STATUS` follows.
"""

import ipaddress
import os
import random
import sys
import threading
import traceback
import uuid
from pathlib import Path

from app.config.paths import State
from app.config.text import Texts
from app.domain.control_events import DEVICE, Health, HealthChanged
from app.domain.event_json import occurrence
from app.gateway.targets.reach import Reach
from app.gateway.targets.trust import Trust
from app.gateway.targets.webhook import WebhookCarrier
from app.operations import event_rules as rows
from app.operations.refusals import Refusal
from app.runtime.clock import SystemClock
from app.services.control.call import Call, Envelope
from app.services.control.deliver import deliver_once
from app.services.control.event_rules import put_rule
from app.services.control.perform import Performer
from app.services.control.post import Post
from app.services.control.publish import Publisher
from app.services.control.served import Served
from app.services.control.trail import AuditTrail
from app.storage.control.store import SqlControlStore
from app.storage.event_file import FileCarrier
from app.storage.opening import open_store
from tests.app.control import ADA, REALM, Authority, counting_ids

LEASE_S = 1.0
"""Short, so that a target that lost its server is served again within the test."""
SENDERS = 2


def announce(request: rows.PutRule, call: Call) -> rows.RuleDetail | Refusal:
    """Changes a rule and says that a device is unwell: a change and an event that belong together."""
    call.announce(occurrence(HealthChanged(DEVICE, Health.CRITICAL, Health.HEALTHY), call.realm.account))
    return put_rule(request, call)


def post_to(folder: Path, authorities: Path) -> Post:
    """Every name means this machine. Nothing but webhooks and files is sent to."""
    clock = SystemClock()
    reach = Reach((ipaddress.ip_network("127.0.0.1/32"),), lambda host, port: ["127.0.0.1"])
    webhook = WebhookCarrier(reach, Trust(authorities), clock)
    nobody = FileCarrier(folder / "nobody")
    return Post(webhook, nobody, nobody, FileCarrier(folder / "events"), nobody)  # type: ignore[arg-type]  # unused


def serve(folder: Path, authorities: Path, database: str) -> None:
    with open_store(State(folder, simulated=True), database=database) as people:
        store = SqlControlStore(people)
        post, clock = post_to(folder, authorities), SystemClock()

        def send() -> None:
            while True:
                if not deliver_once(store.deliveries, post, clock, random.random, LEASE_S):
                    clock.sleep(0.01)

        for _ in range(SENDERS):
            threading.Thread(target=send, daemon=True).start()
        print("open", os.getpid(), flush=True)
        change(store, clock)


def change(store: SqlControlStore, clock: SystemClock) -> None:
    announced: list[str] = []

    def new_event() -> str:
        announced.append(str(uuid.uuid4()))
        return announced[-1]

    trail = AuditTrail(REALM, Texts(), lambda: str(uuid.uuid4()))
    performer = Performer(store, REALM, Authority(), trail, Publisher(REALM, new_event), counting_ids())
    served = Served(rows.PUT_RULE, announce)
    while True:
        envelope = Envelope(ADA, str(uuid.uuid4()), clock.now(), "192.0.2.7", "tests")
        answer = performer.perform(served, rows.PutRule("changed", '{"source":["nobody"]}'), envelope)
        assert not isinstance(answer, Refusal)
        print("done", announced[-1], flush=True)


def main() -> None:
    for order in sys.stdin:
        folder, authorities, database = order.split()
        child = os.fork()
        if child == 0:
            try:
                serve(Path(folder), Path(authorities), "" if database == "-" else database)
            except BaseException:  # noqa: BLE001  whatever it is, it is told, and this process ends here
                traceback.print_exc()
            finally:
                os._exit(1)
        _, status = os.waitpid(child, 0)
        print("end", status, flush=True)


if __name__ == "__main__":
    main()
