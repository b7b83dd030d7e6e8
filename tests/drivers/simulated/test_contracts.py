"""The simulated drivers keep every port's contract."""

from collections.abc import Iterator

import pytest

from app.domain.signals import Signal
from app.ports.door import DoorLink
from app.ports.light import Colour
from drivers.simulated.badge_reader import SimulatedBadgeReader
from drivers.simulated.camera import SimulatedCamera
from drivers.simulated.clock import SteppedClock
from drivers.simulated.door import SimulatedDoor
from drivers.simulated.light import SimulatedLight
from drivers.simulated.tamper import SimulatedTamper
from drivers.simulated.world import Device, World
from tests.contracts.badge_reader_contract import BadgeReaderContract, BadgeReaderRig
from tests.contracts.camera_contract import CameraContract, CameraRig
from tests.contracts.door_contract import KNOWN, ControllerContract, DoorRig
from tests.contracts.light_contract import LightContract, LightRig
from tests.contracts.machine_contract import MachineContract, MachineRig
from tests.contracts.tamper_contract import TamperContract, TamperRig


def world_without(device: Device) -> World:
    world = World(SteppedClock())
    world.unplug(device)
    return world


class TestSimulatedCamera(CameraContract):
    @pytest.fixture
    def rig(self) -> CameraRig:
        world = World(SteppedClock())
        return CameraRig(
            SimulatedCamera(world, size=(120, 160)),
            absent=SimulatedCamera(world_without(Device.CAMERA)),
            unplug=lambda: world.unplug(Device.CAMERA),
            plug_in=lambda: world.plug_in(Device.CAMERA),
        )


class TestSimulatedBadgeReader(BadgeReaderContract):
    @pytest.fixture
    def rig(self) -> BadgeReaderRig:
        world = World(SteppedClock())
        return BadgeReaderRig(
            SimulatedBadgeReader(world),
            present=world.present_badge,
            absent=SimulatedBadgeReader(world_without(Device.BADGE_READER)),
            unplug=lambda: world.unplug(Device.BADGE_READER),
            plug_in=lambda: world.plug_in(Device.BADGE_READER),
        )


class TestSimulatedDoor(ControllerContract):
    @pytest.fixture
    def rig(self) -> Iterator[DoorRig]:
        world = World(SteppedClock())
        world.allow(KNOWN)
        door = SimulatedDoor(world)

        def await_link(link: DoorLink) -> None:
            assert door.link() is link

        yield DoorRig(
            door,
            world.clock,
            received=lambda: [entry.bits.text for entry in world.state().bus],
            await_link=await_link,
            cut=lambda: world.unplug(Device.CONTROLLER),
            restore=lambda: world.plug_in(Device.CONTROLLER),
        )
        door.close()


class TestSimulatedLight(LightContract):
    @pytest.fixture
    def rig(self) -> LightRig:
        world = World(SteppedClock())

        def await_signal(signal: Signal) -> None:
            assert (world.state().signal, world.state().ring) == (signal, None)

        def await_colour(colour: Colour) -> None:
            assert world.state().ring is colour

        return LightRig(SimulatedLight(world), await_signal, await_colour)


class TestSimulatedTamper(TamperContract):
    @pytest.fixture
    def rig(self) -> TamperRig:
        world = World(SteppedClock())
        return TamperRig(
            SimulatedTamper(world),
            world.open_case,
            world.close_case,
            cut=lambda: world.unplug(Device.TAMPER_SWITCH),
            mend=lambda: world.plug_in(Device.TAMPER_SWITCH),
        )


class TestSimulatedMachine(MachineContract):
    @pytest.fixture
    def rig(self) -> MachineRig:
        machine = World(SteppedClock()).machine
        return MachineRig(
            machine,
            reboots=lambda: machine.state().runs - 1,
            restarts=lambda: machine.state().restarts,
            pats=lambda: machine.state().pats,
            status=lambda: machine.state().status,
            synchronise=machine.set_synchronised,
        )
