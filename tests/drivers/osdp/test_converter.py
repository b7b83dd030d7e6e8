"""Behind an OSDP-to-Wiegand converter: the bits that our reader sends are the ones that belong on D0 and D1.

The panel here is a library that we did not write, which says how many bits came and which bytes; a converter off the
shelf puts the first so many bits of those on its lines, the most significant first, as osdp_RAW has them. What ought to
be there is published: Proxmark3's code and the makers' manuals computed it.
"""

import time

import pytest

from app.domain.access import AttemptNumber, DoorAnswer, Grant, Means
from app.domain.badge_formats import FORMATS, BadgeFormat
from app.domain.badges import Badge
from app.ports.door import DoorLink
from app.runtime.clock import SystemClock
from drivers.osdp.door import OsdpDoor, OsdpSettings
from tests.app.domain.test_badge_formats import GIVEN
from tests.peers.panel import BAUD, Panel, eventually

pytestmark = pytest.mark.peer

NAMES = ("H10301", "D10202", "H10306", "C1k35s", "H10304", "C1k48s", "IR56")
"""One of each length that is common, and one that fills its bytes."""


def on_d0_and_d1(count: int, data: str) -> str:
    """A zero is a pulse on D0, a one on D1."""
    return "".join(f"{byte:08b}" for byte in bytes.fromhex(data))[:count]


@pytest.mark.requirement("INSTC-005")
def test_a_converter_puts_the_published_bits_on_its_lines_whatever_the_format() -> None:
    rows = [row for row in GIVEN if row[0] in NAMES and not row[3] and not row[4]]
    with Panel() as panel:
        panel.answer = "green"
        for name, facility, card, _, _, bits in rows:
            assert taken_by_a_converter(panel, FORMATS[name], Badge(facility, card)) == bits, name


def taken_by_a_converter(panel: Panel, badge_format: BadgeFormat, badge: Badge) -> str:
    panel.received.clear()
    door = OsdpDoor(OsdpSettings(str(panel.port), baud=BAUD, key=panel.key, badge_format=badge_format), SystemClock())
    door.open()
    assert eventually(lambda: door.link() is DoorLink.ONLINE, 10.0)
    grant = Grant(AttemptNumber(1), badge, Means.PALM, time.monotonic() + 5)
    assert door.release(grant) is DoorAnswer.GRANTED
    door.close()
    ((kind, count, data),) = panel.received
    assert kind == "Wiegand"
    return on_d0_and_d1(count, data)
