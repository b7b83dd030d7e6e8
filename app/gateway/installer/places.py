"""The pages that lead to a device instance: the sites, one site with its address, one device instance."""

from app.domain.device_instances import InstanceState
from app.domain.sites import Address
from app.gateway.installer.frame import PREFIX, Frame, choices, lines
from app.gateway.installer.html import NOTHING, Html, element, joined
from app.operations.instances import InstanceDetail, InstancePage, InstanceSummary
from app.operations.sites import SiteDetail, SitePage, SiteSummary

SITES = f"{PREFIX}/sites"
DEVICES = f"{PREFIX}/devices"
READY = InstanceState.READY_FOR_ACTIVATION


def site_path(site_id: str) -> str:
    return f"{SITES}/{site_id}"


def device_path(instance_id: str) -> str:
    return f"{DEVICES}/{instance_id}"


def code_path(instance_id: str) -> str:
    return f"{device_path(instance_id)}/code"


def sites_page(frame: Frame, page: SitePage) -> Html:
    say = frame.texts.say
    rows = [(site_path(site.site_id), site.name, _place(site)) for site in page.sites]
    content = choices(rows) if rows else element("p", say("installer.sites.empty"))
    more = _more(frame, PREFIX, page.next_token)
    return frame.page(say("codes.site"), element("p", say("codes.site.hint")), content, more)


def site_page(frame: Frame, site: SiteDetail, address: Address, page: InstancePage) -> Html:
    """What is ready comes first; the rest is told, so that nobody looks for it in vain."""
    say = frame.texts.say
    ready = [_row(frame, each) for each in page.device_instances if each.state is READY]
    others = [_row(frame, each) for each in page.device_instances if each.state is not READY]
    return frame.page(
        site.name,
        where(frame, address),
        element("h2", say("installer.ready")),
        choices(ready) if ready else element("p", say("installer.ready.none")),
        joined(element("h2", say("installer.others")), choices(others)) if others else NOTHING,
        _more(frame, site_path(site.site_id), page.next_token),
    )


def device_page(frame: Frame, device: InstanceDetail, site: SiteDetail, address: Address) -> Html:
    say = frame.texts.say
    words = state_words(frame, device.state)
    state = element("p", words, role="status", class_=f"state {device.state.value.lower()}")
    stands = element("p", element("b", site.name))
    if device.state is READY:
        act = frame.form(code_path(device.device_instance_id), say("codes.get"))
        steps = element("p", say("codes.steps"))
        return frame.page(device.name, state, stands, where(frame, address), steps, act)
    remedy = element("p", say(f"installer.state.{device.state.value.lower()}"))
    others = element("a", say("installer.next"), href=site_path(site.site_id), class_="primary")
    return frame.page(device.name, state, stands, remedy, others)


def where(frame: Frame, address: Address) -> Html:
    """The guide has the installer validate it."""
    place = " ".join(part for part in (address.postal_code, address.city) if part)
    parts = (address.address_line1, address.address_line2, address.address_line3, place, address.state_or_region)
    known = [part for part in (*parts, address.country_code) if part]
    return element("section", element("h2", frame.texts.say("installer.check")), lines(*known), class_="card")


def state_words(frame: Frame, state: InstanceState) -> str:
    """With a sign of its own: colour alone tells nobody."""
    sign = "✓ " if state is InstanceState.ACTIVE else ""
    return sign + frame.texts.say(f"devices.state.{state.value.lower()}")


def _row(frame: Frame, device: InstanceSummary) -> tuple[str, str, str]:
    return device_path(device.device_instance_id), device.name, state_words(frame, device.state)


def _place(site: SiteSummary) -> str:
    return f"{site.postal_code} {site.city}, {site.country_code}"


def _more(frame: Frame, path: str, token: str | None) -> Html:
    if not token:
        return NOTHING
    return element("p", element("a", frame.texts.say("installer.more"), href=f"{path}?page={token}"))
