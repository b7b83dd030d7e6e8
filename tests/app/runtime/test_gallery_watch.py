"""An idle terminal whose customer key goes: the palms leave its memory, and come back with the key."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from app.biometrics.gallery import Gallery
from app.config.documents import load_documents
from app.config.paths import State, resources_folder
from app.domain.badges import Badge
from app.domain.consent import TerminalId
from app.domain.sites import DEFAULT_SITE
from app.flows.events import Event
from app.runtime.gallery_watch import ASK_EVERY_S, GalleryWatch
from app.runtime.memory import Memory
from app.runtime.worker import Worker
from app.services.enrol import Candidate, enrol_person
from app.services.load_gallery import load_gallery
from app.services.logbook import Logbook
from app.storage.key_lease import RENEW_S
from app.storage.opening import open_store
from tests.app.drawer import Drawer
from tests.app.services.palms import PROFILE, hands
from tests.app.services.still_clock import StillClock
from tests.contracts.store_contract import RECEIPT


class AtOnce(Worker):
    """Does each job where it is submitted."""

    def submit(self, job: Callable[[], Event | None], post: Callable[[Event], None]) -> None:
        job()


def test_the_palms_leave_the_memory_of_an_idle_terminal_and_come_back(tmp_path: Path) -> None:
    drawer, clock = Drawer("one"), StillClock(datetime(2026, 3, 1, 9, tzinfo=UTC))
    logbook = Logbook(clock, TerminalId("lobby-1"), simulated=True)
    with open_store(State(tmp_path, True), customers=drawer, monotonic_s=clock.monotonic_s) as store:
        store.vault.rewrap("one")
        gallery = Gallery()
        load_gallery(store, gallery, [DEFAULT_SITE])
        enrol_person(store, gallery, Candidate(Badge(17, 1), RECEIPT, hands(1)), PROFILE, logbook)
        documents = load_documents(resources_folder() / "consent")
        watch = GalleryWatch(Memory(store, gallery, documents, logbook), AtOnce("decisions"), clock)
        enrolled = gallery.people
        assert enrolled

        drawer.taken.add("one")
        began_s = clock.monotonic
        while gallery.people and clock.monotonic - began_s < 60:
            clock.sleep(1)
            watch.look()
        assert not gallery.people
        assert clock.monotonic - began_s <= RENEW_S + ASK_EVERY_S + 1, "no later than its next question"

        drawer.taken.clear()
        clock.sleep(60)
        watch.look()
        assert gallery.people == enrolled
