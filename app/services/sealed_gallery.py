"""The second engine: coarse codes in memory, every template sealed in the store until a search needs it.

The first pass is the gallery's own, over 256 bytes a template instead of 1,920. Whoever aligns well is read from the
store, opened under their own key, compared, and forgotten when the search ends. So no database holds a bit of a palm
that could be searched without its person's key, and whoever was deleted anywhere is nobody here at once. The stages,
and so the answers, are those of `app.biometrics.gallery.Gallery`; `resources/decisions/0032-two-search-engines.md` has
the price. No thread, no lock: the caller serialises.

    search = SealedGallery(store.templates_of, admission(store))
    load_gallery(store, search, sites)
    search.identify(probes, profile).person
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from app.biometrics import matching
from app.biometrics.gallery import KIND, Gallery, Identification, Spread
from app.biometrics.profiles import Profile
from app.biometrics.renewal import BARE, Veil
from app.biometrics.template import NotATemplate, PalmCode
from app.domain.faults import Fault, FaultError
from app.domain.people import Hand, PersonId
from app.ports.store import StoredTemplate

Recall = Callable[[Collection[PersonId]], Iterable[StoredTemplate]]
"""`Store.templates_of`."""
Admit = Callable[[bytes], PalmCode]
"""A stored template's code, plain or under the gallery's veil. Raises NotATemplate."""


@dataclass(frozen=True, eq=False)
class _Recalled:
    """Templates that are open for the length of one search."""

    references: matching.References
    rows: NDArray[np.int64]
    """The gallery's row of each."""
    place_of: NDArray[np.int64]
    """Where each row of the gallery is among them; -1: nowhere."""


class SealedGallery(Gallery):
    """Also a `app.biometrics.palm_search.PalmSearch`. What is added must be in the store already, sample by sample."""

    def __init__(self, recall: Recall, admit: Admit, spread: Spread = map, veil: Veil = BARE) -> None:
        super().__init__(spread, veil)
        self._recall = recall
        self._admit = admit
        self._rows = _coarse(self._rows)
        self._recalled: _Recalled | None = None

    def refill(self, veil: Veil, everybody: Iterable[tuple[PersonId, Hand, Sequence[PalmCode]]]) -> None:
        fresh = SealedGallery(self._recall, self._admit, self._spread, veil)
        for person, hand, codes in everybody:
            fresh.add(person, hand, codes)
        for person, _ in list(self._of):
            self.remove(person)
        vars(self).update(vars(fresh))

    def add(self, person: PersonId, hand: Hand, codes: Sequence[PalmCode]) -> None:
        """Keeps of each code what the first pass reads."""
        whole = matching.references([self._veil.cover(code) for code in codes])
        for n in range(len(whole)):
            row = self._free.pop() if self._free else self._new_row()
            self._rows.align[row], self._rows.align_masks[row] = whole.align[n], whole.align_masks[n]
            self._owners[row] = (person, hand)
            self._kinds[row] = KIND[hand]
            self._of.setdefault((person, hand), []).append(row)

    def remove(self, person: PersonId) -> bool:
        rows = [row for hand in Hand for row in self._of.pop((person, hand), [])]
        for row in rows:
            self._rows.align[row], self._rows.align_masks[row] = 0, 0
            self._owners[row] = None
            self._kinds[row] = 0
        self._free.extend(rows)
        return bool(rows)

    def identify(self, probes: Sequence[PalmCode], profile: Profile, hand: Hand | None = None) -> Identification:
        """Raises ValueError without a probe, FaultError(STORE_UNREADABLE) when the store cannot be read."""
        try:
            return super().identify(probes, profile, hand)
        finally:
            self._recalled = None

    def _sifted(self, probe: matching.Probe, scores: NDArray[np.int32], rows: NDArray[np.int64]) -> NDArray[np.float32]:
        now = self._open_now(rows)
        return self._among(now, rows, lambda part: matching.sift(probe, now.references, part, scores[now.rows]))

    def _exact(self, probe: matching.Probe, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        now = self._open_now(rows)
        return self._among(now, rows, lambda part: matching.exact(probe, now.references, part))

    def _among(
        self, now: _Recalled, rows: NDArray[np.int64], compare: Callable[[NDArray[np.int64]], NDArray[np.float32]]
    ) -> NDArray[np.float32]:
        """0.5, the distance of nothing in common, to whoever has left the store."""
        places = now.place_of[rows]
        distances = np.full(len(rows), 0.5, np.float32)
        distances[places >= 0] = self._piecewise(places[places >= 0], compare)
        return distances

    def _open_now(self, rows: NDArray[np.int64]) -> _Recalled:
        """What the first stage asked for: later ones ask for fewer people."""
        if self._recalled is None:
            self._recalled = self._recalled_for(rows)
        return self._recalled

    def _recalled_for(self, rows: NDArray[np.int64]) -> _Recalled:
        """Everything of the people to whom the rows belong: their other samples are compared in the end."""
        people = {owner[0] for row in rows if (owner := self._owners[row]) is not None}
        codes: list[PalmCode] = []
        mine: list[int] = []
        for owner, samples in groupby(self._recall(people), key=lambda each: (each.person, each.hand)):
            for row, sample in zip(self._of.get(owner, ()), samples, strict=False):  # the store may know more already
                mine.append(row)
                codes.append(self._opened(sample.template))
        place_of = np.full(len(self._owners), -1, np.int64)
        place_of[mine] = np.arange(len(mine))
        return _Recalled(matching.references(codes), np.array(mine, np.int64), place_of)

    def _opened(self, template: bytes) -> PalmCode:
        try:
            return self._veil.cover(self._admit(template))
        except NotATemplate as error:
            raise FaultError(
                Fault.STORE_UNREADABLE, "a stored template is of a version this program cannot read"
            ) from error

    def _new_row(self) -> int:
        row = len(self._owners)
        if row == len(self._rows.align):
            wider = _coarse(matching.room_for(2 * row))
            wider.align[:row], wider.align_masks[:row] = self._rows.align, self._rows.align_masks
            self._rows = wider
            self._kinds = np.concatenate([self._kinds, np.zeros_like(self._kinds)])
        self._owners.append(None)
        return row


def _coarse(room: matching.References) -> matching.References:
    """The same room without what only exact distances read."""
    return matching.References(room.blocks[:0].copy(), room.masks[:0].copy(), room.align, room.align_masks)
