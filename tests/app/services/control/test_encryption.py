"""The customer key of an account: set, gone, back, and what may be done meanwhile."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.config.paths import State
from app.domain.key_state import KeyState
from app.operations.audit import LOOKUP_EVENTS, LookupEvents
from app.operations.configurations import (
    CREATE_CONFIGURATION,
    GET_CONFIGURATION,
    CreateDeviceInstanceConfiguration,
    GetDeviceInstanceConfiguration,
)
from app.operations.encryption import (
    GET_ENCRYPTION_SETTINGS,
    ROTATE_ENCRYPTION_KEYS,
    UPDATE_ENCRYPTION_SETTINGS,
    EncryptionSettings,
    GetEncryptionSettings,
    RotateEncryptionKeys,
    UpdateEncryptionSettings,
)
from app.operations.instances import CREATE_INSTANCE, CreateDeviceInstance
from app.operations.operation import AnyOperation
from app.operations.people import LIST_USERS_V1, ListUsersV1
from app.operations.refusals import ErrorCode, Reason
from app.operations.sites import CREATE_SITE, GET_SITE, LIST_SITES, CreateSite, GetSite, ListSites
from app.policy.decision import Verdict
from app.services.control.publish import Publisher
from app.services.control.watch_keys import ACTION, KeyWatcher
from app.storage.control.store import SqlControlStore
from app.storage.opening import open_store
from app.storage.store import SqlStore
from tests.app.control import ADDRESS, NINE, REALM, Plane, counting_ids
from tests.app.domain.test_device_configuration import DOOR
from tests.app.drawer import Drawer
from tests.contracts.store_contract import add

MINUTE_S = 60.0


@pytest.fixture
def drawer() -> Drawer:
    return Drawer("one", "two")


@pytest.fixture
def people(tmp_path: Path, drawer: Drawer) -> Iterator[SqlStore]:
    with open_store(State(tmp_path, True), customers=drawer, monotonic_s=drawer.monotonic_s) as people:
        yield people


@pytest.fixture
def plane(people: SqlStore) -> Plane:
    return Plane(SqlControlStore(people, simulated=True))


class Account:
    """A site, a device with its configuration, a person, and the customer key "one"."""

    def __init__(self, plane: Plane, people: SqlStore) -> None:
        self.site = plane.call(CREATE_SITE, CreateSite("Head office", ADDRESS)).site_id
        made = plane.call(CREATE_INSTANCE, CreateDeviceInstance(self.site, "North door"))
        self.configuration = GetDeviceInstanceConfiguration(made.device_instance_id, 1)
        plane.call(CREATE_CONFIGURATION, CreateDeviceInstanceConfiguration(made.device_instance_id, DOOR))
        add(people)
        self.told = plane.call(UPDATE_ENCRYPTION_SETTINGS, UpdateEncryptionSettings("one"))

    def questions(self) -> list[tuple[AnyOperation, object]]:
        """What depends on sealed data: the guide names user data and device configurations."""
        return [
            (GET_CONFIGURATION, self.configuration),
            (LIST_USERS_V1, ListUsersV1()),
            (GET_SITE, GetSite(self.site)),
            (LIST_SITES, ListSites()),
            (CREATE_SITE, CreateSite("Another", ADDRESS)),
            (CREATE_SITE, CreateSite("Another", ADDRESS, client_token="a-token-that-is-new-and-long-enough")),
        ]


@pytest.fixture
def account(plane: Plane, people: SqlStore) -> Account:
    return Account(plane, people)


@pytest.mark.requirement("ENC-003")
def test_a_customer_key_is_set_by_its_name_and_shown(account: Account) -> None:
    assert account.told == EncryptionSettings(KeyState.ENABLED, ("one", "two"), "one")


@pytest.mark.requirement("ENC-005")
@pytest.mark.requirement("ENC-012")
@pytest.mark.parametrize(
    ("gone", "reason"),
    [("taken", Reason.CUSTOMER_KEY_REFUSED), ("silent", Reason.CUSTOMER_KEY_UNREACHABLE)],
)
def test_within_a_minute_what_needs_sealed_data_is_an_access_denied_and_recorded(
    plane: Plane, account: Account, drawer: Drawer, gone: str, reason: Reason
) -> None:
    for operation, request in account.questions()[:4]:
        plane.call(operation, request)
    getattr(drawer, gone).add("one")
    drawer.now_s += MINUTE_S
    plane.trail.records.clear()
    for operation, request in account.questions():
        refusal = plane.refusal(operation, request)
        assert (refusal.reason, refusal.reason.code) == (reason, ErrorCode.ACCESS_DENIED), operation.name
    assert [record.refusal and record.refusal.reason for record in plane.trail.records] == [reason] * 6


@pytest.mark.requirement("ENC-013")
@pytest.mark.parametrize("gone", ["taken", "silent"])
def test_a_key_that_is_back_makes_everything_readable_again_and_nothing_was_lost(
    plane: Plane, account: Account, drawer: Drawer, gone: str
) -> None:
    before = [plane.call(operation, request) for operation, request in account.questions()[:4]]
    getattr(drawer, gone).add("one")
    drawer.now_s += MINUTE_S
    plane.refusal(*account.questions()[0])
    getattr(drawer, gone).clear()
    drawer.now_s += MINUTE_S
    assert [plane.call(operation, request) for operation, request in account.questions()[:4]] == before


def test_meanwhile_the_settings_and_the_audit_can_be_read(plane: Plane, account: Account, drawer: Drawer) -> None:
    drawer.taken.add("one")
    drawer.now_s += MINUTE_S
    told = plane.call(GET_ENCRYPTION_SETTINGS, GetEncryptionSettings())
    assert (told.key_state, told.customer_key) == (KeyState.DISABLED, "one")
    plane.call(LOOKUP_EVENTS, LookupEvents())


@pytest.mark.requirement("ENC-009")
def test_rotation_keeps_everything_readable(plane: Plane, account: Account) -> None:
    before = [plane.call(operation, request) for operation, request in account.questions()[:4]]
    assert plane.call(ROTATE_ENCRYPTION_KEYS, RotateEncryptionKeys()).wrapped_key_count == 2, "the person's, the palms'"
    plane.call(UPDATE_ENCRYPTION_SETTINGS, UpdateEncryptionSettings("two"))
    assert [plane.call(operation, request) for operation, request in account.questions()[:4]] == before
    plane.call(UPDATE_ENCRYPTION_SETTINGS, UpdateEncryptionSettings())
    assert plane.call(GET_ENCRYPTION_SETTINGS, GetEncryptionSettings()).key_state is KeyState.NONE
    assert [plane.call(operation, request) for operation, request in account.questions()[:4]] == before


def test_a_key_that_nobody_set_up_is_not_found(plane: Plane, account: Account) -> None:
    refusal = plane.refusal(UPDATE_ENCRYPTION_SETTINGS, UpdateEncryptionSettings("three"))
    assert (refusal.reason, refusal.reason.code) == (Reason.NO_SUCH_KEY, ErrorCode.NOT_FOUND)


def test_without_permission_nobody_changes_the_key(plane: Plane, account: Account, people: SqlStore) -> None:
    plane.authority.denied["one:UpdateEncryptionSettings"] = Verdict.IMPLICIT_DENY
    assert plane.refusal(UPDATE_ENCRYPTION_SETTINGS, UpdateEncryptionSettings()).reason is Reason.ACCESS_DENIED
    assert people.vault.customer_key() == "one"


def test_a_store_opens_while_the_customer_key_is_gone_and_reads_when_it_is_back(tmp_path: Path, drawer: Drawer) -> None:
    state = State(tmp_path / "other", True)
    with open_store(state, customers=drawer, monotonic_s=drawer.monotonic_s) as people:
        person = add(people)
        people.vault.rewrap("one")
    drawer.taken.add("one")
    with open_store(state, customers=drawer, monotonic_s=drawer.monotonic_s) as people:
        assert people.vault.customer_state() is KeyState.DISABLED
        assert people.people() == {person}
        drawer.taken.clear()
        drawer.now_s += MINUTE_S
        assert len(list(people.templates())) == 4


def test_an_event_and_a_record_say_once_that_the_key_went_and_once_that_it_is_back(
    people: SqlStore, account: Account, drawer: Drawer
) -> None:
    store, new_id = SqlControlStore(people), counting_ids()
    watcher = KeyWatcher(store, people.vault, Publisher(REALM, new_id), new_id)
    watcher.look(NINE)
    drawer.taken.add("one")
    for _ in range(3):
        drawer.now_s += MINUTE_S
        watcher.look(NINE)
    drawer.taken.clear()
    drawer.now_s += MINUTE_S
    watcher.look(NINE)
    with store.reading() as reading:
        records = [entry for entry in reading.trail.entries(1, reading.trail.head().number) if entry.action == ACTION]
    assert ['"currentState":"DISABLED"' in entry.text for entry in records] == [True, False]
