"""Answers of the pages: HTML, or another address, always with the headers that keep them to themselves.

Source: W3C, Content Security Policy Level 3; Referrer Policy (`no-referrer` would have browsers send `Origin: null`
with our own forms, hence `same-origin`); RFC 9111, section 5.2.2.5 (`no-store`).

Rules it keeps: nothing comes from elsewhere, nothing is inline, nobody frames a page, nothing is kept in a cache.
"""

from starlette.responses import Response

from app.gateway.installer.html import Html

POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": POLICY,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "referrer-policy": "same-origin",
    "strict-transport-security": "max-age=31536000",
    "vary": "accept-language",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}


def shown(page: Html, status: int = 200, cookies: tuple[str, ...] = ()) -> Response:
    return _answer(page.text, status, "text/html", cookies)


def plain(text: str, media_type: str = "text/plain", status: int = 200) -> Response:
    return _answer(text, status, media_type, ())


def led_to(path: str, cookies: tuple[str, ...] = ()) -> Response:
    """To a page of ours, by GET (RFC 9110, section 15.4.4)."""
    response = _answer("", 303, "text/plain", cookies)
    response.headers["location"] = path
    return response


def _answer(text: str, status: int, media_type: str, cookies: tuple[str, ...]) -> Response:
    response = Response(text, status, _HEADERS, media_type=media_type)
    for cookie in cookies:
        response.headers.append("set-cookie", cookie)
    return response
