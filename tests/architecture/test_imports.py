"""Who may import whom, and how the one awkward library is imported."""

import ast
import subprocess
import sys
from pathlib import Path

from tests.architecture.sources import SHIPPED, Module, modules


def test_every_import_contract_is_kept(root: Path) -> None:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def unguarded_imports_of_cv2(module: Module) -> list[str]:
    guarded = {
        inner
        for node in ast.walk(module.tree)
        if isinstance(node, ast.With) and ast.unparse(node.items[0].context_expr) == "environment_kept()"
        for inner in ast.walk(node)
    }
    return [
        f"{module.path}:{node.lineno}"
        for node in ast.walk(module.tree)
        if node not in guarded
        and (
            (isinstance(node, ast.Import) and any(name.name.split(".")[0] == "cv2" for name in node.names))
            or (isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "cv2")
        )
    ]


def test_cv2_is_imported_only_where_qts_environment_is_kept() -> None:
    assert [place for module in modules(*SHIPPED) for place in unguarded_imports_of_cv2(module)] == []


def test_threads_are_started_in_the_runtime_and_in_drivers_alone() -> None:
    started = {
        module.path
        for module in modules(*SHIPPED)
        for call in module.calls()
        if ast.unparse(call.func) in ("Thread", "threading.Thread", "QThread", "ThreadPoolExecutor")
    }
    rooms = ("app/runtime/", "drivers/", "app/entrypoints/benchmark.py")  # the benchmark uses every core and then ends
    assert {path for path in started if not path.startswith(rooms)} == set()
