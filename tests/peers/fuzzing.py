"""schemathesis against a running server, with signed requests, by the generated OpenAPI document.

The document is handed over without its security scheme, because the hook signs whatever is sent: how strangers are met
is shown elsewhere. One check is left out: it takes every request that fits the document for one that must succeed, and
no document says that a site without a device may go, or that a policy has to be one.
"""

import json
import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.app.control import REALM
from tests.app.gateway.keys import ACCESS_KEY, SECRET
from tests.app.gateway.running import Running
from tests.peers.installed import peer_program

LEFT_OUT = "positive_data_acceptance"
SEED = "1"


@dataclass(frozen=True)
class Fuzzed:
    cases: int
    passed: bool
    report: str


def fuzz(server: Running, root: Path, folder: Path, *words: str, timeout_s: float = 600) -> Fuzzed:
    """`words`: schemathesis's own options."""
    document = json.loads((root / "resources" / "api" / "openapi.json").read_text("utf-8"))
    del document["security"], document["components"]["securitySchemes"]
    path = folder / "openapi.json"
    path.write_text(json.dumps(document), "utf-8")
    environment = {
        **os.environ,
        "AWS_ACCESS_KEY_ID": ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_DEFAULT_REGION": REALM.region,
        "PYTHONPATH": str(root / "tests" / "peers"),
        "SCHEMATHESIS_HOOKS": "signing_hook",
    }
    program = str(peer_program("schemathesis"))
    command = [program, "run", str(path), "--url", server.url, "--tls-verify", str(server.certificate)]
    command += ["--exclude-checks", LEFT_OUT, "--seed", SEED, "--warnings", "off", *words]
    done = subprocess.run(
        command, env=environment, cwd=folder, capture_output=True, text=True, check=False, timeout=timeout_s
    )
    counted = re.search(r"(\d+) generated", done.stdout)
    return Fuzzed(int(counted[1]) if counted else 0, done.returncode == 0, done.stdout + done.stderr)
