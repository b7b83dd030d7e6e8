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
from hypothesis import HealthCheck, given, settings

from app.operations.operation import AnyOperation
from app.operations.registry import ALWAYS, OPERATIONS
from app.operations.shapes import members_of
from app.policy.decision import Verdict
from app.services.control.handlers import HANDLERS
from tests.app.control import Plane
from tests.app.gateway.keys import ACCESS_KEY, SECRET
from tests.app.gateway.running import Running
from tests.peers.examples import requests_of
from tests.peers.installed import peer_program

pytestmark = pytest.mark.peer

ADDRESS = 'addressLine1="1 Harbour Street",city=Portsmouth,postalCode="PO1 3AX",countryCode=GB'
NEVER = "InternalServerException"
Aws = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def environment(server: Running, root: Path) -> dict[str, str]:
    """All that the AWS CLI is told."""
    peer_program("aws")
    return {name: value for name, value in os.environ.items() if not name.startswith("AWS_")} | {
        "AWS_DATA_PATH": str(root / "resources" / "api"),
        "AWS_ENDPOINT_URL_ONE": server.url,
        "AWS_CA_BUNDLE": str(server.certificate),
        "AWS_ACCESS_KEY_ID": ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_CONFIG_FILE": "/nonexistent",
        "AWS_PAGER": "",
    }


@pytest.fixture
def aws(environment: dict[str, str], root: Path) -> Aws:
    program = root / ".peers" / "bin" / "aws"

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


OF_THE_OWNER = {"CreateRecoveryCodes", "GetOwner"}
"""Whoever else asks is refused, whatever the policies say."""


def test_every_operation_can_be_called(environment: dict[str, str], root: Path) -> None:
    """By its name and with a request of its form; what comes back is an answer, or an error that the model
    names."""
    calls = [{"operation": name, "request": some_request(OPERATIONS[name])} for name in sorted(HANDLERS)]
    done = subprocess.run(
        [root / ".peers" / "bin" / "python", root / "tests" / "peers" / "aws_cli.py"],
        input="".join(json.dumps(call) + "\n" for call in calls),
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=240,
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [each["operation"] for each in answers] == sorted(HANDLERS)
    assert [each for each in answers if each["code"] != 0 and not refused_as_documented(each)] == []
    asks_for_nothing = {name for name in HANDLERS if not any(m.required for m in members_of(OPERATIONS[name].request))}
    asks_for_nothing -= OF_THE_OWNER
    assert asks_for_nothing > {"ListSites", "ListUsers"}
    assert {each["operation"] for each in answers if each["code"] == 0} >= asks_for_nothing


def some_request(operation: AnyOperation) -> dict[str, Any]:
    """Always the same one. Any: values of JSON."""
    drawn: list[dict[str, Any]] = []

    @settings(max_examples=1, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(requests_of(operation))
    def draw(request: dict[str, Any]) -> None:
        drawn.append(request)

    draw()
    return drawn[0]


def refused_as_documented(answer: dict[str, Any]) -> bool:
    """Any: JSON."""
    operation = OPERATIONS[answer["operation"]]
    told = re.search(rf"An error occurred \((\w+)\) when calling the {operation.name} operation", answer["said"])
    return told is not None and told[1] in {code.wire for code in (*operation.errors, *ALWAYS)} - {NEVER}


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
