"""The model from which botocore makes its clients: ours, and no settings of whoever runs the tests."""

from pathlib import Path

import pytest


def know_ours_alone(root: Path, environment: pytest.MonkeyPatch) -> None:
    environment.setenv("AWS_DATA_PATH", str(root / "resources" / "api"))
    environment.setenv("AWS_CONFIG_FILE", "/nonexistent")
    environment.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent")
