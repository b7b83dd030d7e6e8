"""`thenar server` killed while it wraps every key anew: whatever was readable before is readable afterwards, under one
default key, and the next rotation goes through."""

import os
import random
import signal
import time
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from botocore.exceptions import ClientError

from app.config.customer_keys import FILE_NAME
from app.config.paths import State
from app.domain.badges import Badge
from app.entrypoints.customer_keys import CustomerKeysFile
from app.ports.vault import KeySlot
from app.storage.opening import open_store
from app.storage.store import SqlStore
from app.storage.vault import KeyFile
from tests.contracts.store_contract import add
from tests.journeys.customer_key_owners import NAME, key_in_file
from tests.journeys.server_process import SILENT, ServerProcess, server_process, set_up

pytestmark = [
    pytest.mark.usefixtures("service_model"),
    pytest.mark.peer,
    # boto3 leaves the socket of a server that died in the middle of an answer to the garbage collector
    pytest.mark.filterwarnings("ignore:unclosed <ssl.SSLSocket:ResourceWarning"),
]

KILLS = 2
"""In every run; `THENAR_KILLS=50` and `--timeout 0` for as many as that."""
PEOPLE = 60
LONGEST_S = 0.5
"""From the first rotation's answer to the death: some tens of rotations."""


def contents(state: State) -> tuple[dict[KeySlot, bytes], list[Badge | None], list[bytes]]:
    """Of the whole store, by its own opening: keys, badges, templates."""
    with open_store(state, customers=CustomerKeysFile(state)) as store:
        vault = store.vault
        assert isinstance(vault, KeyFile)
        keys = {slot: vault.key(slot) for slot in vault.live_slots()}
        badges = [store.badge_of(person) for person in sorted(store.people())]
        return keys, badges, sorted(each.template for each in store.templates())


def rotate(client: Any, done: list[int]) -> None:
    """Again and again, with a fresh default key each time, until nobody answers. Any: made from the model."""
    try:
        while True:
            done.append(client.rotate_encryption_keys()["wrappedKeyCount"])
    except (*SILENT, ClientError):
        return


def one_life(server: ServerProcess, for_s: float) -> int:
    client, done = server.signed_in(), list[int]()
    thread = Thread(target=rotate, args=(client, done))
    thread.start()
    while not done and thread.is_alive():
        time.sleep(0.01)
    time.sleep(for_s)  # the moment itself is what is tried
    os.kill(server.process.pid, signal.SIGKILL)
    thread.join()
    client.close()
    return len(done)


def fill(store: SqlStore) -> None:
    for number in range(PEOPLE):
        add(store, Badge(17, number))


@pytest.mark.requirement("ENC-009")
def test_a_server_killed_while_it_rotates_leaves_everything_readable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    data, state, chance, cut_off = tmp_path / "data", State(tmp_path / "data", simulated=False), random.Random(7), 0
    data.mkdir()
    set_up(data)
    with key_in_file(tmp_path) as owner:
        (state.folder / FILE_NAME).write_text(owner.table)
        with open_store(state, customers=CustomerKeysFile(state)) as store:
            fill(store)
            store.vault.rewrap(NAME)
        before = contents(state)
        for _ in range(int(os.environ.get("THENAR_KILLS", KILLS))):
            with server_process(data) as server:
                assert one_life(server, chance.uniform(0, LONGEST_S))
            cut_off += len(list(state.keys.glob("kek*"))) > 1
            assert contents(state) == before
            assert len(list(state.keys.glob("kek*"))) == 1, "what was cut off is completed"
        with server_process(data) as server:
            client = server.signed_in()
            assert client.rotate_encryption_keys()["wrappedKeyCount"] == len(before[0])
            client.close()
        assert contents(state) == before
    print(f"{cut_off} were cut off between two default keys")
