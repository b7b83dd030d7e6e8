"""Rules and targets as operations: made, shown, tested, replayed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.control_events import DEVICE, Health, HealthChanged
from app.domain.destinations import EventFile, Mqtt, Queue, RetryPolicy, Syslog, Webhook, signing_keys
from app.domain.event_json import Stamp, envelope_text, occurrence
from app.domain.retries import DeliveryFault, DeliveryState, Settlement
from app.operations import event_rules as rows
from app.operations import events
from app.operations.operation import AnyOperation
from app.operations.refusals import Reason
from app.ports.control.delivery import Claim, TargetState
from app.ports.control.event_rules import Rule
from app.services.control.common import millis
from app.services.control.event_rules import RULES_MOST
from app.services.control.events import REPLAYED_MOST
from app.services.control.publish import publish
from tests.app.control import NINE, REALM, Plane

PATTERN = '{"source":["aws.one"]}'
CRITICAL = occurrence(HealthChanged(DEVICE, Health.CRITICAL, Health.HEALTHY), REALM.account)
FILE = rows.Destination(file=EventFile("doors"))
HOOK = rows.Destination(webhook=Webhook("https://example.org/hook"))


def put_rule(plane: Plane, name: str = "doors", pattern: str = PATTERN) -> rows.RuleDetail:
    return plane.call(rows.PUT_RULE, rows.PutRule(name, pattern))


def put_target(
    plane: Plane, destination: rows.Destination = FILE, secret: str | None = None, rule: str = "doors"
) -> str | None:
    settings = rows.TargetSettings("one", destination, secret)
    answer = plane.call(rows.PUT_TARGETS, rows.PutTargets(rule, (settings,)))
    return answer.new_secrets.get("one")


def announce(plane: Plane, number: int = 1) -> str:
    event = f"{number:08}-0000-4000-8000-000000000000"
    stamp = Stamp(event, REALM.account, REALM.region, NINE + timedelta(seconds=number))
    with plane.store.transaction() as transaction:
        publish(transaction, CRITICAL, stamp)
    return event


def claim(plane: Plane, after_s: float = 86_400) -> Claim:
    found = plane.store.deliveries.claim(NINE + timedelta(seconds=after_s), 1, 99)  # type: ignore[attr-defined]  # the store behind the port
    assert isinstance(found, Claim)
    return found


@pytest.mark.requirement("EVS-007", "EVS-009")
def test_a_rule_is_made_shown_changed_and_deleted(plane: Plane) -> None:
    made = plane.call(rows.PUT_RULE, rows.PutRule("doors", PATTERN, description="all", tags={"team": "a"}))
    assert made.rule_arn == "arn:aws:one:us-east-1:123456789012:event-rule/doors"
    assert plane.call(rows.GET_RULE, rows.GetRule("doors")) == made
    plane.now += timedelta(hours=1)
    changed = plane.call(rows.PUT_RULE, rows.PutRule("doors", PATTERN, enabled=False))
    assert (changed.enabled, changed.description, changed.tags) == (False, "", {"team": "a"})
    assert changed.created_at_in_millis == made.created_at_in_millis
    plane.call(rows.DELETE_RULE, rows.DeleteRule("doors"))
    assert plane.refusal(rows.GET_RULE, rows.GetRule("doors")).reason is Reason.NOT_FOUND
    assert plane.refusal(rows.DELETE_RULE, rows.DeleteRule("doors")).reason is Reason.NOT_FOUND
    assert put_rule(plane).tags == {}


def test_policies_are_asked_about_the_rule_and_its_tags(plane: Plane) -> None:
    plane.call(rows.PUT_RULE, rows.PutRule("doors", PATTERN, tags={"team": "a"}))
    put_target(plane)
    action, resource, context = plane.authority.asked[-1]
    assert (action, resource) == ("one:PutTargets", "arn:aws:one:us-east-1:123456789012:event-rule/doors")
    assert context.get("aws:resourcetag/team") == "a"


def test_a_rule_whose_pattern_cannot_be_used_is_refused_with_the_place(plane: Plane) -> None:
    refusal = plane.refusal(rows.PUT_RULE, rows.PutRule("doors", '{"detail":{"state":"open"}}'))
    assert refusal.reason is Reason.BAD_PATTERN
    assert "detail.state" in str(refusal.facts["why"])


def test_rules_are_listed_a_page_at_a_time(plane: Plane) -> None:
    for name in ("doors-b", "windows", "doors-a"):
        put_rule(plane, name)
    first = plane.call(rows.LIST_RULES, rows.ListRules("doors", max_results=1))
    rest = plane.call(rows.LIST_RULES, rows.ListRules("doors", max_results=1, next_token=first.next_token))
    assert [rule.rule for rule in (*first.rules, *rest.rules)] == ["doors-a", "doors-b"]
    assert rest.next_token is None


def test_there_are_so_many_rules_and_no_more(plane: Plane) -> None:
    with plane.store.transaction() as transaction:
        for number in range(RULES_MOST):
            transaction.event_rules.put_rule(_rule(f"rule-{number}"))
    assert plane.refusal(rows.PUT_RULE, rows.PutRule("one-more", PATTERN)).reason is Reason.TOO_MANY_RESOURCES
    put_rule(plane, "rule-7")  # changing one goes on


def _rule(name: str) -> Rule:
    return Rule(name, PATTERN, True, "", NINE)


@pytest.mark.requirement("EVS-008")
def test_a_webhook_gets_a_key_that_is_shown_once_and_stays_when_the_address_changes(plane: Plane) -> None:
    put_rule(plane)
    secret = put_target(plane, HOOK)
    assert secret is not None
    assert signing_keys(secret) is not None
    assert secret not in str(plane.trail.records[-1])
    elsewhere = rows.Destination(webhook=Webhook("https://example.org/other"))
    assert put_target(plane, elsewhere) is None
    page = plane.call(rows.LIST_TARGETS, rows.ListTargetsByRule("doors"))
    assert page.targets[0].destination == elsewhere
    assert secret not in str(page)
    announce(plane)
    assert claim(plane).target.secret == secret


def test_a_password_does_not_follow_a_target_to_another_host(plane: Plane) -> None:
    put_rule(plane)
    put_target(plane, rows.Destination(mqtt=Mqtt("broker.example", "doors", user="ann")), "a password")
    put_target(plane, rows.Destination(mqtt=Mqtt("evil.example", "doors", user="ann")))
    announce(plane)
    assert claim(plane).target.secret == ""


def test_a_password_stays_while_its_target_does(plane: Plane) -> None:
    put_rule(plane)
    broker = rows.Destination(mqtt=Mqtt("broker.example", "doors", user="ann"))
    put_target(plane, broker, "a password")
    plane.call(rows.PUT_TARGETS, rows.PutTargets("doors", (rows.TargetSettings("one", broker, None, RetryPolicy(60)),)))
    announce(plane)
    target = claim(plane).target
    assert (target.secret, target.retry) == ("a password", RetryPolicy(60))


@pytest.mark.parametrize(
    ("destination", "secret", "reason"),
    [
        (rows.Destination(), None, Reason.BAD_DESTINATION),
        (
            rows.Destination(webhook=Webhook("https://example.org/"), file=EventFile("doors")),
            None,
            Reason.BAD_DESTINATION,
        ),
        (rows.Destination(webhook=Webhook("http://example.org/")), None, Reason.BAD_DESTINATION),
        (rows.Destination(file=EventFile("../doors")), None, Reason.BAD_DESTINATION),
        (HOOK, "", Reason.MALFORMED),
        (HOOK, "no key", Reason.MALFORMED),
    ],
)
def test_a_target_that_cannot_be_used_is_refused_and_nothing_stays_of_it(
    plane: Plane, destination: rows.Destination, secret: str | None, reason: Reason
) -> None:
    put_rule(plane)
    good = rows.TargetSettings("good", FILE)
    bad = rows.TargetSettings("bad", destination, secret)
    assert plane.refusal(rows.PUT_TARGETS, rows.PutTargets("doors", (good, bad))).reason is reason
    assert plane.call(rows.LIST_TARGETS, rows.ListTargetsByRule("doors")).targets == ()


def test_a_rule_has_so_many_targets_and_no_more(plane: Plane) -> None:
    put_rule(plane)
    many = tuple(rows.TargetSettings(f"target-{number}", FILE) for number in range(rows.TARGETS_MOST))
    plane.call(rows.PUT_TARGETS, rows.PutTargets("doors", many))
    one_more = rows.PutTargets("doors", (rows.TargetSettings("more", FILE),))
    assert plane.refusal(rows.PUT_TARGETS, one_more).reason is Reason.TOO_MANY_RESOURCES
    assert len(plane.call(rows.LIST_TARGETS, rows.ListTargetsByRule("doors")).targets) == rows.TARGETS_MOST


def test_targets_are_removed_all_or_none(plane: Plane) -> None:
    put_rule(plane)
    two = tuple(rows.TargetSettings(name, FILE) for name in ("one", "two"))
    plane.call(rows.PUT_TARGETS, rows.PutTargets("doors", two))
    gone = rows.RemoveTargets("doors", ("one", "three"))
    assert plane.refusal(rows.REMOVE_TARGETS, gone).reason is Reason.NOT_FOUND
    assert len(plane.call(rows.LIST_TARGETS, rows.ListTargetsByRule("doors")).targets) == 2
    plane.call(rows.REMOVE_TARGETS, rows.RemoveTargets("doors", ("one",)))
    assert [each.target_id for each in plane.call(rows.LIST_TARGETS, rows.ListTargetsByRule("doors")).targets] == [
        "two"
    ]


@pytest.mark.parametrize(
    "operation", [rows.LIST_TARGETS, rows.PUT_TARGETS, events.REDRIVE_DEAD_LETTERS, events.REPLAY_EVENTS]
)
def test_without_the_rule_there_is_nothing_to_do(plane: Plane, operation: AnyOperation) -> None:
    requests = {
        "ListTargetsByRule": rows.ListTargetsByRule("doors"),
        "PutTargets": rows.PutTargets("doors", (rows.TargetSettings("one", FILE),)),
        "RedriveDeadLetters": events.RedriveDeadLetters("doors", "one"),
        "ReplayEvents": events.ReplayEvents("doors", 0, 1),
    }
    assert plane.refusal(operation, requests[operation.name]).reason is Reason.NOT_FOUND


def test_a_pattern_is_tried_on_a_sample_that_one_pastes(plane: Plane) -> None:
    sample = envelope_text(CRITICAL, Stamp("e", REALM.account, REALM.region, NINE))

    def fits(pattern: str) -> bool:
        return plane.call(events.TEST_EVENT_PATTERN, events.TestEventPattern(pattern, sample)).result

    assert fits('{"detail-type":[{"suffix":"Critical"}]}')
    assert not fits('{"detail-type":[{"suffix":"Healthy"}]}')
    bad_event = events.TestEventPattern(PATTERN, "[1]")
    assert plane.refusal(events.TEST_EVENT_PATTERN, bad_event).reason is Reason.BAD_EVENT
    assert plane.refusal(events.TEST_EVENT_PATTERN, events.TestEventPattern("{}", sample)).reason is Reason.BAD_PATTERN


def give_up(plane: Plane, found: Claim) -> None:
    dead = Settlement(DeliveryState.DEAD, 3, NINE, DeliveryFault.ANSWERED_NO)
    settled = [(letter, dead) for letter in found.letters]
    plane.store.deliveries.settle(found, settled, TargetState(0, None, None), NINE)  # type: ignore[attr-defined]  # the store behind the port


def test_what_was_given_up_is_listed_and_tried_again(plane: Plane) -> None:
    put_rule(plane)
    put_target(plane)
    sent = [announce(plane, number) for number in (1, 2)]
    give_up(plane, claim(plane))
    page = plane.call(events.LIST_DEAD_LETTERS, events.ListDeadLetters("doors", max_results=1))
    rest = plane.call(events.LIST_DEAD_LETTERS, events.ListDeadLetters("doors", 1, page.next_token))
    letters = (*page.dead_letters, *rest.dead_letters)
    assert [letter.event_id for letter in letters] == sent
    assert {(letter.fault, letter.attempts, letter.target_id) for letter in letters} == {("answered_no", 3, "one")}
    assert plane.call(events.REDRIVE_DEAD_LETTERS, events.RedriveDeadLetters("doors", "one")).count == 2
    assert plane.call(events.LIST_DEAD_LETTERS, events.ListDeadLetters()).dead_letters == ()
    assert [letter.event for letter in claim(plane).letters] == sent


def test_a_time_is_sent_again_to_a_rule_that_was_made_later(plane: Plane) -> None:
    sent = [announce(plane, number) for number in range(1, REPLAYED_MOST + 3)]
    put_rule(plane)
    put_target(plane)
    whole = events.ReplayEvents("doors", millis(NINE), millis(NINE + timedelta(hours=1)))
    first = plane.call(events.REPLAY_EVENTS, whole)
    assert first.count == REPLAYED_MOST
    assert first.last is not None
    rest = plane.call(events.REPLAY_EVENTS, replace(whole, behind=first.last))
    assert (rest.count, rest.last) == (2, None)
    assert plane.call(events.REPLAY_EVENTS, whole).count == 0, "all of it waits already"
    assert claim(plane).letters[0].event == sent[0]


def test_a_replay_goes_to_that_rule_alone(plane: Plane) -> None:
    announce(plane)
    for rule in ("doors", "others"):
        put_rule(plane, rule)
        put_target(plane, rule=rule)
    whole = events.ReplayEvents("doors", millis(NINE), millis(NINE + timedelta(hours=1)))
    assert plane.call(events.REPLAY_EVENTS, whole).count == 1
    waiting = {
        rule: plane.call(rows.LIST_TARGETS, rows.ListTargetsByRule(rule)).targets[0].waiting
        for rule in ("doors", "others")
    }
    assert waiting == {"doors": 1, "others": 0}


def test_a_replay_passes_by_what_the_rule_does_not_want(plane: Plane) -> None:
    announce(plane)
    put_rule(plane, pattern='{"source":["another"]}')
    put_target(plane)
    whole = events.ReplayEvents("doors", millis(NINE), millis(NINE + timedelta(hours=1)))
    assert plane.call(events.REPLAY_EVENTS, whole).count == 0
    backwards = replace(whole, end_in_millis=whole.start_in_millis)
    assert plane.refusal(events.REPLAY_EVENTS, backwards).reason is Reason.MALFORMED


def test_each_kind_of_destination_is_shown_as_it_was_put(plane: Plane) -> None:
    put_rule(plane)
    kinds = (
        rows.Destination(syslog=Syslog("log.example")),
        rows.Destination(queue=Queue("https://sqs.example.org/1", "eu-north-1")),
        FILE,
    )
    settings = tuple(rows.TargetSettings(f"t{number}", kind) for number, kind in enumerate(kinds))
    plane.call(rows.PUT_TARGETS, rows.PutTargets("doors", settings))
    shown = plane.call(rows.LIST_TARGETS, rows.ListTargetsByRule("doors")).targets
    assert tuple(target.destination for target in shown) == kinds
