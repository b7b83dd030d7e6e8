"""What a terminal remembers and decides with: the store, the palms in memory, the texts, and its own logbook."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app.biometrics.palm_search import PalmSearch
from app.biometrics.profiles import Profile, for_gallery
from app.config.documents import Documents
from app.domain.sites import DEFAULT_SITE, SiteId
from app.ports.store import Store
from app.services.load_gallery import keep_current
from app.services.logbook import Logbook


@dataclass(frozen=True)
class Memory:
    store: Store
    gallery: PalmSearch
    documents: Documents
    logbook: Logbook
    site: SiteId = DEFAULT_SITE
    """Where the terminal stands: the gallery holds the palms of its people, and whoever enrols belongs there."""
    reckon: Callable[[], datetime] | None = None
    """What people's access ends by, where something better is there than the machine's clock."""

    def keep_current(self) -> None:
        """To be called before the gallery is asked: templates may have been renewed meanwhile. Raises FaultError."""
        keep_current(self.store, self.gallery, [self.site])

    def tell_time(self) -> datetime:
        """What people's access ends by. Raises FaultError when that cannot be told."""
        return self.logbook.clock.now() if self.reckon is None else self.reckon()

    @property
    def profile(self) -> Profile:
        """The profile that keeps its promise for as many palms as there are now."""
        return for_gallery(self.gallery.palms)
