"""Amazon's services on loopback, as moto plays them, in the environment of programs that we did not write.

with amazon(folder) as endpoint:
    boto3.client("sqs", endpoint_url=endpoint, ...)
"""

import os
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.peers.installed import peer
from tests.peers.mosquitto import free_port

CREDENTIALS = {"AWS_ACCESS_KEY_ID": "AKIATEST", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1"}
"""moto believes anybody."""


@contextmanager
def amazon(folder: Path) -> Iterator[str]:
    """The address of all services."""
    port = free_port()
    command = [str(peer("moto")), "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    environment = {**os.environ, **CREDENTIALS, "HOME": str(folder)}
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment) as process:
        try:
            assert process.stderr is not None
            line = ""
            while "Running on" not in line:
                line = process.stderr.readline()
                assert line, "moto ended"
            endpoint = f"http://127.0.0.1:{port}"
            urllib.request.urlopen(f"{endpoint}/moto-api/reset", data=b"", timeout=60).close()
            yield endpoint
        finally:
            process.terminate()
            process.communicate(timeout=30)
