"""Rules and targets: made, shown, changed, removed. What may not be sent to is refused here, and once more at each
connection."""

import base64
import secrets

from app.domain import destinations as places
from app.domain.destinations import KEY_PREFIX, Target, TargetKey, destination_problem, signing_keys
from app.operations import event_rules as rows
from app.operations.common import NoAnswer
from app.operations.refusals import Reason, Refusal
from app.patterns.compiler import compile_pattern
from app.patterns.pattern import PatternInvalid
from app.ports.control.event_rules import Rule, RuleTarget
from app.services.control.call import Call
from app.services.control.common import millis, not_found, refusal_of_tags
from app.services.control.served import AnyServed, Served

RULES_MOST = 300
"""EventBridge's. Each pattern is tried on every event."""
_KEY_BYTES = 32


def put_rule(request: rows.PutRule, call: Call) -> rows.RuleDetail | Refusal:
    try:
        compile_pattern(request.pattern.encode())
    except PatternInvalid as error:
        return Refusal.of(Reason.BAD_PATTERN, why=str(error))
    rules = call.transaction.event_rules
    known = rules.rule(request.rule)
    if known is None:
        if refusal := refusal_of_tags(request.tags):
            return refusal
        if len(rules.rules("", RULES_MOST)) == RULES_MOST:
            return Refusal.of(Reason.TOO_MANY_RESOURCES, resource="event-rule", most=RULES_MOST)
        call.transaction.tags.put(resource_of(request.rule), request.tags)
    created_at = call.at if known is None else known.created_at
    rule = Rule(request.rule, request.pattern, request.enabled, request.description, created_at)
    rules.put_rule(rule)
    return _detail(rule, call)


def get_rule(request: rows.GetRule, call: Call) -> rows.RuleDetail | Refusal:
    rule = call.transaction.event_rules.rule(request.rule)
    return not_found(resource_of(request.rule)) if rule is None else _detail(rule, call)


def delete_rule(request: rows.DeleteRule, call: Call) -> NoAnswer | Refusal:
    if not call.transaction.event_rules.delete_rule(request.rule):
        return not_found(resource_of(request.rule))
    call.transaction.tags.clear(resource_of(request.rule))
    return NoAnswer()


def list_rules(request: rows.ListRules, call: Call) -> rows.RulePage | Refusal:
    prefix = request.name_prefix or ""
    cut = call.pages.cut(
        lambda after, most: call.transaction.event_rules.rules(after, most, prefix),
        lambda rule: rule.name,
        request.max_results,
        request.next_token,
        prefix,
    )
    if isinstance(cut, Refusal):
        return cut
    return rows.RulePage(tuple(_detail(rule, call) for rule in cut.items), cut.next_token)


def put_targets(request: rows.PutTargets, call: Call) -> rows.PutTargetsAnswer | Refusal:
    rules = call.transaction.event_rules
    if rules.rule(request.rule) is None:
        return not_found(resource_of(request.rule))
    made: dict[str, str] = {}
    for settings in request.targets:
        known = rules.target(request.rule, settings.target_id)
        destination = chosen(settings.destination)
        problem = "it must be exactly one" if destination is None else destination_problem(destination)
        if destination is None or problem:
            return Refusal.of(Reason.BAD_DESTINATION, member="destination", why=problem or "")
        webhook = isinstance(destination, places.Webhook)
        if webhook and settings.secret is not None and signing_keys(settings.secret) is None:
            return Refusal.of(Reason.MALFORMED, member="secret")
        keep = settings.secret is None and known is not None and _goes_along(known.destination, destination)
        secret = settings.secret or ""
        if webhook and settings.secret is None and not keep:
            secret = made[settings.target_id] = new_signing_key()
        target = Target(TargetKey(secrets.token_hex(16)), destination, settings.retry, secret)
        rules.put_target(request.rule, settings.target_id, target, keep)
    if len(rules.targets(request.rule, "", rows.TARGETS_MOST + 1)) > rows.TARGETS_MOST:
        return Refusal.of(Reason.TOO_MANY_RESOURCES, resource="target", most=rows.TARGETS_MOST)
    return rows.PutTargetsAnswer(made)


def remove_targets(request: rows.RemoveTargets, call: Call) -> NoAnswer | Refusal:
    """All of them, or none."""
    for target in request.target_ids:
        if not call.transaction.event_rules.remove_target(request.rule, target):
            return not_found(f"{resource_of(request.rule)}/target/{target}")
    return NoAnswer()


def list_targets(request: rows.ListTargetsByRule, call: Call) -> rows.TargetPage | Refusal:
    if call.transaction.event_rules.rule(request.rule) is None:
        return not_found(resource_of(request.rule))
    cut = call.pages.cut(
        lambda after, most: call.transaction.event_rules.targets(request.rule, after, most),
        lambda target: target.id,
        request.max_results,
        request.next_token,
        request.rule,
    )
    if isinstance(cut, Refusal):
        return cut
    return rows.TargetPage(tuple(map(_status, cut.items)), cut.next_token)


def resource_of(rule: str) -> str:
    return f"event-rule/{rule}"


def new_signing_key() -> str:
    return KEY_PREFIX + base64.b64encode(secrets.token_bytes(_KEY_BYTES)).decode()


def chosen(destination: rows.Destination) -> places.Destination | None:
    """The one that is given; None for none or several."""
    given: list[places.Destination] = [
        each
        for each in (
            destination.webhook,
            destination.mqtt,
            destination.syslog,
            destination.file,
            destination.event_bus,
            destination.queue,
            destination.topic,
        )
        if each is not None
    ]
    return given[0] if len(given) == 1 else None


def _goes_along(old: places.Destination, new: places.Destination) -> bool:
    """Whether the secret stays when the destination changes. A webhook's never leaves us; a password would go to a host
    that was not meant to get it."""
    return old == new or (isinstance(old, places.Webhook) and isinstance(new, places.Webhook))


def _shown(destination: places.Destination) -> rows.Destination:
    match destination:
        case places.Webhook():
            return rows.Destination(webhook=destination)
        case places.Mqtt():
            return rows.Destination(mqtt=destination)
        case places.Syslog():
            return rows.Destination(syslog=destination)
        case places.EventFile():
            return rows.Destination(file=destination)
        case places.EventBus():
            return rows.Destination(event_bus=destination)
        case places.Queue():
            return rows.Destination(queue=destination)
        case places.Topic():
            return rows.Destination(topic=destination)


def _status(target: RuleTarget) -> rows.TargetStatus:
    return rows.TargetStatus(
        target_id=target.id,
        destination=_shown(target.destination),
        retry=target.retry,
        waiting=target.waiting,
        dead=target.dead,
        failures=target.failures,
        fault=None if target.fault is None else target.fault.value,
        held_until_in_millis=None if target.held_until is None else millis(target.held_until),
        delivered_at_in_millis=None if target.delivered_at is None else millis(target.delivered_at),
    )


def _detail(rule: Rule, call: Call) -> rows.RuleDetail:
    return rows.RuleDetail(
        rule.name,
        call.realm.arn(resource_of(rule.name)),
        rule.pattern,
        rule.enabled,
        rule.description,
        millis(rule.created_at),
        call.transaction.tags.of(resource_of(rule.name)),
    )


EVENT_RULES: tuple[AnyServed, ...] = (
    Served(rows.DELETE_RULE, delete_rule),
    Served(rows.GET_RULE, get_rule),
    Served(rows.LIST_RULES, list_rules),
    Served(rows.LIST_TARGETS, list_targets),
    Served(rows.PUT_RULE, put_rule),
    Served(rows.PUT_TARGETS, put_targets),
    Served(rows.REMOVE_TARGETS, remove_targets),
)
