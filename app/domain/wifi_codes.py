r"""The text of a QR code that lets one join a Wi-Fi network, as telephones and routers show it. Hostile until parsed.

There is no standard; everybody reads what ZXing wrote down ("Barcode Contents", Wi-Fi network config): `WIFI:`, then
fields of a letter, a colon and a value, each ended by a semicolon, in any order. A backslash before a character means
the character itself. `T` is the kind of network, `S` its name, `P` the password, `H` whether it is hidden; for networks
with names of one's own `E` is the method, `PH2` what is spoken within it, `I` who signs in. What else there is (`A`, a
name for outside; `R` and `K` of WPA3) is left out.

>>> login = read_wifi_code(r"WIFI:T:WPA;S:Office \; north;P:correct horse;;")
>>> login.ssid, login.security
('Office ; north', <Security.WPA2: 'wpa2'>)
>>> read_wifi_code("WIFI:T:WEP;S:Cellar;P:12345;;") is None
True

Limits: a name that cannot be shown as it is, a key of 64 hexadecimal digits in place of a password, and the
percent-encoding that WPA3's own specification asks for, and that nobody writes, are not read.
"""

from typing import Final

from app.domain.network import LoginFlaw, Security, WifiLogin, flaw_of

PREFIX: Final = "WIFI:"
TEXT_MOST: Final = 2048
"""Characters: a name, a password and two identities at their longest, each with a backslash, are some 1,600."""
_KINDS: Final = {
    "NOPASS": Security.OPEN,
    "WPA": Security.WPA2,
    "WPA2": Security.WPA2,
    "WPA3": Security.WPA3,
    "SAE": Security.WPA3,
    "WPA2-EAP": Security.ENTERPRISE,
    "WPA3-EAP": Security.ENTERPRISE,
    "EAP": Security.ENTERPRISE,
}
_METHODS: Final = {"", "PEAP"}
_WITHIN: Final = {"", "MSCHAPV2"}
"""What a terminal speaks with a network that wants a name: else it would tell the password to whom it cannot."""
_Letter = tuple[str, bool]
_SEMICOLON, _COLON, _QUOTE = (";", False), (":", False), ('"', False)
_HIDDEN: Final = {"": False, "FALSE": False, "TRUE": True}


def is_wifi_code(text: str) -> bool:
    return text[: len(PREFIX)].upper() == PREFIX


def read_wifi_code(text: str) -> WifiLogin | None:
    """None for any other text, and for a network that could not be joined with it. The name of the server that signs
    an ENTERPRISE login in is in no such code: `domain` is left to be typed."""
    fields = _fields(text[len(PREFIX) :]) if is_wifi_code(text) and len(text) <= TEXT_MOST else None
    if fields is None:
        return None
    password = fields.get("P", "")
    security = _KINDS.get(fields.get("T", "").upper() or ("WPA" if password else "NOPASS"))
    hidden = _HIDDEN.get(fields.get("H", "").upper())
    if security is None or hidden is None or not fields.get("S", "").isprintable():
        return None
    if security is Security.ENTERPRISE:
        return _enterprise(fields, hidden)
    login = WifiLogin(fields.get("S", ""), security, "" if security is Security.OPEN else password, hidden)
    return None if flaw_of(login) else login


def _enterprise(fields: dict[str, str], hidden: bool) -> WifiLogin | None:
    if fields.get("E", "").upper() not in _METHODS or fields.get("PH2", "").upper() not in _WITHIN:
        return None
    who, password = fields.get("I", ""), fields.get("P", "")
    if not (who + password).isprintable():
        return None
    login = WifiLogin(fields.get("S", ""), Security.ENTERPRISE, password, hidden, who)
    return login if flaw_of(login) is LoginFlaw.DOMAIN_MISSING else None


def _fields(text: str) -> dict[str, str] | None:
    """By their letters, upper case. None where one is given twice or is no field."""
    letters = _letters(text)
    if letters is None:
        return None
    found: dict[str, str] = {}
    for part in _parts(letters):
        if _COLON not in part:
            return None
        colon = part.index(_COLON)
        name = _text(part[:colon]).upper()
        if name in found:
            return None
        found[name] = _text(_unquoted(part[colon + 1 :]))
    return found


def _letters(text: str) -> list[_Letter] | None:
    """Each with whether it stands for itself alone. None for a backslash at the end, which is before nothing."""
    letters = []
    taken = iter(text)
    for letter in taken:
        if letter != "\\":
            letters.append((letter, False))
        elif meant := next(taken, ""):
            letters.append((meant, True))
        else:
            return None
    return letters


def _parts(letters: list[_Letter]) -> list[list[_Letter]]:
    """Nothing between two semicolons is no part."""
    parts: list[list[_Letter]] = [[]]
    for letter in letters:
        if letter == _SEMICOLON:
            parts.append([])
        else:
            parts[-1].append(letter)
    return [part for part in parts if part]


def _unquoted(value: list[_Letter]) -> list[_Letter]:
    """Some put quotation marks around, lest a password be taken for hexadecimal digits."""
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] == _QUOTE else value


def _text(letters: list[_Letter]) -> str:
    return "".join(letter for letter, _ in letters)
