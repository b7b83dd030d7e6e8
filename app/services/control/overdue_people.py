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
        leaving = {**ended, **{person: why for person, why in overdue.items() if person not in ended}}
        gone_now = [
            person for person, why in [*leaving.items()][:most] if transaction.people.remove(person, at, why.value)
        ]
        for person in gone_now:  # whom another server has deleted meanwhile, it has told of
            users = (realm.arn(f"user/{person}"),)
            gone = ProfileChanged(Profile.UNENROLLED, users, "", at, UserStatus.DELETED)
            publish(transaction, occurrence(gone, realm.account), publisher.stamp(at))
    return len(gone_now)
