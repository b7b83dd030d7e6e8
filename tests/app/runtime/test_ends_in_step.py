"""The end of somebody's access on its way to terminals, and what comes back of it."""

from app.domain.device_configuration import OperationMode
from app.domain.moments import moment
from app.operations.people import (
    DELETE_USER_ACCESS_END,
    PUT_USER_ACCESS_END,
    DeleteUserAccessEnd,
    PutUserAccessEnd,
)
from tests.app.control import REALM
from tests.app.runtime.sides import Hub
from tests.app.runtime.test_sync import drawer, hub, recognised

__all__ = ["drawer", "hub"]


def test_an_end_that_is_set_moved_or_taken_away_reaches_every_terminal_and_is_an_event_at_the_door(hub: Hub) -> None:
    desk, door = hub.terminal(OperationMode.ENROLLMENT), hub.terminal(OperationMode.ENTRY)
    hub.settle()
    anna = desk.enrols(1, owner=1)
    hub.settle()
    assert recognised(door, 1)
    now = int(door.line.clock.now().timestamp() * 1000)
    for at, admitted in ((now + 60_000, True), (now, False), (now - 60_000, False), (now + 9_000_000, True)):
        hub.plane.call(PUT_USER_ACCESS_END, PutUserAccessEnd(anna, at))
        hub.settle()
        assert [side.store.end_of(anna) for side in (desk, door)] == [moment(at * 1000)] * 2
        assert recognised(door, 1) is admitted
    hub.plane.call(PUT_USER_ACCESS_END, PutUserAccessEnd(anna, now))
    hub.settle()
    assert not recognised(door, 1)
    hub.plane.call(DELETE_USER_ACCESS_END, DeleteUserAccessEnd(anna))
    hub.settle()
    assert recognised(door, 1)
    hub.settle()
    refused = [each for each in hub.events() if each["detail-type"] == "Unsuccessful Recognition"]
    assert [each["resources"] for each in refused] == [[REALM.arn(f"user/{anna}")]] * 3
    assert {each["detail"]["data"]["reason"] for each in refused} == {"access_ended"}
