"""An address in lines."""

from app.domain.sites import Address


def lines(address: Address) -> list[str]:
    """As on an envelope."""
    place = " ".join(part for part in (address.postal_code, address.city) if part)
    parts = (address.address_line1, address.address_line2, address.address_line3, place, address.state_or_region)
    return [part for part in (*parts, address.country_code) if part]
