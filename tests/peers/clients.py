"""boto3's client of a running server, made from the model that lies in the repository and from nothing else."""

from pathlib import Path
from typing import Any

import boto3
import pytest

from tests.app.gateway.keys import ACCESS_KEY, SECRET
from tests.app.gateway.running import Running


def boto3_client(server: Running, root: Path, environment: pytest.MonkeyPatch, secret: str = SECRET) -> Any:
    """Any: boto3 makes its clients' classes from the model."""
    environment.setenv("AWS_DATA_PATH", str(root / "resources" / "api"))
    environment.setenv("AWS_CONFIG_FILE", "/nonexistent")
    environment.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent")
    session = boto3.Session(ACCESS_KEY, secret, region_name="us-east-1")
    return session.client("one", endpoint_url=server.url, verify=str(server.certificate))
