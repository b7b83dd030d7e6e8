"""Rules, targets and the audit by boto3 over TLS, from the rule to the line in the file."""

import json
import random
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from app.domain.control_events import DEVICE, Connectivity, ConnectivityChanged
from app.domain.event_json import occurrence
from app.runtime.clock import SystemClock
from app.services.control.deliver import deliver_once
from app.services.control.publish import Publisher, publish
from app.storage.control.store import SqlControlStore
from tests.app.control import REALM, Plane
from tests.app.gateway.running import Running
from tests.contracts.trail_contract import SITE, a_call
from tests.journeys.announcing_child import post_to
from tests.peers.clients import boto3_client

pytestmark = [pytest.mark.peer, pytest.mark.usefixtures("service_model")]

OFFLINE = occurrence(ConnectivityChanged(DEVICE, Connectivity.DISCONNECTED, Connectivity.CONNECTED), REALM.account)
PATTERN = '{"source": ["aws.one"], "detail-type": [{"suffix": "Offline"}]}'


@pytest.fixture
def client(server: Running) -> Any:
    """Any: boto3 makes its clients' classes from the model."""
    return boto3_client(server)


@pytest.mark.requirement("EVS-001", "EVS-008", "EVS-009", "EVD-001", "MON-003")
def test_from_a_rule_to_a_line_in_a_file(client: Any, plane: Plane, server: Running, tmp_path: Path) -> None:
    made = client.put_rule(rule="offline", pattern=PATTERN, tags={"team": "a"})
    assert made["ruleArn"].endswith(":event-rule/offline")
    client.put_targets(rule="offline", targets=[{"targetId": "log", "destination": {"file": {"name": "doors"}}}])
    store = plane.store
    assert isinstance(store, SqlControlStore)
    with store.transaction() as transaction:
        publish(transaction, OFFLINE, Publisher(REALM, lambda: "e" * 36).stamp(datetime.now(UTC)))
    assert deliver_once(store.deliveries, post_to(tmp_path, server.certificate), SystemClock(), random.random)
    (line,) = (tmp_path / "events" / "doors.jsonl").read_text("utf-8").splitlines()
    assert json.loads(line)["detail"]["data"]["currentConnectivity"] == "DISCONNECTED"
    (target,) = client.list_targets_by_rule(rule="offline")["targets"]
    assert (target["waiting"], target["dead"], target["failures"]) == (0, 0, 0)
    assert target["destination"] == {"file": {"name": "doors"}}
    client.remove_targets(rule="offline", targetIds=["log"])
    client.delete_rule(rule="offline")
    assert client.list_rules()["rules"] == []


def test_a_new_webhook_tells_its_key_once_and_a_bad_one_is_refused_in_words(client: Any) -> None:
    client.put_rule(rule="offline", pattern=PATTERN)
    hook = {"targetId": "desk", "destination": {"webhook": {"url": "https://example.org/hook"}}}
    assert client.put_targets(rule="offline", targets=[hook])["newSecrets"]["desk"].startswith("whsec_")
    assert client.put_targets(rule="offline", targets=[hook])["newSecrets"] == {}
    bad = {"targetId": "desk", "destination": {"webhook": {"url": "https://ann:word@example.org/"}}}
    with pytest.raises(ClientError, match="holds a user or a password") as caught:
        client.put_targets(rule="offline", targets=[bad])
    assert caught.value.response["Error"]["Code"] == "ValidationException"


def test_a_pattern_is_tried_on_a_pasted_sample(client: Any, root: Path) -> None:
    samples = json.loads((root / "tests/golden/control/events.json").read_text("utf-8"))
    fits = {
        name: client.test_event_pattern(pattern=PATTERN, event=json.dumps(sample))["result"]
        for name, sample in samples.items()
    }
    assert fits == {"healthy": False, "critical": False, "online": False, "offline": True, "enrol": False}


@pytest.mark.requirement("TRL-001", "TRL-006")
def test_calls_are_looked_up_page_by_page(client: Any, plane: Plane) -> None:
    with plane.store.transaction() as transaction:
        for number in range(1, 6):
            transaction.trail.append(a_call(number))
    pages = client.get_paginator("lookup_events").paginate(
        attributeKey="Username", attributeValue="ada", PaginationConfig={"PageSize": 2}
    )
    found = [event for page in pages for event in page["events"]]
    assert [json.loads(event["cloudTrailEvent"])["requestID"][:8] for event in found] == [
        f"{number:08}" for number in (5, 4, 3, 2, 1)
    ]
    assert found[0]["resources"] == [SITE]
