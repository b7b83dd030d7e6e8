"""The OSDP process, kept running.

process = osdp_process(start, hear)  # `hear` is called from its thread, one report at a time
process.open()
process.send(Submit(...))
process.close()
"""

from collections.abc import Callable

from app.ports.door import DoorLink
from drivers.osdp.messages import CODEC, LinkIs, Message, Report, Start
from drivers.worker_process import Program, WorkerProcess

_PROGRAM = Program[Message]("drivers.osdp.worker", CODEC, lost=LinkIs(DoorLink.OFFLINE.value))


def osdp_process(start: Start, hear: Callable[[Report], None]) -> WorkerProcess[Message]:
    def hear_reports(message: Message) -> None:
        if isinstance(message, Report):
            hear(message)

    return WorkerProcess(_PROGRAM, start, hear_reports)
