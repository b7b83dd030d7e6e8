"""A Grant is made in two places. Whoever adds a third has to say so here."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[3]
MAKERS = {"app/services/identify.py", "app/services/present_badge.py"}


def calls_grant(source: str) -> bool:
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return any(ast.unparse(call.func).rpartition(".")[2] == "Grant" for call in calls)


def test_two_modules_make_grants() -> None:
    files = [path for room in ("app", "ui", "drivers") for path in (ROOT / room).rglob("*.py")]
    assert len(files) > 50
    found = {str(path.relative_to(ROOT)) for path in files if calls_grant(path.read_text("utf-8"))}
    assert found == MAKERS


def test_a_third_maker_would_be_seen() -> None:
    assert calls_grant("def open_for_a_friend(badge): return access.Grant(1, badge, Means.PALM, 9e9)")
    assert not calls_grant("def release(grant: Grant) -> Grant: return grant")
