"""A flow is a table: (state, event) -> row. This module steps through such tables and checks them.

A row's action is a pure function of the context and the event. An event with no row in a state has no meaning there
and changes nothing. Every state that is not at rest has a time-out, so that no screen is a dead end.

>>> from enum import Enum
>>> class Lamp(Enum):
...     OFF = "off"
...     ON = "on"
>>> lamp = Flow("lamp", Lamp.OFF, 0, [
...     Row(Lamp.OFF, Choice.OK, (Lamp.ON,), lambda count, event: Next(Lamp.ON, count + 1)),
...     Row(Lamp.ON, TimeUp, (Lamp.OFF,), lambda count, event: Next(Lamp.OFF, count)),
... ], {Lamp.ON: 2.0}, lambda state, count: View(state.value))
>>> lamp.step(Lamp.OFF, 0, Tapped(Choice.OK)).state
<Lamp.ON: 'on'>
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, Generic, TypeVar

from app.flows.effects import Effect
from app.flows.events import Choice, Event, Tapped, TimeUp
from app.flows.view import View

S = TypeVar("S", bound=Enum)
C = TypeVar("C")

Trigger = type[Event] | Choice
"""A kind of event, or one button."""


@dataclass(frozen=True)
class Next(Generic[S, C]):
    """Where a step leads. `effects` are carried out in order, after the state has changed."""

    state: S
    context: C
    effects: tuple[Effect, ...] = ()


@dataclass(frozen=True)
class Row(Generic[S, C]):
    state: S
    trigger: Trigger
    targets: tuple[S, ...]
    """Every state that the action may lead to: what diagrams and the exploring test go by."""
    action: Callable[[C, Any], Next[S, C]]


class Flow(Generic[S, C]):
    """A checked table. `timeouts` are seconds in a state, counted from when it was entered or last renewed.

    `opening` is carried out once, when the flow begins. `presence_renews`: a hand before the camera begins the time
    afresh like any other event; else only what a person does.
    """

    def __init__(
        self,
        name: str,
        start: S,
        fresh: C,
        rows: Iterable[Row[S, C]],
        timeouts: Mapping[S, float],
        view: Callable[[S, C], View],
        opening: tuple[Effect, ...] = (),
        presence_renews: bool = False,
        language: str | None = None,
    ) -> None:
        self.name = name
        self.start = start
        self.fresh = fresh
        self.rows: Mapping[tuple[S, Trigger], Row[S, C]] = _index(rows)
        self.timeouts = dict(timeouts)
        self.view = view
        self.opening = opening
        self.presence_renews = presence_renews
        self._language = language

    def spoken(self, language: str) -> "Flow[S, C]":
        """The same table in another language: it begins in it, and comes back to it when whoever chose one has gone.
        For contexts that have a `language`."""
        return Flow(
            self.name,
            self.start,
            _in(language, self.fresh),
            self.rows.values(),
            self.timeouts,
            self.view,
            self.opening,
            self.presence_renews,
            language,
        )

    @property
    def states(self) -> list[S]:
        return list(type(self.start))

    def step(self, state: S, context: C, event: Event) -> Next[S, C]:
        row = self.rows.get((state, trigger_of(event)))
        if row is None:
            return Next(state, context)
        after = row.action(context, event)
        if after.state not in row.targets:
            raise AssertionError(f"{self.name}: {state} + {event} led to {after.state}, not in {row.targets}")
        home = after.state is self.start and state is not self.start
        return replace(after, context=_in(self._language, after.context)) if home and self._language else after

    def mermaid(self) -> str:
        """The table as a Mermaid state diagram, for the manual."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.start.value}"]
        for row in self.rows.values():
            lines += [
                f"    {row.state.value} --> {target.value}: {_label(row.trigger)}"
                for target in row.targets
                if target is not row.state
            ]
        return "\n".join(lines) + "\n"


def _in(language: str, context: C) -> C:
    return replace(context, language=language)  # type: ignore[type-var]  # a frozen dataclass, as contexts are


def trigger_of(event: Event) -> Trigger:
    return event.choice if isinstance(event, Tapped) else type(event)


def check(flow: Flow[S, C]) -> list[str]:
    """What is wrong with a table, in words: unreachable states, dead ends, states without a time-out."""
    leads: dict[S, set[S]] = {state: set() for state in flow.states}
    for row in flow.rows.values():
        leads[row.state].update(row.targets)
    wrong = [f"{state.value} cannot be reached" for state in set(flow.states) - _reachable(leads, flow.start)]
    for state in flow.states:
        if state is flow.start:
            continue
        if flow.start not in _reachable(leads, state):
            wrong.append(f"{state.value} has no way home")
        if state not in flow.timeouts or (state, TimeUp) not in flow.rows:
            wrong.append(f"{state.value} has no time-out")
    return sorted(wrong)


def _reachable(leads: Mapping[S, set[S]], start: S) -> set[S]:
    seen, todo = {start}, [start]
    while todo:
        for state in leads[todo.pop()] - seen:
            seen.add(state)
            todo.append(state)
    return seen


def _index(rows: Iterable[Row[S, C]]) -> dict[tuple[S, Trigger], Row[S, C]]:
    table: dict[tuple[S, Trigger], Row[S, C]] = {}
    for row in rows:
        if (row.state, row.trigger) in table:
            raise ValueError(f"two rows for {row.state.value} + {_label(row.trigger)}")
        table[row.state, row.trigger] = row
    return table


def _label(trigger: Trigger) -> str:
    return trigger.value if isinstance(trigger, Choice) else trigger.__name__
