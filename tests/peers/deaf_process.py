"""A driver's process that says who it is and the line that it was told to say, and then hears and says nothing more:
not even the end of its input ends it.

    Program("tests.peers.deaf_process", CODEC, lost=Lost())
"""

import os
import signal
from dataclasses import dataclass

from drivers.worker_process import Codec, Inbox


@dataclass(frozen=True, slots=True)
class Say:
    line: str
    """Empty: nothing but who it is."""


@dataclass(frozen=True, slots=True)
class Here:
    pid: int


@dataclass(frozen=True, slots=True)
class Lost:
    pass


Message = Say | Here | Lost

CODEC = Codec[Message](Say, Here, Lost)


def main() -> None:
    inbox, told = Inbox(0, CODEC), list[Message]()
    while not told:
        told = inbox.read()
    (say,) = told
    assert isinstance(say, Say)
    os.write(1, CODEC.encoded(Here(os.getpid())) + (say.line.encode() + b"\n" if say.line else b""))
    while True:
        signal.pause()


if __name__ == "__main__":
    main()
