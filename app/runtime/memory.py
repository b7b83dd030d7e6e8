"""What a terminal remembers and decides with: the store, the palms in memory, the texts, and its own logbook."""

from dataclasses import dataclass

from app.biometrics.gallery import Gallery
from app.biometrics.profiles import Profile, for_gallery
from app.config.documents import Documents
from app.ports.store import Store
from app.services.logbook import Logbook


@dataclass(frozen=True)
class Memory:
    store: Store
    gallery: Gallery
    documents: Documents
    logbook: Logbook

    @property
    def profile(self) -> Profile:
        """The profile that keeps its promise for as many palms as there are now."""
        return for_gallery(self.gallery.palms)
