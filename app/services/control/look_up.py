"""Looking at the audit: by user, name, resource, key or time, newest first; its head, to be kept elsewhere; where its
files lie, and whose signature they have."""

import base64

from app.operations import audit as rows
from app.operations.refusals import Reason, Refusal
from app.ports.control.trail import Attribute, Question, TrailEntry
from app.services.control.call import Call
from app.services.control.common import millis, moment
from app.services.control.served import AnyServed, Served


def lookup_events(request: rows.LookupEvents, call: Call) -> rows.AuditEventPage | Refusal:
    if (request.attribute_key is None) != (request.attribute_value is None):
        missing = "attributeKey" if request.attribute_key is None else "attributeValue"
        return Refusal.of(Reason.MISSING, member=missing)
    question = Question(
        None if request.start_in_millis is None else moment(request.start_in_millis),
        None if request.end_in_millis is None else moment(request.end_in_millis),
        None if request.attribute_key is None else Attribute(request.attribute_key.value),
        request.attribute_value or "",
    )
    cut = call.pages.cut(
        lambda before, most: call.transaction.trail.find(question, int(before or 0), most),
        lambda entry: str(entry.number),
        request.max_results,
        request.next_token,
        repr(question),
    )
    if isinstance(cut, Refusal):
        return cut
    return rows.AuditEventPage(tuple(map(_told, cut.items)), cut.next_token)


def get_audit_head(request: rows.GetAuditHead, call: Call) -> rows.AuditHead:
    head = call.transaction.trail.head()
    digest = call.transaction.trail.newest_digest()
    if digest is None:
        return rows.AuditHead(head.number, head.hash)
    return rows.AuditHead(head.number, head.hash, digest.key, digest.signature)


def describe_trails(request: rows.DescribeTrails, call: Call) -> rows.Trails:
    if call.filing is None:
        return rows.Trails(())
    name = call.filing.name
    if request.trail_name_list and not {name.name, name.arn} & {*request.trail_name_list}:
        return rows.Trails(())
    return rows.Trails((rows.TrailDescription(name.name, name.arn, name.bucket, name.realm.region),))


def list_public_keys(request: rows.ListPublicKeys, call: Call) -> rows.SigningKeys:
    if call.filing is None:
        return rows.SigningKeys(())
    signer = call.filing.signer
    return rows.SigningKeys((rows.SigningKey(base64.b64encode(signer.public_key).decode(), signer.fingerprint),))


def _told(entry: TrailEntry) -> rows.AuditEvent:
    return rows.AuditEvent(
        entry.event,
        entry.action,
        entry.read_only,
        entry.username,
        millis(entry.at),
        entry.resources,
        entry.text,
        entry.access_key or None,
    )


LOOK_UP: tuple[AnyServed, ...] = (
    Served(rows.DESCRIBE_TRAILS, describe_trails),
    Served(rows.GET_AUDIT_HEAD, get_audit_head),
    Served(rows.LIST_PUBLIC_KEYS, list_public_keys),
    Served(rows.LOOKUP_EVENTS, lookup_events),
)
