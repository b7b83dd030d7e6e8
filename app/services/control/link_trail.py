"""What the device link does to identities, in the audit of calls: renews a certificate, throws out a copy."""

from datetime import datetime

from app.domain.audit_record import AuditedCall
from app.domain.bounded_json import JsonValue
from app.domain.device_instances import InstanceId
from app.ports.control.transaction import Transaction
from app.services.control.perform import terminal_caller
from app.services.control.publish import Publisher

RENEWED = "RenewDeviceCertificate"
COPIED = "DismissCopiedDevice"
AGENT = "device-link"


def note(
    transaction: Transaction,
    publisher: Publisher,
    instance: InstanceId,
    action: str,
    answer: dict[str, JsonValue],
    at: datetime,
) -> None:
    realm = publisher.realm
    caller = terminal_caller(realm, instance)
    transaction.trail.append(
        AuditedCall(
            event_id=publisher.new_event_id(),
            request_id=publisher.new_event_id(),
            at=at,
            action=action,
            region=realm.region,
            account=realm.account,
            caller=caller,
            source_address="",
            user_agent=AGENT,
            read_only=False,
            request={"deviceInstanceId": instance},
            answer=answer,
            resources=(caller.arn,),
        )
    )
