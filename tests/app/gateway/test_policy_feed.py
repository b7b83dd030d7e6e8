"""The feed of changes to the policies that ship, as a reader of feeds takes it."""

from datetime import date
from pathlib import Path
from xml.etree import ElementTree as Xml

import httpx
import pytest

from app.config.paths import State
from app.gateway.policy_feed import ADDRESS, ATOM, MEDIA_TYPE, feed
from app.gateway.routes import api
from app.policy.shipped import UPDATES, PolicyUpdate
from app.storage.control.store import SqlControlStore
from app.storage.opening import open_store
from tests.app.control import Plane
from tests.app.gateway.keys import OneKey
from tests.app.gateway.running import running

HERE = {"a": ATOM}


def texts(root: Xml.Element, path: str) -> list[str | None]:
    return [element.text for element in root.findall(path, HERE)]


@pytest.mark.requirement("MP-007")
def test_whoever_subscribes_finds_every_change_that_is_listed(tmp_path: Path) -> None:
    with open_store(State(tmp_path, simulated=True)) as people:
        gateway = Plane(SqlControlStore(people)).gateway(OneKey())
        with running(api(gateway, 1), tmp_path) as server, httpx.Client(verify=server.trust) as client:
            answer = client.get(f"{server.url}{ADDRESS}")
    assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, MEDIA_TYPE)
    root = Xml.fromstring(answer.text)
    assert texts(root, "a:entry/a:title") == [update.change for update in UPDATES]
    assert texts(root, "a:entry/a:summary") == [update.description for update in UPDATES]
    assert texts(root, "a:updated") == ["2023-12-01T00:00:00Z"]
    needed = {name: len(root.findall(f"a:{name}", HERE)) for name in ("id", "title", "updated", "author")}
    assert set(needed.values()) == {1}, "RFC 4287, section 4.1.1"


def test_an_entry_is_known_again_when_another_comes_before_it() -> None:
    later = PolicyUpdate("Sees <templates> & more", "One action more", date(2027, 1, 2))
    before, after = (Xml.fromstring(feed(updates)) for updates in (UPDATES, (later, *UPDATES)))
    assert texts(after, "a:entry/a:id")[1:] == texts(before, "a:entry/a:id")
    assert len(set(texts(after, "a:entry/a:id"))) == len(UPDATES) + 1
    assert texts(after, "a:updated") == ["2027-01-02T00:00:00Z"]
    assert texts(after, "a:entry/a:title")[0] == later.change
