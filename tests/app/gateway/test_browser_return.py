"""The port to which a browser brings a code: one visit with the right state, and nothing else."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from app.gateway.browser_return import BrowserReturn, browser_return
from app.runtime.clock import SystemClock

STATE = "the state of this sign-in"
WAIT_S = 60.0


@pytest.fixture
def back() -> Iterator[BrowserReturn]:
    with browser_return(SystemClock()) as back:
        yield back


def brought(back: BrowserReturn, *visits: str) -> tuple[str | None, list[httpx.Response]]:
    waiting = True
    with ThreadPoolExecutor(1) as pool:
        code = pool.submit(back.code, STATE, WAIT_S, lambda: waiting)
        answers = [httpx.get(f"{back.redirect_uri.removesuffix('/callback')}{visit}") for visit in visits]
        waiting = False
        return code.result(WAIT_S), answers


def test_a_code_with_the_right_state_is_taken_and_not_shown(back: BrowserReturn) -> None:
    code, (answer,) = brought(back, f"/callback?code=the-code&state={STATE}&iss=https://x")
    assert code == "the-code"
    assert answer.status_code == 200
    assert "the-code" not in answer.text
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "visit",
    [
        "/callback?code=the-code&state=another",
        "/callback?code=the-code",
        f"/callback?code=one&state={STATE}&state={STATE}",
        "/callback",
        f"/elsewhere?code=the-code&state={STATE}",
        f"/callback?error=access_denied&state={STATE}",
    ],
)
def test_other_visits_bring_nothing(back: BrowserReturn, visit: str) -> None:
    assert brought(back, visit)[0] is None


def test_a_stranger_in_between_does_not_spoil_it(back: BrowserReturn) -> None:
    code, _ = brought(back, "/favicon.ico", "/callback?code=x&state=y", f"/callback?code=the-code&state={STATE}")
    assert code == "the-code"


def test_it_listens_on_loopback_alone(back: BrowserReturn) -> None:
    assert back.redirect_uri.startswith("http://127.0.0.1:")


def test_nobody_waits_for_ever(back: BrowserReturn) -> None:
    assert back.code(STATE, 0.0) is None
    assert back.code(STATE, WAIT_S, lambda: False) is None
