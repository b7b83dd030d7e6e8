"""`thenar evaluate-policies FILE`: judge policies, one JSON row a line, for comparison with other engines.

A row of kind `grammar` holds `policy` and is answered valid or malformed. A row of kind `evaluate` holds
`identity_policies`, where it applies `boundaries`, `scps` and `session_policy`, and `request` (principal, action,
resource, context); it is answered allowed, explicitDeny, implicitDeny, or malformed where it cannot be judged.
"""

import argparse
from pathlib import Path

from app.domain.bounded_json import JsonValue
from app.entrypoints.verdict_rows import answer_rows
from app.policy.decision import Policies, Request, decide
from app.policy.document import Policy, PolicyMalformed
from app.policy.grammar import parse_policy
from app.policy.variables import Context, ContextValue

MALFORMED = "malformed"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="rows to judge, one JSON object a line")


def main(options: argparse.Namespace) -> int:
    return answer_rows(options.file, judge, MALFORMED)


class RowMalformed(ValueError):
    """The row around the policies cannot be read."""


def judge(row: dict[str, JsonValue]) -> str:
    """The answer to one row. Never raises."""
    try:
        if row.get("kind") == "grammar":
            parse_policy(row.get("policy"))
            return "valid"
        return decide(_policies(row), _request(row.get("request"))).verdict.value
    except (PolicyMalformed, RowMalformed):
        return MALFORMED


def _policies(row: dict[str, JsonValue]) -> Policies:
    return Policies(
        identity=_layer(row, "identity_policies") or (),
        boundary=_layer(row, "boundaries"),
        session=_layer(row, "session_policy"),
        service_control=_layer(row, "scps"),
    )


def _layer(row: dict[str, JsonValue], name: str) -> tuple[Policy, ...] | None:
    """None where the row does not speak of the layer, which then does not limit."""
    value = row.get(name)
    if value is None:
        return None
    documents = value if isinstance(value, list) else [value]
    return tuple(parse_policy(document, name=f"{name}[{index}]") for index, document in enumerate(documents))


def _request(value: JsonValue) -> Request:
    if not isinstance(value, dict):
        raise RowMalformed("request")
    context = value.get("context", {})
    if not isinstance(context, dict):
        raise RowMalformed("context")
    known = {key: _context_value(one) for key, one in context.items() if one is not None}
    return Request(
        _text(value.get("principal")), _text(value.get("action")), _text(value.get("resource")), Context.of(known)
    )


def _context_value(value: JsonValue) -> ContextValue:
    return tuple(_plain(one) for one in value) if isinstance(value, list) else _plain(value)


def _plain(value: JsonValue) -> str:
    """Condition keys are text; a number or a truth is written as a policy would write it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else _text(value)


def _text(value: JsonValue) -> str:
    if not isinstance(value, str):
        raise RowMalformed("expected text")
    return value
