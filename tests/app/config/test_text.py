"""Every word there must be is there, in every language, and none too many."""

import re

import pytest

from app.config.text import Texts, languages, load_texts
from app.domain.capture import Cause
from app.domain.configuration_refusal import Unfit
from app.domain.device_configuration import Language, OperationMode
from app.domain.faults import Fault
from app.domain.health_checks import Check
from app.domain.network import Security
from app.domain.retries import DeliveryFault
from app.domain.signals import Signal
from app.flows.access import Access
from app.flows.enrolment import Enrolment
from app.flows.events import Choice, Refusal
from app.flows.held import Held
from app.flows.installation import Setup
from app.flows.view import Typing
from app.operations.iam_advice import Issue
from app.operations.refusals import Reason
from app.services.control.verify_trail import Finding
from ui.kiosk.keys import SYMBOLS

HEADLINE_WORDS = 6
HINT_WORDS = 12

SINGLE = {
    "language.name",
    "language.direction",
    "band.simulated",
    "band.recorded",
    "band.simulated_recorded",
    "fallback.badge",
    "fallback.missing",
    "samples",
    "samples.name",
    "countdown",
    "preview.name",
    "document.name",
    "document.more",
    "fault.code",
    "screen.scan_badge.misread",
    "screen.try_it.failed",
    "screen.try_it.only_left",
    "screen.try_it.only_right",
    "screen.bare_palm.no_badge",
    "palm_rejected",
    "palm_missed",
    "notice",
    "screen.postal_code.left",
    "preview.code",
    "to_support",
    "to_support.named",
}

STATES = {state.value for flow in (Setup, Access, Enrolment, Held) for state in flow}

SPOKEN = {
    *("key.shift", "key.erase", "key.space", "key.letters", "key.digits", "key.symbols", "key.keypad", "key.capital"),
    *(f"key.symbol.{name}" for name in SYMBOLS.values()),
    *("entry.empty", "entry.shown", "entry.hidden", "entry.least", "entry.show", "entry.hide"),
    *(f"entry.{what.value}.{part}" for what in Typing for part in ("name", "submit")),
    *("network.said", "network.none", "network.unnamed"),
    *(f"network.signal.{bars + 1}" for bars in range(4)),
    *(f"security.{security.value}" for security in Security),
    *("place.site", "place.address", "place.instance", "place.mode"),
    *(f"mode.{mode.value.lower()}" for mode in OperationMode),
}
"""What the screens of setting up say besides, aloud or in small."""


def test_a_configuration_may_name_every_language_that_there_is_and_no_other() -> None:
    assert sorted(Language) == sorted(languages())


KEYS = (
    SINGLE
    | SPOKEN
    | {f"screen.{state}.{part}" for state in STATES for part in ("headline", "hint")}
    | {f"choice.{choice.value}" for choice in Choice}
    | {f"cause.{cause.value}" for cause in Cause}
    | {f"signal.{signal.value}" for signal in Signal}
    | {f"unfit.{unfit.value.lower()}" for unfit in Unfit}
    | {f"refusal.{refusal.value}.{part}" for refusal in Refusal for part in ("headline", "hint")}
    | {reason.key for reason in Reason}
    | {f"check.{check.lower()}" for check in Check}
    | {"trail.sound"}
    | {f"trail.{finding.value}" for finding in Finding}
    | {f"finding.{issue.lower()}" for issue in Issue}
    | {f"delivery.{fault.value}" for fault in DeliveryFault}
    | {f"fault.{fault.key}.{part}" for fault in Fault for part in ("title", "happened", "remedy")}
    | {f"fault.{fault.key}.step.{number + 1}" for fault in Fault for number in range(fault.row.steps)}
)

every_language = pytest.mark.parametrize("language", languages())


def count(text: str) -> int:
    return len(re.findall(r"\w[\w']*", text))


@every_language
def test_nothing_is_missing_and_nothing_is_extra(language: str) -> None:
    assert set(load_texts(language)) == KEYS


@every_language
def test_headlines_are_short(language: str) -> None:
    for key, text in load_texts(language).items():
        if key.endswith((".headline", ".title")):
            assert 0 < count(text) <= HEADLINE_WORDS, (key, text)


@every_language
def test_hints_are_short(language: str) -> None:
    for key, text in load_texts(language).items():
        if (
            key.endswith((".hint", ".misread", ".failed", ".happened", ".remedy"))
            or key.startswith("cause.")
            or ".step." in key
        ):
            assert 0 < count(text) <= HINT_WORDS, (key, text)


@every_language
def test_all_languages_take_the_same_facts(language: str) -> None:
    english = load_texts("en")
    for key, text in load_texts(language).items():
        assert set(re.findall(r"{(\w+)}", text)) == set(re.findall(r"{(\w+)}", english[key])), key


def test_the_screens_that_the_guide_names_keep_its_words() -> None:
    said = Texts("en").say
    assert said("choice.get_started") == "Get started"
    assert said("screen.badge_scanned.headline") == "Badge scanned"
    assert said("screen.terms.headline") == "Terms of Use"
    assert said("screen.consent.headline") == "Consent - Your Palm Biometric Information"
    assert said("choice.agree") == "I agree"
    assert said("choice.ok") == "OK"
    assert said("screen.granted.headline") == "Access Granted"
    assert said("screen.denied.headline") == "Access Denied"
    assert said("screen.not_recognised.headline") == "Palm not recognized"
    assert said("screen.unreadable.headline") == "Unable to read palm"
    assert said("choice.restart") == "Restart"


@pytest.mark.requirement("DEV-011", "DEV-018")
def test_the_screens_of_setting_up_keep_the_guides_words() -> None:
    said = Texts("en").say
    assert said("screen.tap_to_start.headline") == "Tap the screen to get started"
    assert (said("choice.ethernet"), said("choice.wifi")) == ("Ethernet", "Wifi")
    assert said("screen.downloaded.headline") == "Software download completed!"
    assert (said("choice.qr_code"), said("screen.scan_code.headline")) == ("QR code", "Scan QR code")
    assert said("choice.confirm_settings") == "Confirm Settings"
    assert said("screen.activated.headline") == "Activation complete!"
    assert said("choice.try_again") == "Try again"
    for fault in (Fault.CODE_FOREIGN, Fault.CODE_UNKNOWN, Fault.CODE_EXPIRED, Fault.CODE_SPENT):
        assert said(f"fault.{fault.key}.title") == "QR code is not recognized"
        assert "new QR code" in said(f"fault.{fault.key}.remedy")
    assert said("fault.code_unreadable.title") == "Unable to read QR code"
    assert said("fault.codes_several.title") == "Multiple QR codes detected"
    assert said("fault.instance_gone.title") == "Device instance does not exist"
    assert said("fault.site_gone.title") == "Site not found"
    assert said("fault.postal_code_wrong.title") == "ZIP Code does not match"
    assert "administrator" in said("fault.postal_code_wrong.remedy")
    assert said("fault.gateway_timed_out.title") == "Gateway timed out"
    assert said("fault.configuration_not_saved.title") == "Unable to configure device"


def test_an_unknown_key_is_an_error() -> None:
    with pytest.raises(KeyError):
        Texts("en").say("screen.nowhere.headline")


def test_an_unknown_language_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        Texts("xx")
