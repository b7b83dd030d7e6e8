"""What every store of the control plane must do, whichever engine is under it. A subclass brings the `store` fixture.

class TestSqliteControlStore(ControlStoreContract):
    @pytest.fixture
    def store(self, tmp_path): ...
"""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.domain.device_configuration import DeviceConfiguration, OperationMode, WifiCredentials
from app.domain.device_instances import DeviceInstance, InstanceId, InstanceState
from app.domain.device_templates import ConfigurationTemplate, ConfigurationVersion, TemplateId
from app.domain.sites import Address, Site, SiteId
from app.ports.control.answers import KeptAnswer
from app.ports.control.sites import InstanceCounts
from app.ports.control.transaction import ControlStore

NINE = datetime(2026, 3, 1, 9, 0, 0, 123456, tzinfo=UTC)
KEY = bytes(range(32))
CONFIGURATION = DeviceConfiguration(OperationMode.ENROLLMENT, WifiCredentials("lobby", password="correct horse"))


def a_site(number: int = 1) -> Site:
    address = Address("1 Harbour Street", "Portsmouth", "PO1 3AX", "GB", address_line3="Gate ü")
    return Site(SiteId(f"Site{number:010}"), f"Site {number}", "", address, NINE, NINE)


def an_instance(number: int = 1) -> DeviceInstance:
    state = InstanceState.NEEDS_CONFIGURATION
    return DeviceInstance(InstanceId(f"Door{number:010}"), a_site().id, f"Door {number}", state, NINE, NINE)


def add_and_fail(store: ControlStore) -> None:
    with store.transaction() as transaction:
        transaction.sites.add(a_site())
        transaction.tags.put("site/x", {"floor": "2"})
        raise KeyboardInterrupt


def attempt_and_fail(store: ControlStore) -> None:
    with store.transaction() as transaction:
        transaction.sites.add(a_site(1))
        with suppress(KeyError), transaction.attempt():
            transaction.sites.add(a_site(2))
            raise KeyError
        with transaction.attempt():
            transaction.sites.add(a_site(3))


class ControlStoreContract:
    def test_a_site_comes_back_as_written(self, store: ControlStore) -> None:
        with store.transaction() as transaction:
            transaction.sites.add(a_site())
        with store.reading() as reading:
            assert reading.sites.get(a_site().id) == a_site()
            assert reading.sites.get(SiteId("nowherenowhere")) is None

    def test_a_changed_site_keeps_its_beginning(self, store: ControlStore) -> None:
        later = replace(a_site(), name="Branch", updated_at=NINE + timedelta(hours=1))
        with store.transaction() as transaction:
            transaction.sites.add(a_site())
            assert transaction.sites.hold(later.id) == a_site()
            transaction.sites.change(later)
        with store.reading() as reading:
            assert reading.sites.get(later.id) == later

    def test_pages_follow_each_other(self, store: ControlStore) -> None:
        with store.transaction() as transaction:
            for number in (3, 1, 2):
                transaction.sites.add(a_site(number))
            assert transaction.sites.total() == 3
        with store.reading() as reading:
            first = reading.sites.page("", 2)
            assert first == [a_site(1), a_site(2)]
            assert reading.sites.page(first[-1].id, 2) == [a_site(3)]

    def test_a_removed_site_is_gone(self, store: ControlStore) -> None:
        with store.transaction() as transaction:
            transaction.sites.add(a_site(1))
            transaction.sites.add(a_site(2))
            transaction.sites.remove(a_site(1).id)
        with store.reading() as reading:
            assert reading.sites.page("", 9) == [a_site(2)]

    def test_an_instance_comes_back_as_written_and_changed(self, store: ControlStore) -> None:
        active = replace(
            an_instance(),
            name="South door",
            state=InstanceState.ACTIVE,
            mode=OperationMode.ENTRY,
            configuration_version=2,
            asset_tag="0000195169",
            activated_at=NINE + timedelta(hours=1),
        )
        with store.transaction() as transaction:
            transaction.sites.add(a_site())
            transaction.instances.add(an_instance())
            assert transaction.instances.hold(active.id) == an_instance()
            transaction.instances.change(active)
        with store.reading() as reading:
            assert reading.instances.get(active.id) == active
            assert reading.instances.get(InstanceId("nowherenowhere")) is None
            assert reading.instances.total() == 1

    def test_instances_are_found_by_site_and_state(self, store: ControlStore) -> None:
        active = replace(an_instance(2), state=InstanceState.ACTIVE)
        elsewhere = replace(an_instance(3), site=a_site(2).id)
        resting = replace(an_instance(4), state=InstanceState.OUT_OF_SERVICE)
        with store.transaction() as transaction:
            transaction.sites.add(a_site(1))
            transaction.sites.add(a_site(2))
            for instance in (elsewhere, active, an_instance(1), resting):
                transaction.instances.add(instance)
        with store.reading() as reading:
            page = reading.instances.page
            assert page("", 9) == [an_instance(1), active, elsewhere, resting]
            assert page(an_instance(1).id, 1) == [active]
            assert page("", 9, a_site(2).id) == [elsewhere]
            assert page("", 9, None, InstanceState.ACTIVE) == [active]
            assert page("", 9, a_site(2).id, InstanceState.ACTIVE) == []
            assert reading.sites.counts(a_site(1).id) == InstanceCounts(3, 2)
            assert reading.sites.counts(a_site(2).id) == InstanceCounts(1, 0)

    def test_configurations_go_with_their_instance(self, store: ControlStore) -> None:
        first = ConfigurationVersion(an_instance().id, 1, CONFIGURATION, NINE)
        second = ConfigurationVersion(an_instance().id, 2, CONFIGURATION, NINE, TemplateId("Template000001"))
        with store.transaction() as transaction:
            transaction.sites.add(a_site())
            transaction.instances.add(an_instance())
            transaction.instances.add_configuration(first)
            transaction.instances.add_configuration(second)
        with store.reading() as reading:
            assert reading.instances.configuration(an_instance().id, 1) == first
            assert reading.instances.configuration(an_instance().id, 2) == second
            assert reading.instances.configuration(an_instance().id, 3) is None
        with store.transaction() as transaction:
            transaction.instances.remove(an_instance().id)
            assert transaction.instances.configuration(an_instance().id, 1) is None

    def test_a_template_comes_back_as_written_and_changed(self, store: ControlStore) -> None:
        template = ConfigurationTemplate(TemplateId("Template000001"), "Doors", CONFIGURATION, NINE, NINE)
        other = replace(template, id=TemplateId("Template000002"))
        renamed = replace(template, name="Desks", updated_at=NINE + timedelta(hours=1))
        with store.transaction() as transaction:
            transaction.templates.add(other)
            transaction.templates.add(template)
            assert transaction.templates.hold(template.id) == template
            transaction.templates.change(renamed)
        with store.reading() as reading:
            assert reading.templates.page("", 9) == [renamed, other]
            assert reading.templates.page(template.id, 9) == [other]
            assert reading.templates.total() == 2
        with store.transaction() as transaction:
            transaction.templates.remove(template.id)
            assert transaction.templates.get(template.id) is None
            assert transaction.templates.get(other.id) == other

    def test_tags_are_added_replaced_and_removed(self, store: ControlStore) -> None:
        with store.transaction() as transaction:
            transaction.tags.put("site/a", {"floor": "2", "owner": "facilities"})
            transaction.tags.put("site/b", {"floor": "9"})
            transaction.tags.put("site/a", {"floor": "3", "wing": ""})
            transaction.tags.remove("site/a", ["owner", "never"])
        with store.reading() as reading:
            assert reading.tags.of("site/a") == {"floor": "3", "wing": ""}
            assert reading.tags.of("site/b") == {"floor": "9"}
        with store.transaction() as transaction:
            transaction.tags.clear("site/a")
            assert transaction.tags.of("site/a") == {}
            assert transaction.tags.of("site/b") == {"floor": "9"}

    def test_an_answer_is_kept_for_its_time(self, store: ControlStore) -> None:
        kept, newer = KeptAnswer(b"d" * 32, b'{"a": 1}'), KeptAnswer(b"e" * 32, b"{}")
        with store.transaction() as transaction:
            transaction.kept_answers.keep(KEY, kept, NINE)
            assert transaction.kept_answers.find(KEY, NINE) == kept
            assert transaction.kept_answers.find(KEY, NINE + timedelta(seconds=1)) is None
            assert transaction.kept_answers.find(bytes(32), NINE) is None
            transaction.kept_answers.keep(KEY, newer, NINE + timedelta(hours=1))
            assert transaction.kept_answers.find(KEY, NINE) == newer
            assert transaction.kept_answers.forget(NINE + timedelta(hours=1)) == 0
            assert transaction.kept_answers.forget(NINE + timedelta(hours=2)) == 1
            assert transaction.kept_answers.find(KEY, NINE) is None

    def test_a_transaction_that_fails_leaves_nothing(self, store: ControlStore) -> None:
        with pytest.raises(KeyboardInterrupt):
            add_and_fail(store)
        with store.reading() as reading:
            assert reading.sites.page("", 9) == []
            assert reading.tags.of("site/x") == {}

    def test_an_attempt_that_fails_takes_only_its_own_with_it(self, store: ControlStore) -> None:
        attempt_and_fail(store)
        with store.reading() as reading:
            assert reading.sites.page("", 9) == [a_site(1), a_site(3)]

    def test_a_seal_opens_in_its_place_alone(self, store: ControlStore) -> None:
        with store.reading() as reading:
            seals = reading.seals
        sealed = seals.seal(b"words", "page", "here")
        assert b"words" not in sealed
        assert seals.open(sealed, "page", "here") == b"words"
        assert seals.open(sealed, "page", "there") is None
        assert seals.open(sealed, "sites", "here") is None
        assert seals.open(sealed[:-1] + bytes([sealed[-1] ^ 1]), "page", "here") is None
        assert seals.open(b"", "page", "here") is None
