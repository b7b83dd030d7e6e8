"""boto3 calls every operation with requests of every form, and each answers as its model says."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore import xform_name
from botocore.exceptions import ClientError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.config.paths import State
from app.gateway.routes import api
from app.operations.registry import ALWAYS, OPERATIONS
from app.services.control.handlers import HANDLERS
from app.storage.control.store import SqlControlStore
from app.storage.opening import open_store
from tests.app.control import Plane
from tests.app.gateway.keys import OneKey
from tests.app.gateway.running import running
from tests.peers.clients import boto3_client
from tests.peers.examples import requests_of
from tests.peers.service_model import know_ours_alone

pytestmark = pytest.mark.peer

NEVER = "InternalServerException"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Iterator[Any]:
    """One server for all, so that what one call made is there for the next. Any: made from the model."""
    folder = tmp_path_factory.mktemp("server")
    with (
        pytest.MonkeyPatch.context() as environment,
        open_store(State(folder, simulated=True)) as people,
        running(api(Plane(SqlControlStore(people)).gateway(OneKey()), 1), folder) as server,
    ):
        know_ours_alone(root, environment)
        client = boto3_client(server)
        client.list_sites()  # its worker thread belongs to the server, and to no single test
        yield client
        client.close()


@pytest.mark.parametrize("name", sorted(HANDLERS))
@settings(max_examples=4, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(data=st.data())
def test_an_operation_answers_as_its_model_says(client: Any, name: str, data: st.DataObject) -> None:
    operation = OPERATIONS[name]
    told = {code.wire for code in (*operation.errors, *ALWAYS)} - {NEVER}
    assert outcome(client, name, data.draw(requests_of(operation))) in {"done", *told}


def outcome(client: Any, operation: str, request: dict[str, Any]) -> str:
    """The error's code, or `done`. Any: values of JSON."""
    call = getattr(client, xform_name(operation))
    try:
        call(**request)
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    return "done"
