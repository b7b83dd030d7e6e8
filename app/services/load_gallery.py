"""Fills the gallery from the store, at start: with the palms of the terminal's own sites.

people = load_gallery(store, gallery, [SiteId("headquarters")])
"""

from collections.abc import Collection
from itertools import groupby

from app.biometrics.palm_search import PalmSearch
from app.biometrics.template import NotATemplate, parse
from app.domain.faults import Fault, FaultError
from app.domain.sites import SiteId
from app.ports.store import Store


def load_gallery(store: Store, gallery: PalmSearch, sites: Collection[SiteId] | None = None) -> int:
    """Everybody, or the people of some sites; how many they are. Raises FaultError(STORE_UNREADABLE) for a template
    that this version cannot read: a person who is silently left out would be turned away at every door."""
    people = set()
    stored = groupby(store.templates(sites), key=lambda each: (each.person, each.hand))
    for (person, hand), samples in stored:
        try:
            gallery.add(person, hand, tuple(parse(sample.template) for sample in samples))
        except NotATemplate as error:
            raise FaultError(
                Fault.STORE_UNREADABLE, "a stored template is of a version this program cannot read"
            ) from error
        people.add(person)
    return len(people)
