"""The server counts what a month's statement lists by itself, an hour after its start and then once a day."""

from datetime import timedelta
from pathlib import Path

from app.config.paths import State
from app.domain.usage import ACCOUNT, Measure, Month, Tally
from app.runtime.daily import stocktaking
from app.storage.control.store import SqlControlStore
from app.storage.opening import open_store
from tests.app.services.still_clock import StillClock
from tests.contracts.store_contract import NINE

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_what_there_is_is_counted_an_hour_after_the_start_and_then_once_a_day(tmp_path: Path) -> None:
    clock = StillClock(NINE)
    with open_store(State(tmp_path, simulated=True)) as people:
        store = SqlControlStore(people)
        taking = stocktaking(store, clock)

        def months() -> list[Month]:
            taking.step()
            with store.reading() as reading:
                return reading.usage.months()

        assert months() == []
        clock.pass_time(HOUR)
        (begun,) = months()
        with store.reading() as reading:
            (account,) = reading.usage.of(begun)
        assert account.site == ACCOUNT
        assert account.counts[Measure.STORAGE_BYTES] > 0
        with store.transaction() as transaction:
            transaction.usage.keep(begun, [Tally(ACCOUNT, {Measure.KEYS: 999})])

        def keys() -> int:
            taking.step()
            with store.reading() as reading:
                return reading.usage.of(begun)[0].counts[Measure.KEYS]

        clock.pass_time(DAY - timedelta(seconds=1))
        assert keys() == 999, "not counted since"
        clock.pass_time(timedelta(seconds=1))
        assert keys() < 999
