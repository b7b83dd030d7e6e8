"""The installer's pages on a phone: from the sign-in to a code that a device reads, and everything that is refused."""

import json
import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pyotp
import pytest

from app.config.paths import State
from app.config.text import languages, load_texts
from app.domain.activation import LIFE, REISSUED_AFTER, read_card
from app.domain.console_sessions import MOST_IDLE
from app.domain.sites import Address
from app.gateway.console_cookie import NAME
from app.gateway.console_sessions import ConsoleAuthenticator
from app.gateway.installer.routes import style
from app.gateway.log_lines import JsonLines
from app.gateway.routes import api
from app.gateway.signatures import SignatureAuthenticator
from app.operations import iam_credentials as credentials
from app.operations import iam_principals as principals
from app.operations.configurations import CREATE_CONFIGURATION, CreateDeviceInstanceConfiguration
from app.operations.instances import CREATE_INSTANCE, CREATE_QR_CODE, CreateDeviceInstance
from app.operations.sites import CREATE_SITE, CreateSite
from app.policy.shipped import INSTALLER
from app.runtime.clock import SystemClock
from app.services.control.handlers import CONSOLE_HANDLERS, HANDLERS
from app.services.control.identity.reception import open_calls
from app.storage.control.store import SqlControlStore
from app.storage.opening import open_store
from tests.app.control import ADDRESS, ENTRANCE, PROOFS, REALM
from tests.app.domain.test_device_configuration import DOOR
from tests.app.gateway.phone import Page, Phone
from tests.app.gateway.running import Running, running
from tests.app.services.control.identity.house import OWNER, PASSWORD, House
from tests.app.services.control.test_instances import show_code
from ui.theme.tokens import contrast

EVIL = """<script src="//evil.test">alert('x')</script>&amp;"'"""
"""What somebody might call a site, in as many characters as a name may have."""
CODE = re.compile(r"<svg .*</svg>")


class Later(SystemClock):
    """The machine's, and what a test has let pass."""

    def __init__(self) -> None:
        self.passed = timedelta(0)

    def now(self) -> datetime:
        return super().now() + self.passed


class Installation(House):
    """One site with two device instances, the first of which is ready; `ada` installs, and `bob` may nothing."""

    def __init__(self, folder: Path, store: SqlControlStore) -> None:
        super().__init__(store)
        self.folder, self.clock = folder, Later()
        self.now = datetime.now(UTC)
        self.performer = replace(self.performer, entrance=ENTRANCE)
        self.set_up()
        self.person("ada", INSTALLER.arn)
        self.person("bob")
        self.site = self.call(CREATE_SITE, CreateSite("Head office", ADDRESS), OWNER).site_id
        self.ready = self.instance("North door", self.site)
        self.call(CREATE_INSTANCE, CreateDeviceInstance(self.site, "South door"), OWNER)

    def person(self, name: str, *policies: str) -> None:
        self.user(name, *policies)
        self.call(credentials.CREATE_LOGIN_PROFILE, credentials.CreateLoginProfile(name, PASSWORD, False), OWNER)

    def instance(self, name: str, site: str) -> str:
        made = self.call(CREATE_INSTANCE, CreateDeviceInstance(site, name), OWNER).device_instance_id
        self.call(CREATE_CONFIGURATION, CreateDeviceInstanceConfiguration(made, DOOR), OWNER)
        return made

    def codes_made(self) -> int:
        return sum(
            record.operation is CREATE_QR_CODE and record.refusal is None and record.decision is not None
            for record in self.trail.records
        )


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Installation]:
    with open_store(State(tmp_path, simulated=True)) as people:
        yield Installation(tmp_path, SqlControlStore(people))


@pytest.fixture
def server(house: Installation) -> Iterator[Running]:
    signatures = SignatureAuthenticator(house.store, REALM)
    gateway = replace(
        house.gateway(ConsoleAuthenticator(house.store, REALM, PROOFS.site.origin, signatures)),
        handlers={**HANDLERS, **CONSOLE_HANDLERS},
        open=open_calls(house.store, REALM, PROOFS, house.trail),
        clock=house.clock,
    )
    with running(api(gateway, 1), house.folder) as server:
        yield server


@pytest.fixture
def phones(server: Running) -> Iterator[Callable[..., Phone]]:
    clients: list[httpx.Client] = []

    def made(language: str = "en") -> Phone:
        clients.append(httpx.Client(verify=server.trust))
        return Phone(clients[-1], server.url, language)

    yield made
    for client in clients:
        client.close()


@pytest.fixture
def phone(phones: Callable[..., Phone]) -> Phone:
    return phones()


@pytest.fixture
def signed_in(phone: Phone) -> Phone:
    phone.sign_in("ada", PASSWORD)
    return phone


def device(house: Installation) -> str:
    return f"/install/devices/{house.ready}"


def code(house: Installation) -> str:
    return f"{device(house)}/code"


@pytest.mark.requirement("REQ-001")
def test_an_installer_walks_from_the_sign_in_to_a_code_that_a_device_reads(phone: Phone, house: Installation) -> None:
    page = phone.sign_in("ada", PASSWORD)
    assert page.title == "Select a site"
    page = phone.follow("Head office")
    assert all(line in page.one("address").text for line in (ADDRESS.address_line1, ADDRESS.postal_code))
    assert page.words.index("Ready for activation") < page.words.index("North door") < page.words.index("South door")
    page = phone.follow("North door")
    assert ADDRESS.address_line1 in page.one("address").text
    assert house.codes_made() == 0, "nothing is made by looking"
    page = phone.send(code(house))
    card = read_card(phone.shown_code())
    assert card is not None
    assert (card.address, card.pin) == (ENTRANCE.address, ENTRANCE.pin)
    assert "It is read once" in page.words
    assert f"{int(LIFE.total_seconds()) // 60} minutes" in page.words
    assert page.one("p", role="timer").attributes["data-left"] == str(int(REISSUED_AFTER.total_seconds()))


def test_the_code_is_black_on_white_with_a_quiet_zone_of_four_modules(signed_in: Phone, house: Installation) -> None:
    signed_in.open(device(house))
    page = signed_in.send(code(house))
    modules = int((page.one("svg").attributes["viewbox"] or "").split()[2])
    picture = signed_in.picture()
    quiet = int(4 * len(picture) / modules) - 1
    assert modules == 37 + 2 * 4
    assert set(picture[quiet + 2 : -quiet - 2, quiet + 2 : -quiet - 2].flatten().tolist()) >= {0, 255}
    for edge in (picture[:quiet], picture[-quiet:], picture[:, :quiet], picture[:, -quiet:]):
        assert (edge == 255).all()


def test_another_code_is_another_reference(signed_in: Phone, house: Installation) -> None:
    signed_in.open(device(house))
    signed_in.send(code(house))
    first = signed_in.shown_code()
    signed_in.send(code(house))
    assert signed_in.shown_code() != first
    assert house.codes_made() == 2


def test_without_scripts_a_code_that_runs_out_leads_to_where_another_is_got(
    signed_in: Phone, house: Installation
) -> None:
    signed_in.open(device(house))
    page = signed_in.send(code(house))
    seconds, _, where = (page.one("meta", **{"http-equiv": "refresh"}).attributes["content"] or "").partition(";url=")
    assert timedelta(seconds=int(seconds)) == REISSUED_AFTER < LIFE
    assert signed_in.open(where).form(code(house))


def test_the_page_learns_that_a_device_took_the_code(signed_in: Phone, house: Installation) -> None:
    signed_in.open(f"{device(house)}/state")
    assert signed_in.answer.text == "READY_FOR_ACTIVATION"
    show_code(house, house.ready)
    signed_in.open(f"{device(house)}/state")
    assert signed_in.answer.text == "ACTIVE"
    page = signed_in.open(device(house))
    assert page.one("p", role="status").text == "✓ Active"
    assert [form.action for form in page.forms] == ["/install/sign-out"]
    signed_in.post(code(house), {"word": page.forms[0].hidden["word"]})
    assert signed_in.answer.status_code == 409


def test_a_wrong_password_is_told_and_not_sent_back(phone: Phone) -> None:
    page = phone.sign_in("ada", "not her password")
    assert phone.answer.status_code == 403
    assert page.trouble == load_texts("en")["reason.sign_in_wrong"]
    assert page.one("input", id="name").attributes["value"] == "ada"
    assert "not her password" not in page.source
    assert NAME not in phone.client.cookies


def test_whoever_has_a_second_factor_is_asked_for_it(phone: Phone, house: Installation) -> None:
    setup = house.call(credentials.CREATE_VIRTUAL_MFA_DEVICE, principals.OfUser("ada"), OWNER)
    app = pyotp.TOTP(setup.secret)
    before = [app.at(house.now - timedelta(seconds=ago)) for ago in (30, 0)]
    house.call(credentials.ENABLE_MFA_DEVICE, credentials.EnableMfa("ada", setup.serial_number, *before), OWNER)
    page = phone.sign_in("ada", PASSWORD)
    assert page.trouble == load_texts("en", "plane")["sign_in.wants_code"]
    house.clock.passed = timedelta(minutes=1)
    page = phone.sign_in("ada", PASSWORD, code=app.at(house.clock.now()))
    assert page.title == "Select a site"


def test_whoever_must_change_his_password_does_it_there(phone: Phone, house: Installation) -> None:
    house.user("eve", INSTALLER.arn)
    house.call(credentials.CREATE_LOGIN_PROFILE, credentials.CreateLoginProfile("eve", PASSWORD, True), OWNER)
    phone.sign_in("eve", PASSWORD)
    page = phone.send("/install/sign-in", name="eve", password=PASSWORD, new_password="a quite different one")
    assert page.title == "Select a site"


def test_a_session_that_is_over_leads_to_the_sign_in(signed_in: Phone, house: Installation) -> None:
    house.clock.passed = MOST_IDLE
    page = signed_in.open(device(house))
    assert (page.title, page.trouble) == ("Sign in", "Your session has ended. Sign in again.")
    assert NAME not in signed_in.client.cookies


def test_a_page_that_asks_by_itself_keeps_no_session_alive(signed_in: Phone, house: Installation) -> None:
    signed_in.open(device(house))
    word = signed_in.send(code(house)).form(code(house)).hidden["word"]
    for _ in range(3):
        house.clock.passed += MOST_IDLE / 3 - timedelta(seconds=10)
        signed_in.open(f"{device(house)}/state")
        signed_in.post(code(house), {"word": word, "unattended": "1"})
        assert signed_in.answer.status_code == 200
    house.clock.passed = MOST_IDLE
    signed_in.post(code(house), {"word": word, "unattended": "1"})
    assert signed_in.page.title == "Sign in"


def test_whoever_signs_out_is_out(signed_in: Phone, house: Installation) -> None:
    signed_in.open(device(house))
    cookie = dict(signed_in.client.cookies)
    assert signed_in.send("/install/sign-out").title == "Sign in"
    signed_in.client.cookies.update(cookie)
    assert signed_in.open(device(house)).title == "Sign in", "the cookie is worth nothing any more"


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


def pages(phone: Phone, house: Installation) -> Iterator[Page]:
    """Each kind once."""
    yield phone.open("/install")
    yield phone.sign_in("ada", "wrong password")
    yield phone.sign_in("ada", PASSWORD)
    for path in (f"/install/sites/{house.site}", device(house), "/install/devices/nowherenowhere"):
        yield phone.open(path)
    phone.open(device(house))
    yield phone.send(code(house))


@pytest.mark.parametrize("language", languages())
def test_every_page_can_be_used_by_everybody(phones: Callable[..., Phone], house: Installation, language: str) -> None:
    for page in pages(phones(language), house):
        assert page.one("html").attributes == {"lang": language, "dir": "ltr"}
        assert page.one("meta", name="viewport").attributes["content"] == "width=device-width, initial-scale=1"
        assert page.one("title").text
        labelled = {label.attributes["for"] for label in page.all("label") if label.text.strip()}
        fields = [e for e in page.all("input") if e.attributes["type"] != "hidden"]
        assert {field.attributes["id"] for field in fields} == labelled
        ids = [e.attributes["id"] for e in page.elements if "id" in e.attributes]
        assert len(ids) == len(set(ids))
        assert all(e.attributes.get("aria-describedby", "") in ("", *ids) for e in page.elements)
        assert all(button.text.strip() for button in page.all("button"))
        assert all(drawing.attributes["aria-label"] for drawing in page.all("svg"))


def test_the_pages_speak_spanish_to_whoever_wants_it(phones: Callable[..., Phone]) -> None:
    phone = phones("fr;q=0.9, es-MX;q=0.8, en;q=0.5")
    assert phone.open("/install").title == load_texts("es", "plane")["sign_in.title"]
    assert phone.sign_in("ada", "wrong password").trouble == load_texts("es")["reason.sign_in_wrong"]


@pytest.mark.parametrize("language", languages())
def test_every_word_that_is_said_is_there_and_no_other(root: Path, language: str) -> None:
    sources = "".join(path.read_text("utf-8") for path in (root / "app" / "gateway" / "installer").glob("*.py"))
    said = set(re.findall(r'"(installer\.[a-z_.]+[a-z])"', sources))
    said |= {f"installer.state.{state}" for state in ("needs_configuration", "active", "out_of_service")}
    there, english = load_texts(language, "installer"), load_texts("en", "installer")
    assert set(there) == said
    for key, text in there.items():
        assert re.findall(r"{\w+}", text) == re.findall(r"{\w+}", english[key]), key


PAIRS = [
    ("text", "background", 7.0),
    ("text", "surface", 7.0),
    ("text", "raised", 7.0),
    ("soft", "background", 7.0),
    ("soft", "surface", 7.0),
    ("accent", "background", 7.0),
    ("on-accent", "accent", 7.0),
    ("granted", "background", 4.5),
    ("edge", "background", 3.0),
    ("edge", "surface", 3.0),
    ("edge", "raised", 3.0),
    ("denied", "background", 3.0),
]


def test_the_colours_can_be_told_apart_in_both_schemes() -> None:
    light, dark, rest = style().split("\n", 2)
    for scheme in (light, dark):
        colours = dict(re.findall(r"--([a-z-]+): (#[0-9A-F]{6});", scheme))
        assert set(re.findall(r"var\(--([a-z-]+)\)", rest)) <= set(colours)
        for one, other, least in PAIRS:
            assert contrast(colours[one], colours[other]) >= least, (one, other)
    assert set(re.findall(r"#[0-9a-fA-F]{3,6}\b", rest)) == {"#fff"}, "of the code alone"
