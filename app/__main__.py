"""The command line: `thenar COMMAND`, one entrypoint a command.

thenar demo
thenar kiosk --camera v4l2:0
thenar benchmark DIR --kind frames --json OUT
"""

import argparse
import importlib
import os
import sys
from collections.abc import Callable
from typing import NamedTuple, cast

from app.config.text import Texts
from app.domain.faults import FaultError


class Command(NamedTuple):
    module: str
    summary: str


COMMANDS = {
    "demo": Command("app.entrypoints.demo", "the main job on simulated hardware, with or without a display"),
    "kiosk": Command("app.entrypoints.kiosk", "a terminal on a camera, a badge reader and a door of yours"),
    "console": Command(
        "app.entrypoints.console", "the administrator's window, on this machine's store or on a control plane"
    ),
    "init": Command("app.entrypoints.first_run", "make the owner of this installation, once"),
    "owner": Command(
        "app.entrypoints.owner", "the owner's way back when a password, an app or recovery codes are lost"
    ),
    "server": Command("app.entrypoints.server", "the control plane, over TLS"),
    "publish": Command("app.entrypoints.publish", "sign software for terminals into a folder that is served"),
    "service-model": Command("app.entrypoints.service_model", "write what the AWS CLI and boto3 need to be clients"),
    "qr": Command("app.entrypoints.qr", "show the activation code of a device instance, for its device to read"),
    "forget": Command("app.entrypoints.forget", "delete a person for ever, by badge"),
    "renew": Command("app.entrypoints.renew", "put all palm codes under a fresh key, and let the old key die"),
    "keys": Command("app.entrypoints.keys", "show, set or remove the customer key; wrap everything anew"),
    "verify-audit": Command(
        "app.entrypoints.verify_audit", "check the audit: its chain, its signed files, a kept head"
    ),
    "benchmark": Command("app.entrypoints.benchmark", "measure recognition on a folder of palms"),
    "check-card": Command(
        "app.entrypoints.check_card", "whether a card keeps its promises, and the manual's is of today"
    ),
    "calibrate": Command("app.entrypoints.calibrate", "fit the model behind the thresholds on pictures of your own"),
    "odds": Command("app.entrypoints.odds", "what a threshold means at a door, in strangers and second tries"),
    "evaluate-policies": Command("app.entrypoints.evaluate_policies", "judge policy rows, one JSON object a line"),
    "match-patterns": Command("app.entrypoints.match_patterns", "match events to patterns, one JSON object a line"),
    "explain": Command("app.entrypoints.explain", "draw what recognition sees in one picture"),
    "docs": Command("app.entrypoints.docs", "write, or check, the generated pages of the manual"),
}

EXIT_FAULT = 2
EXIT_BROKEN_PIPE = 141
"""As a shell reports it: 128 and SIGPIPE's number."""


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="thenar", description="Open palm access.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    asked = next((word for word in arguments if word in COMMANDS), None)
    for name, command in COMMANDS.items():
        sub = commands.add_parser(name, help=command.summary, description=command.summary)
        if name == asked:  # only the command in question is imported: `thenar docs` needs no Qt
            _entrypoint(command).add_arguments(sub)
    options = parser.parse_args(arguments)
    try:
        code = _entrypoint(COMMANDS[options.command]).main(options)
        sys.stdout.flush()
        return code
    except BrokenPipeError:  # whoever read along, as `head` does, has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nor does the interpreter complain at its end
        return EXIT_BROKEN_PIPE
    except FaultError as error:
        say = Texts("en").say
        stem = f"fault.{error.fault.key}"
        print(f"thenar: {error}\n{say(f'{stem}.happened')} {say(f'{stem}.remedy')}", file=sys.stderr)
        return EXIT_FAULT


class _Entrypoint(NamedTuple):
    add_arguments: Callable[[argparse.ArgumentParser], None]
    main: Callable[[argparse.Namespace], int]


def _entrypoint(command: Command) -> _Entrypoint:
    module = importlib.import_module(command.module)
    return _Entrypoint(
        cast(Callable[[argparse.ArgumentParser], None], module.add_arguments),
        cast(Callable[[argparse.Namespace], int], module.main),
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
