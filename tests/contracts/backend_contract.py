"""What every backend must do, in the process or over the network. A subclass brings the `backend` fixture, over the
control plane of the `plane` fixture.

class TestLocalBackend(BackendContract):
    @pytest.fixture
    def backend(self, plane): ...
"""

from dataclasses import replace

import pytest

from app.domain.device_configuration import WifiCredentials
from app.operations.backend import Backend
from app.operations.common import NoAnswer
from app.operations.configurations import (
    CREATE_TEMPLATE,
    GET_TEMPLATE,
    CreateDeviceConfigurationTemplate,
    GetDeviceConfigurationTemplate,
    TemplateDetail,
)
from app.operations.people import (
    DELETE_USER_ACCESS_END,
    END_MOST,
    PUT_USER_ACCESS_END,
    DeleteUserAccessEnd,
    PutUserAccessEnd,
)
from app.operations.refusals import Reason, Refusal
from app.operations.sites import (
    CREATE_SITE,
    DELETE_SITE,
    GET_SITE,
    LIST_SITES,
    CreateSite,
    DeleteSite,
    GetSite,
    ListSites,
    SiteDetail,
    SitePage,
)
from app.operations.tags import LIST_TAGS, TAG_RESOURCE, UNTAG_RESOURCE, ListTagsForResource, TagResource, UntagResource
from app.operations.tags import ResourceTags as Tags
from app.policy.decision import Verdict
from tests.app.control import ADDRESS, Plane
from tests.app.domain.test_device_configuration import DOOR

ODD = 'A/b?c&d=e%20+ü "x"'


def site_of(backend: Backend, name: str = "Head office") -> SiteDetail:
    made = backend.call(CREATE_SITE, CreateSite(name, ADDRESS))
    assert isinstance(made, SiteDetail)
    return made


class BackendContract:
    def test_an_answer_is_the_operations_own_type(self, backend: Backend) -> None:
        site = site_of(backend, ODD)
        assert site.name == ODD
        assert backend.call(GET_SITE, GetSite(site.site_id)) == site
        assert backend.call(DELETE_SITE, DeleteSite(site.site_id)) == NoAnswer()

    def test_a_refusal_keeps_its_reason_and_its_facts(self, backend: Backend) -> None:
        gone = backend.call(GET_SITE, GetSite("nowherenowhere"))
        assert gone == Refusal.of(Reason.NOT_FOUND, resource="site/nowherenowhere")

    def test_the_id_in_the_address_and_the_number_in_the_body_arrive(self, backend: Backend) -> None:
        nobody = "0" * 32
        gone = backend.call(PUT_USER_ACCESS_END, PutUserAccessEnd(nobody, 1_772_355_600_000))
        assert gone == backend.call(DELETE_USER_ACCESS_END, DeleteUserAccessEnd(nobody))
        assert gone == Refusal.of(Reason.NOT_FOUND, resource=f"user/{nobody}")
        beyond = backend.call(PUT_USER_ACCESS_END, PutUserAccessEnd(nobody, END_MOST + 1))
        assert isinstance(beyond, Refusal)
        assert beyond.facts["member"] == "accessEndsAtInMillis"

    def test_a_denial_names_who_what_and_on_what(self, backend: Backend, plane: Plane) -> None:
        plane.authority.denied["one:ListSites"] = Verdict.IMPLICIT_DENY
        refusal = backend.call(LIST_SITES, ListSites())
        assert refusal == Refusal.of(
            Reason.ACCESS_DENIED,
            user="arn:aws:iam::123456789012:user/ada",
            action="one:ListSites",
            resource="*",
        )

    def test_a_request_beyond_its_limits_is_refused_and_recorded(self, backend: Backend, plane: Plane) -> None:
        refusal = backend.call(CREATE_SITE, CreateSite("x" * 65, ADDRESS))
        assert isinstance(refusal, Refusal)
        assert (refusal.reason, refusal.facts["member"]) == (Reason.TOO_LONG, "name")
        assert plane.trail.records[-1].refusal == refusal

    def test_pages_follow_each_other(self, backend: Backend) -> None:
        names = {site_of(backend, f"Site {number}").name for number in range(3)}
        first = backend.call(LIST_SITES, ListSites(max_results=2))
        assert isinstance(first, SitePage)
        second = backend.call(LIST_SITES, ListSites(max_results=2, next_token=first.next_token))
        assert isinstance(second, SitePage)
        assert {site.name for site in (*first.sites, *second.sites)} == names
        assert second.next_token is None

    def test_arns_and_lists_travel_whole(self, backend: Backend) -> None:
        arn = site_of(backend).site_arn
        assert backend.call(TAG_RESOURCE, TagResource(arn, {ODD: ODD, "floor": "2"})) == NoAnswer()
        assert backend.call(LIST_TAGS, ListTagsForResource(arn)) == Tags({ODD: ODD, "floor": "2"})
        assert backend.call(UNTAG_RESOURCE, UntagResource(arn, (ODD, "floor"))) == NoAnswer()
        assert backend.call(LIST_TAGS, ListTagsForResource(arn)) == Tags({})

    def test_secrets_go_in_and_do_not_come_out(self, backend: Backend) -> None:
        made = backend.call(CREATE_TEMPLATE, CreateDeviceConfigurationTemplate("Doors", DOOR))
        assert isinstance(made, TemplateDetail)
        assert made.configuration.wifi == WifiCredentials("lobby")
        shown = backend.call(GET_TEMPLATE, GetDeviceConfigurationTemplate(made.template_id))
        assert shown == replace(made)

    def test_each_call_has_an_id_of_its_own(self, backend: Backend, plane: Plane) -> None:
        for _ in range(3):
            backend.call(LIST_SITES, ListSites())
        assert len({record.envelope.request_id for record in plane.trail.records}) == 3

    def test_what_nobody_serves_is_unknown(self, backend: Backend) -> None:
        elsewhere = replace(GET_SITE, name="GetNothing", uri="/nothing/{siteId}")
        refusal = backend.call(elsewhere, GetSite("nowherenowhere"))
        assert refusal == Refusal.of(Reason.UNKNOWN_OPERATION)

    @pytest.fixture
    def backend(self, plane: Plane) -> Backend:
        raise NotImplementedError
