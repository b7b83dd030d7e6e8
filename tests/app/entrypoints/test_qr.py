"""`thenar qr`: a code that a scanner reads, made anew until a device has read it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import pytest

from app.config.paths import State
from app.domain.activation import ADDRESS_MOST, REISSUED_AFTER, ActivationCard, read_card
from app.domain.faults import Fault, FaultError
from app.entrypoints.qr import credentials, qr_of, show, write
from app.services.control.handlers import HANDLERS
from app.services.control.local_backend import LocalBackend
from app.storage.control.store import SqlControlStore
from app.storage.opening import open_store
from tests.app.control import ADA, NINE, Plane
from tests.app.services.control.test_activation import activated
from tests.app.services.control.test_instances import an_instance, configured
from tests.app.services.still_clock import StillClock

LONGEST = ActivationCard("a" * (ADDRESS_MOST - 5) + ":8443", b"\xff" * 20, b"\xff" * 32)


@pytest.fixture
def plane(tmp_path: Path) -> Iterator[Plane]:
    with open_store(State(tmp_path, simulated=True)) as people:
        yield Plane(SqlControlStore(people))


def backend_of(plane: Plane) -> LocalBackend:
    return LocalBackend(plane.performer, HANDLERS, ADA, StillClock(NINE), lambda: "request")


@dataclass
class Installer:
    """Looks at codes, and activates the device when the third has come."""

    plane: Plane
    instance: str
    seen: list[str] = field(default_factory=list)

    def looks_at(self, text: str) -> None:
        self.seen.append(text)
        if len(self.seen) == 3:
            activated(self.plane, self.instance)


def test_the_longest_code_is_of_version_5() -> None:
    code = qr_of(LONGEST.text)
    assert (code.version, code.error) == (5, "M")


@pytest.mark.requirement("CFG-013")
def test_a_picture_is_read_by_a_scanner_that_we_did_not_write(plane: Plane, tmp_path: Path) -> None:
    path = tmp_path / "code.png"
    assert write(backend_of(plane), configured(plane), path) == 0
    picture = cv2.imread(str(path))
    assert picture is not None
    read, _, _ = cv2.QRCodeDetector().detectAndDecode(picture)
    assert read_card(read) is not None


@pytest.mark.requirement("ACT-012")
def test_a_code_is_made_anew_before_it_runs_out_until_a_device_is_active(
    plane: Plane, capsys: pytest.CaptureFixture[str]
) -> None:
    installer = Installer(plane, configured(plane))
    clock = StillClock(NINE)
    assert show(backend_of(plane), installer.instance, clock, installer.looks_at) == 0
    assert len(set(installer.seen)) == 3
    assert 2 * REISSUED_AFTER.total_seconds() <= clock.monotonic < 2 * REISSUED_AFTER.total_seconds() + 10
    assert "active" in capsys.readouterr().out


def test_a_refusal_is_said(plane: Plane, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    instance = an_instance(plane)
    assert show(backend_of(plane), instance, StillClock(NINE), lambda text: None) == 1
    assert write(backend_of(plane), instance, tmp_path / "code.png") == 1
    assert capsys.readouterr().err.count("needs a configuration") == 2


def test_keys_come_from_the_environment() -> None:
    key = credentials({"AWS_ACCESS_KEY_ID": "AKIA1", "AWS_SECRET_ACCESS_KEY": "secret"})
    assert (key.access_key, key.token) == ("AKIA1", None)
    with pytest.raises(FaultError) as caught:
        credentials({"AWS_ACCESS_KEY_ID": "AKIA1"})
    assert caught.value.fault is Fault.SETTINGS_INVALID
