"""Invented books for pictures and tests of the console: drawn from a seed, the same each time, kept in memory.

books = example_books()
window = ConsoleWindow(books, at_once, lambda: NOON, Look(simulated=True))
"""

import random
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.domain.audit_action import AuditAction
from app.domain.badges import Badge
from app.domain.consent import ConsentReceipt, ConsentText, TerminalId
from app.domain.faults import Fault, FaultError
from app.domain.outlook import Basis, Check, Curve, Figure, Measured, Odds, Outlook, Question
from app.domain.people import PersonId
from app.domain.sites import SiteId
from app.ports.records import AuditQuery, AuditRow, Enrolled, Page, PeopleOrder, PeopleQuery, PersonRow
from app.ports.store import AuditEntry

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
BADGE = Badge(17, 4242)
"""Of the first of the example's people."""
PEOPLE, ROWS = 137, 420
_SITES = ("headquarters", "north-lab", "warehouse")
_EVENTS = (
    (AuditAction.IDENTIFY, "granted", 8),
    (AuditAction.DOOR_ANSWER, "granted", 8),
    (AuditAction.PRESENT_BADGE, "granted", 3),
    (AuditAction.IDENTIFY, "not_recognised", 2),
    (AuditAction.DOOR_ANSWER, "denied", 1),
    (AuditAction.ENROL, "saved", 2),
    (AuditAction.ENROL_REFUSED, "palm_already_enrolled", 1),
    (AuditAction.CONSENT_DECLINED, "declined", 1),
    (AuditAction.DELETE_PERSON, "requested", 1),
)
"""What happens at a terminal, and how often."""
_PROFILES = (("1:1", 1, 14.0, 1e-5), ("1:N up to 1,000", 1_000, 137.0, 1e-9),
             ("1:N up to 10,000", 10_000, 1_370.0, 1e-10), ("1:N up to 100,000", 100_000, 13_700.0, 1e-11))  # fmt: skip
"""Name, palms, years at 1,000 palms and 20 tries a day, false matches aimed at."""
_HEAD_COUNTS = (50, 500, 5_000, 50_000)


def _hex(dice: random.Random, digits: int) -> str:
    return "".join(dice.choice("0123456789abcdef") for _ in range(digits))


def example_people(count: int = PEOPLE) -> list[PersonRow]:
    dice, rows = random.Random(3), []  # noqa: S311  pictures, not secrets
    for number in range(count):
        enrolled = NOON - timedelta(minutes=dice.randrange(2_000, 200_000))
        used = enrolled + (NOON - enrolled) * dice.random()
        person, site = PersonId(_hex(dice, 32)), SiteId(dice.choice(_SITES))
        right = 0 if number % 17 == 0 else 3
        ends_at = NOON + timedelta(days=number - 12, hours=12) if number % 9 == 4 else None
        rows.append(PersonRow(person, site, enrolled, used.replace(microsecond=0), ends_at, 3, right))
    return rows


def example_audit(count: int = ROWS) -> list[AuditRow]:
    """Oldest first."""
    dice, people = random.Random(4), example_people()  # noqa: S311  pictures, not secrets
    rows, at = [], NOON - timedelta(days=2)
    for number in range(1, count + 1):
        ((action, outcome, _),) = dice.choices(_EVENTS, [weight for _, _, weight in _EVENTS])
        at += timedelta(seconds=dice.randrange(20, 800))
        known = outcome in ("granted", "denied", "saved", "requested")
        person = dice.choice(people).person if known else None
        entry = AuditEntry(action, outcome, at, TerminalId(dice.choice(("lobby-1", "desk-1"))), True, person, number)
        rows.append(AuditRow(number, entry))
    return rows


@dataclass
class ExamplePeople:
    """Implements `app.ports.oversight.PeopleBook`. `fault` makes every question fail."""

    rows: list[PersonRow] = field(default_factory=example_people)
    fault: Fault | None = None
    deleted: list[PersonId] = field(default_factory=list)

    def page(self, query: PeopleQuery) -> Page[PersonRow]:
        _fail(self.fault)
        keys = {
            PeopleOrder.PERSON: lambda row: row.person,
            PeopleOrder.SITE: lambda row: row.site,
            PeopleOrder.ENROLLED: lambda row: row.enrolled_at,
            PeopleOrder.USED: lambda row: row.last_used_at,
        }
        kept = [row for row in self.rows if query.person in (None, row.person)]
        kept.sort(key=keys[query.order], reverse=query.descending)
        return Page(tuple(kept[query.offset : query.offset + query.limit]), len(kept))

    def holder(self, badge: Badge) -> PersonId | None:
        _fail(self.fault)
        return self.rows[0].person if badge == BADGE and self.rows else None

    def receipt(self, person: PersonId) -> ConsentReceipt | None:
        _fail(self.fault)
        row = next((row for row in self.rows if row.person == person), None)
        text = ConsentText("1", "en", _hex(random.Random(person), 64))  # noqa: S311  a picture, not a secret
        return ConsentReceipt(text, row.enrolled_at, TerminalId("desk-1")) if row else None

    def end_access(self, people: Collection[PersonId], ends_at: datetime | None) -> int:
        _fail(self.fault)
        before = len([row for row in self.rows if row.person in people])
        self.rows = [replace(row, ends_at=ends_at) if row.person in people else row for row in self.rows]
        return before

    def delete(self, person: PersonId) -> bool:
        _fail(self.fault)
        self.deleted.append(person)
        before = len(self.rows)
        self.rows = [row for row in self.rows if row.person != person]
        return len(self.rows) < before


@dataclass
class ExampleAudit:
    """Implements `app.ports.oversight.AuditBook`."""

    rows: list[AuditRow] = field(default_factory=example_audit)
    broken: int | None = None
    fault: Fault | None = None

    def page(self, query: AuditQuery) -> Page[AuditRow]:
        _fail(self.fault)
        kept = [
            row
            for row in reversed(self.rows)
            if (not query.actions or row.entry.action in query.actions)
            and (query.person is None or row.entry.person == query.person)
        ]
        return Page(tuple(kept[query.offset : query.offset + query.limit]), len(kept))

    def first_broken(self) -> int | None:
        _fail(self.fault)
        return self.broken


@dataclass
class ExampleAccuracy:
    """Implements `app.ports.oversight.AccuracyBook`, with plausible figures."""

    people: int = PEOPLE
    card: bool = False
    fault: Fault | None = None

    def enrolled(self) -> Enrolled:
        _fail(self.fault)
        return Enrolled(self.people, self.people * 2 - 9 if self.people else 0)

    def use_card(self, _path: Path) -> None:
        _fail(self.fault)
        self.card = True

    def outlook(self, question: Question) -> Outlook:
        _fail(self.fault)
        fitting = [name for name, palms, _, _ in _PROFILES[1:] if question.palms <= palms]
        chosen = question.profile or (fitting[0] if fitting else None)
        return Outlook(
            question,
            tuple(name for name, *_ in _PROFILES),
            _HEAD_COUNTS,
            self._odds(chosen, question.people, question) if chosen else None,
            tuple(self._odds(name, people, question) for name, *_ in _PROFILES for people in _HEAD_COUNTS),
            tuple(self._curve(name, question) for name, *_ in _PROFILES),
            "fitted to comparisons of 100 drawn people, 19,800 pairs of hands; below 2e-04 it is extrapolation",
            self._measured(chosen, question) if self.card else None,
        )

    def _odds(self, profile: str, people: int, question: Question) -> Odds:
        ((name, palms, years, _),) = [each for each in _PROFILES if each[0] == profile]
        met = 1_000 if palms == 1 else people * question.palms_per_person
        time = years * 20_000 / met / max(question.strangers_a_day, 1e-9)
        again = Figure(4.2, 1.1, 12.0, Basis.MEASURED) if self.card else Figure(None, 0, 1_000, Basis.NOT_SHOWN)
        kept = palms == 1 or people * question.palms_per_person <= palms
        between = Figure(time, time / 1_000, time * 90_000, Basis.EXTRAPOLATED)
        return Odds(name, palms == 1, 0.343, palms, people, between, again, kept)

    def _curve(self, profile: str, question: Question) -> Curve:
        points = tuple(
            (people, self._odds(profile, people, question).years.value or 0.0)
            for people in (1, 10, 100, 500, 1_000, 5_000, 10_000, 50_000)
        )
        ((_, palms, _, _),) = [each for each in _PROFILES if each[0] == profile]
        return Curve(profile, points, 50_000 if palms == 1 else palms // question.palms_per_person)

    def _measured(self, profile: str | None, question: Question) -> Measured:
        checks = tuple(
            Check(name, aim, errors, 48_029, shown)
            for (name, _, _, aim), errors, shown in zip(
                _PROFILES,
                (60, 11, 4, 0),
                (
                    Figure(1.2e-3, 5.6e-4, 2.2e-3, Basis.MEASURED),
                    Figure(2.3e-4, 2.1e-5, 5.8e-4, Basis.MEASURED),
                    Figure(8.3e-5, 0.0, 2.5e-4, Basis.MEASURED),
                    Figure(None, 0.0, 5.2e-4, Basis.NOT_SHOWN),
                ),
                strict=True,
            )
        )
        odds = self._odds(profile, question.people, question) if profile else None
        return Measured("Drawn palms, not photographs: 60 invented people, both hands.", odds, checks)


def _fail(fault: Fault | None) -> None:
    if fault is not None:
        raise FaultError(fault)
