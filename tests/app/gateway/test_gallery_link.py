"""People over the real link: the doorbell rings at the site where something changed, and who asks too much at once is
told to come later."""

import asyncio
import os
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from app.biometrics.renewal import Transform
from app.biometrics.template import SALT_BYTES
from app.config.paths import State
from app.domain.badges import Badge
from app.domain.device_instances import InstanceId
from app.domain.people import Hand, PersonId
from app.domain.sites import SiteId
from app.gateway.device_link import LATER_MILLIS, Batches
from app.gateway.link_client import DeviceLinkClient, connected
from app.operations.instances import HealthWord
from app.operations.link import Beat, Hello, Noted, Told, Welcome
from app.operations.link_sync import FetchGallery, GalleryChanged, GalleryPage, Later
from app.services.control.admission import Terminal
from app.services.control.link import Ask
from app.storage.control.store import SqlControlStore
from app.storage.opening import open_store
from app.storage.store import SqlStore
from tests.app.control import Plane
from tests.app.gateway.running import Running
from tests.app.gateway.terminals import device_of, link
from tests.app.runtime.sides import somebodys_palm
from tests.app.services.control.test_instances import a_site, configured
from tests.contracts.store_contract import RECEIPT, new_person

TIMEOUT_S = 20.0
EVERYBODY = FetchGallery(0, 0)


@pytest.fixture
def people(tmp_path: Path) -> Iterator[SqlStore]:
    with open_store(State(tmp_path, simulated=True)) as people:
        yield people


@pytest.fixture
def plane(people: SqlStore) -> Plane:
    return Plane(SqlControlStore(people, simulated=True))


@pytest.fixture
def server(plane: Plane, tmp_path: Path) -> Iterator[Running]:
    with link(plane, tmp_path) as server:
        yield server


def enrol(people: SqlStore, site: str, card: int) -> PersonId:
    person = new_person()
    with people.transaction() as transaction:
        transaction.add_person(person, Badge(1, card), RECEIPT, SiteId(site))
        transform = Transform(transaction.transform_key())
        transaction.add_template(
            person, Hand.LEFT, transform.protect(somebodys_palm(1), os.urandom(SALT_BYTES)), transform.epoch
        )
    return person


def welcomed(link: DeviceLinkClient) -> Welcome:
    welcome = link.ask(Hello(HealthWord.HEALTHY, "1.0", 0))
    assert isinstance(welcome, Welcome)
    return welcome


def test_a_change_rings_at_the_terminals_of_its_site(
    plane: Plane, people: SqlStore, server: Running, tmp_path: Path
) -> None:
    here, there = a_site(plane), a_site(plane)
    devices = [device_of(plane, tmp_path / site, configured(plane, site)) for site in (here, there)]
    with (
        connected(devices[0].place(server), TIMEOUT_S) as near,
        connected(devices[1].place(server), TIMEOUT_S) as far,
    ):
        assert welcomed(near).gallery_version == welcomed(far).gallery_version == 0
        anna = enrol(people, here, 1)
        assert near.wait(TIMEOUT_S) == GalleryChanged(1)
        page = near.ask(EVERYBODY)
        assert isinstance(page, GalleryPage)
        assert [each.person for each in page.people] == [anna]
        assert (page.version, page.complete, page.afresh) == (1, True, True)
        ben = enrol(people, there, 2)
        assert far.wait(TIMEOUT_S) == GalleryChanged(2)
        noted = near.ask(Beat(HealthWord.HEALTHY, 1))
        assert isinstance(noted, Noted)
        assert (noted.configuration_version, noted.gallery_version) == (1, 1)
        with people.transaction() as transaction:
            transaction.delete_person(anna)
        assert near.wait(TIMEOUT_S) == GalleryChanged(3)
        page = near.ask(FetchGallery(page.version, page.covered, page.lineage))
        assert isinstance(page, GalleryPage)
        assert (page.people, page.gone, page.afresh) == ((), (anna,), False)
        page = far.ask(EVERYBODY)
        assert isinstance(page, GalleryPage)
        assert ([each.person for each in page.people], page.gone) == ([ben], ())


def test_nothing_is_told_to_a_terminal_that_was_turned_away(
    plane: Plane, people: SqlStore, server: Running, tmp_path: Path
) -> None:
    site = a_site(plane)
    device = device_of(plane, tmp_path / "device", configured(plane, site))
    enrol(people, site, 1)
    with connected(device.place(server), TIMEOUT_S) as link:
        welcomed(link)
        with plane.store.transaction() as transaction:
            transaction.certificates.revoke(InstanceId(device.instance), plane.now + timedelta(seconds=1))
        assert not isinstance(link.ask(EVERYBODY), GalleryPage)


async def many_at_once(count: int, most: int) -> tuple[list[Told], list[int]]:
    """The answers, and how many were asked in each batch."""
    sizes: list[int] = []

    def answer(asks: Sequence[Ask]) -> list[Told]:
        sizes.append(len(asks))
        return [Noted(1)] * len(asks)

    batches = Batches(answer, at_once=8, waiting_most=most)
    ask = Ask(Terminal("1", InstanceId("i"), "s"), EVERYBODY)
    return list(await asyncio.gather(*(batches.ask(ask) for _ in range(count)))), sizes


def test_whoever_would_wait_too_long_is_told_to_come_later() -> None:
    told, sizes = asyncio.run(many_at_once(100, most=20))
    assert told[:20] == [Noted(1)] * 20
    later = [each.wait_millis for each in told[20:] if isinstance(each, Later)]
    assert len(later) == 80
    assert all(LATER_MILLIS // 2 <= millis < 2 * LATER_MILLIS for millis in later)
    assert len(set(later)) > 1, "not all of them at the same moment"
    assert sum(sizes) == 20
    assert max(sizes) == 8
