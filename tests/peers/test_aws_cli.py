"""The unmodified AWS CLI as a client, over TLS, by nothing but the generated model."""

import json
import os
import re
import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.policy.decision import Verdict
from tests.app.control import Plane
from tests.app.gateway.keys import ACCESS_KEY, SECRET
from tests.app.gateway.running import Running

pytestmark = pytest.mark.peer

ADDRESS = 'addressLine1="1 Harbour Street",city=Portsmouth,postalCode="PO1 3AX",countryCode=GB'
Aws = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def aws(server: Running, root: Path) -> Aws:
    program = root / ".peers" / "bin" / "aws"
    if not program.exists():
        pytest.skip("needs the AWS CLI: packaging/bootstrap dev installs it")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")} | {
        "AWS_DATA_PATH": str(root / "resources" / "api"),
        "AWS_ENDPOINT_URL_ONE": server.url,
        "AWS_CA_BUNDLE": str(server.certificate),
        "AWS_ACCESS_KEY_ID": ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_CONFIG_FILE": "/nonexistent",
        "AWS_PAGER": "",
    }

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [str(program), "one", *words]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)

    return run


def answer(done: subprocess.CompletedProcess[str]) -> Any:
    """Any: JSON."""
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout) if done.stdout.strip() else None


def test_sites_are_made_listed_tagged_and_deleted(aws: Aws) -> None:
    sites = [answer(aws("create-site", "--name", f"Site {at}", "--address", ADDRESS)) for at in range(3)]
    listed = answer(aws("list-sites", "--page-size", "2"))
    assert {site["siteId"] for site in listed["sites"]} == {site["siteId"] for site in sites}
    arn, site = sites[0]["siteArn"], sites[0]["siteId"]
    answer(aws("tag-resource", "--resource-arn", arn, "--tags", "floor=2"))
    assert answer(aws("list-tags-for-resource", "--resource-arn", arn)) == {"tags": {"floor": "2"}}
    answer(aws("delete-site", "--site-id", site))
    gone = aws("get-site", "--site-id", site)
    assert gone.returncode != 0
    assert f"(ResourceNotFoundException) when calling the GetSite operation: site/{site} does not exist." in gone.stderr


def test_a_denial_is_told_in_the_words_of_the_guide(aws: Aws, plane: Plane) -> None:
    plane.authority.denied["one:DeleteSite"] = Verdict.EXPLICIT_DENY
    assert (
        aws("delete-site", "--site-id", "nowherenowhere")
        .stderr.strip()
        .endswith(
            "An error occurred (AccessDeniedException) when calling the DeleteSite operation: "
            "User: arn:aws:iam::123456789012:user/ada is not authorized to perform: one:DeleteSite on resource: "
            "arn:aws:one:us-east-1:123456789012:site/nowherenowhere"
        )
    )


def test_the_manual_says_commands_that_work(aws: Aws, root: Path, tmp_path: Path) -> None:
    """The page on events, line by line: try a pattern, make a rule, say where its events go; then look at the audit."""
    sample = tmp_path / "event.json"
    samples = json.loads((root / "tests/golden/control/events.json").read_text("utf-8"))
    sample.write_text(json.dumps(samples["critical"]))
    pages = [(root / "resources" / "manual" / name).read_text("utf-8") for name in ("events.md", "audit.md")]
    lines = [line.strip().strip("`") for page in pages for line in re.findall(r"(?m)^ +aws one .*$", page)]
    commands = [shlex.split(line.replace("file://event.json", f"file://{sample}"))[2:] for line in lines]
    answers = [answer(aws(*command)) for command in commands]
    assert [command[0] for command in commands] == ["test-event-pattern", "put-rule", "put-targets", "lookup-events"]
    assert answers[0] == {"result": True}
    assert answers[1]["rule"] == "critical-devices"
    assert answers[2]["newSecrets"]["desk"].startswith("whsec_")
