"""Opens one world's store: key file, then database, then both together.

Rules it keeps: a database without its key file is a fault, never a reason for new keys; leftovers of a crash are
cleared only by whoever has the store alone; a process holds a shared lock on it until it closes it.

    with open_store(State(data_folder(), simulated=False), system_keyring()) as store: ...
"""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from app.config.paths import State
from app.domain.faults import Fault, FaultError
from app.ports.customer_key import CUSTOMER_KEY_FAULTS, CustomerKeys
from app.storage.atomic_write import PRIVATE_FILE, make_private_folder
from app.storage.database import open_database
from app.storage.key_custody import Keyring
from app.storage.postgresql import open_postgresql
from app.storage.store import SqlStore, bind
from app.storage.vault import KeyFile, key_path


@contextmanager
def open_store(
    state: State,
    ring: Keyring | None = None,
    database: str = "",
    customers: CustomerKeys | None = None,
    monotonic_s: Callable[[], float] = time.monotonic,
) -> Iterator[SqlStore]:
    """The store of `state`, made on first use. `ring` is where a new store keeps its key-encryption key; without one it
    is a file beside the key file. `database` is the URL of a PostgreSQL database, or empty for a file in `state`; the
    keys stay in `state` either way. `customers` are the customer keys that may be set; one that is set and gone keeps
    what it seals from opening, and not the store. Raises FaultError: KEY_MISSING, KEY_EXPOSED, STORE_UNREADABLE,
    STORE_FULL, SETTINGS_INVALID."""
    with ExitStack() as stack:
        handle, alone = _hold(state)
        stack.callback(os.close, handle)
        vault = _open_vault(state, ring, customers, monotonic_s)
        stack.callback(vault.close)
        engine = open_postgresql(database) if database else open_database(state.database)
        store = SqlStore(engine, vault, vault.id)
        stack.callback(store.close)
        bind(engine, vault.id, keys_in_use=bool(vault.live_slots()))
        if alone:
            _complete(vault)
        store.prepare_transform()
        if alone:
            store.tidy()
        fcntl.flock(handle, fcntl.LOCK_SH)
        yield store


def _open_vault(
    state: State, ring: Keyring | None, customers: CustomerKeys | None, monotonic_s: Callable[[], float]
) -> KeyFile:
    if key_path(state.keys).exists():
        return KeyFile.open(state.keys, ring, customers, monotonic_s)
    if state.database.exists():
        raise FaultError(Fault.KEY_MISSING, "the database is here, its key file is gone: restore the key file")
    return KeyFile.create(state.keys, ring, customers, monotonic_s)


def _complete(vault: KeyFile) -> None:
    """A rotation that was cut off waits for the customer key like everything else that needs it."""
    try:
        vault.complete()
    except FaultError as error:
        if error.fault not in CUSTOMER_KEY_FAULTS:
            raise


def _hold(state: State) -> tuple[int, bool]:
    """A lock on the store's folder, and whether nobody else has it. Waits while another process opens the store."""
    try:
        make_private_folder(state.folder)
        handle = os.open(state.folder / "in-use", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, PRIVATE_FILE)
    except OSError as error:
        raise FaultError(Fault.STORE_UNREADABLE, "the state folder cannot be written") from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        fcntl.flock(handle, fcntl.LOCK_SH)
        return handle, False
    return handle, True
