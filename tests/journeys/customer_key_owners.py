"""Owners of customer keys: each has one, in a place of its kind, and can take it away and give it back.

with key_in_file(folder) as owner:
    write(owner.table)      # into customer-keys.toml: the key is called NAME
    owner.take_away()
    owner.give_back()
"""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, fields
from pathlib import Path

from app.config.customer_keys import KmipPlace, Pkcs11Place
from app.storage.seal import KEY_BYTES
from tests.peers import kmip, softhsm

NAME = "owners"


@dataclass(frozen=True)
class KeyOwner:
    table: str
    """TOML, as an operator writes it."""
    take_away: Callable[[], object]
    give_back: Callable[[], object]


@contextmanager
def key_in_file(folder: Path) -> Iterator[KeyOwner]:
    """On a stick that is pulled out and put in."""
    path, pocket = folder / "stick.key", folder / "pocket.key"
    path.touch(0o600)
    path.write_bytes(os.urandom(KEY_BYTES))
    table = f'[{NAME}]\nkind = "file"\npath = "{path}"\n'
    yield KeyOwner(table, lambda: path.rename(pocket), lambda: pocket.rename(path))


@contextmanager
def key_in_kmip_server(folder: Path) -> Iterator[KeyOwner]:
    """Revoked in PyKMIP's server. That is for good there, so it is given back from a backup of the server."""
    server = kmip.new_server(folder / "kmip")
    keys, backup = server.folder / "keys.db", server.folder / "keys.backup"
    with ExitStack() as running:
        running.enter_context(server.running())
        uid = server.new_key()
        shutil.copy(keys, backup)

        def give_back() -> None:
            running.close()
            shutil.copy(backup, keys)
            running.enter_context(server.running())

        yield KeyOwner(_table(server.place(uid)), lambda: server.revoke(uid), give_back)


@contextmanager
def key_in_token(folder: Path) -> Iterator[KeyOwner]:
    """Destroyed in SoftHSM's token, and given back from a backup of the token."""
    label = "thenar-2026"
    with softhsm.soft_token(folder / "hsm", softhsm.module()) as token:
        token.make_key(label)
        backup = shutil.copytree(token.tokens, folder / "backup")

        def give_back() -> None:
            shutil.rmtree(token.tokens)
            shutil.copytree(backup, token.tokens)

        yield KeyOwner(_table(token.place(label)), lambda: token.destroy_key(label), give_back)


def _table(place: KmipPlace | Pkcs11Place) -> str:
    kind = "kmip" if isinstance(place, KmipPlace) else "pkcs11"
    members = {field.name: getattr(place, field.name) for field in fields(place)}
    lines = (f"{name} = {json.dumps(value, default=str)}" for name, value in members.items())
    return "\n".join([f"[{NAME}]", f'kind = "{kind}"', *lines, ""])
