"""boto3's client of a running server, made from what `service_model` lets it find."""

from typing import Any

import boto3

from tests.app.gateway.keys import ACCESS_KEY, SECRET
from tests.app.gateway.running import Running


def boto3_client(server: Running, secret: str = SECRET) -> Any:
    """Any: boto3 makes its clients' classes from the model."""
    session = boto3.Session(ACCESS_KEY, secret, region_name="us-east-1")
    return session.client("one", endpoint_url=server.url, verify=str(server.certificate))
