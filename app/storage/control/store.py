"""Implements `app.ports.control.transaction.ControlStore` beside the people's store, in the same database.

Rules it keeps: one transaction sees and changes both, so that deleting a person and recording who asked for it is one
thing; keys of people live and die as `app.storage.store` says.

    with open_store(state) as people:
        control = SqlControlStore(people)
        realm = control.realm(DEFAULT_REGION)
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, insert, select

from app.domain.faults import Fault, FaultError
from app.domain.realm import ACCOUNT_DIGITS, Realm
from app.ports.control.seals import Seals
from app.ports.vault import Vault
from app.storage.control import tables
from app.storage.control.activation import SqlActivationCodes, SqlCertificates
from app.storage.control.answers import SqlKeptAnswers
from app.storage.control.console_sessions import SqlConsoleSessions
from app.storage.control.credentials import SqlAccessKeys, SqlGuesses, SqlSecrets
from app.storage.control.deliveries import SqlDeliveries
from app.storage.control.event_rules import SqlEventRules
from app.storage.control.gallery import SqlGallery
from app.storage.control.instances import SqlInstances
from app.storage.control.links import SqlCommands, SqlLinks
from app.storage.control.outbox import SqlOutbox
from app.storage.control.people import SqlPeople
from app.storage.control.policies import SqlAttachments, SqlPolicies
from app.storage.control.principals import SqlMemberships, SqlPrincipals
from app.storage.control.rights import SqlRightsMark
from app.storage.control.sealing import data_seals, system_seals
from app.storage.control.sites import SqlSites
from app.storage.control.tags import SqlTags
from app.storage.control.templates import SqlTemplates
from app.storage.control.trail import SqlTrail
from app.storage.control.trail_key import TrailKey, trail_key
from app.storage.control.uploads import SqlUploads
from app.storage.control.usage import SqlUsage
from app.storage.store import SqlStore
from app.storage.transaction import SqlTransaction


class SqlControlTransaction:
    """Implements `app.ports.control.transaction.Transaction`."""

    def __init__(
        self,
        connection: Connection,
        seals: Seals,
        data: Seals,
        store: SqlStore,
        changes: SqlTransaction | None,
        simulated: bool,
    ) -> None:
        """`data` seals what the customer's key protects, `seals` what must work without it; `changes` is None in a
        reading."""
        self._connection = connection
        self._changes = changes
        self.seals = seals
        self.keys: Vault = store.vault
        self.people = SqlPeople(connection, store.open_badge, changes, simulated)
        self.gallery = SqlGallery(connection, store)
        self.uploads = SqlUploads(connection, store.open_badge, changes)
        self.sites = SqlSites(connection, data)
        self.instances = SqlInstances(connection, data)
        self.templates = SqlTemplates(connection, data)
        self.tags = SqlTags(connection)
        self.kept_answers = SqlKeptAnswers(connection, data)
        self.rights = SqlRightsMark(connection)
        self.principals = SqlPrincipals(connection, seals)
        self.memberships = SqlMemberships(connection)
        self.policies = SqlPolicies(connection)
        self.attachments = SqlAttachments(connection)
        self.secrets = SqlSecrets(connection, seals)
        self.access_keys = SqlAccessKeys(connection, seals)
        self.console_sessions = SqlConsoleSessions(connection)
        self.guesses = SqlGuesses(connection)
        self.event_rules = SqlEventRules(connection, seals)
        self.outbox = SqlOutbox(connection, seals)
        self.activation_codes = SqlActivationCodes(connection)
        self.certificates = SqlCertificates(connection, seals)
        self.links = SqlLinks(connection)
        self.commands = SqlCommands(connection)
        self.usage = SqlUsage(connection, store.vault)
        self.trail = SqlTrail(connection, store.account)

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """A person's key that was made in a block that raised dies, and one that was doomed there lives."""
        with self._connection.begin_nested():
            if self._changes is None:
                yield
            else:
                with self._changes.keys_of_attempt():
                    yield


class SqlControlStore:
    """Threads may share it."""

    def __init__(self, people: SqlStore, simulated: bool = False) -> None:
        """`simulated` marks what it writes into the log of visits."""
        self._people = people
        self._simulated = simulated
        self._seals = system_seals(people.vault, people.account)
        self._data_seals = data_seals(people.vault, people.account)

    @property
    def seals(self) -> Seals:
        return self._seals

    @property
    def deliveries(self) -> SqlDeliveries:
        return SqlDeliveries(self._people, self._seals)

    @contextmanager
    def transaction(self) -> Iterator[SqlControlTransaction]:
        with self._people.transaction() as people:
            yield self._on(people.connection, people)

    @contextmanager
    def reading(self) -> Iterator[SqlControlTransaction]:
        with self._people.reading() as connection:
            yield self._on(connection, None)

    def trail_key(self) -> TrailKey:
        """Signs the audit's files; made on first use."""
        with self._people.transaction() as people:
            return trail_key(people.connection, self._seals)

    def _on(self, connection: Connection, changes: SqlTransaction | None) -> SqlControlTransaction:
        return SqlControlTransaction(connection, self._seals, self._data_seals, self._people, changes, self._simulated)

    def realm(self, region: str = "") -> Realm:
        """The account of this installation, drawn on first use. Names hold the region, so that it never changes:
        raises FaultError(SETTINGS_INVALID) for another one than it was made with; empty asks for none."""
        with self._people.transaction() as people:
            known = people.connection.execute(select(tables.realm)).first()
            if known is None:
                realm = _draw(region)
                people.connection.execute(insert(tables.realm).values(account=realm.account, region=realm.region))
                return realm
        if region and region != known.region:
            raise FaultError(Fault.SETTINGS_INVALID, f"region: this installation was made as {known.region}")
        return Realm(known.account, known.region)


def _draw(region: str) -> Realm:
    """No account begins with 0, which spreadsheets drop."""
    digits = str(secrets.randbelow(9) + 1) + "".join(str(secrets.randbelow(10)) for _ in range(ACCOUNT_DIGITS - 1))
    try:
        return Realm(digits, region) if region else Realm(digits)
    except ValueError as error:
        raise FaultError(Fault.SETTINGS_INVALID, f"region: {error}") from error
