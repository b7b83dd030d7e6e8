"""What botocore signs is believed; what anybody changed is not."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from urllib.parse import quote

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from app.gateway.canonical_request import WireRequest, canonical_request
from app.gateway.sigv4 import SKEW, Claim, Scope, proves, read_claim, signature_of
from app.operations.refusals import Reason
from tests.app.gateway.signing import REGION, SCOPE, SECRET, Signed, sign, with_header, without_header

ACCEPTED = "accepted"


def judge(request: WireRequest, at: datetime, secret: str = SECRET, scope: Scope = SCOPE) -> Reason | str:
    claim = read_claim(request, scope, at)
    if isinstance(claim, Reason):
        return claim
    return ACCEPTED if proves(claim, secret) else Reason.SIGNATURE_WRONG


URLS = [
    "https://thenar.test",
    "https://thenar.test/",
    "https://thenar.test/sites",
    "https://thenar.test/sites/",
    "https://thenar.test/sites?nextToken=a%2Bb%3D%3D&maxResults=2",
    "https://thenar.test/sites?b=2&a=2&a=1&A=3",
    "https://thenar.test/sites?flag&empty=",
    "https://thenar.test/sites?name=H%C3%B6hle%20Nord&x=a~b-c_d.e",
    "https://thenar.test/tags/arn%3Aaws%3Aone%3Aus-east-1%3A123456789012%3Asite%2Fabc?tagKeys=a&tagKeys=b",
    "https://thenar.test/sites/a%20b",
    "https://thenar.test/%E1%88%B4",
    "https://thenar.test/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
    "https://thenar.test/sites/north/../south/./x",
    "https://thenar.test//sites//x//",
    "https://thenar.test/sites/..",
    "https://thenar.test:8443/sites?q=%26%3D%2F%3F",
    "https://[::1]:8443/sites",
]


@pytest.mark.peer
@pytest.mark.requirement("IAM-005")
@pytest.mark.parametrize("token", [None, "FQoGZXIvYXdzE/AB+c=="])
@pytest.mark.parametrize("presigned_s", [None, 60])
@pytest.mark.parametrize("url", URLS)
def test_what_botocore_signs_is_believed(url: str, presigned_s: int | None, token: str | None) -> None:
    signed = sign(url=url, token=token, presigned_s=presigned_s)
    assert judge(signed.request, signed.at) == ACCEPTED


@pytest.mark.peer
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD"])
@pytest.mark.parametrize("body", [b"", b"{}", b'{"name":"H\xc3\xb6hle"}', bytes(range(256))])
def test_every_method_and_body_that_botocore_signs_is_believed(method: str, body: bytes) -> None:
    signed = sign(method=method, body=body, headers=(("Content-Type", "application/json"),))
    assert judge(signed.request, signed.at) == ACCEPTED


HEADERS = [
    (("My-Header1", "value2"), ("My-Header1", "value2"), ("My-Header1", "value1")),
    (("My-Header1", "  a   b   c  "), ("My-Header2", '"a   b   c"')),
    (("X-Amz-Target", "One.CreateSite"), ("Zz", ""), ("AA", "1")),
    (("User-Agent", "unsigned"), ("X-Amzn-Trace-Id", "unsigned"), ("amz-sdk-request", "attempt=2; max=5")),
]


@pytest.mark.peer
@pytest.mark.parametrize("headers", HEADERS)
def test_headers_are_signed_as_botocore_signs_them(headers: tuple[tuple[str, str], ...]) -> None:
    signed = sign(method="POST", body=b"{}", headers=headers)
    assert judge(signed.request, signed.at) == ACCEPTED


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\r\n\0"), max_size=12)


@pytest.mark.peer
@settings(max_examples=300)
@given(st.lists(st.tuples(TEXT, TEXT), max_size=5), st.binary(max_size=64), st.booleans())
def test_any_parameters_and_body_that_botocore_signs_are_believed(
    pairs: list[tuple[str, str]], body: bytes, presigned: bool
) -> None:
    query = "&".join(f"{quote(name, safe='-_.~')}={quote(value, safe='-_.~')}" for name, value in pairs)
    assume(not any(name.lower().startswith("x-amz-") for name, _ in pairs))
    assume(not presigned or (all(name for name, _ in pairs) and len(dict(pairs)) == len(pairs) and not body))
    signed = sign("POST", f"https://thenar.test/sites?{query}", body, presigned_s=60 if presigned else None)
    assert judge(signed.request, signed.at) == ACCEPTED


def documented(path: str, query: str, host: str, headers: tuple[tuple[str, str], ...] = ()) -> WireRequest:
    sent = (("Host", host), ("X-Amz-Date", "20150830T123600Z"), *headers)
    return WireRequest("GET", path, query, sent, sha256(b"").hexdigest())


AUGUST = datetime(2015, 8, 30, 12, 36, tzinfo=UTC)
PUBLISHED = [
    (
        documented("/", "", "example.amazonaws.com"),
        "service",
        "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
    ),
    (
        documented(
            "/",
            "Action=ListUsers&Version=2010-05-08",
            "iam.amazonaws.com",
            (("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"),),
        ),
        "iam",
        "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7",
    ),
]


@pytest.mark.parametrize(("request_", "service", "signature"), PUBLISHED)
def test_the_published_examples_have_their_published_signatures(
    request_: WireRequest, service: str, signature: str
) -> None:
    """AWS's test suite "get-vanilla", and the worked example of AWS General Reference."""
    names = ";".join(sorted(name.lower() for name, _ in request_.headers))
    credential = f"AKIDEXAMPLE000000000/20150830/{REGION}/{service}/aws4_request"
    authorization = f"AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders={names}, Signature={signature}"
    signed = with_header(request_, "Authorization", authorization)
    assert judge(signed, AUGUST, scope=Scope(REGION, frozenset({service}))) == ACCEPTED


ASKED = sign("POST", "https://thenar.test/sites?dryRun=no", b'{"name":"North"}', token="token+1")
LINK = sign("GET", "https://thenar.test/sites?maxResults=2", token="token+1", presigned_s=60)


@given(st.sampled_from([ASKED, LINK]), st.data())
@settings(max_examples=400)
def test_any_changed_byte_under_the_signature_is_refused(signed: Signed, data: st.DataObject) -> None:
    """Method, path, query, every signed header, the body's hash, and the claim itself."""
    request = signed.request
    covered = [name for name, _ in request.headers if name.lower() not in ("user-agent",)]
    part = data.draw(st.sampled_from([*FIELDS, *covered]))
    text = FIELDS[part](request) if part in FIELDS else request.values(part.lower())[0]
    at = data.draw(st.integers(0, len(text) - 1))
    put = data.draw(st.characters(min_codepoint=33, max_codepoint=126))
    changed = text[:at] + put + text[at + 1 :]
    assume(meaning(part, changed) != meaning(part, text))
    assert judge(put_in(request, part, changed), signed.at) != ACCEPTED


FIELDS: dict[str, Callable[[WireRequest], str]] = {
    "method": lambda request: request.method,
    "path": lambda request: request.path,
    "query": lambda request: request.query,
    "body_sha256": lambda request: request.body_sha256,
}


def put_in(request: WireRequest, part: str, text: str) -> WireRequest:
    match part:
        case "method":
            return replace(request, method=text)
        case "path":
            return replace(request, path=text)
        case "query":
            return replace(request, query=text)
        case "body_sha256":
            return replace(request, body_sha256=text)
    return with_header(request, part, text)


def meaning(part: str, text: str) -> str:
    """What the signature is about: two spellings of one path or query are one."""
    if part not in ("path", "query"):
        return text
    request = put_in(WireRequest("GET", "/", "", (), ""), part, text)
    return canonical_request(request, (), request.query)


@pytest.mark.parametrize("name", ["host", "x-amz-date", "x-amz-security-token", "authorization"])
def test_a_signed_header_may_not_be_left_out(name: str) -> None:
    assert judge(without_header(ASKED.request, name), ASKED.at) in (
        Reason.SIGNATURE_INCOMPLETE,
        Reason.NOT_AUTHENTICATED,
    )


@pytest.mark.parametrize("name", ["x-amz-security-token", "x-amz-date", "host", "X-Amz-Target"])
def test_what_speaks_to_us_must_be_under_the_signature(name: str) -> None:
    """The token that names the caller above all: else anybody's could be put beside somebody's signature."""
    plain = sign("POST", body=b"{}")
    claim = plain.request.values("authorization")[0]
    dropped = claim.replace(f"{name.lower()};", "").replace(f";{name.lower()},", ",")
    request = with_header(plain.request, "Authorization", dropped)
    if not request.values(name.lower()):
        request = with_header(request, name, "put in later")
    assert judge(request, plain.at) is Reason.SIGNATURE_INCOMPLETE


@pytest.mark.parametrize("presigned_s", [None, 300])
def test_the_clocks_may_differ_by_five_minutes_and_no_second_more(presigned_s: int | None) -> None:
    signed = sign(presigned_s=presigned_s)
    second = timedelta(seconds=1)
    assert judge(signed.request, signed.at + SKEW) == ACCEPTED
    assert judge(signed.request, signed.at + SKEW + second) is Reason.SIGNATURE_EXPIRED
    assert judge(signed.request, signed.at - SKEW) == ACCEPTED
    assert judge(signed.request, signed.at - SKEW - second) is Reason.SIGNATURE_NOT_YET


def test_a_presigned_link_lasts_as_long_as_it_says() -> None:
    signed = sign(presigned_s=60)
    assert judge(signed.request, signed.at + timedelta(seconds=60)) == ACCEPTED
    assert judge(signed.request, signed.at + timedelta(seconds=61)) is Reason.SIGNATURE_EXPIRED
    longest = sign(presigned_s=604_800)
    assert judge(longest.request, longest.at + timedelta(days=7)) == ACCEPTED
    longer = sign(presigned_s=604_801)
    assert judge(longer.request, longer.at) is Reason.SIGNATURE_INCOMPLETE


def test_another_region_or_service_or_day_is_out_of_scope() -> None:
    signed = sign(service="one")
    for scope in (Scope("eu-west-1", SCOPE.services), Scope(REGION, frozenset({"iam"}))):
        assert judge(signed.request, signed.at, scope=scope) is Reason.SIGNATURE_OUT_OF_SCOPE
    day = signed.at.strftime("%Y%m%d")
    claim = signed.request.values("authorization")[0].replace(f"/{day}/", "/20200101/")
    assert judge(with_header(signed.request, "Authorization", claim), signed.at) is Reason.SIGNATURE_OUT_OF_SCOPE


def test_another_secret_makes_another_signature() -> None:
    assert judge(ASKED.request, ASKED.at, secret=SECRET[:-1] + "Z") is Reason.SIGNATURE_WRONG


def test_a_hash_that_is_stated_but_not_the_bodys_is_refused() -> None:
    """`UNSIGNED-PAYLOAD` among them: then anybody on the way could put another body in."""
    for stated in ("UNSIGNED-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", sha256(b"other").hexdigest()):
        signed = sign("POST", body=b"{}", headers=(("X-Amz-Content-SHA256", stated),))
        assert judge(signed.request, signed.at) is Reason.SIGNATURE_OF_OTHER_BODY


@pytest.mark.parametrize("name", ["Authorization", "Host", "X-Amz-Date", "X-Amz-Security-Token"])
def test_a_header_that_must_be_one_may_not_be_two(name: str) -> None:
    twice = replace(ASKED.request, headers=(*ASKED.request.headers, (name, ASKED.request.values(name.lower())[0])))
    assert judge(twice, ASKED.at) is Reason.SIGNATURE_INCOMPLETE


def test_a_request_signed_in_both_forms_is_refused() -> None:
    both = with_header(LINK.request, "Authorization", ASKED.request.values("authorization")[0])
    assert judge(both, LINK.at) is Reason.SIGNATURE_INCOMPLETE


def test_an_unsigned_request_is_nobodys() -> None:
    bare = WireRequest("GET", "/sites", "", (("Host", "thenar.test"),), sha256(b"").hexdigest())
    assert judge(bare, ASKED.at) is Reason.NOT_AUTHENTICATED


@given(st.text(max_size=200))
@example("AWS4-HMAC-SHA256 Credential=,SignedHeaders=,Signature=")
@example("Bearer token")
def test_no_authorization_header_does_more_than_be_refused(text: str) -> None:
    assert isinstance(judge(with_header(ASKED.request, "Authorization", text), ASKED.at), Reason)


@given(st.text(max_size=100), st.lists(st.tuples(st.text(max_size=20), st.text(max_size=20)), max_size=4))
def test_no_request_at_all_does_more_than_be_refused(query: str, headers: list[tuple[str, str]]) -> None:
    request = WireRequest("GET", "/", f"X-Amz-Signature=a&{query}", tuple(headers), "")
    assert isinstance(judge(request, ASKED.at), Reason)


def test_a_claim_shows_no_token_and_no_signature() -> None:
    claim = read_claim(ASKED.request, SCOPE, ASKED.at)
    assert isinstance(claim, Claim)
    for secret in ("token+1", claim.signature, claim.string_to_sign, signature_of(claim, SECRET)):
        assert secret not in repr(claim)
        assert secret not in repr(ASKED.request)
        assert secret not in repr(LINK.request)
    assert "token%2B1" not in repr(LINK.request)
