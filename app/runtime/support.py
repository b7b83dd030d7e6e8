"""Whom to call where nothing works: put on the screen where a flow says that trying again was of no use.

>>> named(View("fault", to_support=True), lambda: "+1 555 0100").contact
'+1 555 0100'
>>> named(View("idle"), lambda: "+1 555 0100").contact
''
"""

from collections.abc import Callable
from dataclasses import replace

from app.flows.view import View

Contact = Callable[[], str]
"""A telephone number or an address to show; empty for nobody in particular: then the screen says so in words."""


def nobody() -> str:
    return ""


def named(view: View, contact: Contact) -> View:
    return replace(view, contact=contact()) if view.to_support else view
