"""Letters as the store gives them out, for whoever carries them."""

import json
from datetime import UTC, datetime

from app.domain.control_events import DEVICE, Health, HealthChanged
from app.domain.event_json import Stamp, envelope_text, occurrence
from app.domain.retries import Waiting
from app.ports.control.delivery import Letter

AT = datetime(2026, 3, 1, 9, 0, 0, 250_000, tzinfo=UTC)
ACCOUNT = "123456789012"


def letter(number: int = 1, name: str = "Lobby · Nord") -> Letter:
    event = f"{number:08}-0000-4000-8000-000000000000"
    what = occurrence(HealthChanged(DEVICE, Health.CRITICAL, Health.HEALTHY), ACCOUNT)
    text = envelope_text(what, Stamp(event, ACCOUNT, "us-east-1", AT)).replace("Device name", name)
    assert json.loads(text)["id"] == event
    return Letter(number, event, what.kind, AT, text, Waiting(0, AT))


def letters(count: int) -> tuple[Letter, ...]:
    return tuple(letter(number) for number in range(1, count + 1))
