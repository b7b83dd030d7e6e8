"""Events themselves: does one fit a pattern, what could not be delivered, what should be delivered once more."""

import json

from app.operations import events as rows
from app.operations.refusals import Reason, Refusal
from app.patterns.compiler import compile_pattern
from app.patterns.matching import EventRefused, matches
from app.patterns.pattern import PatternInvalid
from app.ports.control.event_rules import DeadLetter, Route
from app.services.control.call import Call
from app.services.control.common import millis, moment, not_found
from app.services.control.event_rules import resource_of
from app.services.control.publish import targets_for
from app.services.control.served import AnyServed, Served

REDRIVEN_MOST = 1_000
"""In one call, so that it holds the store for a fraction of a second."""
REPLAYED_MOST = 500
"""Events looked at in one call, each opened and matched."""


def test_event_pattern(request: rows.TestEventPattern, call: Call) -> rows.PatternVerdict | Refusal:
    try:
        return rows.PatternVerdict(matches(compile_pattern(request.pattern.encode()), request.event.encode()))
    except PatternInvalid as error:
        return Refusal.of(Reason.BAD_PATTERN, why=str(error))
    except EventRefused as error:
        return Refusal.of(Reason.BAD_EVENT, member="event", why=str(error))


def list_dead_letters(request: rows.ListDeadLetters, call: Call) -> rows.DeadLetterPage | Refusal:
    rule = request.rule or ""
    cut = call.pages.cut(
        lambda after, most: call.transaction.outbox.dead_letters(rule, int(after or 0), most),
        lambda letter: str(letter.delivery),
        request.max_results,
        request.next_token,
        rule,
    )
    if isinstance(cut, Refusal):
        return cut
    return rows.DeadLetterPage(tuple(map(_told, cut.items)), cut.next_token)


def redrive_dead_letters(request: rows.RedriveDeadLetters, call: Call) -> rows.Redriven | Refusal:
    if call.transaction.event_rules.target(request.rule, request.target_id) is None:
        return not_found(f"{resource_of(request.rule)}/target/{request.target_id}")
    count = call.transaction.outbox.revive(request.rule, request.target_id, call.at, REDRIVEN_MOST)
    return rows.Redriven(count)


def replay_events(request: rows.ReplayEvents, call: Call) -> rows.Replayed | Refusal:
    """To the targets of that rule as it is now, for events that fit it now."""
    if call.transaction.event_rules.rule(request.rule) is None:
        return not_found(resource_of(request.rule))
    start, end = moment(request.start_in_millis), moment(request.end_in_millis)
    if end <= start:
        return Refusal.of(Reason.MALFORMED, member="endInMillis")
    routes = [route for route in call.transaction.event_rules.routes() if route.rule == request.rule]
    found = call.transaction.outbox.events_between(start, end, request.behind, REPLAYED_MOST)
    count = sum(_send_again(number, text, routes, call) for number, text in found)
    return rows.Replayed(count, found[-1][0] if len(found) == REPLAYED_MOST else None)


def _send_again(number: int, text: str, routes: list[Route], call: Call) -> int:
    return call.transaction.outbox.send_again(number, targets_for(routes, json.loads(text)), call.at)


def _told(letter: DeadLetter) -> rows.DeadLetter:
    return rows.DeadLetter(
        letter.event,
        letter.detail_type,
        letter.rule,
        letter.target,
        letter.fault.value,
        letter.attempts,
        millis(letter.published_at),
        millis(letter.given_up_at),
    )


EVENTS: tuple[AnyServed, ...] = (
    Served(rows.LIST_DEAD_LETTERS, list_dead_letters),
    Served(rows.REDRIVE_DEAD_LETTERS, redrive_dead_letters),
    Served(rows.REPLAY_EVENTS, replay_events),
    Served(rows.TEST_EVENT_PATTERN, test_event_pattern),
)
