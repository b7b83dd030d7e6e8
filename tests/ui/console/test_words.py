"""The console's words: the same sentences as the report's in English, every key in every language, none too many."""

import re
from dataclasses import replace
from math import inf
from pathlib import Path

import pytest

from app.biometrics import odds as reckoned
from app.biometrics import odds_text
from app.biometrics.calibration import TAIL
from app.biometrics.evaluation import Interval
from app.biometrics.odds import UNKNOWN, Estimate, Ground, Site, modelled
from app.biometrics.profiles import IDENTIFY, VERIFY, Profile
from app.config.text import languages, load_texts
from app.domain.audit_action import AuditAction
from app.domain.device_configuration import OperationMode, Protocol, WifiSecurity
from app.domain.device_instances import InstanceState
from app.domain.key_state import KeyState
from app.domain.outlook import Basis, Check, Figure, Question
from app.domain.power import PowerSource
from app.domain.wiring import WIRES, Bundle, Mounting
from app.operations.instances import ConnectivityWord, HealthWord
from app.ports.records import Enrolled
from app.services.card_rates import parse_card
from app.services.outlook import AccuracyDesk
from ui.console.chips import Tone
from ui.console.odds_words import OddsWords
from ui.console.pages.activity import LOOKED_UP
from ui.console.pages.audit import OUTCOMES
from ui.console.pages.overview import CARDS
from ui.console.pages.people import ORDERS
from ui.console.pages.usage import CARDS as USAGE_CARDS
from ui.console.speech import Speech
from ui.console.target_form import KINDS
from ui.console.wiring_dialog import COLUMNS

ENGLISH = Speech("en")
WORDS = OddsWords(ENGLISH)
LENGTHS = (0.0, 1e-6, 1.2e-4, 0.0027, 0.02, 0.08, 0.5, 0.949, 1.0, 1.04, 3.14, 137.4, 9_999, 10_001, inf)


@pytest.mark.parametrize("years", LENGTHS)
def test_a_length_of_time_is_worded_as_in_the_report(years: float) -> None:
    assert WORDS.length_of(years) == odds_text.length_of(years)


@pytest.mark.parametrize("number", [0.0, 0.00123, 0.1, 0.95, 1.0, 4.24, 9.96, 10.4, 31.4, 999.0, 1_234.0, 54_321.0])
def test_digits_are_those_of_the_report(number: float) -> None:
    assert ENGLISH.digits(number) == odds_text.digits(number)


@pytest.mark.parametrize("profile", [VERIFY, *IDENTIFY])
@pytest.mark.parametrize("tries", [20, 7.5])
def test_strangers_are_told_as_in_the_report(profile: Profile, tries: float) -> None:
    desk = AccuracyDesk(lambda: Enrolled(0, 0), lambda path: parse_card(path.read_text()))
    found = desk.outlook(Question(60, 2, tries, profile.name)).odds
    assert found is not None
    match = modelled(profile.threshold, TAIL, TAIL.pairs)
    lines = odds_text.told(reckoned.odds(Site(60, 2, tries), profile, match))
    assert WORDS.strangers(found, tries) in lines
    assert WORDS.staff(found.again_of_1000) in lines
    opened = replace(found, years=replace(found.years, value=None))
    unknown = reckoned.odds(Site(60, 2, tries), profile, replace(match, value=None))
    assert WORDS.strangers(opened, tries) in odds_text.told(unknown)


@pytest.mark.parametrize(
    "again",
    [
        UNKNOWN,
        Estimate(4.24, Interval(1.1, 12.4), Ground.MEASURED),
        Estimate(None, Interval(0.0, 31.4), Ground.NOT_SHOWN),
    ],
)
def test_staff_are_told_as_in_the_report(again: Estimate) -> None:
    scaled = Estimate(again.value, Interval(0.0, 1_000.0), again.ground) if again is UNKNOWN else again
    figure = Figure(scaled.value, scaled.interval.low, scaled.interval.high, Basis[scaled.ground.name])
    assert WORDS.staff(figure) == "Staff: " + odds_text.staff(scaled)


@pytest.mark.parametrize(
    ("low", "value", "high", "tone"),
    [(1e-4, 2e-4, 3e-4, Tone.BAD), (0, 1e-6, 5e-4, Tone.PLAIN), (0, None, 9e-6, Tone.GOOD), (0, None, 0.1, Tone.PLAIN)],
)
def test_a_verdict_needs_an_interval_on_one_side_of_the_aim(
    low: float, value: float | None, high: float, tone: Tone
) -> None:
    assert WORDS.verdict(Check("1:1", 1e-5, 1, 10, Figure(value, low, high, Basis.MEASURED))).tone is tone


PLANE_PAGES = ("sites", "devices", "templates", "codes", "enrolled", "users", "rules")
OTHER_PAGES = ("overview", "encryption", "activity", "usage")
PLANE_PARTS = ("title", "about", "primary", "search.hint", "panel", "empty", "none")
FORMS = (
    *("sign_in", "sites.create", "sites.rename", "sites.address", "damage"),
    *(
        "devices.create",
        "devices.configure",
        "devices.naming",
        "devices.remediation",
        "templates.create",
        "templates.change",
    ),
    *("last_day", "rules.create", "rules.change", "rules.target", "rules.unaiming", "rules.secret"),
)
DIALOGS = (
    *("deletion", "sites.deletion", "devices.deletion", "devices.deactivation", "templates.deletion"),
    *("enrolled.deletion", "users.deletion", "rules.deletion"),
)
CONFIGURATION_FIELDS = (
    *("mode", "protocol", "address", "rate", "key", "pulse", "interval", "badge", "bits", "ssid", "security"),
    *("password", "card_start", "card_length", "facility_start", "facility_length"),
)
DIALOG_PARTS = ("window", "title", "words", "type", "cancel", "delete")
SOURCES = tuple((Path(__file__).resolve().parents[3] / "ui" / "console").rglob("*.py"))


def keys_used() -> set[str]:
    """Those that stand whole in the source, and those that it builds of an enum."""
    said = {
        key
        for source in SOURCES
        for key in re.findall(r"""["']([a-z_]+(?:\.[a-z0-9_]+)+)["']""", source.read_text("utf-8"))
    }
    pages = {f"{page}.{part}" for page in ("accuracy", "people", "audit") for part in ("title", "about", "primary")}
    pages |= {f"{page}.{part}" for page in PLANE_PAGES for part in PLANE_PARTS}
    pages |= {f"{page}.{part}" for page in OTHER_PAGES for part in PLANE_PARTS[:3]}
    pages |= {f"add_user.{part}.{step}" for part in ("step", "forward") for step in (1, 2, 3, 4)}
    pages |= {f"rules.{part}.{kind}" for part in ("kind", "place") for kind in KINDS}
    pages |= {f"users.key.{state}" for state in ("active", "inactive")} | {f"overview.{card}" for card in CARDS}
    pages |= {f"wiring.mounting.{each.value}" for each in Mounting} | {f"wiring.bundle.{each.value}" for each in Bundle}
    pages |= {f"wiring.colour.{wire.colour}" for wire in WIRES.values()} | {f"wiring.column.{each}" for each in COLUMNS}
    pages |= {f"activity.by.{each.value.lower()}" for each in LOOKED_UP}
    pages |= {f"usage.{card}" for card in USAGE_CARDS}
    pages |= {f"usage.column.{name}" for name in ("devices", "people", "granted", "refused")}
    pages |= {f"encryption.state.{each.value.lower()}" for each in KeyState}
    pages |= {f"{form}.{part}" for form in FORMS for part in ("title", "about", "submit")}
    pages |= {f"{dialog}.{part}" for dialog in DIALOGS for part in DIALOG_PARTS}
    pages |= {f"sign_in.wants_{what}" for what in ("code", "recovery", "password")}
    pages |= {f"configuration.field.{key}" for key in CONFIGURATION_FIELDS}
    pages |= {f"{key}.hint" for key in said | pages if ".field." in key and not key.endswith(".hint")}
    enums = (
        (InstanceState, "devices.state"),
        (ConnectivityWord, "devices.connectivity"),
        (HealthWord, "devices.health"),
        (PowerSource, "devices.power"),
        (OperationMode, "configuration.mode"),
        (Protocol, "configuration.protocol"),
        (WifiSecurity, "configuration.security"),
    )
    pages |= {f"{stem}.{each.value.lower()}" for kind, stem in enums for each in kind}
    built = {f"audit.action.{each.value}" for each in AuditAction} | {f"audit.outcome.{word}" for word in OUTCOMES}
    built |= {f"basis.{each.value}{short}" for each in Basis for short in ("", ".short")}
    built |= {f"time.{unit}{plural}" for unit in ("year", "month", "day", "hour") for plural in ("", "s")}
    built |= {f"people.order.{order.value}.{'down' if down else 'up'}" for order, down in ORDERS}
    built |= {f"people.column.{name}" for name in ("site", "enrolled", "used", "palms")}
    built |= {f"person.{name}" for name in ("site", "enrolled", "used", "ends", "samples")}
    built |= {f"receipt.{name}" for name in ("document", "agreed", "terminal", "sha256")}
    built |= {f"accuracy.{field}{end}" for field in ("people", "palms", "tries", "profile") for end in ("", ".hint")}
    built |= {f"window.{scheme}" for scheme in ("light", "dark")} | {f"pager.{way}" for way in ("previous", "next")}
    return (said - ({*FORMS, *DIALOGS} - {"devices.configure"})) | pages | built


@pytest.mark.parametrize("language", languages())
def test_every_key_that_is_said_is_there_and_no_other(language: str) -> None:
    there = set(load_texts(language, "console")) | set(load_texts(language, "plane"))
    used = keys_used()
    assert there - used == set()
    prefixes = tuple({key.partition(".")[0] + "." for key in there})
    assert {key for key in used if key.startswith(prefixes)} - there == set()


@pytest.mark.parametrize("language", languages())
def test_all_languages_take_the_same_facts(language: str) -> None:
    english = {**load_texts("en", "console"), **load_texts("en", "plane")}
    for key, text in {**load_texts(language, "console"), **load_texts(language, "plane")}.items():
        assert set(re.findall(r"{(\w+)}", text)) == set(re.findall(r"{(\w+)}", english[key])), key
