"""From the sign-in on a phone to a code that a device reads, and how it ends."""

from datetime import timedelta

import pyotp
import pytest

from app.config.text import load_texts
from app.domain.activation import LIFE, REISSUED_AFTER, read_card
from app.domain.console_sessions import MOST_IDLE
from app.gateway.console_cookie import NAME
from app.operations import iam_credentials as credentials
from app.operations import iam_principals as principals
from app.policy.shipped import INSTALLER
from tests.app.control import ADDRESS, ENTRANCE
from tests.app.gateway.installer.installation import Installation, code, device
from tests.app.gateway.installer.phone import Phone
from tests.app.services.control.identity.house import OWNER, PASSWORD
from tests.app.services.control.test_instances import show_code


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


@pytest.mark.parametrize(("host", "status"), [("localhost", 200), ("210987654321.localhost", 404)])
def test_a_browser_at_the_consoles_address_is_told_how_the_console_is_opened(
    phone: Phone, host: str, status: int
) -> None:
    phone.open("/console", host=host)
    assert phone.answer.status_code == status
    assert ("thenar console --server https://localhost/console" in phone.answer.text) is (status == 200)
    assert "/install" in phone.answer.text
