"""What is a policy document and what is not, and that a refusal says what is wrong and where."""

import json
from typing import Any

import pytest

from app.policy.document import PolicyKind, PolicyMalformed
from app.policy.grammar import BOUNDS, LONGEST_PATTERN, parse_policy
from tests.app.policy.documents import ADA, allow, document, row
from tests.app.work import lines_run


def with_condition(condition: Any) -> Any:
    return document(allow(Condition=condition))


def without(name: str) -> Any:
    return document({key: value for key, value in allow().items() if key != name})


@pytest.mark.parametrize(
    "policy",
    [
        row(document(allow()), name="a list of statements"),
        row({"Version": "2012-10-17", "Statement": allow()}, name="a single statement"),
        row({"Statement": [allow()]}, name="no version is the version of 2008"),
        row(document(allow(), version="2008-10-17")),
        row({**document(allow()), "Id": "night"}),
        row(document(allow("*"))),
        row(document(allow("*:*"))),
        row(document(allow(["one:Get*", "execute-api:Invoke?"]))),
        row(document(allow(resource=["*", "arn:aws:s3:::bucket/*", "arn:aws:iam::*:user/${aws:username}"]))),
        row(document(allow(Sid=""), allow(Sid=""))),
        row(document(allow(Sid="One1"), allow(Sid="one1"))),
        row(document({"Effect": "Deny", "NotAction": "iam:*", "NotResource": "*"})),
        row(with_condition({})),
        row(with_condition({"StringEquals": {}})),
        row(with_condition({"Bool": {"aws:SecureTransport": True}, "NumericEquals": {"aws:Age": 5}})),
        row(with_condition({"ForAllValues:StringLikeIfExists": {"aws:TagKeys": ["a", "b"]}})),
        row(json.dumps(document(allow())), name="text"),
        row(json.dumps(document(allow())).encode(), name="bytes"),
    ],
)
def test_a_policy_is_read(policy: Any) -> None:
    assert parse_policy(policy).statements


@pytest.mark.parametrize(
    ("policy", "place"),
    [
        row([1], "policy"),
        row(None, "policy"),
        row("{}", "", name="no statement"),
        row("{", "", name="no JSON"),
        row('{"Statement": [], "Statement": []}', "", name="a key twice"),
        row(b"\xff", "", name="no text"),
        row(document(allow(), version="2012-10-18"), "Version"),
        row({**document(allow()), "Version": 20121017}, "Version"),
        row({**document(allow()), "Id": 7}, "Id"),
        row({**document(allow()), "Statements": []}, "Statements"),
        row(document(), "Statement"),
        row({"Version": "2012-10-17", "Statement": "all"}, "Statement[0]"),
        row(document(allow(), allow(Effekt="Allow")), "Statement[1].Effekt"),
        row(without("Effect"), "Statement[0].Effect"),
        row(document({**allow(), "Effect": "allow"}), "Statement[0].Effect"),
        row(document({**allow(), "Effect": ["Allow"]}), "Statement[0].Effect"),
        row(without("Action"), "Statement[0]"),
        row(document(allow(NotAction="iam:*")), "Statement[0]"),
        row(document(allow([])), "Statement[0].Action"),
        row(document(allow("")), "Statement[0].Action"),
        row(document(allow("one:" + "a" * LONGEST_PATTERN)), "Statement[0].Action"),
        row(document(allow("GetSite")), "Statement[0].Action"),
        row(document(allow("one:")), "Statement[0].Action"),
        row(document(allow("one:Get:Site")), "Statement[0].Action"),
        row(document(allow("o*e:GetSite")), "Statement[0].Action"),
        row(document(allow("one GetSite")), "Statement[0].Action", shows="POL-011"),
        row(document(allow("one:${aws:username}")), "Statement[0].Action"),
        row(document(allow(["one:GetSite", 7])), "Statement[0].Action[1]"),
        row(without("Resource"), "Statement[0]", shows="IAMF-007"),
        row(document(allow(NotResource="*")), "Statement[0]"),
        row(document(allow(resource=[])), "Statement[0].Resource"),
        row(document(allow(resource="site/north")), "Statement[0].Resource"),
        row(document(allow(resource="arn:aws")), "Statement[0].Resource"),
        row(document(allow(resource="arn:aws:one:*:*:site/${aws:username")), "Statement[0].Resource"),
        row(document(allow(resource="arn:aws:one:*:*:site/${}")), "Statement[0].Resource"),
        row(document(allow(resource="arn:aws:one:*:*:site/${aws:x, lobby'}")), "Statement[0].Resource"),
        row(document(allow(Sid="a b")), "Statement[0].Sid"),
        row(document(allow(Sid=7)), "Statement[0].Sid"),
        row(document(allow(Sid="a"), allow(), allow(Sid="a")), "Statement[2].Sid"),
        row(document(allow(Principal="*")), "Statement[0].Principal", shows="IAMF-002"),
        row(document(allow(NotPrincipal={"AWS": ADA})), "Statement[0].NotPrincipal", shows="IAM-034"),
        row(with_condition([]), "Statement[0].Condition"),
        row(with_condition({"StringEquals": "x"}), "Statement[0].Condition.StringEquals"),
        row(with_condition({"StringIs": {"aws:x": "x"}}), "Statement[0].Condition.StringIs"),
        row(with_condition({"stringequals": {"aws:x": "x"}}), "Statement[0].Condition.stringequals"),
        row(with_condition({"ForSome:StringEquals": {"aws:x": "x"}}), "Statement[0].Condition.ForSome:StringEquals"),
        row(with_condition({"NullIfExists": {"aws:x": "true"}}), "Statement[0].Condition.NullIfExists"),
        row(with_condition({"StringEquals": {"": "x"}}), "Statement[0].Condition.StringEquals."),
        row(with_condition({"StringEquals": {"aws:x": None}}), "Statement[0].Condition.StringEquals.aws:x"),
        row(with_condition({"StringEquals": {"aws:x": {"a": 1}}}), "Statement[0].Condition.StringEquals.aws:x"),
        row(with_condition({"StringEquals": {"aws:x": "${"}}), "Statement[0].Condition.StringEquals.aws:x"),
        row(with_condition({"NumericEquals": {"aws:x": "many"}}), "Statement[0].Condition.NumericEquals.aws:x"),
        row(with_condition({"DateEquals": {"aws:x": "2026-02-30"}}), "Statement[0].Condition.DateEquals.aws:x"),
        row(with_condition({"Bool": {"aws:x": "yes"}}), "Statement[0].Condition.Bool.aws:x"),
        row(with_condition({"Null": {"aws:x": "x"}}), "Statement[0].Condition.Null.aws:x"),
        row(with_condition({"BinaryEquals": {"aws:x": "%"}}), "Statement[0].Condition.BinaryEquals.aws:x"),
        row(with_condition({"IpAddress": {"aws:x": "10.0.0.0/33"}}), "Statement[0].Condition.IpAddress.aws:x"),
    ],
)
def test_what_is_no_policy_is_refused_at_its_place(policy: Any, place: str) -> None:
    with pytest.raises(PolicyMalformed) as refused:
        parse_policy(policy)
    assert refused.value.place == place
    assert refused.value.cause


TRUST = {"Effect": "Allow", "Principal": {"AWS": "123456789012"}, "Action": "sts:AssumeRole"}


@pytest.mark.parametrize(
    ("elements", "place"),
    [
        row({"Resource": "*"}, "Statement[0].Resource"),
        row({"NotPrincipal": "*"}, "Statement[0]"),
        row({"Principal": {}}, "Statement[0].Principal"),
        row({"Principal": ADA}, "Statement[0].Principal"),
        row({"Principal": {"AWS": []}}, "Statement[0].Principal.AWS"),
        row({"Principal": {"AWS": "ada"}}, "Statement[0].Principal.AWS"),
        row({"Principal": {"AWS": "arn:aws:iam::*:root"}}, "Statement[0].Principal.AWS"),
        row({"Principal": {"Everyone": "*"}}, "Statement[0].Principal.Everyone"),
        row({"Principal": {"Service": ""}}, "Statement[0].Principal.Service"),
    ],
)
def test_a_trust_policy_names_principals_and_no_resource(elements: dict[str, Any], place: str) -> None:
    assert parse_policy(document(TRUST), kind=PolicyKind.TRUST).statements[0].resources is None
    with pytest.raises(PolicyMalformed) as refused:
        parse_policy(document({**TRUST, **elements}), kind=PolicyKind.TRUST)
    assert refused.value.place == place


def nested(depth: int) -> Any:
    value: Any = "x"
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    "bomb",
    [
        row("[" * 30_000, name="open brackets"),
        row('{"a":' * 6_000, name="open objects"),
        row(nested(500), name="nested values"),
        row(document(*[allow()] * 2_000), name="statements"),
        row(document(allow(["one:Get"] * 5_000)), name="actions"),
        row(document(allow("one:" + "*a" * 20_000)), name="one long action"),
        row('{"Version": ' + "9" * 30_000 + "}", name="a long number"),
        row('"' + "x" * 10_000_000 + '"', name="ten million characters"),
    ],
)
def test_a_bomb_is_refused_before_much_work_is_done(bomb: Any) -> None:
    with lines_run() as work, pytest.raises(PolicyMalformed):
        parse_policy(bomb)
    # one pass over a document of the largest permitted size is at most a dozen lines a character
    assert work.lines < 12 * BOUNDS.characters
