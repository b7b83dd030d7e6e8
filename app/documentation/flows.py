"""The manual's page of the flows: a diagram and the time-outs of each, from the tables themselves."""

from enum import Enum
from typing import TypeVar

from app.documentation.page import Page, page, table
from app.flows.machine import Flow

S = TypeVar("S", bound=Enum)
C = TypeVar("C")

INTRODUCTION = (
    "What a person sees next. Each box is a screen, each arrow an event; an event without an arrow changes nothing. "
    "Small words are buttons and capitalised ones what sensors, workers and clocks report."
)


def flow_section(flow: Flow[S, C]) -> str:
    waits = [(state.value, f"{flow.timeouts[state]:g} s") for state in flow.states if state in flow.timeouts]
    return "\n".join(
        [
            f"## {flow.name.capitalize()}",
            "",
            f"```mermaid\n{flow.mermaid()}```",
            "",
            "Left alone, a screen moves on by itself after:",
            "",
            table(("screen", "seconds without an event"), waits),
        ]
    )


def flow_page(*sections: str) -> Page:
    return page("flows.md", "What a person sees next", INTRODUCTION, *sections)
