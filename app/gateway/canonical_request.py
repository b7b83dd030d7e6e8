"""The one text that both sides of a signature must agree on.

Source: AWS General Reference, "Create a signed AWS API request", steps 1 and 2, in the form for services other than S3:
dot segments and empty segments of the path are resolved and the path, as sent, is encoded once more; query parameters
are decoded, encoded afresh and sorted; header values lose their outer white space and repeat inner spaces once.

Rules: nothing is guessed. What is not UTF-8 stays bytes, a plus sign stays a plus sign, and a header that was sent
twice is signed twice.

>>> canonical_path("/sites/a%20b/../c")
'/sites/c'
>>> canonical_path("/tags/arn%3Aaws")
'/tags/arn%253Aaws'
>>> canonical_query("b=2&a=%7e&a=1")
'a=1&a=~&b=2'
"""

from dataclasses import dataclass, field
from urllib.parse import quote, unquote_to_bytes

_UNRESERVED = "-_.~"
"""Beside letters and digits, which `quote` never touches: RFC 3986, section 2.3."""


@dataclass(frozen=True)
class WireRequest:
    """A request as it came over the wire, before anything was decoded."""

    method: str
    path: str
    """Percent-encoded, as sent, without the query."""
    query: str = field(repr=False)
    """Without the question mark. A presigned one holds a session token."""
    headers: tuple[tuple[str, str], ...] = field(repr=False)
    """In the order sent; names in any case. Bytes that are not UTF-8 are lone surrogates (`surrogateescape`)."""
    body_sha256: str
    """64 hexadecimal digits, of the body that was received."""

    def values(self, name: str) -> tuple[str, ...]:
        """All values of a header, by its name in lower case."""
        return tuple(value for each, value in self.headers if each.lower() == name)


def canonical_request(request: WireRequest, signed_headers: tuple[str, ...], query: str) -> str:
    """`query` is the request's own, without its signature where it holds one."""
    lines = [f"{name}:{_joined(request.values(name))}\n" for name in signed_headers]
    return "\n".join(
        [
            request.method,
            canonical_path(request.path),
            canonical_query(query),
            "".join(lines),
            ";".join(signed_headers),
            request.body_sha256,
        ]
    )


def canonical_path(path: str) -> str:
    kept: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            del kept[-1:]
        elif segment not in ("", "."):
            kept.append(segment)
    slash = "/" if kept and path.endswith(("/", "/.", "/..")) else ""
    return quote("/" + "/".join(kept) + slash, safe="/" + _UNRESERVED)


def canonical_query(query: str) -> str:
    return "&".join(f"{name}={value}" for name, value in sorted(_pairs(query)))


def parameters(query: str) -> list[tuple[str, str]]:
    """Decoded names and values, in the order sent."""
    return [(_decoded(name), _decoded(value)) for name, value in _split(query)]


def without(query: str, name: str) -> str:
    """The query without one parameter, the others untouched."""
    return "&".join(pair for pair in query.split("&") if _decoded(pair.partition("=")[0]) != name)


def _pairs(query: str) -> list[tuple[str, str]]:
    return [(_encoded(name), _encoded(value)) for name, value in _split(query)]


def _split(query: str) -> list[tuple[str, str]]:
    parts = [pair.partition("=") for pair in query.split("&") if pair]
    return [(name, value) for name, _, value in parts]


def _encoded(text: str) -> str:
    return quote(unquote_to_bytes(text), safe=_UNRESERVED)


def _decoded(text: str) -> str:
    return unquote_to_bytes(text).decode("utf-8", "replace")


def _joined(values: tuple[str, ...]) -> str:
    return ",".join(" ".join(value.split()) for value in values)
