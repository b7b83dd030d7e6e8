"""From a stranger's JSON to a Policy, or a PolicyMalformed that says what is wrong and where.

Source: IAM User Guide, "Grammar of the IAM JSON policy language". Where sources differ, resources/decisions/0020 says
what was chosen.

Rules: nothing is guessed and nothing is dropped. An element that is unknown, doubled, misplaced or of the wrong type
refuses the whole document. Size and depth are bounded before anything else is looked at.

>>> allow = {"Effect": "Allow", "Action": "one:Get*", "Resource": "*"}
>>> parse_policy({"Version": "2012-10-17", "Statement": allow}).statements[0].effect
<Effect.ALLOW: 'Allow'>
"""

import re

from app.domain.bounded_json import Bounds, JsonRefused, JsonValue, read_json, refuse_excess
from app.policy.arns import resource_template
from app.policy.conditions import Condition, make_condition, read_operator
from app.policy.document import Effect, Named, Policy, PolicyKind, PolicyMalformed, Statement
from app.policy.expectations import Unreadable
from app.policy.principals import EVERYBODY, Listed, PrincipalRule, PrincipalType, is_principal
from app.policy.variables import BadVariable, Template

BOUNDS = Bounds(characters=32_768, depth=10, values=4_096)
"""The largest policy of AWS is 10,240 characters without white space; a legal document nests seven deep."""

LONGEST_PATTERN = 2_048
"""Characters of one action, resource or condition value: AWS's longest ARN."""

_VERSIONS = {"2012-10-17": True, "2008-10-17": False}
"""Version to whether `${...}` is a variable. A document without Version is of 2008-10-17."""

_SID = re.compile(r"[A-Za-z0-9]*", re.ASCII)
_ACTION = re.compile(r"\*|(?:\*|[A-Za-z0-9.-]+):[A-Za-z0-9*?_-]+", re.ASCII)
_ARN = re.compile(r"arn:[^:]+:[^:]+:.*", re.DOTALL)

_TOP = frozenset({"Version", "Id", "Statement"})
_ELEMENTS = {
    PolicyKind.IDENTITY: frozenset({"Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition"}),
    PolicyKind.TRUST: frozenset({"Sid", "Effect", "Action", "NotAction", "Principal", "NotPrincipal", "Condition"}),
}
_MISPLACED = {
    "Principal": "an identity policy names no principal: it speaks of whoever it is attached to",
    "NotPrincipal": "an identity policy names no principal: it speaks of whoever it is attached to",
    "Resource": "a trust policy names no resource: it speaks of its role",
    "NotResource": "a trust policy names no resource: it speaks of its role",
}


def parse_policy(document: JsonValue | bytes, name: str = "", kind: PolicyKind = PolicyKind.IDENTITY) -> Policy:
    """A document as JSON text, bytes or decoded value. `name` is reported as the source of decisions.

    Raises PolicyMalformed and nothing else.
    """
    try:
        if isinstance(document, str | bytes):
            document = read_json(document, BOUNDS)
        else:
            refuse_excess(document, BOUNDS)
    except JsonRefused as error:
        raise PolicyMalformed(str(error), "") from error
    top = _object(document, "policy")
    _known_elements(top, _TOP, "")
    version = top.get("Version", "2008-10-17")
    if not isinstance(version, str) or version not in _VERSIONS:
        raise PolicyMalformed("Version must be 2012-10-17 or 2008-10-17", "Version")
    if "Id" in top:
        _text(top["Id"], "Id")
    if "Statement" not in top:
        raise PolicyMalformed("a policy needs a Statement", "")
    return Policy(name, kind, _statements(top["Statement"], kind, _VERSIONS[version]))


def _statements(value: JsonValue, kind: PolicyKind, variables: bool) -> tuple[Statement, ...]:
    documents = value if isinstance(value, list) else [value]
    if not documents:
        raise PolicyMalformed("a policy needs at least one statement", "Statement")
    statements: list[Statement] = []
    sids: set[str] = set()
    for index, document in enumerate(documents):
        place = f"Statement[{index}]"
        statement = _statement(_object(document, place), index, place, kind, variables)
        if statement.sid and statement.sid in sids:
            raise PolicyMalformed("this Sid is taken by an earlier statement", f"{place}.Sid")
        sids.add(statement.sid)
        statements.append(statement)
    return tuple(statements)


def _statement(elements: dict[str, JsonValue], index: int, place: str, kind: PolicyKind, variables: bool) -> Statement:
    _known_elements(elements, _ELEMENTS[kind], place)
    sid = _text(elements.get("Sid", ""), f"{place}.Sid")
    if not _SID.fullmatch(sid):
        raise PolicyMalformed("a Sid holds letters and digits only", f"{place}.Sid")
    effect = elements.get("Effect")
    if effect not in ("Allow", "Deny"):
        raise PolicyMalformed("Effect must be Allow or Deny", f"{place}.Effect")
    trust = kind is PolicyKind.TRUST
    return Statement(
        index=index,
        sid=sid,
        effect=Effect.ALLOW if effect == "Allow" else Effect.DENY,
        actions=_actions(elements, place),
        resources=None if trust else _resources(elements, place, variables),
        principals=_principals(elements, place) if trust else None,
        conditions=_conditions(elements.get("Condition", {}), f"{place}.Condition", variables),
    )


def _actions(elements: dict[str, JsonValue], place: str) -> Named:
    element, inverted = _one_of(elements, "Action", "NotAction", place)
    patterns = _texts(elements[element], f"{place}.{element}")
    for pattern in patterns:
        if not _ACTION.fullmatch(pattern):
            raise PolicyMalformed("an action is * or service:name, as in one:GetSite", f"{place}.{element}")
    return Named(tuple(Template.parse(pattern.lower(), variables=False) for pattern in patterns), inverted)


def _resources(elements: dict[str, JsonValue], place: str, variables: bool) -> Named:
    element, inverted = _one_of(elements, "Resource", "NotResource", place)
    patterns = _texts(elements[element], f"{place}.{element}")
    for pattern in patterns:
        if pattern != "*" and not _ARN.fullmatch(pattern):
            raise PolicyMalformed("a resource is * or an ARN, as in arn:aws:one:*:*:site/*", f"{place}.{element}")
    try:
        return Named(tuple(resource_template(pattern, variables) for pattern in patterns), inverted)
    except BadVariable as error:
        raise PolicyMalformed(str(error), f"{place}.{element}") from error


def _principals(elements: dict[str, JsonValue], place: str) -> PrincipalRule:
    element, inverted = _one_of(elements, "Principal", "NotPrincipal", place)
    place = f"{place}.{element}"
    value = elements[element]
    if value == EVERYBODY:
        return PrincipalRule((Listed(PrincipalType.AWS, EVERYBODY),), inverted)
    listed: list[Listed] = []
    for name, names in _object(value, place).items():
        if name not in PrincipalType.__members__.values():
            raise PolicyMalformed("a principal is of type AWS, Service, Federated or CanonicalUser", f"{place}.{name}")
        kind = PrincipalType(name)
        for one in _texts(names, f"{place}.{name}"):
            if not is_principal(kind, one):
                raise PolicyMalformed("expected *, an account or the ARN of a principal", f"{place}.{name}")
            listed.append(Listed(kind, one))
    if not listed:
        raise PolicyMalformed("names nobody", place)
    return PrincipalRule(tuple(listed), inverted)


def _conditions(value: JsonValue, place: str, variables: bool) -> tuple[Condition, ...]:
    conditions: list[Condition] = []
    for name, keys in _object(value, place).items():
        form = read_operator(name)
        if form is None:
            raise PolicyMalformed("there is no such operator", f"{place}.{name}")
        for key, expected in _object(keys, f"{place}.{name}").items():
            where = f"{place}.{name}.{key}"
            if not key:
                raise PolicyMalformed("a condition needs the name of a key", where)
            try:
                conditions.append(make_condition(name, form, key, _condition_values(expected, where), variables))
            except Unreadable as error:
                raise PolicyMalformed(str(error), where) from error
    return tuple(conditions)


def _condition_values(value: JsonValue, place: str) -> list[str]:
    """Texts, numbers and truths are all written as text in a policy; without quotes they mean the same."""
    texts: list[str] = []
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, bool):
            texts.append("true" if one else "false")
        elif isinstance(one, int | float):
            texts.append(str(one))
        else:
            texts.append(_text(one, place))
    return texts


def _one_of(elements: dict[str, JsonValue], plain: str, inverted: str, place: str) -> tuple[str, bool]:
    if (plain in elements) == (inverted in elements):
        raise PolicyMalformed(f"a statement needs exactly one of {plain} and {inverted}", place)
    return (plain, False) if plain in elements else (inverted, True)


def _known_elements(elements: dict[str, JsonValue], known: frozenset[str], place: str) -> None:
    for name in elements:
        if name not in known:
            cause = _MISPLACED.get(name, "there is no such element") if place else "there is no such element"
            raise PolicyMalformed(cause, f"{place}.{name}" if place else name)


def _object(value: JsonValue | bytes, place: str) -> dict[str, JsonValue]:
    if not isinstance(value, dict):
        raise PolicyMalformed("expected an object", place)
    return value


def _texts(value: JsonValue, place: str) -> list[str]:
    values = value if isinstance(value, list) else [value]
    if not values:
        raise PolicyMalformed("the list is empty", place)
    return [_text(one, f"{place}[{index}]" if isinstance(value, list) else place) for index, one in enumerate(values)]


def _text(value: JsonValue, place: str) -> str:
    if not isinstance(value, str):
        raise PolicyMalformed("expected text", place)
    if len(value) > LONGEST_PATTERN:
        raise PolicyMalformed(f"longer than {LONGEST_PATTERN} characters", place)
    return value
