"""Keeps the consent's promise at a server: whoever has had his last day, did not use the palm for so long, or enrolled
so long ago, leaves.

done = delete_overdue(store, publisher, now, most=100)
"""

from datetime import datetime

from app.domain.control_events import Profile, ProfileChanged, UserStatus
from app.domain.event_json import occurrence
from app.ports.control.transaction import ControlStore
from app.services.control.publish import Publisher, publish
from app.services.delete_person import LONGEST, UNUSED, DeletionReason


def delete_overdue(store: ControlStore, publisher: Publisher, at: datetime, most: int) -> int:
    """How many left, at most `most` in this one transaction; terminals are told as of anybody who leaves. Raises
    FaultError."""
    realm = publisher.realm
    with store.transaction() as transaction:
        ended = dict.fromkeys(transaction.people.ended(at, most), DeletionReason.ENDED)
        overdue = dict.fromkeys(transaction.people.overdue(at - UNUSED, at - LONGEST, most), DeletionReason.EXPIRED)
        left = 0
        for person, why in list((ended | overdue | ended).items())[:most]:
            if not transaction.people.remove(person, at, why.value):
                continue  # another server has deleted and told of this person meanwhile
            left += 1
            users = (realm.arn(f"user/{person}"),)
            gone = ProfileChanged(Profile.UNENROLLED, users, "", at, UserStatus.DELETED)
            publish(transaction, occurrence(gone, realm.account), publisher.stamp(at))
    return left
