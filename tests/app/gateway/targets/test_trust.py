"""Whom we believe is settled before anything is sent."""

from pathlib import Path

import pytest

from app.domain.faults import Fault, FaultError
from app.gateway.targets.trust import Trust
from tests.peers.certificates import Certificates


def test_authorities_that_can_be_read_are_usable(made: Certificates) -> None:
    assert Trust(made.authority).usable() == Trust(made.authority)
    assert Trust().usable() == Trust()


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_a_file_without_certificates_is_named_at_the_start(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "authorities.pem"
    if content is not None:
        path.write_text(content)
    with pytest.raises(FaultError, match="target-authorities") as caught:
        Trust(path).usable()
    assert caught.value.fault is Fault.SETTINGS_INVALID
