"""Sites: made, shown, changed, deleted. A site goes only once nothing stands there, and moves only while nothing there
is active, because an installer's ZIP code and every terminal rely on its address."""

from dataclasses import replace

from app.domain.sites import Site, SiteId
from app.operations import sites as rows
from app.operations.common import NoAnswer
from app.operations.refusals import Reason, Refusal
from app.ports.control.sites import InstanceCounts
from app.services.control.call import Call
from app.services.control.common import millis, not_found, refusal_of_tags
from app.services.control.served import AnyServed, Served

SITES_MOST = 1000
"""Of one account: our own bound, so that no caller fills the store."""


def create_site(request: rows.CreateSite, call: Call) -> rows.SiteDetail | Refusal:
    if refusal := refusal_of_tags(request.tags):
        return refusal
    if call.transaction.sites.total() >= SITES_MOST:
        return Refusal.of(Reason.TOO_MANY_RESOURCES, resource="site", most=SITES_MOST)
    site = Site(SiteId(call.new_id()), request.name, request.description, request.address, call.at, call.at)
    call.transaction.sites.add(site)
    call.transaction.tags.put(resource_of(site.id), request.tags)
    return _detail(site, call)


def get_site(request: rows.GetSite, call: Call) -> rows.SiteDetail | Refusal:
    site = call.transaction.sites.get(SiteId(request.site_id))
    return not_found(resource_of(request.site_id)) if site is None else _detail(site, call)


def list_sites(request: rows.ListSites, call: Call) -> rows.SitePage | Refusal:
    cut = call.pages.cut(call.transaction.sites.page, lambda site: site.id, request.max_results, request.next_token)
    if isinstance(cut, Refusal):
        return cut
    return rows.SitePage(tuple(_summary(site, call) for site in cut.items), cut.next_token)


def update_site(request: rows.UpdateSite, call: Call) -> rows.SiteDetail | Refusal:
    site = call.transaction.sites.hold(SiteId(request.site_id))
    if site is None:
        return not_found(resource_of(request.site_id))
    if request.name is None and request.description is None:
        return Refusal.of(Reason.NOTHING_TO_CHANGE)
    changed = replace(
        site,
        name=site.name if request.name is None else request.name,
        description=site.description if request.description is None else request.description,
        updated_at=call.at,
    )
    call.transaction.sites.change(changed)
    return _detail(changed, call)


def delete_site(request: rows.DeleteSite, call: Call) -> NoAnswer | Refusal:
    site = call.transaction.sites.hold(SiteId(request.site_id))
    if site is None:
        return not_found(resource_of(request.site_id))
    counts = call.transaction.sites.counts(site.id)
    if counts.all:
        return Refusal.of(Reason.SITE_HAS_INSTANCES, count=counts.all)
    call.transaction.sites.remove(site.id)
    call.transaction.tags.clear(resource_of(site.id))
    return NoAnswer()


def get_site_address(request: rows.GetSiteAddress, call: Call) -> rows.SiteAddress | Refusal:
    site = call.transaction.sites.get(SiteId(request.site_id))
    return not_found(resource_of(request.site_id)) if site is None else rows.SiteAddress(site.id, site.address)


def update_site_address(request: rows.UpdateSiteAddress, call: Call) -> rows.SiteAddress | Refusal:
    site = call.transaction.sites.hold(SiteId(request.site_id))
    if site is None:
        return not_found(resource_of(request.site_id))
    counts = call.transaction.sites.counts(site.id)
    if counts.active:
        return Refusal.of(Reason.SITE_HAS_ACTIVE_INSTANCES, count=counts.active)
    call.transaction.sites.change(replace(site, address=request.address, updated_at=call.at))
    return rows.SiteAddress(site.id, request.address)


def resource_of(site: str) -> str:
    return f"site/{site}"


def _summary(site: Site, call: Call) -> rows.SiteSummary:
    counts = call.transaction.sites.counts(site.id)
    return rows.SiteSummary(
        site_id=site.id,
        site_arn=call.realm.arn(resource_of(site.id)),
        name=site.name,
        description=site.description,
        city=site.address.city,
        postal_code=site.address.postal_code,
        country_code=site.address.country_code,
        state_or_region=site.address.state_or_region,
        device_instance_count=counts.all,
        active_device_instance_count=counts.active,
        created_at_in_millis=millis(site.created_at),
    )


def _detail(site: Site, call: Call) -> rows.SiteDetail:
    counts: InstanceCounts = call.transaction.sites.counts(site.id)
    return rows.SiteDetail(
        site_id=site.id,
        site_arn=call.realm.arn(resource_of(site.id)),
        name=site.name,
        description=site.description,
        city=site.address.city,
        postal_code=site.address.postal_code,
        country_code=site.address.country_code,
        state_or_region=site.address.state_or_region,
        device_instance_count=counts.all,
        active_device_instance_count=counts.active,
        created_at_in_millis=millis(site.created_at),
        updated_at_in_millis=millis(site.updated_at),
        tags=call.transaction.tags.of(resource_of(site.id)),
    )


SITES: tuple[AnyServed, ...] = (
    Served(rows.CREATE_SITE, create_site),
    Served(rows.DELETE_SITE, delete_site),
    Served(rows.GET_SITE, get_site),
    Served(rows.GET_SITE_ADDRESS, get_site_address),
    Served(rows.LIST_SITES, list_sites),
    Served(rows.UPDATE_SITE, update_site),
    Served(rows.UPDATE_SITE_ADDRESS, update_site_address),
)
