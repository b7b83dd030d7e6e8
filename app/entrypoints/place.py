"""Which store a command works on: the words that every such command takes.

add_arguments(parser)
with opened(options) as store: ...
"""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.config.paths import State, data_folder
from app.config.settings import parse_database
from app.domain.faults import Fault, FaultError
from app.entrypoints.customer_keys import CustomerKeysFile
from app.storage.key_custody import system_keyring
from app.storage.opening import open_store
from app.storage.store import SqlStore


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, default=data_folder(), help="the folder of store and keys")
    parser.add_argument("--database", type=parse_database, help="where it is not a file in there: its URL")


@contextmanager
def opened(options: argparse.Namespace, simulated: bool = False) -> Iterator[SqlStore]:
    """The store that a terminal has made. Raises FaultError, and makes none where there is none."""
    state = State(options.data, simulated)
    if not options.database and not state.database.exists():
        raise FaultError(Fault.SETTINGS_INVALID, "data: no store is in that folder; name the terminal's with --data")
    ring = None if simulated else system_keyring()
    with open_store(state, ring, options.database or "", CustomerKeysFile(state)) as store:
        yield store
