"""Fills the gallery from the store and keeps it so: with the palms of the terminal's own sites.

Rules it keeps: no plain code is formed; a gallery under an old transform key is refilled before it answers
(`keep_current`) or refuses to (`require_current`); one that was filled under a customer key that has gone is emptied,
and filled again when the key is back.

    people = load_gallery(store, gallery, [SiteId("headquarters")])
    keep_current(store, gallery, [SiteId("headquarters")])
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import groupby

from app.biometrics.palm_search import PalmSearch
from app.biometrics.renewal import AnotherEpoch, Ring, Transform
from app.biometrics.template import NotATemplate, PalmCode
from app.domain.faults import Fault, FaultError
from app.domain.people import Hand, PersonId
from app.domain.sites import SiteId
from app.ports.customer_key import CUSTOMER_KEY_FAULTS
from app.ports.store import Store
from app.ports.transform import TransformKey

ATTEMPTS = 3
"""A renewal may begin, or end, while the store is read. Two in a row within one reading would be a mistake."""

Sites = Collection[SiteId] | None


def load_gallery(store: Store, gallery: PalmSearch, sites: Sites = None) -> int:
    """Everybody, or the people of some sites; how many they are. Raises FaultError(STORE_UNREADABLE) for a template
    that this version cannot read: a person who is silently left out would be turned away at every door. Then the
    gallery is as it was."""
    for _ in range(ATTEMPTS):
        ring, people = live_ring(store), set[PersonId]()
        try:
            gallery.refill(ring.current.veil, _admitted(store, ring, sites, people))
        except AnotherEpoch:
            continue
        except NotATemplate as error:
            raise FaultError(
                Fault.STORE_UNREADABLE,
                "a stored template is of a version this program cannot read: try `thenar renew`",
            ) from error
        return len(people)
    raise FaultError(Fault.STORE_UNREADABLE, "a stored template is under a transform key that has gone")


def load_if_open(store: Store, gallery: PalmSearch, sites: Sites = None) -> None:
    """For a terminal that starts: it does even while its customer key is gone. The fault is told where people see it,
    at each palm, and nobody is admitted by palm until the key is back. Raises what else `load_gallery` raises."""
    try:
        load_gallery(store, gallery, sites)
    except FaultError as error:
        if error.fault not in CUSTOMER_KEY_FAULTS:
            raise


def keep_current(store: Store, gallery: PalmSearch, sites: Sites = None) -> None:
    """Loads it again when templates were renewed since, or are under another server's key; else takes in who was
    enrolled, and drops who was deleted, by another process on the same store. Raises what `load_gallery` raises."""
    if not gallery.is_under(_open_key(store, gallery)):
        load_gallery(store, gallery, sites)
        return
    enrolled = store.people(sites)
    for person in gallery.people - enrolled:
        gallery.remove(person)
    new = enrolled - gallery.people
    if not new:
        return
    try:
        admit = admission(store)
        for (person, hand), samples in groupby(store.templates_of(new), key=lambda each: (each.person, each.hand)):
            gallery.add(person, hand, [admit(sample.template) for sample in samples])
    except (AnotherEpoch, NotATemplate):
        load_gallery(store, gallery, sites)


def require_current(store: Store, gallery: PalmSearch) -> None:
    """Raises FaultError(SYSTEM_ERROR), which may be retried, for a gallery from before a renewal, and
    CUSTOMER_KEY_REFUSED or CUSTOMER_KEY_UNREACHABLE for one that may not be used any more."""
    if not gallery.is_under(_open_key(store, gallery)):
        raise FaultError(Fault.SYSTEM_ERROR, "the gallery is under an old transform key")


def _open_key(store: Store, gallery: PalmSearch) -> TransformKey:
    """The current transform key, as long as it opens. A gallery whose customer key has gone is emptied: palms that
    may not be opened on the disk may not be compared in memory either."""
    try:
        return store.transform_keys()[-1]
    except FaultError as error:
        if error.fault in CUSTOMER_KEY_FAULTS:
            for person in gallery.people:
                gallery.remove(person)
        raise


def live_ring(store: Store) -> Ring:
    return Ring(Transform(key) for key in store.transform_keys())


def admission(store: Store) -> Callable[[bytes], PalmCode]:
    """What reads a stored template under the current veil, and asks the store for its keys again when one is new."""
    ring = live_ring(store)

    def admit(template: bytes) -> PalmCode:
        nonlocal ring
        try:
            return ring.admit(template)
        except AnotherEpoch:
            ring = live_ring(store)
            return ring.admit(template)

    return admit


def _admitted(
    store: Store, ring: Ring, sites: Sites, people: set[PersonId]
) -> Iterator[tuple[PersonId, Hand, Sequence[PalmCode]]]:
    for (person, hand), samples in groupby(store.templates(sites), key=lambda each: (each.person, each.hand)):
        people.add(person)
        yield person, hand, [ring.admit(sample.template) for sample in samples]
