"""Odds in the words of the report: one sentence for strangers, one for staff, and what they rest on.

>>> length_of(1 / 365.25)
'1 day'
>>> length_of(137.4)
'140 years'
"""

from collections.abc import Sequence
from math import floor, log10

from app.biometrics.odds import DAYS_A_YEAR, Estimate, Odds, keeps_its_promise
from app.biometrics.profiles import VERIFY

LONGEST_YEARS = 10_000
UNITS = ((1.0, "year"), (1 / 12, "month"), (1 / DAYS_A_YEAR, "day"), (1 / DAYS_A_YEAR / 24, "hour"))
WHOLE_FROM = 0.95
"""Of a unit: below it the next smaller unit is used."""


def told(odds: Odds) -> Sequence[str]:
    """The profile, strangers, staff and any warning; a sentence each."""
    site, profile = odds.site, odds.profile
    palms = f"{site.palms:,} palms" if site.palms_per_person > 1 else f"{site.palms:,} palms, one a person"
    match = f"a match is a distance below {profile.threshold:.4f}"
    if profile.shown == 2:
        match = f"a match is a mean distance of both palms below {profile.threshold:.4f}, each below {profile.each:.4f}"
    lines = [f"{site.people:,} people ({palms}), profile {profile.name}: {match}."]
    if not keeps_its_promise(profile, site):
        lines.append(f"The profile was made for {profile.palms:,} palms: here its rates are worse than its name says.")
    who = "Strangers with somebody's badge: " if profile is VERIFY else "Strangers: "
    lines.append(who + strangers(odds.years, site.strangers_a_day))
    lines.append("Staff: " + staff(odds.again_of_1000))
    return lines


def strangers(years: Estimate, tries_a_day: float) -> str:
    """One stranger in N years at M tries a day."""
    at = f"at {tries_a_day:g} tries a day"
    if years.value is None:
        return f"{years.ground.value}; it leaves open one let in every {length_of(years.interval.low)}, or rarer, {at}."
    between = f"95 %: {length_of(years.interval.low)} to {length_of(years.interval.high)}"
    return f"one is let in every {length_of(years.value)} {at} ({between}; {years.ground.value})."


def staff(again: Estimate) -> str:
    """K of 1,000 entries asked to try again."""
    if again.value is None and again.interval.high >= 1000:
        return f"how many are asked to try again is {again.ground.value}."
    if again.value is None:
        most = digits(again.interval.high)
        return f"how many are asked to try again is {again.ground.value}; it leaves open up to {most} of 1,000."
    between = f"95 %: {digits(again.interval.low)} to {digits(again.interval.high)}"
    return f"{digits(again.value)} of 1,000 are asked to try again ({between}; {again.ground.value})."


def length_of(years: float) -> str:
    """In years, months, days or hours, whichever is the largest that counts at least one."""
    if years > LONGEST_YEARS:
        return f"more than {LONGEST_YEARS:,} years"
    for unit, name in UNITS:
        if years >= WHOLE_FROM * unit:
            count = digits(years / unit)
            return f"{count} {name}" if count == "1" else f"{count} {name}s"
    return "hour, or oftener"


def digits(number: float) -> str:
    """Two significant digits: more than any of these figures carries."""
    if number <= 0:
        return "0"
    rounded = round(number, 1 - floor(log10(number)))
    return f"{rounded:,.0f}" if rounded >= 10 or rounded == int(rounded) else f"{rounded:g}"
