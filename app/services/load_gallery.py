"""Fills the gallery from the store, at start.

people = load_gallery(store, gallery)
"""

from itertools import groupby

from app.biometrics.gallery import Gallery
from app.biometrics.template import NotATemplate, parse
from app.domain.faults import Fault, FaultError
from app.ports.store import Store


def load_gallery(store: Store, gallery: Gallery) -> int:
    """How many people are in it. Raises FaultError(STORE_UNREADABLE) for a template that this version cannot read:
    a person who is silently left out would be turned away at every door."""
    people = set()
    stored = groupby(store.templates(), key=lambda each: (each.person, each.hand))
    for (person, hand), samples in stored:
        try:
            gallery.add(person, hand, tuple(parse(sample.template) for sample in samples))
        except NotATemplate as error:
            raise FaultError(
                Fault.STORE_UNREADABLE, "a stored template is of a version this program cannot read"
            ) from error
        people.add(person)
    return len(people)
