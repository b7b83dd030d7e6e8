"""Changes of the policies that ship, as a feed that can be subscribed to: what changed, how and when. Nothing of the
installation is in it, so whoever asks need not sign.

Source: RFC 4287 (Atom); ids as RFC 4122, section 4.3, so that a reader knows an entry again after any update.
"""

import uuid
from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from xml.etree import ElementTree as Xml

from starlette.requests import Request
from starlette.responses import Response

from app.policy.shipped import PREFIX, UPDATES, PolicyUpdate

ADDRESS = "/policy-updates.atom"
MEDIA_TYPE = "application/atom+xml"
ATOM = "http://www.w3.org/2005/Atom"
TITLE = "Thenar: updates to managed policies"
DAY_S = 86_400


def feed(updates: Sequence[PolicyUpdate]) -> bytes:
    """`updates` the newest first; one at least."""
    root = Xml.Element("feed", xmlns=ATOM)
    _head(root, TITLE, PREFIX, updates[0].on)
    Xml.SubElement(Xml.SubElement(root, "author"), "name").text = "Thenar"
    Xml.SubElement(root, "link", rel="self", href=ADDRESS, type=MEDIA_TYPE)
    for update in updates:
        entry = Xml.SubElement(root, "entry")
        _head(entry, update.change, f"{PREFIX}{update.on}/{update.change}", update.on)
        Xml.SubElement(entry, "summary").text = update.description
    content: bytes = Xml.tostring(root, "utf-8", xml_declaration=True)
    return content


def _head(element: Xml.Element, title: str, name: str, on: date) -> None:
    """`name` is what its id is made of."""
    Xml.SubElement(element, "id").text = uuid.uuid5(uuid.NAMESPACE_URL, name).urn
    Xml.SubElement(element, "title").text = title
    Xml.SubElement(element, "updated").text = f"{on}T00:00:00Z"


def policy_updates() -> Callable[[Request], Awaitable[Response]]:
    content = feed(UPDATES)

    async def answer(_request: Request) -> Response:
        return Response(content, media_type=MEDIA_TYPE, headers={"cache-control": f"public, max-age={DAY_S}"})

    return answer
