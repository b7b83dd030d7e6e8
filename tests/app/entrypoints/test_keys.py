"""`thenar keys`, from an empty folder to a customer key that is pulled out and put back."""

from pathlib import Path

import pytest

from app.__main__ import EXIT_FAULT, main
from app.config.customer_keys import FILE_NAME, KmipPlace, parse_customer_keys
from app.config.paths import State
from app.domain.faults import FaultError
from app.entrypoints.customer_keys import CustomerKeysFile
from app.storage.opening import open_store
from tests.app.storage.test_customer_key_file import make_key
from tests.contracts.store_contract import add

KMIP = """
[hsm]
kind = "kmip"
host = "hsm.example"
key = "42"
certificate = "/etc/thenar/kmip.pem"
private_key = "/etc/thenar/kmip.key"
authorities = "/etc/thenar/ca.pem"
"""


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A store with one person, and a customer key on a stick."""
    stick, state = make_key(tmp_path / "stick"), State(tmp_path, simulated=False)
    with open_store(state) as store:
        add(store)
    (state.folder / FILE_NAME).write_text(f'[stick]\nkind = "file"\npath = "{stick}"\n')
    return stick


def thenar(folder: Path, *words: str) -> int:
    return main(["keys", "--data", str(folder), *words])


@pytest.mark.requirement("ENC-003")
def test_a_key_is_set_pulled_out_put_back_rotated_and_removed(
    tmp_path: Path, stick: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def say(*words: str) -> str:
        assert thenar(tmp_path, *words) == 0
        return capsys.readouterr().out

    assert say("show").startswith("customer key: none (NONE)\n")
    assert "2 keys are wrapped anew" in say("set", "stick")
    assert say("show") == "customer key: stick (ENABLED)\nset up on this machine: stick\n"
    stick.rename(tmp_path / "pocket")
    assert "stick (DISABLED)" in say("show")
    assert thenar(tmp_path, "remove") == EXIT_FAULT, "who has not the key cannot take it off"
    assert "TH-205" in capsys.readouterr().err
    (tmp_path / "pocket").rename(stick)
    assert "2 keys" in say("rotate")
    assert "2 keys" in say("remove")
    stick.unlink()
    assert "none (NONE)" in say("show")
    state = State(tmp_path, simulated=False)
    with open_store(state, customers=CustomerKeysFile(state)) as store:
        assert len(list(store.templates())) == 4


def test_a_kmip_key_is_read_with_the_usual_port() -> None:
    (place,) = parse_customer_keys(KMIP).values()
    assert isinstance(place, KmipPlace)
    assert (place.host, place.port, place.private_key) == ("hsm.example", 5696, Path("/etc/thenar/kmip.key"))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("not toml", "TOML"),
        ('[Hsm]\nkind = "file"\npath = "/a"', "Hsm"),
        ('[hsm]\nkind = "tpm"', "hsm.kind"),
        ('[hsm]\nkind = "file"', "hsm.path: missing"),
        ('[hsm]\nkind = "file"\npath = "relative"', "hsm.path: write"),
        ('[hsm]\nkind = "file"\npath = "/a"\npin = "1"', "hsm.pin: unknown"),
        (KMIP + "port = 70000", "hsm.port: write a port"),
        (KMIP + "port = true", "hsm.port: write a port"),
    ],
)
def test_what_is_wrong_with_the_file_is_named(text: str, named: str) -> None:
    with pytest.raises(FaultError, match=named):
        parse_customer_keys(text)
