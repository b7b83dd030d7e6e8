"""What holds for every policy and every request, not only for those in tables."""

import json
from contextlib import suppress
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.policy.decision import Policies, Request, Verdict, decide
from app.policy.document import PolicyMalformed
from app.policy.grammar import parse_policy
from app.policy.variables import Context
from tests.app.policy.documents import ADA, DOOR, NORTH, document
from tests.app.work import lines_run

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)

names = st.sampled_from(
    ["Version", "Statement", "Effect", "Action", "Resource", "Condition", "StringEquals", "Sid", "Allow"]
)
near_policies = st.recursive(
    json_values | names | st.sampled_from(["2012-10-17", "one:Get*", "*", "${aws:username}", "${", "arn:aws:one:::x"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names | st.text(max_size=4), inner, max_size=5),
    max_leaves=30,
)

actions = st.sampled_from(["one:*", "*", "one:Get*", "one:GetSite", "iam:*", "one:?etSite"])
resources = st.sampled_from(["*", NORTH, DOOR, "arn:aws:one:*:*:site/*", "arn:aws:one:*:*:site/${aws:username}"])
conditions = st.dictionaries(
    st.sampled_from(["StringEquals", "StringNotLike", "ForAnyValue:StringLike", "StringEqualsIfExists"]),
    st.dictionaries(
        st.sampled_from(["aws:username", "aws:TagKeys"]), st.sampled_from(["ada", "a*", "${aws:username}"]), max_size=2
    ),
    max_size=2,
)


def one_of(plain: str, inverted: str, values: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, Any]]:
    return st.tuples(st.sampled_from([plain, plain, inverted]), values).map(lambda pair: {pair[0]: pair[1]})


statements = st.builds(
    lambda effect, action, resource, condition: {"Effect": effect, **action, **resource, "Condition": condition},
    st.sampled_from(["Allow", "Deny"]),
    one_of("Action", "NotAction", actions),
    one_of("Resource", "NotResource", resources),
    conditions,
)
contexts = st.fixed_dictionaries(
    {}, optional={"aws:username": st.sampled_from(["ada", "bob"]), "aws:TagKeys": st.just(("ada", "env"))}
)
requests = st.builds(
    lambda action, resource, context: Request(ADA, action, resource, Context.of(context)),
    st.sampled_from(["one:GetSite", "one:DeleteSite", "iam:GetUser"]),
    st.sampled_from([NORTH, DOOR, "*"]),
    contexts,
)
policies = st.lists(st.lists(statements, min_size=1, max_size=3), max_size=3)


def verdict(documents: list[list[dict[str, Any]]], request: Request) -> Verdict:
    return decide(Policies(tuple(parse_policy(document(*one)) for one in documents)), request).verdict


@given(json_values | near_policies)
def test_reading_raises_nothing_but_its_own_refusal(value: Any) -> None:
    with suppress(PolicyMalformed):
        assert parse_policy(value).statements


@given(st.text() | st.binary())
def test_reading_text_raises_nothing_but_its_own_refusal(value: str | bytes) -> None:
    with suppress(PolicyMalformed):
        assert parse_policy(value).statements


@given(policies, requests)
def test_a_written_policy_means_the_same_when_it_is_read_again(
    documents: list[list[dict[str, Any]]], request: Request
) -> None:
    again = tuple(parse_policy(json.dumps(document(*one))) for one in documents)
    assert decide(Policies(again), request).verdict is verdict(documents, request)


@given(policies, statements, requests, st.integers(0, 3))
def test_a_deny_that_speaks_wins_wherever_it_stands(
    documents: list[list[dict[str, Any]]], statement: dict[str, Any], request: Request, place: int
) -> None:
    denying = {**statement, "Effect": "Deny"}
    if verdict([[denying]], request) is Verdict.EXPLICIT_DENY:
        assert verdict([*documents[:place], [denying], *documents[place:]], request) is Verdict.EXPLICIT_DENY


@given(policies, statements, requests)
def test_one_more_allow_takes_nothing_away(
    documents: list[list[dict[str, Any]]], statement: dict[str, Any], request: Request
) -> None:
    before = verdict(documents, request)
    after = verdict([*documents, [{**statement, "Effect": "Allow"}]], request)
    assert after is before or (before is Verdict.IMPLICIT_DENY and after is Verdict.ALLOWED)


@given(policies, policies, requests)
def test_a_boundary_only_takes_away(
    documents: list[list[dict[str, Any]]], limits: list[list[dict[str, Any]]], request: Request
) -> None:
    identity = tuple(parse_policy(document(*one)) for one in documents)
    boundary = tuple(parse_policy(document(*one)) for one in limits)
    if decide(Policies(identity, boundary=boundary), request).allowed:
        assert decide(Policies(identity), request).allowed


def test_the_hardest_policy_that_is_read_is_decided_with_bounded_work() -> None:
    hardest = "arn:aws:one:::x/" + "*a?" * 600 + "b"
    statement = {"Effect": "Allow", "Action": "*", "Resource": [hardest] * 16}
    policy = parse_policy(document(statement))
    with lines_run() as work:
        decision = decide(Policies((policy,)), Request(ADA, "one:GetSite", "arn:aws:one:::x/" + "a" * 2_000))
    assert not decision.allowed
    # ten lines a piece, and a piece is passed once
    assert work.lines < 10 * 16 * 600
