"""One transaction of the control plane: all areas of the store, changed together or not at all.

with store.transaction() as transaction:
    transaction.sites.add(site)
    transaction.tags.put("site/abCdefG12hijkL", {"floor": "2"})
"""

from contextlib import AbstractContextManager
from typing import Protocol

from app.ports.control.activation import ActivationCodes, Certificates
from app.ports.control.answers import KeptAnswers
from app.ports.control.console_sessions import ConsoleSessions
from app.ports.control.credentials import AccessKeys, Guesses, Secrets
from app.ports.control.encryption import EncryptionKeys
from app.ports.control.event_rules import EventRules, Outbox
from app.ports.control.gallery import Gallery
from app.ports.control.instances import Instances
from app.ports.control.links import Commands, Links
from app.ports.control.people import People
from app.ports.control.policies import Attachments, Policies
from app.ports.control.principals import Memberships, Principals
from app.ports.control.rights import RightsMark
from app.ports.control.seals import Seals
from app.ports.control.sites import Sites
from app.ports.control.tags import ResourceTags
from app.ports.control.templates import Templates
from app.ports.control.trail import TrailLog
from app.ports.control.uploads import Uploads
from app.ports.control.usage import Usage


class Transaction(Protocol):
    """What lies under the customer's key (sites, instances, templates, people, kept answers) raises
    FaultError(CUSTOMER_KEY_REFUSED) or (CUSTOMER_KEY_UNREACHABLE) where it is read or written while that is gone."""

    @property
    def sites(self) -> Sites: ...

    @property
    def instances(self) -> Instances: ...

    @property
    def templates(self) -> Templates: ...

    @property
    def people(self) -> People: ...

    @property
    def tags(self) -> ResourceTags: ...

    @property
    def kept_answers(self) -> KeptAnswers: ...

    @property
    def seals(self) -> Seals:
        """For what must work even when the customer's key is gone: tokens, credentials."""
        ...

    @property
    def keys(self) -> EncryptionKeys: ...

    @property
    def rights(self) -> RightsMark: ...

    @property
    def principals(self) -> Principals: ...

    @property
    def memberships(self) -> Memberships: ...

    @property
    def policies(self) -> Policies: ...

    @property
    def attachments(self) -> Attachments: ...

    @property
    def secrets(self) -> Secrets: ...

    @property
    def access_keys(self) -> AccessKeys: ...

    @property
    def console_sessions(self) -> ConsoleSessions: ...

    @property
    def guesses(self) -> Guesses: ...

    @property
    def event_rules(self) -> EventRules: ...

    @property
    def outbox(self) -> Outbox: ...

    @property
    def activation_codes(self) -> ActivationCodes: ...

    @property
    def certificates(self) -> Certificates: ...

    @property
    def links(self) -> Links: ...

    @property
    def commands(self) -> Commands: ...

    @property
    def gallery(self) -> Gallery: ...

    @property
    def uploads(self) -> Uploads: ...

    @property
    def usage(self) -> Usage: ...

    @property
    def trail(self) -> TrailLog: ...

    def attempt(self) -> AbstractContextManager[None]:
        """What is written in the block goes when the block raises; what was written before it stays."""
        ...


class ControlStore(Protocol):
    def transaction(self) -> AbstractContextManager[Transaction]:
        """Changes. One at a time on SQLite. Committed, and durable, when the block ends; gone when it raises."""
        ...

    def reading(self) -> AbstractContextManager[Transaction]:
        """One consistent view, in which nothing may be changed."""
        ...
