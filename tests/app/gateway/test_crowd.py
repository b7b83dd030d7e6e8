"""Fifty terminals at once: each is told what it is to do, and does it once."""

import asyncio
from pathlib import Path

from app.domain.device_commands import CommandId, CommandState
from app.operations.instances import REBOOT_DEVICE, RebootDevice
from tests.app.control import Plane
from tests.app.gateway.crowd import Terminal, connected, make_crowd
from tests.app.gateway.running import Running
from tests.app.gateway.terminals import link

MANY = 50


async def told_and_done(plane: Plane, crowd: list[Terminal], server: Running) -> tuple[list[str], list[int]]:
    async with connected(crowd, server) as lines:
        told = [plane.call(REBOOT_DEVICE, RebootDevice(each.instance)).command_id for each in crowd]
        await asyncio.gather(*(line.obey() for line in lines))
        return told, [line.done for line in lines]


def test_fifty_terminals_do_what_each_is_told_once(plane: Plane, tmp_path: Path) -> None:
    with link(plane, tmp_path) as server:
        crowd = make_crowd(plane, tmp_path / "crowd", MANY)
        told, done = asyncio.run(told_and_done(plane, crowd, server))
    assert done == [1] * MANY
    with plane.store.reading() as reading:
        commands = [reading.commands.find(CommandId(each)) for each in told]
    assert {command.state for command in commands if command} == {CommandState.DONE}
    assert [command.instance for command in commands if command] == [each.instance for each in crowd]
