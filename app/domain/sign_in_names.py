"""The names under which people reach an account's sign-in: its number, or its alias, before the server's own name.

>>> sign_in_names("door.example", "123456789012", "acme")
('123456789012.door.example', 'acme.door.example')
>>> sign_in_names("192.0.2.7", "123456789012", "acme")
()
>>> names_another("210987654321.door.example:8443", "123456789012")
True
"""

import ipaddress
import re
from typing import Final

from app.domain.realm import ACCOUNT_DIGITS

ALIAS: Final = rf"(?![0-9]{{{ACCOUNT_DIGITS}}}$)[a-z0-9]+(-[a-z0-9]+)*"
"""A label of a host name (RFC 1123, section 2.1) that nobody takes for an account's number, as IAM has it."""
LABEL_MOST: Final = 63
CONSOLE: Final = "/console"
"""The path of the address that is handed out."""
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"(?:{_LABEL}(?:\.{_LABEL}){{0,7}}|\[[0-9a-f:.]{{2,39}}\])(?::[0-9]{{1,5}})?", re.ASCII | re.I)
_NUMBER = re.compile(rf"([0-9]{{{ACCOUNT_DIGITS}}})\.")


def sign_in_names(name: str, account: str, alias: str) -> tuple[str, ...]:
    """None for an address, which has no names below it. `alias` is empty where there is none."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return tuple(f"{label}.{name}" for label in (account, alias) if label)
    return ()


def is_host(text: str) -> bool:
    """Whether it is a name or an address with a port or without, and nothing that means more in a command line.

    >>> [is_host(text) for text in ("acme.door.example:8443", "[::1]:8443", "x;id.door.example", "a b", "")]
    [True, True, False, False, False]
    """
    return _HOST.fullmatch(text) is not None


def names_another(host: str, account: str) -> bool:
    """Whether somebody looks for another account here. `host` as a browser sends it."""
    found = _NUMBER.match(host)
    return found is not None and found[1] != account
