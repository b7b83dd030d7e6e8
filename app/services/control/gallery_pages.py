"""What a terminal is sent of the people of its site: what changed since the version it has, or everybody anew.

Rules it keeps: nobody of another site; whoever has left is an id; a page says how far the terminal is once it has
applied it, so that an answer that was lost is asked for again; a terminal that is older than the log, or has what a
restored backup never gave it, begins afresh.

    told = page_for(reading, instance, FetchGallery(version=7, covered=7, lineage="..."))
"""

import base64
import hashlib

from app.domain.device_instances import DeviceInstance
from app.domain.gallery_changes import ChangeKind, LogHead
from app.domain.moments import micros
from app.domain.people import Hand
from app.domain.sites import SiteId
from app.operations.link_sync import PEOPLE_MOST, FetchGallery, GalleryPage, LinkedKey, LinkedPerson
from app.ports.control.gallery import Held
from app.ports.control.transaction import Transaction

KEPT_TOMBSTONES = 10_000
"""The newest that stay. Whoever missed more fetches everybody, which takes a terminal a minute."""


def page_for(reading: Transaction, instance: DeviceInstance, asked: FetchGallery) -> GalleryPage:
    """Raises FaultError(CUSTOMER_KEY_REFUSED) or (CUSTOMER_KEY_UNREACHABLE): then nothing is sent."""
    head, gallery = reading.gallery.head(), reading.gallery
    keys = gallery.transform_keys()
    lineage = _lineage_at(instance.site, head)
    afresh = asked.lineage != lineage or asked.covered < head.cut or asked.version > head.newest
    changes = gallery.changes(instance.site, 0 if afresh else asked.version, PEOPLE_MOST)
    complete = len(changes) < PEOPLE_MOST
    held = {each.person: each for each in gallery.held([each.person for each in changes if each.kind is _PUT])}
    return GalleryPage(
        lineage=lineage,
        version=head.newest if complete else changes[-1].version,
        covered=head.newest if complete or afresh else asked.covered,
        afresh=afresh,
        complete=complete,
        keys=tuple(LinkedKey(key.epoch, _text(key.key)) for key in keys),
        people=tuple(_linked(held[each.person], each.version) for each in changes if each.person in held),
        gone=tuple(each.person for each in changes if each.person not in held),
    )


_PUT = ChangeKind.PUT


def _lineage_at(site: SiteId, head: LogHead) -> str:
    """Another one at each site: what a terminal has of the last site means nothing at the next."""
    return hashlib.sha256(f"{head.lineage}|{site}".encode()).hexdigest()[:32]


def _linked(held: Held, version: int) -> LinkedPerson:
    left, right = (
        tuple(_text(each.template) for each in held.templates if each.hand is hand) for hand in (Hand.LEFT, Hand.RIGHT)
    )
    ends_at = None if held.ends_at is None else micros(held.ends_at)
    return LinkedPerson(held.person, version, micros(held.enrolled_at), held.badge.number, left, right, ends_at)


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()
