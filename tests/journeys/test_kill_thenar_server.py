"""`thenar server` itself, killed at random under write load: what it acknowledged over TLS is there afterwards, and the
audit is as it was written."""

import os
import random
import signal
import time
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from botocore.exceptions import BotoCoreError

from app.__main__ import main
from tests.journeys.server_process import ServerProcess, server_process, set_up

pytestmark = pytest.mark.peer

KILLS = 2
"""In every run; `THENAR_KILLS=200` for as many as that."""
WRITERS = 2
LONGEST_S = 1.0
"""From the first acknowledged write to the death."""
ADDRESS = {"addressLine1": "1 Harbour Street", "city": "Portsmouth", "postalCode": "PO1 3AX", "countryCode": "GB"}


def write(client: Any, acknowledged: list[str]) -> None:
    """Sites made and deleted again but for each fiftieth, until nobody answers. Any: made from the model."""
    try:
        for number in range(10_000):
            site = client.create_site(name=f"Site {number}", address=ADDRESS)["siteId"]
            if number % 50:
                client.delete_site(siteId=site)
            else:
                acknowledged.append(site)
    except BotoCoreError:
        return


def one_life(server: ServerProcess, for_s: float, acknowledged: list[str]) -> None:
    clients = [server.signed_in() for _ in range(WRITERS)]
    begun = len(acknowledged)
    threads = [Thread(target=write, args=(client, acknowledged)) for client in clients]
    for thread in threads:
        thread.start()
    while len(acknowledged) == begun and server.process.poll() is None:
        time.sleep(0.01)
    time.sleep(for_s)  # the moment itself is what is tried
    os.kill(server.process.pid, signal.SIGKILL)
    for thread in threads:
        thread.join()
    for client in clients:
        client.close()


def test_what_a_killed_server_acknowledged_is_there_and_the_audit_holds(
    tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AWS_DATA_PATH", str(root / "resources" / "api"))
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nonexistent")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    set_up(tmp_path)
    chance, acknowledged = random.Random(3), list[str]()
    for _ in range(int(os.environ.get("THENAR_KILLS", KILLS))):
        with server_process(tmp_path) as server:
            one_life(server, chance.uniform(0, LONGEST_S), acknowledged)
    with server_process(tmp_path) as server:
        owner = server.signed_in()
        pages = owner.get_paginator("list_sites").paginate(PaginationConfig={"PageSize": 100})
        sites = {site["siteId"] for page in pages for site in page["sites"]}
        owner.close()
    assert set(acknowledged) <= sites
    assert acknowledged
    assert main(["verify-audit", "--data", str(tmp_path)]) == 0, capsys.readouterr().out
