"""An invented control plane for pictures and tests of its pages: canned answers, in memory, the same each time.

backend = ExamplePlane()
backend.answers["ListSites"] = SitePage(())
backend.refusals["CreateSite"] = Refusal.of(Reason.NAME_TAKEN, ...)
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from app.domain.realm import Realm
from app.domain.sites import Address
from app.operations.operation import AnswerT, Operation, RequestT
from app.operations.refusals import Reason, Refusal
from app.operations.sites import SiteAddress, SiteDetail, SitePage, SiteSummary

REALM = Realm("123456789012")
MADE_MS = int(datetime(2026, 2, 3, 9, 30, tzinfo=UTC).timestamp() * 1000)
HARBOUR = Address("1 Harbour Street", "Portsmouth", "PO1 3AX", "GB", state_or_region="Hampshire")
_PLACES = (
    ("hqHqhqHqhqHq01", "Head office", "Portsmouth", "PO1 3AX", "GB", 6, 4),
    ("labLabLabLab02", "North laboratory", "Leeds", "LS1 4AP", "GB", 3, 3),
    ("warWarWarWar03", "Warehouse", "Zaragoza", "50001", "ES", 2, 0),
)
SITES = tuple(
    SiteSummary(key, REALM.arn(f"site/{key}"), name, "", city, code, country, devices, active, MADE_MS)
    for key, name, city, code, country, devices, active in _PLACES
)


def detail_of(site: SiteSummary) -> SiteDetail:
    tags = {"team": "facilities"}
    return SiteDetail(
        site.site_id,
        site.site_arn,
        site.name,
        site.description,
        site.city,
        site.postal_code,
        site.country_code,
        site.device_instance_count,
        site.active_device_instance_count,
        site.created_at_in_millis,
        site.created_at_in_millis,
        tags,
    )


def example_answers() -> dict[str, Any]:
    """By operation. Any: answers of every operation there is."""
    return {
        "ListSites": SitePage(SITES),
        "GetSite": detail_of(SITES[0]),
        "GetSiteAddress": SiteAddress(SITES[0].site_id, HARBOUR),
    }


@dataclass
class ExamplePlane:
    """Implements `app.operations.backend.Backend`. What was asked is in `asked`, the newest last."""

    answers: dict[str, Any] = field(default_factory=example_answers)
    refusals: dict[str, Refusal] = field(default_factory=dict)
    asked: list[tuple[str, Any]] = field(default_factory=list)

    def call(self, operation: Operation[RequestT, AnswerT], request: RequestT) -> AnswerT | Refusal:
        self.asked.append((operation.name, request))
        refusal = self.refusals.get(operation.name)
        if refusal is not None:
            return refusal
        answer = self.answers.get(operation.name, Refusal.of(Reason.UNKNOWN_OPERATION))
        assert isinstance(answer, operation.answer | Refusal)
        return answer

    def requests(self, name: str) -> list[Any]:
        return [request for each, request in self.asked if each == name]


def denied(action: str) -> Refusal:
    facts: Mapping[str, str] = {"user": REALM.iam_arn("user/ada"), "action": action, "resource": "*"}
    return Refusal.of(Reason.ACCESS_DENIED, **facts)
