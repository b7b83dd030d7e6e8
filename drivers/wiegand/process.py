"""The Wiegand process, kept running.

process = wiegand_process(start, hear)  # `hear` is called from its thread, one message at a time
process.open()
process.send(Submit(...))
process.close()
"""

from collections.abc import Callable

from drivers.wiegand.messages import CODEC, LinesAre, Message, Start
from drivers.worker_process import Program, WorkerProcess

_PROGRAM = Program[Message]("drivers.wiegand.worker", CODEC, lost=LinesAre(held=False))


def wiegand_process(start: Start, hear: Callable[[Message], None]) -> WorkerProcess[Message]:
    return WorkerProcess(_PROGRAM, start, hear)
