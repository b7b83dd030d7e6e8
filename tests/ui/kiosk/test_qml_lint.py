"""The border between Python and QML is checked like types: a misspelt property of a view model is an error."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import ui.kiosk
from ui.kiosk import setup_model, view_model
from ui.theme import look

TOOLS = Path(sys.executable).parent
QML = Path(ui.kiosk.__file__).parent
MODULE = "Thenar.Kiosk"


def run(tool: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([TOOLS / tool, *arguments], capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def types(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder to import from, with the types that Python registers."""
    folder = tmp_path_factory.mktemp("qml")
    module = folder / "Thenar" / "Kiosk"
    module.mkdir(parents=True)
    dumps = []
    for source in (view_model, setup_model, look):
        dump = folder / f"{source.__name__}.json"
        dump.write_text(run("pyside6-metaobjectdump", str(source.__file__)).stdout)
        dumps.append(dump)
    registered = run(
        "pyside6-qmltyperegistrar",
        *("--generate-qmltypes", module / "kiosk.qmltypes"),
        *("--import-name", MODULE, "--major-version", "1", "-o", folder / "unused.cpp"),
        *dumps,
    )
    assert registered.returncode == 0, registered.stderr
    (module / "qmldir").write_text(f"module {MODULE}\ntypeinfo kiosk.qmltypes\ndepends QtQml\n")
    return folder


def lint(types: Path, *files: Path) -> subprocess.CompletedProcess[str]:
    return run("pyside6-qmllint", "--max-warnings", "0", "-I", types, *files)


def test_no_screen_gives_the_linter_cause_to_complain(types: Path) -> None:
    result = lint(types, *QML.rglob("*.qml"))
    assert result.returncode == 0, result.stdout + result.stderr


def test_a_misspelt_property_of_the_view_model_is_found(types: Path, tmp_path: Path) -> None:
    copy = tmp_path / "kiosk"
    shutil.copytree(QML, copy, ignore=shutil.ignore_patterns("__pycache__", "*.py"))
    screen = copy / "components" / "ScreenFrame.qml"
    screen.write_text(screen.read_text().replace("screen.vm.headline", "screen.vm.hedline"))
    result = lint(types, screen)
    assert result.returncode != 0
    assert "hedline" in result.stdout + result.stderr
