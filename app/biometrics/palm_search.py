"""What every search engine for palms offers. Two keep it, with the same answers: `app.biometrics.gallery.Gallery` holds
all templates in memory; `app.services.sealed_gallery.SealedGallery` holds the coarse codes alone.

    search: PalmSearch = Gallery()
    search.add(person, Hand.LEFT, codes)
    search.identify(probes, profile).person
"""

from collections.abc import Iterable, Sequence
from typing import Protocol

from app.biometrics.gallery import Identification
from app.biometrics.profiles import Profile
from app.biometrics.renewal import Veil
from app.biometrics.template import PalmCode
from app.domain.people import Hand, PersonId
from app.ports.transform import TransformKey


class PalmSearch(Protocol):
    @property
    def palms(self) -> int:
        """Enrolled hands: what a profile's size counts."""
        ...

    @property
    def people(self) -> frozenset[PersonId]: ...

    @property
    def templates(self) -> int: ...

    @property
    def epoch(self) -> int:
        """Of the veil that every code in it is under."""
        ...

    def is_under(self, key: TransformKey) -> bool:
        """Whether every code in it is under this key's veil. Another key may have the same number."""
        ...

    def refill(self, veil: Veil, everybody: Iterable[tuple[PersonId, Hand, Sequence[PalmCode]]]) -> None:
        """Forgets what it holds for what it is given, under another veil. When `everybody` fails it stays as it was."""
        ...

    def add(self, person: PersonId, hand: Hand, codes: Sequence[PalmCode]) -> None:
        """Samples of one hand, beside those that are there; plain codes or ones under the engine's veil. Raises
        AnotherEpoch for a code under another one."""
        ...

    def remove(self, person: PersonId) -> bool:
        """Forgets both hands; True when there was such a person."""
        ...

    def identify(self, probes: Sequence[PalmCode], profile: Profile, hand: Hand | None = None) -> Identification:
        """Whose palm the probes show. Raises ValueError without a probe, FaultError when the record cannot be read."""
        ...
