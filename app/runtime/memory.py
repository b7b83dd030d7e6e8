"""What a terminal remembers and decides with: the store, the palms in memory, the texts, and its own logbook."""

from collections.abc import Collection
from dataclasses import dataclass

from app.biometrics.palm_search import PalmSearch
from app.biometrics.profiles import Profile, for_gallery
from app.config.documents import Documents
from app.domain.sites import SiteId
from app.ports.store import Store
from app.services.load_gallery import keep_current
from app.services.logbook import Logbook


@dataclass(frozen=True)
class Memory:
    store: Store
    gallery: PalmSearch
    documents: Documents
    logbook: Logbook
    sites: Collection[SiteId] | None = None
    """Whose palms the gallery holds; None is everybody's."""

    def keep_current(self) -> None:
        """To be called before the gallery is asked: templates may have been renewed meanwhile. Raises FaultError."""
        keep_current(self.store, self.gallery, self.sites)

    @property
    def profile(self) -> Profile:
        """The profile that keeps its promise for as many palms as there are now."""
        return for_gallery(self.gallery.palms)
