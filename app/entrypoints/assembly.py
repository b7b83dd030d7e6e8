"""What every program with a terminal needs: eyes, a memory, and the way a frame reaches the screen.

with eyes() as observe, memory(settings, SystemClock()) as remembered: ...
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import numpy as np

from app.biometrics.features import encode
from app.biometrics.gallery import Gallery
from app.biometrics.landmarks import HandFinder
from app.biometrics.observation import Observation
from app.biometrics.pipeline import observe
from app.biometrics.profiles import for_gallery
from app.biometrics.vision import cv2
from app.config.documents import Document, Documents, load_documents
from app.config.paths import State, model_path, resources_folder
from app.config.settings import Settings
from app.domain.faults import Fault, FaultError
from app.domain.people import Hand, PersonId
from app.domain.sites import SiteId
from app.entrypoints.customer_keys import CustomerKeysFile
from app.ports.camera import Pixels
from app.ports.clock import Clock
from app.runtime.capture import Observe
from app.runtime.memory import Memory
from app.services.load_gallery import load_if_open
from app.services.logbook import Logbook
from app.storage.key_custody import system_keyring
from app.storage.opening import open_store
from app.storage.store import SqlStore

MODEL_SHA256 = "ef3f184fa8d5e6905ea4770282627d6937975119af763054312d05985c059bda"
"""Of the model that `packaging/fetch_model.py` makes: another one would move every landmark and so every threshold."""

PREVIEW_WIDTH = 480
"""Pixels: the preview's disc is never wider, and a phone's 12 megapixels would only heat the terminal."""


def model_bytes(path: Path) -> bytes:
    """Raises FaultError(MODEL_MISSING or MODEL_ALTERED)."""
    try:
        model = path.read_bytes()
    except OSError as error:
        raise FaultError(Fault.MODEL_MISSING, "the landmark model is not there: run packaging/bootstrap") from error
    if hashlib.sha256(model).hexdigest() != MODEL_SHA256:
        raise FaultError(Fault.MODEL_ALTERED, "the landmark model is not the pinned one: run packaging/bootstrap")
    return model


def finder(patient: bool = False) -> HandFinder:
    """The landmark model, loaded; to be closed. `patient` for pictures that nobody can take again. Raises
    FaultError(MODEL_MISSING or MODEL_ALTERED)."""
    return HandFinder(model_bytes(model_path()), patient)


@contextmanager
def eyes() -> Iterator[Observe]:
    """Recognition with the landmark model loaded. One thread at a time."""
    with finder() as hands:

        def look(pixels: Pixels, want: Hand | None, previous: Observation | None) -> Observation:
            return observe(pixels, hands, want, previous)

        yield look


@contextmanager
def memory(settings: Settings, clock: Clock) -> Iterator[Memory]:
    """The store of the settings' world, opened, with its people in the gallery."""
    ring = None if settings.simulated else system_keyring()
    state = State(settings.data, settings.simulated)
    with open_store(state, ring, settings.database, CustomerKeysFile(state), clock.monotonic_s) as store:
        yield remembering(store, settings.site, Logbook(clock, settings.terminal, settings.simulated))


def remembering(store: SqlStore, site: SiteId, logbook: Logbook) -> Memory:
    """With the site's people in the gallery. Raises FaultError."""
    documents = load_documents(resources_folder() / "consent")
    warm_up()
    gallery = Gallery()
    load_if_open(store, gallery, [site])
    return Memory(store, gallery, documents, logbook, site)


def warm_up() -> None:
    """The first comparison after an installation compiles the matcher, for seconds: before anybody waits for it."""
    nobody = encode(np.zeros((128, 128), np.uint8), None)
    gallery = Gallery()
    gallery.add(PersonId("0" * 32), Hand.LEFT, [nobody])
    gallery.identify([nobody], for_gallery(1))


def words(documents: Documents) -> Callable[[str, str], str]:
    """How a screen asks for the full text of `terms` or `consent`."""
    return lambda name, language: documents.words(Document(name), language)


def mirrored(show: Callable[[bytes, int, int], None]) -> Callable[[Pixels], None]:
    """Hands a frame to the preview as a person expects to see it: mirrored, small, BGRA."""
    return partial(_mirror, show)


def _mirror(show: Callable[[bytes, int, int], None], pixels: Pixels) -> None:
    scale = min(1.0, PREVIEW_WIDTH / pixels.shape[1])
    small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else pixels
    picture = cv2.cvtColor(cv2.flip(small, 1), cv2.COLOR_BGR2BGRA)
    show(picture.tobytes(), picture.shape[1], picture.shape[0])
