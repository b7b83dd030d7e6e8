"""What every store must do with what is counted. A subclass brings the `store` fixture."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from app.domain.device_instances import InstanceState
from app.domain.usage import ACCOUNT, Measure, Month, Tally
from app.ports.control.transaction import ControlStore
from tests.contracts.control_store_contract import a_site, an_instance

OCTOBER, NOVEMBER = Month("2026-10"), Month("2026-11")
SITE, OTHER = a_site(1).id, a_site(2).id
GRANTED, REFUSED = Measure.GRANTED, Measure.REFUSED
DEVICES, PEOPLE, KEYS = Measure.ACTIVE_DEVICES, Measure.ENROLLED_USERS, Measure.KEYS


class UsageContract:
    def test_what_is_counted_adds_up_by_month_and_site(self, store: ControlStore) -> None:
        with store.transaction() as transaction:
            for month, site in ((OCTOBER, SITE), (NOVEMBER, SITE), (NOVEMBER, OTHER), (NOVEMBER, SITE)):
                transaction.usage.add(month, site, {GRANTED: 2, REFUSED: 0})
        with store.reading() as reading:
            assert reading.usage.of(OCTOBER) == [Tally(SITE, {GRANTED: 2})]
            assert reading.usage.of(NOVEMBER) == [Tally(SITE, {GRANTED: 4}), Tally(OTHER, {GRANTED: 2})]
            assert reading.usage.of(Month("2026-12")) == []
            assert reading.usage.months() == [NOVEMBER, OCTOBER]

    def test_none_is_lost_where_several_count_at_once(self, store: ControlStore) -> None:
        def count(number: int) -> None:
            with store.transaction() as transaction:
                transaction.usage.add(NOVEMBER, SITE, {GRANTED: number})

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(count, range(1, 21)))
        with store.reading() as reading:
            assert reading.usage.of(NOVEMBER) == [Tally(SITE, {GRANTED: 210})]

    def test_a_month_keeps_the_most_devices_and_the_last_count_of_people(self, store: ControlStore) -> None:
        with store.transaction() as transaction:
            for devices, people in ((3, 40), (5, 50), (4, 45)):
                transaction.usage.keep(NOVEMBER, [Tally(SITE, {DEVICES: devices, PEOPLE: people})])
            assert transaction.usage.of(NOVEMBER) == [Tally(SITE, {DEVICES: 5, PEOPLE: 45})]
            transaction.usage.keep(NOVEMBER, [Tally(ACCOUNT, {KEYS: 7})])
            assert transaction.usage.of(NOVEMBER) == [
                Tally(ACCOUNT, {KEYS: 7}),
                Tally(SITE, {DEVICES: 5, PEOPLE: 0}),
            ], "everybody has left"

    def test_the_stock_is_of_what_is_there(self, store: ControlStore) -> None:
        active, new = replace(an_instance(1), state=InstanceState.ACTIVE), an_instance(2)
        with store.transaction() as transaction:
            transaction.sites.add(a_site(1))
            for instance in (active, new):
                transaction.instances.add(instance)
        with store.reading() as reading:
            account, site = reading.usage.stock()
        assert site == Tally(SITE, {DEVICES: 1})
        assert account.site == ACCOUNT
        assert account.counts[Measure.STORAGE_BYTES] > 100_000
        assert account.counts[KEYS] >= 0
