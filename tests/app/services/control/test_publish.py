"""Which targets an event is addressed to, and when."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.config.paths import State
from app.domain.control_events import DEVICE, Connectivity, ConnectivityChanged, Health, HealthChanged
from app.domain.destinations import EventFile, Target, TargetKey
from app.domain.event_json import occurrence
from app.domain.realm import Realm
from app.ports.control.event_rules import Rule
from app.services.control.call import Envelope
from app.services.control.publish import Publisher, publish
from app.storage.control.store import SqlControlStore
from app.storage.opening import open_store
from tests.app.control import ADA, REALM

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
CRITICAL = occurrence(HealthChanged(DEVICE, Health.CRITICAL, Health.HEALTHY), REALM.account)
ONLINE = occurrence(ConnectivityChanged(DEVICE, Connectivity.CONNECTED, Connectivity.DISCONNECTED), REALM.account)
PUBLISHER = Publisher(REALM, lambda: "e" * 36)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlControlStore]:
    with open_store(State(tmp_path, simulated=True)) as people:
        yield SqlControlStore(people)


def add_rule(store: SqlControlStore, name: str, pattern: str, enabled: bool = True) -> None:
    with store.transaction() as transaction:
        transaction.event_rules.put_rule(Rule(name, pattern, enabled, "", NOW))
        transaction.event_rules.put_target(name, "one", Target(TargetKey(f"{name:0>32}"), EventFile(name)))


def heard_by(store: SqlControlStore) -> set[str]:
    """The rules whose targets are due."""
    names: set[str] = set()
    while claim := store.deliveries.claim(NOW, 60, 9):
        assert isinstance(claim.target.destination, EventFile)
        names.add(claim.target.destination.name)
    return names


@pytest.mark.requirement("MON-003", "EVS-002", "EVS-007", "EVS-008")
def test_an_event_goes_to_the_rules_that_want_it(store: SqlControlStore) -> None:
    add_rule(store, "all", '{"source":["aws.one"]}')
    add_rule(store, "critical", '{"detail-type":[{"suffix":"Critical"}]}')
    add_rule(store, "online", '{"detail":{"data":{"currentConnectivity":["CONNECTED"]}}}')
    add_rule(store, "off", '{"source":["aws.one"]}', enabled=False)
    with store.transaction() as transaction:
        publish(transaction, CRITICAL, PUBLISHER.stamp(NOW))
    assert heard_by(store) == {"all", "critical"}


def test_a_rule_made_later_does_not_hear_of_it(store: SqlControlStore) -> None:
    with store.transaction() as transaction:
        publish(transaction, CRITICAL, PUBLISHER.stamp(NOW))
    add_rule(store, "late", '{"source":["aws.one"]}')
    assert heard_by(store) == set()


def test_a_pattern_that_cannot_be_read_stops_nobody(store: SqlControlStore, caplog: pytest.LogCaptureFixture) -> None:
    add_rule(store, "broken", '{"source":"secret"}')
    add_rule(store, "good", '{"source":["aws.one"]}')
    with store.transaction() as transaction:
        publish(transaction, ONLINE, PUBLISHER.stamp(NOW))
    assert heard_by(store) == {"good"}
    assert "PatternInvalid" in caplog.text
    assert "secret" not in caplog.text


def test_what_a_call_announces_is_told_with_its_time_and_our_account(store: SqlControlStore) -> None:
    publisher = Publisher(Realm("210987654321", "eu-home-1"), lambda: "e" * 36)
    envelope = Envelope(ADA, "request", NOW, "192.0.2.7", "tests")
    with store.transaction() as transaction:
        publisher.put(transaction, replace(CRITICAL, kind="Rule Changed"), envelope)
        ((_, told),) = transaction.outbox.events_between(NOW, datetime.max.replace(tzinfo=UTC), 0, 9)
    seen = json.loads(told)
    assert (seen["id"], seen["account"], seen["region"]) == ("e" * 36, "210987654321", "eu-home-1")
    assert (seen["time"], seen["source"]) == ("2026-03-01T09:00:00Z", "thenar")
