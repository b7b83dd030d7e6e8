"""Where state lies, whatever the environment says."""

from pathlib import Path

import pytest

from app.config.paths import State, data_folder, model_path, resources_folder

HOME = str(Path.home())


@pytest.mark.parametrize(
    ("environ", "folder"),
    [
        ({}, f"{HOME}/.local/share/thenar"),
        ({"XDG_DATA_HOME": "/srv/share"}, "/srv/share/thenar"),
        ({"XDG_DATA_HOME": "relative/share"}, f"{HOME}/.local/share/thenar"),
        ({"XDG_DATA_HOME": ""}, f"{HOME}/.local/share/thenar"),
        ({"XDG_DATA_HOME": "/srv/share", "THENAR_DATA": "/var/lib/thenar"}, "/var/lib/thenar"),
        ({"THENAR_DATA": "~/palms"}, f"{HOME}/palms"),
    ],
)
def test_the_data_folder_follows_the_environment(environ: dict[str, str], folder: str) -> None:
    assert data_folder(environ) == Path(folder)


def test_the_model_lies_in_the_data_folder() -> None:
    assert model_path({"THENAR_DATA": "/var/lib/thenar"}) == Path("/var/lib/thenar/models/hand_landmarker.task")


def test_the_simulated_world_shares_no_file_with_the_real_one() -> None:
    real, simulated = (State(Path("/var/lib/thenar"), flag) for flag in (False, True))
    assert real.folder != simulated.folder
    assert real.folder not in simulated.database.parents
    assert real.folder not in simulated.keys.parents
    assert real.folder in real.database.parents


def test_resources_lie_beside_the_code() -> None:
    assert resources_folder().is_dir()
    assert (resources_folder().parent / "app" / "config" / "paths.py").is_file()
