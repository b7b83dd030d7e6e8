"""Sites: what their operations do and refuse."""

from dataclasses import replace

import pytest

from app.operations.common import NoAnswer
from app.operations.refusals import Reason
from app.operations.sites import (
    CREATE_SITE,
    DELETE_SITE,
    GET_SITE,
    GET_SITE_ADDRESS,
    LIST_SITES,
    UPDATE_SITE,
    UPDATE_SITE_ADDRESS,
    CreateSite,
    DeleteSite,
    GetSite,
    GetSiteAddress,
    ListSites,
    SiteDetail,
    UpdateSite,
    UpdateSiteAddress,
)
from tests.app.control import ADDRESS, BOB, Plane

NOWHERE = "nowherenowhere"


def site_of(plane: Plane, name: str = "Head office") -> SiteDetail:
    return plane.call(CREATE_SITE, CreateSite(name, ADDRESS))


@pytest.mark.requirement("SITE-009", "SITE-010", "RES-003")
def test_a_site_comes_back_as_it_was_made(plane: Plane) -> None:
    made = plane.call(CREATE_SITE, CreateSite("Head office", ADDRESS, "By the sea", {"floor": "2"}))
    assert made.site_arn == f"arn:aws:one:us-east-1:123456789012:site/{made.site_id}"
    assert (made.name, made.description, made.tags) == ("Head office", "By the sea", {"floor": "2"})
    assert (made.city, made.device_instance_count, made.created_at_in_millis) == ("Portsmouth", 0, 1772355600123)
    assert plane.call(GET_SITE, GetSite(made.site_id)) == made


@pytest.mark.requirement("SITE-006", "SITE-007")
def test_the_whole_address_is_an_answer_of_its_own(plane: Plane) -> None:
    site = site_of(plane)
    assert plane.call(GET_SITE_ADDRESS, GetSiteAddress(site.site_id)).address == ADDRESS


@pytest.mark.requirement("SITM-003", "SITM-004", "SITM-005")
def test_a_change_touches_only_what_it_names(plane: Plane) -> None:
    made = plane.call(CREATE_SITE, CreateSite("Head office", ADDRESS, "By the sea"))
    plane.call(UPDATE_SITE, UpdateSite(made.site_id, name="Main office"))
    assert plane.call(GET_SITE, GetSite(made.site_id)).description == "By the sea"
    plane.call(UPDATE_SITE, UpdateSite(made.site_id, description=""))
    now = plane.call(GET_SITE, GetSite(made.site_id))
    assert (now.name, now.description) == ("Main office", "")


def test_a_change_of_nothing_is_refused(plane: Plane) -> None:
    assert plane.refusal(UPDATE_SITE, UpdateSite(site_of(plane).site_id)).reason is Reason.NOTHING_TO_CHANGE


@pytest.mark.requirement("SITM-009")
def test_the_address_of_an_empty_site_may_change(plane: Plane) -> None:
    site = site_of(plane)
    moved = replace(ADDRESS, city="Southsea", address_line2="Floor 2")
    plane.call(UPDATE_SITE_ADDRESS, UpdateSiteAddress(site.site_id, moved))
    assert plane.call(GET_SITE_ADDRESS, GetSiteAddress(site.site_id)).address == moved
    assert plane.call(GET_SITE, GetSite(site.site_id)).city == "Southsea"


@pytest.mark.requirement("SITM-010")
def test_a_deleted_site_is_gone_with_its_tags(plane: Plane) -> None:
    site = plane.call(CREATE_SITE, CreateSite("Head office", ADDRESS, tags={"floor": "2"}))
    assert plane.call(DELETE_SITE, DeleteSite(site.site_id)) == NoAnswer()
    assert plane.refusal(GET_SITE, GetSite(site.site_id)).reason is Reason.NOT_FOUND
    with plane.store.reading() as reading:
        assert reading.tags.of(f"site/{site.site_id}") == {}


def test_what_is_not_there_is_neither_shown_nor_changed(plane: Plane) -> None:
    found = [
        plane.refusal(GET_SITE, GetSite(NOWHERE)),
        plane.refusal(GET_SITE_ADDRESS, GetSiteAddress(NOWHERE)),
        plane.refusal(UPDATE_SITE, UpdateSite(NOWHERE, name="x")),
        plane.refusal(UPDATE_SITE_ADDRESS, UpdateSiteAddress(NOWHERE, ADDRESS)),
        plane.refusal(DELETE_SITE, DeleteSite(NOWHERE)),
    ]
    assert {(refusal.reason, refusal.facts["resource"]) for refusal in found} == {(Reason.NOT_FOUND, f"site/{NOWHERE}")}


@pytest.mark.requirement("API-015")
def test_pages_show_every_site_once(plane: Plane) -> None:
    names = {f"Site {number}" for number in range(7)}
    for name in names:
        site_of(plane, name)
    seen: list[str] = []
    token: str | None = None
    while True:
        page = plane.call(LIST_SITES, ListSites(max_results=3, next_token=token))
        assert len(page.sites) <= 3
        seen += [site.name for site in page.sites]
        token = page.next_token
        if token is None:
            break
    assert len(seen) == 7
    assert set(seen) == names


def test_a_page_token_says_nothing_and_serves_nobody_else(plane: Plane) -> None:
    for number in range(3):
        site_of(plane, f"Site {number}")
    token = plane.call(LIST_SITES, ListSites(max_results=1)).next_token
    assert token is not None
    assert "Id00" not in token
    altered = token[:-2] + ("AA" if token[-2:] != "AA" else "BB")
    for wrong, caller in ((token, BOB), (altered, None), ("x", None), ("A" * 99, None)):
        request = ListSites(max_results=1, next_token=wrong)
        refusal = plane.refusal(LIST_SITES, request, caller) if caller else plane.refusal(LIST_SITES, request)
        assert refusal.reason is Reason.BAD_PAGE_TOKEN


def test_a_reserved_tag_is_refused(plane: Plane) -> None:
    request = CreateSite("Head office", ADDRESS, tags={"AWS:owner": "me"})
    assert plane.refusal(CREATE_SITE, request).reason is Reason.RESERVED_TAG
    assert plane.call(LIST_SITES, ListSites()).sites == ()
