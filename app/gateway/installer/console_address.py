"""What a browser finds at the address that new users are given: how the console is opened with that very address.

Limits: the console is a program, not a page; what a browser can do here is the installer's part.
"""

from starlette.responses import Response

from app.domain.sign_in_names import CONSOLE, is_host, names_another
from app.gateway.installer.answers import shown
from app.gateway.installer.door import message_page
from app.gateway.installer.frame import PREFIX, Frame
from app.gateway.installer.html import element
from app.gateway.installer.visit import Visit


def console_address(visit: Visit) -> Response:
    say, frame = visit.texts.say, Frame(visit.texts)
    host = next(iter(visit.incoming.wire.values("host")), "")
    shown_at = f"https://{host}" if is_host(host) else visit.origin
    account = visit.gateway.performer.realm.account
    if names_another(host, account):
        return shown(message_page(frame, say("installer.console.title"), say("installer.console.another")), 404)
    page = frame.page(
        say("installer.console.title"),
        element("p", say("installer.console.account", account=account)),
        element("p", say("installer.console.words")),
        element("p", element("code", f"thenar console --server {shown_at}{CONSOLE}")),
        element("p", say("installer.console.phone")),
        element("a", say("installer.console.pages"), href=f"{visit.origin}{PREFIX}", class_="primary"),
    )
    return shown(page)
