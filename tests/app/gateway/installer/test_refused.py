"""What the installer's pages refuse, hide and never do."""

import json
import logging
import re
from collections.abc import Callable

import pytest

from app.config.text import load_texts
from app.domain.sites import Address
from app.gateway.console_cookie import NAME
from app.gateway.log_lines import JsonLines
from app.operations.sites import CREATE_SITE, CreateSite
from app.policy.shipped import INSTALLER
from tests.app.control import ADDRESS, PROOFS
from tests.app.gateway.installer.installation import Installation, code, device
from tests.app.gateway.installer.phone import Phone
from tests.app.services.control.identity.house import OWNER, PASSWORD

EVIL = """<script src="//evil.test">alert('x')</script>&amp;"'"""
"""What somebody might call a site, in as many characters as a name may have."""

FOREIGN: list[tuple[dict[str, str], dict[str, str]]] = [
    ({"word": ""}, {}),
    ({"word": "0" * 64}, {}),
    ({}, {"origin": "https://elsewhere.test"}),
    ({}, {"origin": "null"}),
    ({}, {"sec-fetch-site": "cross-site"}),
    ({}, {"sec-fetch-site": "same-site"}),
]


@pytest.mark.parametrize(("fields", "headers"), FOREIGN)
def test_a_form_from_elsewhere_makes_no_code(
    signed_in: Phone, house: Installation, fields: dict[str, str], headers: dict[str, str]
) -> None:
    signed_in.open(device(house))
    page = signed_in.send(code(house), headers, **fields)
    assert (signed_in.answer.status_code, page.all("svg")) == (403, [])
    assert house.codes_made() == 0


@pytest.mark.parametrize(("fields", "headers"), FOREIGN)
def test_a_form_from_elsewhere_signs_nobody_in(phone: Phone, fields: dict[str, str], headers: dict[str, str]) -> None:
    phone.open("/install")
    phone.send("/install/sign-in", headers, name="ada", password=PASSWORD, **fields)
    assert phone.answer.status_code == 403
    assert NAME not in phone.client.cookies


def test_the_word_of_one_session_is_worth_nothing_in_another(phones: Callable[..., Phone], house: Installation) -> None:
    one, other = phones(), phones()
    words = [each.sign_in("ada", PASSWORD).form("/install/sign-out").hidden["word"] for each in (one, other)]
    one.post(code(house), {"word": words[1]})
    assert one.answer.status_code == 403
    one.post(code(house), {"word": words[0]})
    assert one.answer.status_code == 200


def test_whoever_came_by_another_name_is_told_the_right_one(phone: Phone) -> None:
    phone.open("/install")
    page = phone.send("/install/sign-in", {"origin": "https://192.0.2.7:8443"}, name="ada", password=PASSWORD)
    assert f"{PROOFS.site.origin}/install" in page.trouble


def test_a_name_that_is_markup_stays_text(signed_in: Phone, house: Installation) -> None:
    address = Address(EVIL, EVIL, "PO1 3AX", "GB")
    site = house.call(CREATE_SITE, CreateSite(EVIL, address), OWNER).site_id
    instance = house.instance(EVIL, site)
    signed_in.open(f"/install/devices/{instance}")
    shown = signed_in.send(f"/install/devices/{instance}/code")
    assert (shown.title, [e.attributes["src"] for e in shown.all("script")]) == (EVIL, ["/install/page.js"])
    for path in ("/install", f"/install/sites/{site}", f"/install/devices/{instance}"):
        page = signed_in.open(path)
        assert EVIL in page.words
        assert page.all("script") == []


@pytest.mark.parametrize(
    "path", ["", "/page.css", "/page.js", "/sites/{site}", "/sites/nowhere", "/devices/{device}", "/devices/x"]
)
def test_every_answer_keeps_to_itself(signed_in: Phone, house: Installation, path: str) -> None:
    signed_in.open("/install" + path.format(site=house.site, device=house.ready))
    headers = signed_in.answer.headers
    rules = dict(rule.split(" ", 1) for rule in headers["content-security-policy"].split("; "))
    assert (rules["default-src"], rules["frame-ancestors"], rules["base-uri"]) == ("'none'", "'none'", "'none'")
    assert set(rules.values()) == {"'none'", "'self'"}
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert "style=" not in signed_in.answer.text
    assert not re.search(r"\son\w+=|https?://", signed_in.answer.text)


def test_without_permission_the_page_says_whom_to_ask(phone: Phone) -> None:
    page = phone.sign_in("bob", PASSWORD)
    assert phone.answer.status_code == 403
    assert "user/bob is not authorized to perform: one:ListSites" in page.trouble
    assert load_texts("en", "plane")["refusal.remedy"] in page.words
    assert INSTALLER.name in page.words
    assert phone.send("/install/sign-out").title == "Sign in"


def test_every_page_is_in_the_audit_under_its_persons_name(signed_in: Phone, house: Installation) -> None:
    """As calls of the API, with what the policies said: there is no other way in."""
    before = len(house.trail.records)
    signed_in.open(device(house))
    signed_in.send(code(house))
    records = house.trail.records[before:]
    allowed = set(json.loads(INSTALLER.document)["Statement"][0]["Action"])
    assert {record.operation.action for record in records} <= allowed
    assert {record.envelope.caller.name for record in records} == {"ada"}
    assert all(record.decision is not None and record.decision.allowed for record in records)
    assert "CreateDeviceActivationQrCode" in [record.operation.name for record in records]


def test_a_device_that_is_not_there_is_a_page_too(signed_in: Phone) -> None:
    for path in ("devices/nowherenowhere", "sites/nowherenowhere", "devices/x"):
        page = signed_in.open(f"/install/{path}")
        assert signed_in.answer.status_code in (400, 404)
        assert page.link("To the start") == "/install"


def test_no_log_line_names_anybody(signed_in: Phone, house: Installation, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        signed_in.open(device(house))
        signed_in.send(code(house))
        signed_in.send("/install/sign-out")
        signed_in.sign_in("ada", "wrong password")
    lines = [JsonLines().format(record) for record in caplog.records if record.name.startswith(("thenar", "uvicorn"))]
    assert any("CreateDeviceActivationQrCode" in line for line in lines)
    said = "\n".join(lines)
    for secret in ('"ada"', "North door", "Head office", house.ready, "wrong password", ADDRESS.postal_code):
        assert secret not in said
