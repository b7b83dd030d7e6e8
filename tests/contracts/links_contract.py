"""What every store must do with the device link's rows. A subclass brings the `store` fixture."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.control_events import Connectivity, Health
from app.domain.device_commands import Command, CommandId, CommandKind, CommandState, TerminalLink
from app.domain.device_lock import Lock, Locked
from app.domain.health_checks import Check
from app.domain.power import PowerSource
from app.ports.control.transaction import ControlStore
from tests.contracts.control_store_contract import NINE, a_site, an_instance

SECOND = timedelta(seconds=1)
LINK = TerminalLink(an_instance(1).id, NINE, Connectivity.CONNECTED, Health.HEALTHY, "1.0", 3, b"t" * 32, b"p" * 32)


def a_command(number: int = 1, instance: int = 1) -> Command:
    known_by = CommandId(f"{number:08}-0000-4000-8000-000000000000")
    queued_at = NINE + number * SECOND
    return Command(known_by, an_instance(instance).id, CommandKind.REBOOT, queued_at, NINE + timedelta(minutes=10))


class LinksContract:
    @pytest.fixture
    def doors(self, store: ControlStore) -> ControlStore:
        with store.transaction() as transaction:
            transaction.sites.add(a_site())
            for number in (1, 2, 3):
                transaction.instances.add(an_instance(number))
        return store

    def test_a_link_comes_back_as_put(self, doors: ControlStore) -> None:
        later = replace(LINK, seen_at=NINE + SECOND, health=Health.CRITICAL, token_hash=b"n" * 32)
        later = replace(later, locks=tuple(Locked(lock, 2**53 - 1) for lock in Lock), failing=tuple(Check))
        later = replace(later, power=PowerSource.BATTERY, bandwidth_kbps=9_400)
        with doors.transaction() as transaction:
            assert transaction.links.hold(LINK.instance) is None
            transaction.links.put(LINK)
            assert transaction.links.hold(LINK.instance) == LINK
            transaction.links.put(later)
        with doors.transaction() as transaction:
            assert transaction.links.get(LINK.instance) == later
            transaction.links.remove(LINK.instance)
            assert transaction.links.get(LINK.instance) is None

    def test_a_silent_terminal_is_found_by_one_of_many_who_look(self, doors: ControlStore) -> None:
        fresh = replace(LINK, instance=an_instance(2).id, seen_at=NINE + SECOND)
        gone = replace(LINK, instance=an_instance(3).id, connectivity=Connectivity.DISCONNECTED)
        with doors.transaction() as transaction:
            for link in (LINK, fresh, gone):
                transaction.links.put(link)

        def look(number: int) -> list[TerminalLink]:
            with doors.transaction() as transaction:
                return transaction.links.disconnect(NINE + SECOND, 10)

        with ThreadPoolExecutor(4) as pool:
            found = [link for links in pool.map(look, range(4)) for link in links]
        assert found == [replace(LINK, connectivity=Connectivity.DISCONNECTED)]

    def test_commands_are_sent_once_and_stay_open_until_they_are_settled(self, doors: ControlStore) -> None:
        first, second, other = a_command(1), a_command(2), a_command(3, 2)
        with doors.transaction() as transaction:
            commands = transaction.commands
            for command in (second, first, other):
                commands.queue(command)
            assert commands.find(first.id) == first
            assert set(commands.waiting(NINE, 10)) == {first.instance, other.instance}
            sent = commands.send([first.instance], NINE)
            assert {each.id for each in sent} == {first.id, second.id}
            assert {(each.state, each.sent_at) for each in sent} == {(CommandState.SENT, NINE)}
            assert commands.send([first.instance], NINE) == []
            assert commands.waiting(NINE, 10) == [other.instance]
            assert [each.id for each in commands.open_of(first.instance, NINE, 10)] == [first.id, second.id]
            commands.change(replace(sent[0], state=CommandState.DONE, settled_at=NINE))
            assert len(commands.open_of(first.instance, NINE, 10)) == 1

    def test_commands_of_one_kind_are_ended_and_the_others_are_not(self, doors: ControlStore) -> None:
        reboot, out = a_command(1), replace(a_command(2), kind=CommandKind.OUT_OF_SERVICE)
        other = replace(a_command(3, 2), kind=CommandKind.OUT_OF_SERVICE)
        with doors.transaction() as transaction:
            for command in (reboot, out, other):
                transaction.commands.queue(command)
            transaction.commands.cancel(out.instance, NINE, [CommandKind.OUT_OF_SERVICE])
            assert transaction.commands.open_of(out.instance, NINE, 10) == [reboot]
            assert transaction.commands.open_of(other.instance, NINE, 10) == [other]

    def test_commands_past_their_deadline_expire(self, doors: ControlStore) -> None:
        late, done = a_command(1), replace(a_command(2), state=CommandState.DONE)
        with doors.transaction() as transaction:
            commands = transaction.commands
            commands.queue(late)
            commands.queue(done)
            assert commands.waiting(late.deadline, 10) == []
            assert commands.send([late.instance], late.deadline) == []
            assert commands.open_of(late.instance, late.deadline, 10) == []
            assert commands.expire(late.deadline - SECOND) == 0
            assert commands.expire(late.deadline) == 1
            assert commands.find(late.id) == replace(late, state=CommandState.EXPIRED, settled_at=late.deadline)
            assert commands.find(done.id) == done

    def test_what_was_to_be_done_is_cancelled(self, doors: ControlStore) -> None:
        mine, other = a_command(1), a_command(2, 2)
        with doors.transaction() as transaction:
            transaction.commands.queue(mine)
            transaction.commands.queue(other)
            transaction.commands.cancel(mine.instance, NINE)
            assert transaction.commands.open_of(mine.instance, NINE, 10) == []
            assert transaction.commands.open_of(other.instance, NINE, 10) == [other]

    def test_everything_goes_with_the_instance(self, doors: ControlStore) -> None:
        with doors.transaction() as transaction:
            transaction.links.put(LINK)
            transaction.commands.queue(a_command())
            transaction.instances.remove(LINK.instance)
            assert transaction.links.get(LINK.instance) is None
            assert transaction.commands.find(a_command().id) is None
