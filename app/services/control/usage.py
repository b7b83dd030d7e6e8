"""What is counted of a month, and the statement of it.

Rules it keeps: recognitions are counted in the transaction that takes their records, so that none is counted twice and
none is missed; everything else is looked up once a day, and when somebody asks for the month that has begun; a month
that is over stays as it was, whatever is deleted later.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime

from app.domain.audit_action import AuditAction
from app.domain.sites import SiteId
from app.domain.usage import ACCOUNT, MOST, Measure, Month, Tally, month_of
from app.operations import usage as rows
from app.operations.link_sync import LinkedRecord
from app.ports.control.transaction import ControlStore, Transaction
from app.services.control.call import Call
from app.services.control.common import millis
from app.services.control.served import AnyServed, Served
from app.services.control.visits import GRANTED


def count_recognitions(transaction: Transaction, site: SiteId, records: Iterable[LinkedRecord], at: datetime) -> None:
    """By the server's clock: a terminal's may be of any year."""
    outcomes = [record.outcome == GRANTED for record in records if record.action is AuditAction.IDENTIFY]
    found = Counter(Measure.GRANTED if granted else Measure.REFUSED for granted in outcomes)
    transaction.usage.add(month_of(at), site, found)


def take_stock(store: ControlStore, at: datetime) -> None:
    """Raises FaultError."""
    with store.transaction() as transaction:
        transaction.usage.keep(month_of(at), transaction.usage.stock())


def get_usage_statement(request: rows.GetUsageStatement, call: Call) -> rows.UsageStatement:
    usage, now = call.transaction.usage, month_of(call.at)
    month = Month(request.month or now)
    found = {tally.site: tally.counts for tally in usage.of(month)}
    if month == now:
        found = _with(found, usage.stock())
    account = found.pop(ACCOUNT, {})
    return rows.UsageStatement(
        month=month,
        sites=tuple(_site(site, counts, call) for site, counts in sorted(found.items())),
        storage_bytes=account.get(Measure.STORAGE_BYTES, 0),
        key_count=account.get(Measure.KEYS, 0),
        counted_at_in_millis=millis(call.at) if month == now else None,
        months=tuple(sorted({now, *usage.months()}, reverse=True)),
    )


def _with(found: Mapping[SiteId, Mapping[Measure, int]], stock: Iterable[Tally]) -> dict[SiteId, Mapping[Measure, int]]:
    """What was counted before, and what there is now: where nobody is any more, nobody is listed."""
    merged: dict[SiteId, dict[Measure, int]] = {
        site: {measure: number for measure, number in counts.items() if measure is not Measure.ENROLLED_USERS}
        for site, counts in found.items()
    }
    for tally in stock:
        known = merged.setdefault(tally.site, {})
        for measure, number in tally.counts.items():
            known[measure] = max(number, known.get(measure, 0)) if measure in MOST else number
    return dict(merged)


def _site(site: SiteId, counts: Mapping[Measure, int], call: Call) -> rows.SiteUsage:
    known = call.transaction.sites.get(site)
    return rows.SiteUsage(
        site_id=site,
        active_device_count=counts.get(Measure.ACTIVE_DEVICES, 0),
        enrolled_user_count=counts.get(Measure.ENROLLED_USERS, 0),
        granted_count=counts.get(Measure.GRANTED, 0),
        refused_count=counts.get(Measure.REFUSED, 0),
        site_name=None if known is None else known.name,
    )


USAGE: tuple[AnyServed, ...] = (Served(rows.GET_USAGE_STATEMENT, get_usage_statement),)
