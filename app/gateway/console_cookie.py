"""The cookie of the console's session: given out with a sign-in, taken back with the sign-out.

Source: RFC 6265bis, section 4.1.3.2. `__Host-` binds it to this very host (cookies know no ports), so that no subdomain
and no page of the domain above can set or get it; Secure keeps it on TLS, HttpOnly away from scripts, SameSite=Strict
out of every request that another site begins. It has no Max-Age: it dies with the browser, and with its session here.

>>> given("abc")
'__Host-thenar=abc; Path=/; Secure; HttpOnly; SameSite=Strict'
>>> shown((("Cookie", "theme=dark; __Host-thenar=abc"),))
'abc'
>>> shown((("cookie", "__Host-thenar=abc; __Host-thenar=def"),)) is None
True
"""

from app.operations.console import SessionsEnded
from app.operations.sign_in import SignedIn

NAME = "__Host-thenar"
_MARKS = "Path=/; Secure; HttpOnly; SameSite=Strict"


def given(token: str) -> str:
    """The value of a Set-Cookie header."""
    return f"{NAME}={token}; {_MARKS}"


def taken_back() -> str:
    return f"{NAME}=; {_MARKS}; Max-Age=0"


def set_by(answer: object) -> str | None:
    """What an answer does to the cookie."""
    match answer:
        case SignedIn(session=session) if session is not None:
            return given(session.token)
        case SessionsEnded():
            return taken_back()
        case _:
            return None


def shown(headers: tuple[tuple[str, str], ...], called: str = NAME) -> str | None:
    """The token that a request shows. None where it shows none, or two, of which one would be somebody else's."""
    pairs = [
        pair.strip().partition("=") for name, value in headers if name.lower() == "cookie" for pair in value.split(";")
    ]
    values = [value for name, _, value in pairs if name == called]
    return values[0] if len(values) == 1 and values[0] else None
