"""A renewal: nobody enrols anew, the old key is gone, and no gallery answers from before it."""

import pytest

from app.biometrics.gallery import Gallery
from app.biometrics.renewal import AnotherEpoch, Transform
from app.biometrics.template import parse_protected, serialise
from app.config.paths import State
from app.domain.access import AttemptNumber, Grant
from app.domain.audit_action import AuditAction
from app.domain.badges import Badge
from app.domain.faults import Fault, FaultError
from app.domain.people import Hand, PersonId
from app.domain.sites import SiteId
from app.entrypoints.renew import renew
from app.services.enrol import Candidate, enrol_person, save_person
from app.services.identify import identify
from app.services.load_gallery import admission, keep_current, load_gallery
from app.services.renew_templates import renew_templates
from app.storage.opening import open_store
from app.storage.store import SqlStore
from app.storage.vault import key_path
from tests.app.services.palms import PROFILE, hands, palm, presented
from tests.app.services.test_enrol import LOGBOOK
from tests.contracts.store_contract import RECEIPT, new_person

ANNA, BEN = Candidate(Badge(17, 1), RECEIPT, hands(1)), Candidate(Badge(17, 2), RECEIPT, hands(2))
ATTEMPT = AttemptNumber(7)


def saved(store: SqlStore, candidate: Candidate) -> PersonId:
    person = new_person()
    save_person(store, person, candidate, LOGBOOK)
    return person


def quietly(renewed: int, of: int) -> None:
    """Nobody watches."""


def epochs(store: SqlStore) -> list[int]:
    return [parse_protected(stored.template).epoch for stored in store.templates()]


def test_after_a_renewal_everybody_is_known_and_the_old_key_is_dead(
    store: SqlStore, state: State, gallery: Gallery
) -> None:
    person = enrol_person(store, gallery, ANNA, PROFILE, LOGBOOK)
    (old,) = store.transform_keys()
    slot = max(store._vault.live_slots() - {0}) - 1
    wrapped = key_path(state.keys).read_bytes()[4096 + 64 * slot :][:60]
    before = [stored.template for stored in store.templates()]
    heard: list[tuple[int, int]] = []
    done = renew_templates(store, LOGBOOK, lambda *told: heard.append(told), batch=4)
    assert (done.epoch, done.templates, heard) == (old.epoch + 1, 6, [(4, 6), (6, 6)])
    (new,) = store.transform_keys()
    assert new.key != old.key
    assert epochs(store) == [new.epoch] * 6
    for template in before:
        with pytest.raises(AnotherEpoch):
            Transform(new).admit(template)
    assert wrapped not in key_path(state.keys).read_bytes(), "overwritten in place"
    assert store.audit(1)[0].action is AuditAction.RENEW_TEMPLATES
    keep_current(store, gallery)
    assert gallery.identify([palm(1, sight=9)], PROFILE).person == person


def test_no_service_answers_from_a_gallery_from_before_a_renewal(store: SqlStore, gallery: Gallery) -> None:
    enrol_person(store, gallery, ANNA, PROFILE, LOGBOOK)
    renew_templates(store, LOGBOOK, quietly)
    for asked in (
        lambda: identify(gallery, store, presented(palm(1, sight=9)), ATTEMPT, PROFILE, LOGBOOK),
        lambda: enrol_person(store, gallery, BEN, PROFILE, LOGBOOK),
    ):
        with pytest.raises(FaultError) as caught:
            asked()
        assert caught.value.fault is Fault.SYSTEM_ERROR
    keep_current(store, gallery)
    decision = identify(gallery, store, presented(palm(1, sight=9)), ATTEMPT, PROFILE, LOGBOOK)
    assert isinstance(decision, Grant)


def test_a_gallery_is_filled_again_when_the_epoch_has_moved_on(store: SqlStore, gallery: Gallery) -> None:
    person = saved(store, ANNA)
    keep_current(store, gallery)
    assert gallery.epoch == store.epoch()
    renew_templates(store, LOGBOOK, quietly)
    assert gallery.epoch != store.epoch()
    keep_current(store, gallery)
    assert gallery.epoch == store.epoch()
    assert gallery.identify([palm(1, sight=9)], PROFILE).person == person


def test_a_gallery_of_one_site_stays_one_of_that_site(store: SqlStore, gallery: Gallery) -> None:
    saved(store, ANNA)
    renew_templates(store, LOGBOOK, quietly)
    keep_current(store, gallery, [SiteId("elsewhere")])
    assert gallery.templates == 0


def test_while_templates_are_renewed_everybody_is_known_from_either_key(store: SqlStore, gallery: Gallery) -> None:
    person = saved(store, ANNA)
    admit = admission(store)
    with store.transaction() as transaction:
        transaction.begin_renewal()
    old, new = store.transform_keys()
    newcomer = saved(store, BEN)
    assert sorted(epochs(store)) == [old.epoch] * 6 + [new.epoch] * 6
    assert {admit(stored.template).epoch for stored in store.templates()} >= {new.epoch}, "it asks for the new key"
    keep_current(store, gallery)
    assert gallery.epoch == new.epoch
    assert gallery.identify([palm(1, sight=9)], PROFILE).person == person
    assert gallery.identify([palm(2, sight=9)], PROFILE).person == newcomer


def test_a_renewal_that_was_cut_off_is_completed_by_the_next(store: SqlStore) -> None:
    saved(store, ANNA)
    with store.transaction() as transaction:
        transaction.begin_renewal()
    begun = store.transform_keys()[-1]
    done = renew_templates(store, LOGBOOK, quietly)
    assert store.transform_keys() == (begun,)
    assert (done.epoch, done.templates) == (begun.epoch, 6)


def test_a_key_that_a_template_needs_cannot_be_ended(store: SqlStore) -> None:
    saved(store, ANNA)
    with store.transaction() as transaction:
        transaction.begin_renewal()
    with pytest.raises(ValueError, match="still under"), store.transaction() as transaction:
        transaction.end_renewal()
    assert len(store.transform_keys()) == 2


def test_a_template_of_before_there_were_keys_is_put_under_one(store: SqlStore, gallery: Gallery) -> None:
    person = new_person()
    with store.transaction() as transaction:
        transaction.add_person(person, ANNA.badge, RECEIPT)
        transaction.add_template(person, Hand.LEFT, serialise(palm(1)))
    with pytest.raises(FaultError, match="thenar renew"):
        load_gallery(store, gallery)
    renew_templates(store, LOGBOOK, quietly)
    load_gallery(store, gallery)
    assert gallery.identify([palm(1, sight=9)], PROFILE).person == person


def test_a_template_that_nobody_can_read_stops_a_renewal_before_a_key_dies(store: SqlStore) -> None:
    person = saved(store, ANNA)
    with store.transaction() as transaction:
        transaction.add_template(person, Hand.LEFT, b"no template")
    with pytest.raises(FaultError):
        renew_templates(store, LOGBOOK, quietly)
    assert len(store.transform_keys()) == 2


def test_a_database_from_before_a_renewal_is_refused_and_no_key_is_lost_by_trying(state: State) -> None:
    with open_store(state) as store:
        saved(store, ANNA)
    backup = state.database.read_bytes()
    with open_store(state) as store:
        renew_templates(store, LOGBOOK, quietly)
    newer, keys = state.database.read_bytes(), key_path(state.keys).read_bytes()
    state.database.write_bytes(backup)
    with pytest.raises(FaultError, match="newer backup") as caught, open_store(state):
        raise AssertionError("it opened")
    assert caught.value.fault is Fault.KEY_MISSING
    assert key_path(state.keys).read_bytes() == keys
    state.database.write_bytes(newer)
    with open_store(state) as store:
        assert len(epochs(store)) == 6


def test_the_command_renews_and_says_what_it_did(state: State, capsys: pytest.CaptureFixture[str]) -> None:
    with open_store(state) as store:
        saved(store, ANNA)
        renew(store, LOGBOOK)
    said = capsys.readouterr()
    assert said.out.startswith("6 palm codes are under key 2 now")
    assert said.err == "6 of 6\n"
    with open_store(state) as store:
        assert epochs(store) == [2] * 6
